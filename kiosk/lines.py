"""Where a Vietnamese line may break: never inside a name, a compound word, or a number and its unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

# Words of two syllables that procedures, offices and our own sentences are made of.
_COMPOUNDS = """
an sinh, bản sao, bảo hiểm, bảo trợ, biến động, bộ phận, cán bộ, cải chính, cấp đổi, cấp lại, chứng nhận, chứng thực,
chính thức, con nuôi, công chức, công chứng, công dân, cư trú, di chúc, dữ liệu, đăng ký, địa chính, đất đai,
điện tử, điều chỉnh, định danh, gia đình, giám hộ, giao dịch, giấy tờ, giấy phép, giải quyết, hành chính, hôn nhân,
hộ tịch, hồ sơ, hợp đồng, hủy bỏ, huỷ bỏ, kết hôn, kết quả, khai báo, khai sinh, khai tử, khuyết tật, kinh doanh,
lao động, liên thông, lưu động, lý lịch, mai táng, một cửa, nhân dân, nước ngoài, quốc tịch, sao y, sử dụng, sửa đổi,
tài sản, tạm trú, tạm vắng, thành lập, thành phần, thành phố, thay đổi, thông báo, thông tin, thủ tục, thường trú,
tiếp nhận, tình trạng, trả kết, trẻ em, trích lục, tư pháp, ủy ban, uỷ ban, văn bản, việt nam, xác nhận, xã hội,
xây dựng, yếu tố
"""
COMPOUNDS = frozenset(_COMPOUNDS.replace("\n", " ").strip().split(", "))
# A name follows them.
PLACES = frozenset(("xã", "phường", "tỉnh", "phố", "thôn", "bản", "quận", "huyện", "khu", "tổ"))

# They lean on the next word.
LEANING = frozenset(("và", "của", "từ", "cho", "tại", "hoặc", "về", "and", "of", "for", "the", "a"))


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two neighbouring words."""
    if before.endswith((",", ".", ";", ":", ")")):
        return True
    if before[-1:].isdigit() or after[:1].isdigit():
        return False  # 15 phút, quầy 3
    if before.lower() in LEANING:
        return False
    if after[:1].isupper() and before.lower() in PLACES:
        return False  # xã Mường Hoa
    named = before[:1].isupper() and after[:1].isupper() and not (before + after).isupper()
    return not named and not _together(before, after)


def broken(text: str, fits: Callable[[str], bool]) -> list[str]:
    """The text in as few lines as fit, none much shorter than the others.

    A piece that fits no line breaks between its words after all, and a word that fits none stands alone.
    """
    pieces = [part for piece in _pieces(text) for part in _shrunk(piece, fits)]
    if not pieces:
        return []
    lines = _fill(pieces, fits)
    longest = max(len(line) for line in lines)
    for limit in range(-(-len(text) // len(lines)), longest):  # as even as the same count allows
        even = _fill(pieces, lambda line, limit=limit: len(line) <= limit and fits(line))  # type: ignore[misc]
        if len(even) == len(lines) and all(fits(line) for line in even):
            return even
    return lines


def _together(before: str, after: str) -> bool:
    return f"{before} {after}".lower().strip('“”"().,;:') in COMPOUNDS


def _pieces(text: str) -> list[str]:
    words = text.split()
    pieces = words[:1]
    for before, after in pairwise(words):
        if may_break(before, after):
            pieces.append(after)
        else:
            pieces[-1] += f" {after}"
    return pieces


def _shrunk(piece: str, fits: Callable[[str], bool]) -> Sequence[str]:
    return (piece,) if fits(piece) else piece.split()


def _fill(pieces: Sequence[str], fits: Callable[[str], bool]) -> list[str]:
    lines = [pieces[0]]
    for piece in pieces[1:]:
        if fits(f"{lines[-1]} {piece}"):
            lines[-1] += f" {piece}"
        else:
            lines.append(piece)
    return lines
