"""Whether a version of the rules could be used by this kiosk, before any of it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from drivers.card import trust
from drivers.card.trust import Kind
from kiosk.contract.rules import bundle
from kiosk.contract.rules.bundle import SETTINGS, SIGNING_TRUST, TRUST, UnusableError
from kiosk.dossier.signing.certificates import anchors
from kiosk.model import Language
from kiosk.settings import SettingsError, brought
from kiosk.store.errors import storing
from kiosk.store.rulebook import shipped_words


def check(files: Mapping[str, bytes], aside: Path) -> None:
    """Raises UnusableError for the first file that could not be used, StoreError.

    `aside`: an empty folder for what is looked at as it lies.
    """
    if len(files) > bundle.MOST_FILES:
        raise UnusableError("", f"more than {bundle.MOST_FILES} files")
    bundle.check(files, {language: shipped_words(language) for language in Language})
    if SETTINGS in files:
        try:
            brought(bundle.text_of(files[SETTINGS]))
        except SettingsError as error:
            raise UnusableError(SETTINGS, str(error)) from None
    for name, data in files.items():
        folder, _, file = name.rpartition("/")
        if folder in (TRUST, SIGNING_TRUST):
            place = aside / folder / file
            with storing():
                place.mkdir(parents=True)
                (place / file).write_bytes(data)
                usable = _is_trusted(place) if folder == TRUST else bool(anchors(place))
            if not usable:
                raise UnusableError(name, "is no certificate and no list of them")


def _is_trusted(folder: Path) -> bool:
    """A list whose signer's country lies in another file is still a list."""
    return all(source.kind is not Kind.REFUSED for source in trust.load(folder).sources)
