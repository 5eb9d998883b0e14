import datetime as dt
import functools
import os
import signal
import sys

import pytest

from kiosk.model import Document, Holder, Language, Verdict
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.sealing import seal
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace
from tests.workbench.seeds import told

TOUCHES = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir"}
DOCUMENT = Document("to-khai", "", "case/dossier:0:100", "ab" * 32, 72, 2)


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    return Workspace(tmp_path / "state")


@pytest.fixture
def db(workspace):
    opened = open_database(workspace)
    yield opened
    opened.close()


@pytest.fixture
def vault(workspace):
    return Vault(workspace.vault)


@pytest.fixture
def morning():
    """23 November 2026, 8:15 at the office."""
    return dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)


@pytest.fixture
def holder():
    """Nobody: an invented person."""
    return Holder(
        number="001099000017",
        name="Trịnh Thị Bịa Đặt",
        birth_date=dt.date(1999, 2, 28),
        sex="Nữ",
        nationality="Việt Nam",
        expiry=None,
        verdict=Verdict.HASHES_MATCH,
    )


@pytest.fixture(scope="module")
def seed(request):
    """What chance begins with in this file; see tests.workbench.seeds."""
    return told(request)


@pytest.fixture
def in_children():
    """Run something in so many processes at the same moment; their exit statuses as os.waitpid gives them.

    No database may be open in the test meanwhile: SQLite does not survive a fork.
    """
    return fork_all


def fork_all(work, count=1):
    hold, gate = os.pipe()
    children = [_fork(work, hold, gate) for _ in range(count)]
    os.close(hold)
    os.close(gate)  # now they all go on
    return [os.waitpid(child, 0)[1] for child in children]


def _fork(work, hold, gate):
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        os.close(gate)
        os.read(hold, 1)
        work()
        status = 0
    except Exception as error:  # noqa: BLE001 - told by the exit status
        sys.stderr.write(f"{error!r}\n")
    finally:
        os._exit(status)


@pytest.fixture
def sealed_in(morning):
    """Seal a case in a given database, opening it where it is not; its ticket."""

    def seal_it(db, case, series="A", now=morning, documents=(DOCUMENT,), kiosk=0, evidence=None):
        Cases(db).open(case, now)
        return seal(
            db,
            case=case,
            procedure="2.000815",
            language=Language.VI,
            series=series,
            kiosk=kiosk,
            agency="H00.000",
            device="kiosk-1",
            office="Bộ phận Một cửa",
            documents=documents,
            now=now,
            evidence=evidence,
        )

    return seal_it


@pytest.fixture
def sealed(db, sealed_in):
    """Seal a case; its ticket."""
    return functools.partial(sealed_in, db)


class Fuse:
    """Kills its process (kill -9) just before the n-th thing it does to database or disk."""

    def __init__(self, left, root):
        self.left = left
        self.root = str(root)

    def burn(self, db):
        db.conn.set_trace_callback(lambda _: self._count())
        sys.addaudithook(self._look)

    def _look(self, event, args):
        if event in TOUCHES and str(args[0]).startswith(self.root):
            self._count()

    def _count(self):
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def cut_at(workspace, in_children):
    """Do `work(db)` in a process that dies at its n-th step; True while it is long enough to die."""

    def cut_at(n, work):
        def child():
            db = open_database(workspace)
            Fuse(n, workspace.root).burn(db)
            work(db)
            os._exit(0)

        (status,) = in_children(child)
        assert status == 0 or os.WTERMSIG(status) == signal.SIGKILL
        return status != 0

    return cut_at
