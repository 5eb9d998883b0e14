"""One option in the text of a kiosk.toml, its remarks and its order left as somebody wrote them."""

from __future__ import annotations

import json
import re


def with_option(text: str, option: str, value: str | int) -> str:
    """`text` (TOML) with `option`, as "device" or "office.agency", set to `value`; unchanged where it is so already.

    A text that is no TOML comes back as something that is none either.
    """
    table, _, name = option.rpartition(".")
    lines = text.splitlines()
    first, last = _span(lines, table)
    line = f"{name} = {json.dumps(value, ensure_ascii=False)}"
    if first is None:
        return "\n".join([*lines, "", f"[{table}]", line, ""])
    for number in range(first, last):
        found = re.match(rf'{name}\s*=\s*("[^"]*"|-?\d+)\s*(#.*)?$', lines[number])
        if found:
            if json.loads(found[1]) == value:
                return text
            remark = f"  {found[2]}" if found[2] else ""
            return "\n".join([*lines[:number], line + remark, *lines[number + 1 :], ""])
    return "\n".join([*lines[:first], line, *lines[first:], ""])


def _span(lines: list[str], table: str) -> tuple[int | None, int]:
    """The lines of a table, its head left out, up to the next head; "" is what comes before the first."""
    heads = [number for number, line in enumerate(lines) if line.lstrip().startswith("[")]
    if not table:
        return 0, (heads[0] if heads else len(lines))
    for number in heads:
        if re.match(rf"\s*\[\s*{table}\s*\]", lines[number]):
            return number + 1, next((later for later in heads if later > number), len(lines))
    return None, 0
