"""Steps that lay files on the box, and links that stop units, and take them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath

from kiosk.model import Words
from provisioning.box import Box, BoxError
from provisioning.layout import OWN
from provisioning.step import Standing, Step

BEFORE = OWN / "before"  # what lay where a step laid something of its own
UNITS = PurePosixPath("/etc/systemd/system")  # the machine's own word on units
MASK = PurePosixPath("/dev/null")
_NOTHING = "\0"  # no text file holds it: nothing lay there


def laid(
    name: str,
    what: Words,
    files: Mapping[PurePosixPath, str],
    *,
    then: Sequence[Sequence[str]] = (),
    here: Callable[[Box], bool] = lambda box: True,
) -> Step:
    """A step after which `files` hold these texts (0644 root); `undo` brings back what was there before it.

    `then`: commands by which a running system takes note of them, in both directions; not called where no systemd
    runs. `here`: whether this box has what they are about; else the step is ABSENT.
    """

    def look(box: Box) -> Standing:
        if not here(box):
            return Standing.ABSENT
        whole = all(box.read(at) == text for at, text in files.items())
        return Standing.DONE if whole else Standing.OPEN

    def do(box: Box) -> None:
        for at, text in files.items():
            keep(box, at)
            box.write(at, text)
        take_note(box, then)

    def undo(box: Box) -> None:
        for at in files:
            give_back(box, at)
        take_note(box, then)

    return Step(name, what, look, do, undo)


def masked(
    name: str, what: Words, units: Sequence[str], *, then: Sequence[Sequence[str]] = ()
) -> Step:
    """Nothing starts these units, whoever asks for them, installed or not."""
    links = [UNITS / unit for unit in units]

    def look(box: Box) -> Standing:
        whole = all(box.leads_to(link) == str(MASK) for link in links)
        return Standing.DONE if whole else Standing.OPEN

    def do(box: Box) -> None:
        for link in links:
            box.link(link, MASK)
        take_note(box, [("systemctl", "daemon-reload"), *then])

    def undo(box: Box) -> None:
        for link in links:
            if box.leads_to(link) == str(MASK):
                box.remove(link)
        take_note(box, [("systemctl", "daemon-reload")])

    return Step(name, what, look, do, undo)


def keep(box: Box, at: PurePosixPath) -> None:
    """What lies at `at`, or that nothing does, is remembered; what was remembered first stays."""
    if box.read(_kept(at)) is None:
        before = box.read(at)
        box.write(_kept(at), _NOTHING if before is None else before, mode=0o600)


def give_back(box: Box, at: PurePosixPath) -> None:
    """`at` is as it was before the first `keep`, with its text or not there; left alone where nothing is remembered."""
    before = box.read(_kept(at))
    if before is None:
        return
    if before == _NOTHING:
        box.remove(at)
        box.prune(at.parent)
    else:
        box.write(at, before)
    box.remove(_kept(at))


def take_note(box: Box, commands: Sequence[Sequence[str]]) -> None:
    """Runs them where systemd runs; raises BoxError when one fails."""
    for command in commands if box.is_running else ():
        ran = box.run(command)
        if ran.code:
            raise failed(command, ran.err)


def failed(command: Sequence[str], said: str) -> BoxError:
    """A program of the system did not do what it was told: which, and the last thing it said."""
    last = (said.strip().splitlines() or [""])[-1][:200]
    shown = " ".join(command)[:80]
    return BoxError(
        Words(
            f"Lệnh “{shown}” không chạy được ({last}): hãy chạy lại; nếu vẫn vậy, báo câu này cho bên hỗ trợ.",
            f"“{shown}” did not work ({last}): run this again; if it stays so, tell support this sentence.",
        )
    )


def _kept(at: PurePosixPath) -> PurePosixPath:
    return BEFORE / str(at).lstrip("/").replace("/", "%")
