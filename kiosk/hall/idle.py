"""What a board shows when nobody is called: fees and times of every procedure, and what to know in the hall."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kiosk.model import Words
from kiosk.rules.catalogue import Catalogue
from kiosk.settings import QueueSettings


@dataclass(frozen=True)
class Fee:
    """One procedure: its fee, who need not pay in full, the law it rests on and since when (A37)."""

    name: Words
    field: Words
    time: Words
    fee: Words
    exemption: Words  # empty where nobody pays
    basis: str
    since: str  # 01/07/2025
    sample: bool  # not approved by the province


@dataclass(frozen=True)
class Advice:
    """One thing to know: a heading and its sentences."""

    name: Words
    says: tuple[Words, ...]


Slide = Fee | Advice
FREE = Words("Không thu", "No fee")
_NUMBER = re.compile(r"(?<=\d) (?=\w)")


def slides(catalogue: Catalogue, law: QueueSettings) -> tuple[Slide, ...]:
    """Every procedure in force in the catalogue's order; after every fourth of them one piece of advice."""
    fees = [
        Fee(
            each.name,
            catalogue.field(each.field).name,
            each.time,
            each.fee if each.fee.vi else FREE,
            each.exemption,
            each.basis,
            f"{each.valid_from:%d/%m/%Y}",
            each.sample,
        )
        for each in catalogue.procedures
    ]
    advice, shown = _advice(law), list[Slide]()
    for at, fee in enumerate(fees):
        if at % 4 == 0:
            shown.append(advice[at // 4 % len(advice)])
        shown.append(fee)
    return tuple(shown or advice)


def unbroken(text: str) -> str:
    """The text with each number and its unit on one line."""
    return _NUMBER.sub("\u00a0", text)


def _advice(law: QueueSettings) -> tuple[Advice, ...]:
    return (*_of_numbers(law), *_of_cases(law))


def _of_numbers(law: QueueSettings) -> tuple[Advice, ...]:
    return (
        Advice(
            Words("Lấy số như thế nào?", "How do I get a number?"),
            (
                Words(
                    "Chạm vào màn hình kiosk và chọn thủ tục.",
                    "Touch the kiosk's screen and choose your procedure.",
                ),
                Words(
                    "Nhận phiếu số, rồi ngồi chờ. Số hiện ở đây và được đọc lên.",
                    "Take your ticket and sit down. Numbers are shown here and called.",
                ),
                Words(
                    "Không rõ chỗ nào, chạm “Gọi cán bộ” trên màn hình.",
                    'Not sure? Touch "Call a clerk" on the screen.',
                ),
            ),
        ),
        Advice(
            Words("Ai được gọi sớm hơn?", "Who is called sooner?"),
            (
                Words(
                    f"Người từ {law.elderly_age} tuổi, người khuyết tật, phụ nữ mang thai hoặc có con nhỏ,"
                    " người có công: nói với kiosk hoặc cán bộ khi lấy số.",
                    f"People from {law.elderly_age} years, with a disability, pregnant or with a small child, with"
                    " merit: tell the kiosk or a clerk.",
                ),
                Words(
                    "Người khác không phải chờ mãi: ai đến trước quá lâu vẫn được gọi trước.",
                    "Nobody waits for ever: who came long before is still called before.",
                ),
            ),
        ),
        Advice(
            Words("Lỡ lượt thì sao?", "Missed your call?"),
            (
                Words(
                    "Xin đến quầy ghi ở ô “Mời quay lại”. Số vẫn còn, không phải lấy số mới.",
                    'Go to the counter shown under "Please come back". Your number still counts.',
                ),
            ),
        ),
    )


def _of_cases(law: QueueSettings) -> tuple[Advice, ...]:
    return (
        Advice(
            Words("Trả kết quả trong ngày", "Settled on the same day"),
            (
                Words(
                    f"Thủ tục trả trong ngày: nộp trước {law.cut}. Nộp sau giờ đó, trả vào ngày làm việc tiếp theo.",
                    f"Same-day procedures: hand in before {law.cut}; later ones are settled the next working day.",
                ),
            ),
        ),
        Advice(
            Words("Thông tin của ông/bà", "Your data"),
            (
                Words(
                    "Màn hình này không hiện tên ai. Máy chỉ dùng thông tin trên thẻ cho hồ sơ của ông/bà.",
                    "This screen shows nobody's name. The kiosk uses your card for your case only.",
                ),
            ),
        ),
    )
