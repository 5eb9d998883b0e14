"""An invented person, whose chip can be made; never a real one."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import tomllib
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Person:
    """What is printed on an invented card. `latin` is the name as in the MRZ: family name first."""

    number: str = field(default="010190000123", repr=False)
    name: str = field(default="Giàng Thị Mai", repr=False)
    latin: str = field(default="GIANG THI MAI", repr=False)
    birth_date: dt.date = field(default=dt.date(1990, 1, 15), repr=False)
    sex: str = field(default="Nữ", repr=False)
    nationality: str = field(default="Việt Nam", repr=False)
    origin: str = field(default="Xã Mẫu, tỉnh Ví Dụ", repr=False)
    residence: str = field(default="Thôn 1, xã Mẫu, tỉnh Ví Dụ", repr=False)
    issued: dt.date = field(default=dt.date(2024, 8, 1), repr=False)
    expiry: dt.date | None = field(default=dt.date(2030, 1, 15), repr=False)
    father: str = field(default="Giàng Văn Ví Dụ", repr=False)
    mother: str = field(default="Lò Thị Mẫu", repr=False)
    spouse: str = field(default="", repr=False)
    old_number: str = field(default="", repr=False)
    ethnicity: str = field(default="Kinh", repr=False)
    religion: str = field(default="Không", repr=False)

    def to_json(self) -> str:
        """One JSON object, dates as yyyy-mm-dd."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False, default=str)


def from_json(text: str) -> Person:
    """A person from such an object, what is left out taken from the default; raises ValueError."""
    row = json.loads(text)
    if not isinstance(row, dict):
        raise ValueError("a person is one JSON object")
    return from_row(row)


def from_toml(text: str) -> Person:
    """A person from TOML with the same names, dates as TOML has them; raises ValueError.

    `expiry = ""` is a card that never expires, since TOML knows no null.
    """
    row = tomllib.loads(text)
    if row.get("expiry") == "":
        row["expiry"] = None
    return from_row(row)


def from_row(row: dict[str, Any]) -> Person:
    """A person from its fields, what is left out taken from the default; raises ValueError."""
    row = dict(row)
    unknown = row.keys() - {f.name for f in dataclasses.fields(Person)}
    if unknown:
        raise ValueError(f"a person has no {', '.join(sorted(unknown))}")
    for name in ("birth_date", "issued", "expiry"):
        if row.get(name) is not None:
            row[name] = dt.date.fromisoformat(str(row[name]))
    return Person(**row)
