"""kiosk-provisioning [--language vi|en] WORD ...: everything a technician does to a box.

Exit codes, the same for every word: 0 done, or all is as it should be; 1 something is left to do or is not as it
should be; 2 it could not be done, and the last line says why and what to do; 130 interrupted: the same again goes on.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.model import Language, Words
from provisioning import disk
from provisioning.box import BoxError

DONE, LEFT, CANNOT, INTERRUPTED = 0, 1, 2, 130


@dataclass(frozen=True)
class Word:
    """`runs`: "module:function", called with what follows the word and the technician's language; its number is
    the exit code. What it raises as BoxError is printed here."""

    runs: str
    what: Words


WORDS = {
    "plan": Word(
        "provisioning.planning:command",
        Words("xem các bước và còn bước nào", "every step, and which are left"),
    ),
    "apply": Word(
        "provisioning.applying:command",
        Words("làm các bước còn lại", "do the steps that are left"),
    ),
    "check": Word(
        "provisioning.checking:command",
        Words("kiểm tra lại mọi bước", "look at every step once more"),
    ),
    "remove": Word(
        "provisioning.removing:command",
        Words("gỡ kiosk, giữ lại hồ sơ", "take the kiosk off this box, and keep its cases"),
    ),
    "as": Word(
        "provisioning.running:command",
        Words("chạy lệnh của một dịch vụ", "a service's command, as its own user"),
    ),
    "enrol": Word(
        "provisioning.enrolling:command",
        Words("ghi danh với trung tâm", "make this kiosk known to the centre"),
    ),
    "update": Word(
        "provisioning.updating:command",
        Words("cài bản mới, tự quay lại nếu hỏng", "install a new release, with its way back"),
    ),
    "migrate": Word(
        "provisioning.migrating:command",
        Words("mở cơ sở dữ liệu bằng bản này", "open the database with this release"),
    ),
    "identity": Word(
        "provisioning.identity:command",
        Words(
            "xem khóa mà trung tâm biết máy này", "show the key by which the centre knows this box"
        ),
    ),
    "recovery": Word(
        "provisioning.recovering:command",
        Words("bản khôi phục khóa: chép ra, nhận lại", "the copy of the keys: out, and back in"),
    ),
    "takeover": Word(
        "provisioning.takeover:command",
        Words("nhận hồ sơ của máy hỏng", "take over the cases of a broken box"),
    ),
    "bundle": Word(
        "provisioning.bundling:command",
        Words("tạo gói cài đặt", "make what lies on the stick"),
    ),
    "support": Word(
        "provisioning.supporting:command",
        Words("gói hỗ trợ không có dữ liệu cá nhân", "a report without personal data"),
    ),
    "stick": Word(
        "provisioning.usb.stick:command",
        Words("gắn và tháo USB", "mount a USB stick, and let it go"),
    ),
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="kiosk-provisioning",
        description=(__doc__ or "").split("\n\n", 1)[1],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(
            f"  {name:10}{word.what.vi} / {word.what.en}" for name, word in WORDS.items()
        ),
    )
    parser.add_argument("--language", type=Language, choices=list(Language), default=Language.VI)
    parser.add_argument("word", choices=WORDS, metavar="WORD")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="...")
    given = parser.parse_args(arguments)
    try:
        return _command(WORDS[given.word].runs)(given.rest, given.language)
    except BoxError as error:
        print(error.said.of(given.language), file=sys.stderr)
        return CANNOT
    except OSError as error:
        said = disk.said(error)
        if said is None:
            raise
        print(said.of(given.language), file=sys.stderr)
        return CANNOT
    except KeyboardInterrupt:
        print(
            Words("Đã ngừng. Chạy lại để làm tiếp.", "Stopped. Run it again to go on.").of(
                given.language
            ),
            file=sys.stderr,
        )
        return INTERRUPTED


def _command(runs: str) -> Callable[[list[str], Language], int]:
    module, function = runs.split(":")
    command: Callable[[list[str], Language], int] = getattr(
        importlib.import_module(module), function
    )
    return command


if __name__ == "__main__":
    sys.exit(main())
