"""Rules out of a folder, as they lie at the centre or on a stick: believed no more than over the line."""

from __future__ import annotations

from pathlib import Path

from kiosk.sync.connection import nonsense


class FolderSource:
    """A Source (kiosk.sync.framework) in a folder that holds metadata/ and targets/."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def bundle(self, path: str, most: int) -> bytes | None:
        """Raises CentreError for what is longer or cannot be read."""
        try:
            with (self._folder / path).open("rb") as file:
                data = file.read(most + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise nonsense(
                type(error).__name__
            ) from None  # a stick that was pulled out, most of all
        if len(data) > most:
            raise nonsense("longer than it may be")
        return data
