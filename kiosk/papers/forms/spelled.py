"""Amounts in words, as papers about money have them."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_THOUSANDS = ("", "nghìn", "triệu", "tỷ")


def spelled(amount: int) -> str:
    """đồng in words, e.g. "Mười sáu nghìn đồng". From 0 to below 10^12; raises ValueError else."""
    if not 0 <= amount < 10**12:
        raise ValueError(amount)
    words = _number(amount) or ["không"]
    text = " ".join([*words, "đồng"])
    return text[0].upper() + text[1:]


def _number(amount: int) -> list[str]:
    groups = [amount // 1000**power % 1000 for power in range(len(_THOUSANDS))]
    words: list[str] = []
    for power in reversed(range(len(_THOUSANDS))):
        if groups[power]:
            words += _group(groups[power], whole=bool(words))
            words += [_THOUSANDS[power]] if power else []
    return words


def _group(number: int, whole: bool) -> list[str]:
    """Three digits; `whole`: others stand before, and an empty hundred is said."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = [_DIGITS[hundreds], "trăm"] if hundreds or whole else []
    if tens > 1:
        words += [_DIGITS[tens], "mươi"]
    elif tens == 1:
        words += ["mười"]
    elif ones and words:
        words += ["linh"]
    if ones == 1 and tens > 1:
        words += ["mốt"]
    elif ones == 5 and tens:
        words += ["lăm"]
    elif ones:
        words += [_DIGITS[ones]]
    return words
