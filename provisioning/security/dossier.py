"""`kiosk-provisioning support dossier`: what is asked for level 2, and the evidence from this box, as PDF and JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk import VERSION
from kiosk.model import Words
from kiosk.papers.books.pages import pdf
from kiosk.papers.books.table import Column, Kind, Table
from provisioning.security import kiosk, machine
from provisioning.security.control import AREAS, Area, Control, Evidence, Met, Shown

MET = {
    Met.YES: Words("Đạt", "Met"),
    Met.NO: Words("CHƯA ĐẠT", "NOT MET"),
    Met.NOT_HERE: Words("Không có trên máy này", "Not on this box"),
    Met.OFFICE: Words("Văn bản của cơ quan", "The office's own paper"),
}
OWN_PAPERS = (
    (
        "management-policy",
        Words("Quy chế bảo đảm an toàn thông tin", "A policy of information security"),
    ),
    ("management-people", Words("Phân công, đào tạo cán bộ", "Who is in charge; training")),
    ("management-change", Words("Quy trình thay đổi, nâng cấp", "How changes are made")),
    ("management-incident", Words("Quy trình xử lý sự cố", "What is done after an incident")),
    (
        "management-place",
        Words("An toàn nơi đặt máy, khóa tủ", "The place of the box, and its lock"),
    ),
)
COLUMNS = (
    Column("STT", 9, Kind.NUMBER),
    Column("Nhóm", 26),
    Column("Yêu cầu", 72),
    Column("Mã", 40),
    Column("Kết quả", 30),
    Column("Bằng chứng trên máy", 82),
)


@dataclass(frozen=True)
class Row:
    control: Control
    evidence: Evidence


def rows(shown: Shown) -> tuple[Row, ...]:
    """Every control with what was found just now."""
    paper = Evidence(Met.OFFICE, "cơ quan bổ sung")
    office = (Control(id, Area.MANAGEMENT, asks, lambda _: paper) for id, asks in OWN_PAPERS)
    every = (*office, *machine.controls(), *kiosk.controls())
    return tuple(Row(control, control.look(shown)) for control in every)


def as_json(found: Sequence[Row], device: str, at: dt.datetime) -> str:
    """For programs and for the next comparison."""
    told = {
        "device": device,
        "version": VERSION,
        "at": at.isoformat(timespec="seconds"),
        "controls": [
            {
                "id": row.control.id,
                "area": row.control.area.value,
                "asks": {"vi": row.control.asks.vi, "en": row.control.asks.en},
                "met": row.evidence.met.value,
                "evidence": row.evidence.said,
            }
            for row in found
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def as_pdf(found: Sequence[Row], heads: tuple[str, ...], device: str, at: dt.datetime) -> bytes:
    """A4 across, to be put behind the office's own papers."""
    lines = [
        (
            number,
            AREAS[row.control.area].vi,
            row.control.asks.vi,
            row.control.id,
            MET[row.evidence.met].vi,
            row.evidence.said,
        )
        for number, row in enumerate(found, start=1)
    ]
    met = sum(row.evidence.met is Met.YES for row in found)
    missing = sum(row.evidence.met is Met.NO for row in found)
    return pdf(
        Table(
            heads,
            "BẢNG KIỂM TRA AN TOÀN THÔNG TIN CẤP ĐỘ 2",
            f"Thiết bị {device}, phần mềm {VERSION}, kiểm tra {at:%H:%M ngày %d/%m/%Y}",
            COLUMNS,
            lines,
            (
                f"Đạt: {met}; chưa đạt: {missing}; văn bản của cơ quan: {len(OWN_PAPERS)}.",
                "Nhóm yêu cầu theo TCVN 11930:2017; đơn vị vận hành đối chiếu số điều, khoản với văn bản hiện hành.",
            ),
            ("NGƯỜI KIỂM TRA", "ĐƠN VỊ VẬN HÀNH"),
        )
    )
