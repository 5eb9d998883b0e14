"""How many days a case has left: counted when asked, from what the centre told last."""

from __future__ import annotations

import datetime as dt

from kiosk.contract.news import CaseStatus

SOON = 3  # days: a Friday's clerk still sees what is due on Monday

# While the citizen or the treasury is waited for, and while the case is stopped, the days do not run.
RESTING = frozenset({CaseStatus.PAPERS_WANTED, CaseStatus.PAYMENT_WANTED, CaseStatus.STOPPED})
OVER = frozenset(
    {CaseStatus.NOT_ACCEPTED, CaseStatus.WITHDRAWN, CaseStatus.DECIDED, CaseStatus.RETURNED}
)


def days_left(status: CaseStatus | None, due: dt.date | None, today: dt.date) -> int | None:
    """Calendar days until the due day, 0 on it, below 0 when the case is overdue; None where no days run.

    They run under a `status` that this release does not know (None): better a case too many on the list.
    """
    if due is None or status in RESTING or status in OVER:
        return None
    return (due - today).days
