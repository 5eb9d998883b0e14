"""The addresses of this room."""

from __future__ import annotations

from kiosk.desk.console.page import Door, door
from kiosk.desk.flow import batch, case_page, doing, leader, result_file
from kiosk.rules.roster import Right

_CASE = "/cases/{kiosk}/{case}"


def doors() -> tuple[Door, ...]:
    """A case's page, what is done there, acts on many at once, and the leader's list."""
    return (
        door(_CASE, case_page.show, Right.LOOK),
        door(f"{_CASE}/acts/{{kind}}", doing.act, Right.LOOK, method="POST"),
        door(
            f"{_CASE}/number",
            doing.show_number,
            *(Right.RECEIVE, Right.HANDLE, Right.DECIDE, Right.ISSUE),
            method="POST",
        ),
        door(f"{_CASE}/results/{{result}}", result_file.result, Right.RETURN),
        door("/acts/{kind}", batch.acts, *batch.NEEDS, method="POST"),
        door("/leader", leader.show, Right.DECIDE),
    )
