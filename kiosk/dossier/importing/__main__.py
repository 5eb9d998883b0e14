"""Bring old cases into the worklist, from a list (CSV) and a folder with their files.

    python -m kiosk.dossier import LIST.csv --files DIR --state DIR [--dry-run] [--language vi]

LIST.csv is UTF-8, with or without Excel's mark, parted by ; , or tabs. Its first line names the columns, in any order:

    case       mã hồ sơ       the office's own reference                 needed
    procedure  mã thủ tục     1.234567                                   needed
    document   mã giấy tờ     to-khai, ban-sao-...                       needed
    file       tệp            JPEG, PNG, TIFF or PDF, below DIR          needed
    number     số định danh   12 digits
    name       họ tên
    birth      ngày sinh      31/12/1999 or 1999-12-31

Every line is checked before anything is kept. Run it again after mending the list, or after it was interrupted:
what is there already stays as it is. Ends with

    0  every line is in the worklist
    1  all but the lines named
    2  nothing was done: a wrong call, no such list, or no such folder
    3  nothing more can be kept (a full disk); what was kept stays
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from contextlib import ExitStack
from pathlib import Path

from kiosk.dossier.importing import bulk, rows
from kiosk.dossier.importing.bulk import Report, Told
from kiosk.dossier.importing.foreign import Foreign
from kiosk.dossier.importing.refused import ImportRefused, words
from kiosk.dossier.importing.rows import Problem, Row
from kiosk.faults import remedy
from kiosk.model import Language, Words
from kiosk.store.database import open_database
from kiosk.store.errors import DiskFailed, StoreError
from kiosk.store.vault import Vault
from kiosk.store.worklist import Worklist
from kiosk.workspace import Workspace

EVERY = 100  # rows between two words of progress
_LINE = Words("dòng {line}: {sentence}", "line {line}: {sentence}")
_CHECKED = Words(
    "Đã kiểm tra danh sách: {good} dòng dùng được, {bad} dòng có lỗi.",
    "The list is checked: {good} lines can be used, {bad} cannot.",
)
_PROGRESS = Words("{done}/{all} dòng", "{done} of {all} lines")
_DONE = Words(
    "Xong: {new} mới, {known} đã có, {bad} không nhận.",
    "Done: {new} new, {known} there already, {bad} not taken.",
)
_REHEARSED = Words(
    "Chạy thử xong, chưa ghi gì: {new} sẽ nhận, {known} trùng nhau, {bad} không nhận.",
    "Only tried, nothing is written: {new} would be taken, {known} are the same, {bad} not taken.",
)
_STOPPED = Words("{what} Phần đã nhận vẫn còn.", "{what} What was taken stays.")
_NO_LIST = Words("Không đọc được danh sách {list}.", "The list {list} cannot be read.")


def add_to(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("list", type=Path, metavar="LIST.csv")
    parser.add_argument("--files", type=Path, required=True, metavar="DIR", help="where they lie")
    parser.add_argument("--state", type=Path, metavar="DIR", help="the kiosk's state folder")
    parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
    parser.add_argument(
        "--language",
        type=Language,
        choices=list(Language),
        default=Language.VI,
        help="of the words",
    )


def run(arguments: argparse.Namespace) -> int:
    """Do it; the status to end with."""
    speak: Language = arguments.language
    if arguments.state is None and not arguments.dry_run:
        print("kiosk.dossier: --state is needed, unless --dry-run is given", file=sys.stderr)
        return 2
    try:
        data = _list(arguments.list)
        with bulk.files_of(arguments.files) as root, Foreign() as foreign:
            good, problems = rows.rows_of(data)
            good, more = bulk.missing_files(good, root)
            problems += more
            _tell(problems, speak)
            print(_CHECKED.of(speak).format(good=len(good), bad=len(problems)), flush=True)
            report = _brought(arguments, good, root, foreign)
    except ImportRefused as error:
        detail = f" ({error.detail})" if error.detail else ""
        print(f"{words(error.reason).of(speak)}{detail}", file=sys.stderr)
        return 2
    except OSError:
        print(_NO_LIST.of(speak).format(list=arguments.list), file=sys.stderr)
        return 2
    except (StoreError, DiskFailed) as error:
        what = remedy(error.fault).what.of(speak)
        print(_STOPPED.of(speak).format(what=what), file=sys.stderr)
        return 3
    _tell(report.problems, speak)
    bad = len(problems) + len(report.problems)
    ended = _REHEARSED if arguments.dry_run else _DONE
    print(ended.of(speak).format(new=report.new, known=report.known, bad=bad))
    return 1 if bad else 0


def _list(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(rows.MOST_BYTES + 1)


def _brought(
    arguments: argparse.Namespace, good: tuple[Row, ...], root: int, foreign: Foreign
) -> Report:
    told = _progress(arguments.language)
    if arguments.dry_run:
        return bulk.rehearse(good, root, foreign, told)
    with ExitStack() as held:
        workspace = Workspace(arguments.state)
        held.enter_context(bulk.alone(workspace))
        db = open_database(workspace)
        held.callback(db.close)
        return bulk.bring(good, root, foreign, Worklist(db, Vault(workspace.vault)), _now, told)


def _tell(problems: tuple[Problem, ...], speak: Language) -> None:
    for problem in sorted(problems, key=lambda problem: problem.line):
        detail = f" ({problem.detail})" if problem.detail else ""
        sentence = f"{words(problem.reason).of(speak)}{detail}"
        print(_LINE.of(speak).format(line=problem.line, sentence=sentence))


def _progress(speak: Language) -> Told:
    def told(done: int, all: int) -> None:
        if done % EVERY == 0 or done == all:
            print(_PROGRESS.of(speak).format(done=done, all=all), flush=True)

    return told


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.dossier.importing",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_to(parser)
    return run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
