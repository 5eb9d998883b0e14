"""Where a Vietnamese text may be broken: never in a compound name, nor between a number and its unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

NBSP = "\u00a0"
# Vietnamese writes its compounds in syllables; torn apart at a line's end they are hard to read.
COMPOUNDS = (
    "áp dụng|bản chính|bản sao|bắt đầu|bắt buộc|bộ phận một cửa|cán bộ|căn cứ|căn cước|chứng minh|chứng nhận|"
    "chứng sinh|chứng thực|cơ quan|chữ ký|công an|công chức|đăng ký|đầu đọc|điện tử|định danh|giám hộ|"
    "giấy tờ|hạn chế|hành chính|hộ tịch|hồ sơ|hộ nghèo|hộ chiếu|hôn nhân|hướng dẫn|kết hôn|"
    "khai sinh|khai tử|khuyết tật|lệ phí|màn hình|máy in|máy quét|một cửa|năm sinh|người dân|"
    "phê duyệt|quê quán|sinh năm|số thứ tự|số hóa|thành phần|thẩm quyền|thông tin|thủ tục|thường trú|tạm trú|"
    "tình trạng|tổ chức|tiếp tục|tờ khai|trang này|trẻ em|trợ cấp|trung tâm|ủy ban|xác nhận|Việt Nam"
)
UNITS = (
    "ngày làm việc|ngày|giờ|phút|giây|trang|đồng|tuổi|số|bản|giấy|thủ tục|"
    "working days?|days?|hours?|minutes?|seconds?|pages?|papers?|digits?|dong"
)
WIDOW = 0.22  # of the width: a last line shorter than this is a word gone astray
_COMPOUND = re.compile(rf"\b(?:{COMPOUNDS})\b", re.IGNORECASE)
_NUMBER = re.compile(rf"(\d) (?=(?:{UNITS})\b)|\b(số|trang|năm|page|number) (?=\d)", re.IGNORECASE)


def glue(text: str) -> str:
    """`text` with non-breaking spaces where a line must not end."""
    text = _COMPOUND.sub(lambda match: match[0].replace(" ", NBSP), text)
    return _NUMBER.sub(lambda match: (match[1] or match[2]) + NBSP, text)


def broken(
    text: str, width: float, measure: Callable[[str], float], balanced: bool = False
) -> list[str]:
    """The lines of a glued `text`, none wider than `width` unless one syllable is.

    `balanced`: lines of like length, as few as there can be; for headings.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        part = _greedy(paragraph, width, measure)
        if len(part) > 1 and (balanced or measure(part[-1]) < width * WIDOW):
            part = _balanced(paragraph, width, measure, part)
        lines += part
    return lines


def _greedy(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in _words(text, width, measure):
        longer = f"{line} {word}" if line else word
        if line and measure(_shown(longer)) > width:
            lines.append(_shown(line))
            line = word
        else:
            line = longer
    return [*lines, _shown(line)]


def _words(text: str, width: float, measure: Callable[[str], float]) -> Sequence[str]:
    """Unbreakable pieces; a compound wider than a whole line is let go."""
    words: list[str] = []
    for word in text.split(" "):
        words += word.split(NBSP) if NBSP in word and measure(_shown(word)) > width else [word]
    return words


def _balanced(
    text: str, width: float, measure: Callable[[str], float], lines: list[str]
) -> list[str]:
    low, high, best = width / 2, width, lines
    for _ in range(7):
        middle = (low + high) / 2
        tried = _greedy(text, middle, measure)
        if len(tried) > len(lines) or max(map(measure, tried)) > width:
            low = middle
        else:
            high, best = middle, tried
    return best


def _shown(text: str) -> str:
    return text.replace(NBSP, " ")
