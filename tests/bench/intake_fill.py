"""A database that has taken cases in for months: what one case left in the tables, over and over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from tests.bench.intake_cases import DEVICES, name_of

_VARIES = re.compile(
    r"(?P<hex>[0-9a-f]{32,})"
    rf"|(?P<device>{name_of(0).replace('0', '[0-9]')})"
    r"|(?P<code>(?<=-K01-)[0-9]{4})"
    r"|(?P<moment>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{6}(?=\+00:00))"
)
_TURN = f"(i / {DEVICES} + 1)"  # how many cases the device has handed in
_SAYS = {
    "device": f"lpad((i % {DEVICES})::text, {len(name_of(0))}, 'kiosk-00000')",
    "code": f"lpad({_TURN}::text, 4, '0')",
    "moment": "to_char(timestamp '2026-01-01' + i * interval '20 seconds', "
    "'YYYY-MM-DD\"T\"HH24:MI:SS.US')",
}
_KNOWN_BEFORE = ("alembic_version", "devices")


@dataclass
class Model:
    """Every row that one case left, by table: the same digits in two places are the same for every copy."""

    rows: list[tuple[str, dict[str, Any]]]

    @classmethod
    def of(cls, url: str) -> Model:
        """From a database that took in one case."""
        with psycopg.connect(url) as db:
            tables = db.execute(
                "select table_name from information_schema.tables "
                "where table_schema = 'public' order by table_name"
            ).fetchall()
            rows = []
            for (table,) in tables:
                if table in _KNOWN_BEFORE:
                    continue
                cursor = db.execute(sql.SQL("select * from {}").format(sql.Identifier(table)))
                names = [column.name for column in cursor.description or ()]
                drawn = _drawn_by_itself(db, table)
                rows += [
                    (table, {n: v for n, v in zip(names, row, strict=True) if n not in drawn})
                    for row in cursor
                ]
        return cls(rows)

    def copy(self, url: str, count: int) -> None:
        """So many cases more, of DEVICES devices, then what a night does for a database."""
        digits: dict[str, int] = {}
        with psycopg.connect(url, autocommit=True) as db:
            db.execute("set synchronous_commit = off")
            for table, row in self.rows:
                values = ", ".join(_said(name, value, digits) for name, value in row.items())
                columns = sql.SQL(", ").join(map(sql.Identifier, row))
                copy = sql.SQL("insert into {} ({}) select {} from generate_series(1, {}) i {}")
                db.execute(
                    copy.format(
                        sql.Identifier(table),
                        columns,
                        sql.SQL(values),  # type: ignore[arg-type]
                        sql.Literal(count),
                        sql.SQL("on conflict do nothing"),
                    )
                )
            db.execute("vacuum analyze")


def _drawn_by_itself(db: psycopg.Connection[Any], table: str) -> set[str]:
    rows = db.execute(
        "select column_name from information_schema.columns "
        "where table_name = %s and is_identity = 'YES'",
        (table,),
    )
    return {name for (name,) in rows}


def _said(column: str, value: Any, digits: dict[str, int]) -> str:
    if value is None:
        return "null"
    if isinstance(value, int):
        return _TURN if column.endswith("seq") else str(value)
    if isinstance(value, bytes):
        return f"convert_to({_text(value.decode(), digits)}, 'UTF8')"
    return _text(str(value), digits)


def _text(value: str, digits: dict[str, int]) -> str:
    parts, at = [], 0
    for found in _VARIES.finditer(value):
        parts.append(_quoted(value[at : found.start()]))
        at = found.end()
        if found["hex"]:
            parts.append(_hex(found[0], digits.setdefault(found[0], len(digits))))
        else:
            parts.append(_SAYS[str(found.lastgroup)])
    parts.append(_quoted(value[at:]))
    return f"concat({', '.join(parts)})"


def _hex(value: str, number: int) -> str:
    whole = [f"md5('{number} {n} ' || i)" for n in range(-(-len(value) // 32))]
    return f"left({' || '.join(whole)}, {len(value)})"


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
