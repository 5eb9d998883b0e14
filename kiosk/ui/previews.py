"""Small pictures of scanned pages for the screen, decoded off the UI thread and forgotten with the visit."""

from __future__ import annotations

import contextlib
import io
import threading

from PIL import Image

from kiosk.model import Look, Page
from kiosk.workspace import Workspace

LONGEST = 1200  # pixels of a preview's longer side: enough for the largest on either screen
# Of a page as scanned, which stands for a moment only: a quarter of A4 at 300 dpi, which costs a JPEG's decoder less
# than half the time that half of it does.
UNSEEN_LONGEST = 880
MOST = 40  # previews held, 3 MB each; pages before these are blank sheets on the screen
MOST_SHRUNK = (
    8  # of these as they stand on the screen, so that a page that moves on is not shrunk again
)


class Previews:
    """Decoded pages of the present visit, by page id; `page` never reads a disk."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._held: dict[str, tuple[Look | None, Image.Image]] = {}
        self._shrunk: dict[tuple[str, Look | None, int, int], Image.Image] = {}
        self._forgotten = 0  # the last visit whose pages must never be held again

    def fetch(self, visit: int, case: str, pages: tuple[Page, ...]) -> None:
        """Decode the pages not held yet; call off the UI thread. An unreadable page is left out.

        Of a page that was looked at that is its preview, upright and cropped; else, or where that cannot be
        read, the page as scanned.
        """
        with self._lock:
            wanted = [page for page in pages[-MOST:] if self._look(page) != (page.look,)]
        if not wanted or visit <= self._forgotten:
            return
        # Not at the top: the store takes as long to import as all of Kivy, and the first frame needs none.
        from kiosk.store.cases import Cases
        from kiosk.store.database import StoreError, open_to_look
        from kiosk.store.vault import Vault

        vault = Vault(self._workspace.vault)
        with contextlib.suppress(
            StoreError
        ):  # the page itself is safe: the screen shows a blank sheet
            with contextlib.closing(open_to_look(self._workspace)) as db:
                key = Cases(db).key(case)
            for page in wanted:
                paths = {page.look.preview: LONGEST} if page.look else {}
                for path, longest in (paths | {page.path: UNSEEN_LONGEST}).items():
                    with contextlib.suppress(StoreError):
                        if path and self._keep(visit, page, vault.read(key, path), longest):
                            break

    def page(self, page: Page, width: int, height: int) -> Image.Image | None:
        """The page within `width` x `height` pixels, never to be changed; None while it is not decoded."""
        with self._lock:
            held = self._held.get(page.id)
            if held is None:
                return None
            wanted = (page.id, held[0], width, height)
            shrunk = self._shrunk.pop(wanted, None)
            if shrunk is None:
                shrunk = held[1].copy()
                shrunk.thumbnail((width, height))
            self._shrunk[wanted] = shrunk  # the newest last
            while len(self._shrunk) > MOST_SHRUNK:
                del self._shrunk[next(iter(self._shrunk))]
        return shrunk

    def forget(self, visit: int) -> None:
        """Hold nothing of this visit, also of what is being decoded now; visits only grow."""
        with self._lock:
            self._forgotten = visit
            self._held.clear()
            self._shrunk.clear()

    def _look(self, page: Page) -> tuple[Look | None, ...]:
        """The look that the page is held with; empty where it is not held."""
        held = self._held.get(page.id)
        return held[:1] if held else ()

    def _keep(self, visit: int, page: Page, jpeg: bytes, longest: int) -> bool:
        """Whether it was a picture at all."""
        try:
            with Image.open(io.BytesIO(jpeg)) as picture:
                picture.draft("RGB", (longest, longest))
                small = picture.convert("RGB")
        except (OSError, ValueError, Image.DecompressionBombError):
            return False
        small.thumbnail((longest, longest))
        with self._lock:
            if visit > self._forgotten:
                self._held.pop(page.id, None)  # the newest last
                self._held[page.id] = (page.look, small)
                while len(self._held) > MOST:
                    del self._held[next(iter(self._held))]
        return True
