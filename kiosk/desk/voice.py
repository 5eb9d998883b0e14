"""The hall's voice by command: which recorded words can be played, and a call as a file to listen to.

    python -m kiosk.desk voice --settings kiosk.toml [--call A1-007 --counter 3 --to call.wav] [--language vi|en]

It takes --state as all commands do, and looks at nothing there. Exit codes: 0 every file can be played and the call
was spoken, 1 not so, 2 could not be asked.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk import settings as kiosk_settings
from kiosk.desk.copies import refuse
from kiosk.desk.voice_words import BAD, BY, TEXT
from kiosk.hall import spoken
from kiosk.hall.voice import By, caller, recordings
from kiosk.model import Language
from kiosk.settings import HallSettings, Settings

WELL, NOT_WELL = 0, 1  # exit codes

Say = Callable[[str], None]


def main(arguments: Sequence[str], say: Say) -> int:
    """`voice ...`, as `python -m kiosk.desk` hands it on; an exit code."""
    asked = _parser().parse_args(arguments)
    try:
        settings = kiosk_settings.load(asked.settings)
    except kiosk_settings.SettingsError as error:
        return refuse(str(error))

    def tell(key: str, **values: object) -> None:
        say(TEXT[key].of(Language(asked.language)).format(**values))

    if not settings.hall.voice:
        tell("none")
        return WELL
    well = _recorded(settings, Language(asked.language), tell)
    if asked.to is None:
        return WELL if well else NOT_WELL
    try:
        made = _call(settings.hall, asked.call, asked.counter, asked.to)
    except ValueError:
        return refuse(TEXT["no_label"].of(Language(asked.language)))
    except OSError:
        return refuse(TEXT["not_written"].of(Language(asked.language)).format(file=asked.to))
    tell("written", file=asked.to, by=BY[made].of(Language(asked.language)))
    return WELL if well and made is not By.GONG else NOT_WELL


def _recorded(settings: Settings, language: Language, tell: Callable[..., None]) -> bool:
    """Tells of the folder; whether each of its files can be played."""
    folder = settings.hall.recordings
    if not folder:
        tell("no_folder")
        return True
    found = recordings(folder)
    tell("words", folder=folder, n=len(found.words))
    for file, fault in found.bad.items():
        tell("bad", file=file, why=BAD[fault].of(language))
    lacking = [name for name in _needed(settings) if name not in found.words]
    if lacking:
        tell("lacks", names=", ".join(lacking))
    return not found.bad


def _needed(settings: Settings) -> tuple[str, ...]:
    """Every word that a call to the counters of kiosk.toml may need, letters of the series aside."""
    kiosks = {settings.kiosk, *(desk.kiosk for desk in settings.desks)} - {0}
    numbers = {*range(10), *kiosks, *(counter.number for counter in settings.counters)}
    return (spoken.INVITED, spoken.TO, *(f"so-{number}" for number in sorted(numbers)))


def _call(hall: HallSettings, label: str, counter: int, to: Path) -> By:
    speaks = caller(hall)
    assert speaks
    made = speaks.call(label, counter)
    to.write_bytes(made.wav)
    return made.by


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.desk voice",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--settings", type=Path, required=True)
    parser.add_argument("--state", type=Path, help="not needed: no case is looked at")
    parser.add_argument("--call", default="A1-007", help="a number of the queue")
    parser.add_argument("--counter", type=int, default=1)
    parser.add_argument("--to", type=Path, help="the WAV file")
    parser.add_argument("--language", choices=[*Language], default=Language.VI.value)
    return parser
