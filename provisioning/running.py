"""kiosk-provisioning as SERVICE [-m MODULE] WORDS...: a command of a service's, as its own user and with its keys.

`as desk roster list` is `python -m kiosk.desk roster list` of this kiosk; -m names another module of kiosk or drivers,
such as `as devices -m kiosk.dossier.importing list.csv`. Where it takes --settings, --state or --language and none is
given, it gets this kiosk's. Exit codes are the command's own.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from kiosk.model import Language, Words
from provisioning import layout
from provisioning.box import Box, BoxError, Ran
from provisioning.keys.sealed import DATA, NAMES, Sealed

KEYS = {"ui": DATA, "devices": DATA, "desk": DATA, "sync": NAMES}  # as the units name them
MODULES = ("kiosk.", "drivers.")
_PATHS = {"--settings": layout.SETTINGS, "--state": layout.STATE}
# What takes fewer of these options, by module and first word.
_TAKES: dict[tuple[str, str], tuple[str, ...]] = {
    ("kiosk.sync", "identity"): ("--state",),
    ("kiosk.sync", "push"): (),
    ("kiosk.sync", "export"): (*_PATHS, "--language"),
    ("kiosk.sync", "import"): (*_PATHS, "--language"),
}
_USUAL = {
    "kiosk.desk": (*_PATHS, "--language"),
    "kiosk.sync": tuple(_PATHS),
    "kiosk.dossier.importing": ("--state",),
}

_NOTHING = Words(
    "Hãy viết lệnh cần chạy, ví dụ: kiosk-provisioning as desk roster list.",
    "Say what to run, such as: kiosk-provisioning as desk roster list.",
)
_FOREIGN = Words(
    "{module} không phải là phần của kiosk. Hãy dùng tên bắt đầu bằng kiosk. hoặc drivers.",
    "{module} is no part of the kiosk: give a name that begins with kiosk. or drivers.",
)


def command(rest: list[str], language: Language) -> int:
    """The command's own exit code; it speaks to the terminal itself. Raises BoxError."""
    parser = argparse.ArgumentParser(
        prog="kiosk-provisioning as",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("service", choices=KEYS)
    parser.add_argument("-m", dest="module", default="", metavar="MODULE")
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="WORDS")
    if rest[1:2] == ["-m"]:  # the words begin behind the service, and would swallow it
        rest = [*rest[1:3], rest[0], *rest[3:]]
    given = parser.parse_args(rest)
    module = given.module or f"kiosk.{given.service}"
    if not given.words and not given.module:  # that would be a second service beside the first
        raise BoxError(_NOTHING)
    if not f"{module}.".startswith(MODULES):
        raise BoxError(Words(_FOREIGN.vi.format(module=module), _FOREIGN.en.format(module=module)))
    words = completed(module, given.words, language)
    return run_as(Box(), given.service, module, words, seen=True).code


def run_as(
    box: Box, service: str, module: str, words: Sequence[str] = (), *, seen: bool = False
) -> Ran:
    """`python -m MODULE WORDS...` as the user of `service`, with the keys that its unit gives it and no others.

    `seen`: it speaks to the terminal itself, and nothing is caught. Raises BoxError where a key does not open.
    """
    sealed = Sealed.of(box)
    keys = {name: sealed.open(name) for name in KEYS[service]}
    python = [sys.executable, "-P", "-m", module, *words]
    return box.run_with_keys(keys, layout.USERS[service], python, seen=seen)


def completed(module: str, words: Sequence[str], language: Language) -> list[str]:
    """The words, and what of this kiosk's own the command takes beside them."""
    known = {name: str(path) for name, path in _PATHS.items()} | {"--language": language.value}
    first = words[0] if words else ""
    wanted = _TAKES.get((module, first), _USUAL.get(module, ()))
    written = {word.partition("=")[0] for word in words}
    if written & {"--help", "-h"}:
        return list(words)
    missing = [option for option in wanted if option not in written]
    return [*words, *(part for option in missing for part in (option, known[option]))]
