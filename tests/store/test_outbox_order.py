"""Whatever the line does, envelopes of one case arrive in order, and each exactly once."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.store.database import open_database
from kiosk.store.outbox import EnvelopeState, Outbox
from kiosk.workspace import Workspace

LEASE = 120
ANSWERS = ["announced", "delivered", "postponed", "refused"]


def e(n):
    """The n-th id as drawn."""
    return f"{n:015x}{0:017x}"


class AnyLine(RuleBasedStateMachine):
    """Envelopes are put, claimed, answered, answered too late and lost, in any order."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.db = open_database(Workspace(Path(self.folder.name)))
        self.outbox = Outbox(self.db)
        self.now = 1_000
        self.put_in_order = []  # (id, case)
        self.settled = {}  # id -> how it ended
        self.tries = []  # every envelope ever claimed, answered or not
        self.known = set()  # ids the centre was told of
        self.owner = {}  # id -> attempt that may answer

    def teardown(self):
        self.db.close()
        self.folder.cleanup()

    @rule(case=st.sampled_from("ABC"))
    def a_case_is_sealed_or_corrected(self, case):
        name = e(len(self.put_in_order))
        self.outbox.put(name, case, b"{}", now=self.now)
        self.put_in_order.append((name, case))

    @rule(seconds=st.integers(0, 300))
    def time_goes_by(self, seconds):
        self.now += seconds

    @rule()
    def a_courier_comes(self):
        sent = self.outbox.claim(now=self.now, lease=LEASE)
        if sent is None:
            return
        assert sent.id not in self.settled
        assert sent.attempts == self.owner.get(sent.id, 0) + 1
        older = [name for name, case in self.put_in_order if case == sent.case_code]
        older = older[: older.index(sent.id)]
        assert all(self.settled.get(name) is EnvelopeState.DELIVERED for name in older)
        self.owner[sent.id] = sent.attempts
        self.tries.append((sent, self.now))

    @precondition(lambda self: self.tries)
    @rule(data=st.data(), answer=st.sampled_from(ANSWERS))
    def an_answer_comes_perhaps_too_late(self, data, answer):
        sent, _ = data.draw(st.sampled_from(self.tries))
        owned = self.owner[sent.id] == sent.attempts and sent.id not in self.settled
        owned = owned and sent.id not in self.postponed and sent.announced == self.told(sent)
        if answer == "delivered":
            changed = self.outbox.delivered(sent, receipt="R")
        elif answer == "announced":
            changed = self.outbox.announced(sent, now=self.now)
        elif answer == "refused":
            changed = self.outbox.refused(sent, why="conflict")
        else:
            changed = self.outbox.postponed(sent, until=self.now + 60, why="centre-unreachable")
        assert changed == owned
        if owned and answer == "announced":
            self.owner[sent.id] -= 1
            self.known.add(sent.id)
        elif owned and answer != "postponed":
            self.settled[sent.id] = EnvelopeState(answer)

    def told(self, sent):
        return sent.id in self.known

    @property
    def postponed(self):
        return {row.id for row in self.outbox.rows() if row.state is EnvelopeState.READY}

    @invariant()
    def nothing_is_lost_or_doubled(self):
        rows = self.outbox.rows()
        assert sorted((row.id, row.code) for row in rows) == sorted(self.put_in_order)
        for row in rows:
            final = row.state in (EnvelopeState.DELIVERED, EnvelopeState.REFUSED)
            assert self.settled.get(row.id) == (row.state if final else None)
        assert self.outbox.waiting() == len(rows) - len(self.settled)


AnyLine.TestCase.settings = settings(
    max_examples=30, stateful_step_count=30, deadline=None, database=None
)
test_envelopes_arrive_in_order_whatever_the_line_does = AnyLine.TestCase
