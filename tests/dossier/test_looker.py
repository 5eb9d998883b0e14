"""Pages are looked at in one process after the other's page: whatever a page is, the next one is looked at."""

import datetime as dt
import io
import resource
import struct
from pathlib import Path

import psutil
import pytest
from PIL import Image

from kiosk.dossier.leaves import unpack
from kiosk.dossier.looker import Looker, LookError
from kiosk.faults import Fault
from kiosk.model import PageVerdict
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.errors import StoreError
from kiosk.store.looks import Looks
from kiosk.store.pages import Pages
from kiosk.store.vault import Vault
from kiosk.workspace import Workspace
from tests.workbench import papers
from tests.workbench.children import none_left

NOW = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)
MOST_MEMORY = 200 * 1024  # KiB


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    return Workspace(tmp_path / "state")


@pytest.fixture
def looker(workspace):
    with none_left():
        made = Looker(workspace, "mixed", budget=60.0)
        yield made
        made.close()


@pytest.fixture
def keep(workspace):
    """Keep a page; it and its case's key."""
    db = open_database(workspace)
    Cases(db).open("case-1", NOW)

    def keep(jpeg, dpi=300):
        Pages(db, Vault(workspace.vault)).add("case-1", "d", jpeg, 1, 1, dpi, NOW)
        looks = Looks(db, Vault(workspace.vault))
        page = looks.next()
        looks.keep(page, None)  # so that the next one comes next
        return Cases(db).key("case-1"), page

    yield keep
    db.close()


@pytest.fixture(scope="module")
def form():
    """A filled-in form at 300 dpi, as a scanner gives it."""
    held = io.BytesIO()
    papers.draw("to-khai-ct01", 1).convert("RGB").save(held, "JPEG", quality=90, dpi=(300, 300))
    return held.getvalue()


def files(workspace):
    return {path.name for path in (workspace.vault / "case-1").iterdir()}


def memory(looker):
    """The most that the child ever held, in KiB."""
    status = Path(f"/proc/{looker._child.pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0])


def test_what_is_made_of_a_page_lies_in_one_file_and_is_a_tenth_of_it(
    workspace, looker, keep, form
):
    key, page = keep(form)
    before = files(workspace)
    seen = looker.look(key, page)
    assert (seen.verdict, seen.blank, seen.turned, seen.size) == (PageVerdict.OK, False, 0, "A4")
    assert len(files(workspace) - before) == 1
    vault = Vault(workspace.vault)
    with Image.open(io.BytesIO(vault.read(key, seen.preview))) as preview:
        assert preview.height > preview.width
    made = vault.read(key, seen.made)
    assert len(made) < len(form) / 10
    assert sum(len(layer.data) for layer in unpack(made).layers) > 10_000


def test_page_after_page_takes_no_more_memory_than_the_first_ones(looker, keep, form):
    for _ in range(3):
        looker.look(*keep(form))
    first = memory(looker)
    child = looker._child.pid
    for _ in range(9):
        looker.look(*keep(form))
    assert looker._child.pid == child
    assert memory(looker) <= first * 1.1
    assert memory(looker) <= MOST_MEMORY


def bomb():
    """The header of a JPEG of 60,000 x 60,000 pixels, and nothing of it."""
    held = io.BytesIO()
    Image.new("RGB", (16, 16)).save(held, "JPEG")
    jpeg = bytearray(held.getvalue())
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = struct.pack(">HH", 60_000, 60_000)
    return bytes(jpeg)


@pytest.mark.parametrize(
    "jpeg", [bomb(), b"", b"%PDF-1.7", b"\xff\xd8\xff\xe0 and so on \xff\xd9"], ids=len
)
def test_what_is_no_page_is_looked_at_in_vain_and_the_next_one_well(
    workspace, looker, keep, form, jpeg
):
    page = keep(jpeg)
    before = files(workspace)
    with pytest.raises(LookError):
        looker.look(*page)
    assert files(workspace) == before
    child = looker._child.pid
    assert looker.look(*keep(form)).size == "A4"
    assert looker._child.pid == child, "it was no reason to start anew"


def test_a_disk_without_room_for_what_is_made_is_said_to_be_full(workspace, looker, keep, form):
    page = keep(form)
    before = files(workspace)
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, usual[1]))
    try:
        looker.ready()  # the child has what we have now
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    with pytest.raises(StoreError) as caught:
        looker.look(*page)
    assert caught.value.fault is Fault.DISK_FULL
    assert files(workspace) == before
    looker.close()
    assert looker.look(*page).size == "A4"


def test_it_gives_way_and_its_key_is_in_no_list_of_processes(looker, keep, form):
    key, page = keep(form)
    looker.look(key, page)
    child = psutil.Process(looker._child.pid)
    assert child.nice() >= 5
    assert child.num_threads() == 1
    assert key.hex() not in " ".join(child.cmdline())
    assert key.hex() not in str(child.environ())
