"""A stream whose last byte is CR, as one certificate in 256 is, stays whole for every reader."""

from __future__ import annotations

import io

import page as judge
import pikepdf
from pyhanko.pdf_utils.generic import StreamObject, pdf_name

from kiosk.dossier.signing.update import Update
from tests.dossier.completing.signed import copy

DATA = b"\x30\x03\x02\x01\r"


def appended(data: bytes) -> bytes:
    revision = Update(copy())
    revision.root[pdf_name("/Held")] = revision.add_object(StreamObject(stream_data=data))
    revision.update_root()
    return revision.appended()


def test_it_is_read_back_whole() -> None:
    with pikepdf.open(io.BytesIO(appended(DATA))) as pdf:
        assert pdf.Root.Held.read_bytes() == DATA


def test_no_line_end_follows_a_carriage_return_of_the_data() -> None:
    assert b"\r\nendstream" not in appended(DATA)[len(copy()) :]


def test_others_are_written_as_they_are() -> None:
    assert b"stream\nplain\nendstream" in appended(b"plain")


def test_the_judge_of_pdf_a_finds_nothing() -> None:
    report = judge.validate_pdf_bytes(appended(DATA), profile=judge.ValidationProfile.PDF_A_2B)
    assert [failure.rule_id for failure in report.failures] == []
