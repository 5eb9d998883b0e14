"""What an office does to its cases, told to the centre act by act. Standard library only.

    POST /v1/questions/acts        {acts: [ToldAct]} -> {noted: [id]}

Signed as every question is. An act is told until it is noted; told twice, it is noted once. One that is not noted is of
a case that the centre has not heard of yet: told again later. Names nobody: codes, days and the office's roles.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from kiosk.contract.shapes import ID, NAME, ContractError, match, table, time

ACTS = "/v1/questions/acts"
MOST_ACTS = 50  # in one question


@dataclass(frozen=True)
class ToldAct:
    """One act, and how the case stands with it."""

    id: str  # 32 hex digits, drawn where it was done
    code: str  # provisional code of the case
    kind: str  # a word such as "received"; there will be others one day
    at: str  # ISO 8601 with offset: when it was done, not when it is told
    role: str  # as which it was done, "" for nobody's
    status: str  # a CaseStatus (kiosk.contract.news)
    place: str  # whose inbox it lies in then, "" for nobody's
    due: str  # ISO 8601 with offset; "" for none

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: object) -> ToldAct:
        """Parse what came over the line; raises ContractError."""
        row = table(data, "act")
        return cls(
            id=match(row, "id", ID),
            code=match(row, "code", NAME),
            kind=match(row, "kind", NAME),
            at=time(row, "at"),
            role=_word(row, "role"),
            status=match(row, "status", NAME),
            place=_word(row, "place"),
            due=time(row, "due") if row.get("due", "") != "" else "",
        )


def told_acts(row: dict[str, Any]) -> tuple[ToldAct, ...]:
    """The acts of a question; raises ContractError."""
    acts = row.get("acts")
    if not isinstance(acts, list) or len(acts) > MOST_ACTS:
        raise ContractError("acts")
    return tuple(ToldAct.from_json(act) for act in acts)


def noted(row: dict[str, Any]) -> tuple[str, ...]:
    """The ids that an answer says are noted; raises ContractError."""
    ids = row.get("noted")
    if not isinstance(ids, list) or not all(isinstance(id, str) and ID.fullmatch(id) for id in ids):
        raise ContractError("noted")
    return tuple(ids)


def _word(row: dict[str, Any], name: str) -> str:
    return match(row, name, NAME) if row.get(name, "") != "" else ""
