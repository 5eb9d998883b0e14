"""A revision of a PDF by somebody who writes or signs: it says no more than what it adds."""

from __future__ import annotations

from kiosk.dossier.signing.revision import Revision


class Update(Revision):
    """What is added to a PDF; the document's metadata stay as they are.

    A day of change in them would be one more thing that the first signature did not cover, and twice the work.
    """

    def _update_meta(self) -> None:
        """Nothing is noted down."""
