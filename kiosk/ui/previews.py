"""Small pictures of scanned pages for the screen, decoded off the UI thread and forgotten with the visit."""

from __future__ import annotations

import io
import threading

from PIL import Image

from kiosk.model import Page
from kiosk.store.cases import Cases
from kiosk.store.database import StoreError, open_database
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace

LONGEST = 1200  # pixels of a preview's longer side: enough for the largest on either screen


class Previews:
    """Decoded pages of the present case, by page id; `page` never reads a disk."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._held: dict[str, Image.Image] = {}
        self._visit = 0  # a page decoded for an earlier visit is dropped

    def fetch(self, case: str, pages: tuple[Page, ...]) -> None:
        """Decode the pages not held yet; call off the UI thread. An unreadable page is left out."""
        with self._lock:
            visit = self._visit
            wanted = [page for page in pages if page.id not in self._held]
        if not wanted:
            return
        try:
            key = Cases(open_database(self._workspace)).key(case)
            vault = Vault(self._workspace.vault)
            for page in wanted:
                self._keep(visit, page.id, vault.read(key, page.path))
        except StoreError:
            return  # the screen shows a blank sheet; the page itself is safe

    def page(self, page: Page, width: int, height: int) -> Image.Image | None:
        """The page within `width` x `height` pixels, or None while it is not decoded."""
        with self._lock:
            held = self._held.get(page.id)
        if held is None:
            return None
        picture = held.copy()
        picture.thumbnail((width, height))
        return picture

    def forget(self) -> None:
        with self._lock:
            self._visit += 1
            self._held.clear()

    def _keep(self, visit: int, page: str, jpeg: bytes) -> None:
        with Image.open(io.BytesIO(jpeg)) as picture:
            picture.draft("RGB", (LONGEST, LONGEST))
            small = picture.convert("RGB")
        small.thumbnail((LONGEST, LONGEST))
        with self._lock:
            if visit == self._visit:
                self._held[page] = small
