"""The contract with the centre: what is said arrives, what has another shape is refused by its field."""

import datetime as dt
import json
import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.contract import (
    EVIDENCE,
    MOST_BYTES,
    MOST_FILES,
    AnnouncedFile,
    Announcement,
    ContractError,
    Receipt,
    Standing,
)

ID = st.text(alphabet="0123456789abcdef", min_size=32, max_size=32)
LETTERS = string.ascii_letters + string.digits + "_-"
NAME = st.builds(
    str.__add__,
    st.sampled_from(LETTERS),  # never a dot in front: names become paths
    st.text(alphabet=LETTERS + ".", max_size=119),
)
# What PostgreSQL keeps as text: no NUL, no half of a letter.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=300)
ZONES = st.integers(-12 * 60, 14 * 60).map(lambda m: dt.timezone(dt.timedelta(minutes=m)))
TIME = st.datetimes(timezones=ZONES).map(dt.datetime.isoformat)
FILES = st.builds(
    AnnouncedFile,
    name=NAME,
    sha256=st.text(alphabet="0123456789abcdef", min_size=64, max_size=64),
    size=st.integers(1, MOST_BYTES // 4),
    document=NAME,
    pages=st.integers(1, 500),
)
SEVERAL = st.lists(FILES, min_size=1, max_size=4, unique_by=lambda file: file.name).map(tuple)
ANNOUNCEMENTS = st.builds(
    Announcement,
    envelope=ID,
    device=st.text(alphabet="abc019-", min_size=1, max_size=40),
    office=TEXT,
    case=ID,
    code=NAME,
    procedure=NAME,
    ticket=NAME,
    channel=NAME,
    opened_at=TIME,
    sealed_at=TIME,
    holder=st.none()
    | st.fixed_dictionaries({"number": TEXT, "name": TEXT, "birth_date": TEXT, "expiry": TEXT}),
    files=SEVERAL,
)
RECEIPTS = st.builds(
    Receipt,
    id=NAME,
    device=st.just("kiosk-1"),
    envelope=ID,
    received_at=TIME,
    files=SEVERAL,
    announcement=st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    signature=st.from_regex(r"[0-9a-f]{128}", fullmatch=True),
)
STANDINGS = st.builds(Standing, envelope=ID, upload=st.none() | TEXT, receipt=st.none() | RECEIPTS)
FILE = AnnouncedFile("H00-0007_to-khai_1.pdf", "ab" * 32, 12_345, "to-khai", 2)
SAID = Announcement(
    envelope="e" * 32,
    device="kiosk-1",
    office="Một cửa xã Pa Vệ Sủ",
    case="c" * 32,
    code="H00.000-261123-K01-0007",
    procedure="1.001193",
    ticket="A1-007",
    channel="truc-tiep-co-ho-tro",
    opened_at="2026-11-23T08:00:00+07:00",
    sealed_at="2026-11-23T08:05:00+07:00",
    holder={"number": "010190000123", "name": "GIÀNG THỊ MAI"},
    files=(FILE,),
)
GIVEN = Receipt(
    "r-1", "kiosk-1", "e" * 32, "2026-11-23T01:06:00+00:00", (FILE,), "ab" * 32, "cd" * 64
)


def over_the_line(data):
    return json.loads(json.dumps(data))


@given(ANNOUNCEMENTS)
def test_an_announcement_arrives_as_it_was_said(announcement):
    assert Announcement.from_json(over_the_line(announcement.to_json())) == announcement


@given(RECEIPTS)
def test_a_receipt_arrives_as_it_was_given(receipt):
    assert Receipt.from_json(over_the_line(receipt.to_json())) == receipt


@given(STANDINGS)
def test_a_standing_arrives_as_it_was_told(standing):
    assert Standing.from_json(over_the_line(standing.to_json())) == standing


def test_an_envelope_is_as_large_as_its_files_together():
    assert replace(SAID, files=(FILE, FILE)).size == 2 * FILE.size


def test_what_proves_the_card_has_no_pages_and_nothing_else_may_have_none():
    evidence = replace(FILE, document=EVIDENCE, pages=0)
    said = replace(SAID, files=(FILE, replace(evidence, name="k_evidence.json")))
    assert Announcement.from_json(over_the_line(said.to_json())) == said
    with pytest.raises(ContractError):
        Announcement.from_json(changed(files=file(pages=0)))


def changed(**fields) -> dict:
    return over_the_line(SAID.to_json()) | fields


def file(**fields) -> list:
    return [over_the_line(SAID.to_json())["files"][0] | fields]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (None, "announcement"),
        ([], "announcement"),
        ("{}", "announcement"),
        ({}, "files"),
        (changed(files=[]), "files"),
        (changed(files={}), "files"),
        (changed(files=[None]), "file"),
        (changed(files=file() * (MOST_FILES + 1)), "files"),
        (changed(files=file(size=MOST_BYTES) * 2), "too large"),
        (changed(files=file(size=0)), "size"),
        (changed(files=file(size=-1)), "size"),
        (changed(files=file(size=True)), "size"),
        (changed(files=file(size=1.0)), "size"),
        (changed(files=file(size="9")), "size"),
        (changed(files=file(size=10**400)), "size"),
        (changed(files=file(pages=0)), "pages"),
        (changed(files=file(pages=-1, document=EVIDENCE)), "pages"),
        (changed(files=file(sha256="AB" * 32)), "sha256"),
        (changed(files=file(sha256="ab" * 31)), "sha256"),
        (changed(files=file(name="../etc/passwd")), "name"),
        (changed(files=file(name="a/b.pdf")), "name"),
        (changed(files=file(name="tờ-khai.pdf")), "name"),
        (changed(files=file(name="a.pdf\n")), "name"),
        (changed(files=file(name="")), "name"),
        (changed(files=file(document=None)), "document"),
        (changed(envelope="e" * 31), "envelope"),
        (changed(envelope="E" * 32), "envelope"),
        (changed(envelope="e" * 32 + "\n"), "envelope"),
        (changed(envelope=3), "envelope"),
        (changed(case=None), "case"),
        (changed(device="Kiosk 1"), "device"),
        (changed(device=""), "device"),
        (changed(office=None), "office"),
        (changed(office="x" * 301), "office"),
        (changed(office="\ud800"), "office"),
        (changed(code="../x"), "code"),
        (changed(procedure=[]), "procedure"),
        (changed(ticket="A 007"), "ticket"),
        (changed(channel={}), "channel"),
        (changed(opened_at="2026-11-23T08:00:00"), "opened_at"),
        (changed(opened_at="yesterday"), "opened_at"),
        (changed(opened_at="2026-02-30T08:00:00+07:00"), "opened_at"),
        (changed(sealed_at=1_700_000_000), "sealed_at"),
        (changed(holder=[]), "holder"),
        (changed(holder={"number": 3}), "holder.number"),
        (changed(holder={"name": None}), "holder.name"),
        (changed(holder={"name": "\ud800"}), "holder.name"),
        (changed(doubt=None), "doubt"),
        (changed(rules=None), "rules"),
        (changed(rules="../2"), "rules"),
        (changed(doubt="cloned, surely"), "doubt"),
        (changed(version=2), "version"),
        (changed(version=None), "version"),
    ],
)
def test_an_announcement_of_another_shape_is_refused_by_its_field(row, told):
    with pytest.raises(ContractError, match=told):
        Announcement.from_json(row)


@pytest.mark.parametrize("name", sorted(SAID.to_json()))
def test_an_announcement_lacks_nothing(name):
    row = changed()
    del row[name]
    if name == "holder":
        assert Announcement.from_json(row).holder is None
    elif name in ("doubt", "corrects", "rules"):  # an older kiosk does not know the word
        assert getattr(Announcement.from_json(row), name) == ""
    else:
        with pytest.raises(ContractError):
            Announcement.from_json(row)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": ""}, "id"),
        ({"id": None}, "id"),
        ({"received_at": "now"}, "received_at"),
        ({"files": None}, "files"),
        ({"files": [[]]}, "file"),
        ({"envelope": "x"}, "envelope"),
    ],
)
def test_a_receipt_of_another_shape_is_no_receipt(change, told):
    with pytest.raises(ContractError, match=told):
        Receipt.from_json(over_the_line(GIVEN.to_json()) | change)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (None, "standing"),
        ({}, "envelope"),
        ({"envelope": "e" * 32, "upload": 3}, "upload"),
        ({"envelope": "e" * 32, "receipt": {}}, "receipt"),
        ({"envelope": "e" * 32, "receipt": "yes"}, "receipt"),
    ],
)
def test_a_standing_of_another_shape_is_refused(row, told):
    with pytest.raises(ContractError, match=told):
        Standing.from_json(row)


def test_a_refusal_names_the_field_and_never_its_value():
    with pytest.raises(ContractError) as refused:
        Announcement.from_json(changed(holder={"number": ["010190000123"]}))
    assert str(refused.value) == "holder.number"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from(sorted(SAID.to_json())), JSON)
def test_any_value_in_any_field_is_taken_whole_or_refused(name, junk):
    try:
        announcement = Announcement.from_json(changed(**{name: junk}))
    except ContractError:
        return
    assert Announcement.from_json(over_the_line(announcement.to_json())) == announcement


@given(JSON, st.sampled_from([Announcement, Receipt, Standing]))
def test_any_json_is_refused_unless_it_is_of_the_contract(junk, kind):
    with pytest.raises(ContractError):
        kind.from_json(junk)


@pytest.mark.parametrize("name", ["..", ".hidden", "a/b", ""])
def test_a_name_that_could_lead_out_of_a_folder_is_refused(name):
    said = SAID.to_json()
    said["files"][0]["name"] = name
    with pytest.raises(ContractError, match="name"):
        Announcement.from_json(json.loads(json.dumps(said)))


def test_two_files_of_one_name_are_refused():
    said = replace(SAID, files=(FILE, FILE)).to_json()
    with pytest.raises(ContractError, match="files"):
        Announcement.from_json(json.loads(json.dumps(said)))
