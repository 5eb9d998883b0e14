"""A folder that a centre of before the migrations left is taken over whole: cases, receipts, names, news, results."""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
from contextlib import closing

import pytest

from central import shelf
from central.intake import Intake
from central.papers import named
from central.place import Place
from kiosk.contract import Announcement, Link, digest
from kiosk.contract.news import NewsItem
from tests.central.conftest import Case

NOW = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)
# As that centre made them: intake.db at its version 3, in a WAL, and news.db beside it.
INTAKE = """
    create table envelopes (
        seq integer primary key, device text not null, envelope text not null, code text not null,
        size integer not null, announced_at text not null, body blob not null, upload text unique,
        receipt text, unique (device, envelope)
    ) strict;
    alter table envelopes add column link_seq integer not null default 0;
    alter table envelopes add column link text not null default '';
    alter table envelopes add column link_digest text not null default '';
    alter table envelopes add column twin integer not null default 0;
    create index envelopes_links on envelopes (device, link_seq);
    create table heads (
        device text primary key, seq integer not null, digest text not null,
        twin_at text not null default ''
    ) strict;
    create table runs (
        device text not null, run text not null, at text not null, heard_at text not null,
        tip integer not null, current integer not null, primary key (device, run)
    ) strict;
    create index envelopes_receipts on envelopes (device) where receipt is not null;
    pragma user_version = 3;
"""
NEWS = """
    create table news (
        device text not null, seq integer not null, mark text not null, envelope text not null,
        item text not null, told_at text not null, primary key (device, seq)
    ) strict;
    create index news_envelopes on news (device, envelope, seq);
    create table results (
        id text primary key, device text not null, code text not null, sha256 text not null,
        size integer not null, media_type text not null, valid_until text not null,
        here_at text, handed_at text
    ) strict;
    pragma user_version = 1;
"""
RECEIPT = "ab" * 16
RESULTS = ("f" * 32, "0" * 32)  # named in this order


def body_of(case):
    return json.dumps(case.announcement).encode()


def announced(case):
    return Announcement.from_json(json.loads(body_of(case)))


def link_of(case, seq):
    return Link(seq, "", "0" * 128), digest(Link.said(case.device, seq, "", body_of(case)))


def item(case, result):
    named_in_it = {"id": result, "name": "a.pdf", "sha256": "cd" * 32, "size": 4}
    more = {"media_type": "application/pdf", "valid_until": ""}
    row = NewsItem(case.envelope, case.code, "", "decided", "2026-11-23T10:00:00+07:00").to_json()
    return json.dumps(row | {"result": named_in_it | more})


@pytest.fixture
def done(tmp_path):
    return Case()


@pytest.fixture
def begun(tmp_path):
    return Case()


@pytest.fixture
def old(tmp_path, done, begun):
    """The folder as that centre left it when it was killed: half an upload, and the last rows in the WAL alone."""
    folder = tmp_path / "centre"
    (folder / "uploads").mkdir(parents=True)
    (folder / "uploads" / "u-begun").write_bytes(begun.bytes[:1000])
    for data, file in zip(done.contents, announced(done).files, strict=True):
        path = folder / named(file.sha256)
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    receipt = {
        "id": RECEIPT,
        "device": "kiosk-1",
        "envelope": done.envelope,
        "received_at": NOW.isoformat(),
        "files": done.announcement["files"],
        "announcement": digest(body_of(done)),
        "signature": "0" * 128,
    }
    before = tmp_path / "before"
    before.mkdir()
    with closing(sqlite3.connect(before / "intake.db", isolation_level=None)) as db:
        db.execute("pragma journal_mode = wal")
        db.executescript(INTAKE)
        db.execute("pragma wal_checkpoint(truncate)")
        db.execute("pragma wal_autocheckpoint = 0")
        for seq, (case, upload, given) in enumerate(
            ((done, "u-done", json.dumps(receipt)), (begun, "u-begun", None)), start=1
        ):
            link, link_digest = link_of(case, seq)
            db.execute(
                "insert into envelopes values (?, 'kiosk-1', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
                (
                    *(seq, case.envelope, case.code, len(case.bytes), NOW.isoformat()),
                    *(body_of(case), upload, given, seq, link.to_header(), link_digest),
                ),
            )
        db.execute("insert into heads values ('kiosk-1', 2, ?, '')", (link_digest,))
        for name in ("intake.db", "intake.db-wal"):  # as a kill leaves them
            (folder / name).write_bytes((before / name).read_bytes())
    with closing(sqlite3.connect(folder / "news.db", isolation_level=None)) as db:
        db.executescript(NEWS)
        for seq, result in enumerate(RESULTS, start=1):
            row = (seq, os.urandom(16).hex(), done.envelope, item(done, result), f"2026-11-2{seq}")
            db.execute("insert into news values ('kiosk-1', ?, ?, ?, ?, ?)", row)
            db.execute(
                "insert into results values (?, 'kiosk-1', ?, ?, 4, 'application/pdf', '', ?, null)",
                (result, done.code, f"{seq:064d}", "2026-11-23T08:00:00+07:00"),
            )
    return folder


@pytest.fixture
def adopted(old):
    with closing(Intake(Place(old), lambda: NOW)) as intake:
        intake.tidy()
        yield intake


def test_its_cases_and_receipts_are_here(adopted, done):
    [(announcement, receipt, _)] = shelf.received(adopted.database)
    assert (announcement.envelope, receipt.id) == (done.envelope, RECEIPT)
    assert adopted.standing("kiosk-1", done.envelope).receipt.id == RECEIPT
    assert b"".join(adopted.objects.read(named(f.sha256)) for f in receipt.files) == done.bytes


def test_a_received_upload_is_still_whole(adopted, done):
    upload = adopted.upload("kiosk-1", "u-done")
    assert (upload.arrived, upload.receipt.id) == (len(done.bytes), RECEIPT)


def test_a_case_begun_comes_anew_and_its_half_is_not_left_behind(adopted, begun, old):
    assert list((old / "uploads").iterdir()) == []
    upload = adopted.upload("kiosk-1", "u-begun")
    assert upload.arrived == 0
    assert adopted.keep(upload, begun.bytes).receipt


def test_an_envelope_known_is_known_and_a_number_taken_is_taken(adopted, done, begun):
    new, standing = adopted.announce(announced(done), body_of(done), link_of(done, 1)[0])
    assert (new, standing.receipt.id, standing.twin) == (False, RECEIPT, False)
    other = Case()
    assert adopted.announce(announced(other), body_of(other), link_of(other, 2)[0])[1].twin


def test_what_was_told_goes_on_where_it_stood(adopted, done):
    page = adopted.news.page("kiosk-1", 0, "", 10)
    assert [one["seq"] for one in page["items"]] == [1, 2]
    assert adopted.news.page("kiosk-1", 2, page["items"][1]["mark"], 10)["after"] == 2
    told = NewsItem(done.envelope, done.code, "", "returned", "2026-11-23T10:00:00+07:00")
    assert adopted.news.tell("kiosk-1", told)
    assert adopted.news.page("kiosk-1", 0, "", 10)["last"] == 3


def test_its_results_stand_in_the_order_of_their_naming(adopted):
    rows = list(adopted.news.results())
    assert [row["id"] for row in rows] == list(RESULTS)
    assert {row["here_at"] for row in rows} == {"2026-11-23T08:00:00+07:00"}


def test_nothing_is_adopted_twice_and_no_wal_is_left(adopted, old):
    adopted.close()
    with closing(Intake(Place(old), lambda: NOW)) as again:
        assert again.news.page("kiosk-1", 0, "", 10)["last"] == 2
        assert len(list(shelf.received(again.database))) == 1
    assert not list(old.glob("intake.db-*"))
    with closing(sqlite3.connect(old / "intake.db")) as db:
        assert db.execute("pragma journal_mode").fetchone() == ("delete",)
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
