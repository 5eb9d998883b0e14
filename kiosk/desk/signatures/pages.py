"""The addresses of signatures, of the certification register and of judging."""

from __future__ import annotations

from kiosk.desk.console.page import Door, door
from kiosk.desk.signatures import judging, preparing, register, signing
from kiosk.rules.roster import Right

SIGNS = (Right.SIGN, Right.SEAL)
READS = (Right.BOOKS, *SIGNS)
PREPARES = (Right.RECEIVE, Right.HANDLE, Right.ISSUE)


def doors() -> tuple[Door, ...]:
    entry, copies = "/certified/{year}/{number}", "/cases/{kiosk}/{case}/copies"
    return (
        door("/signing", signing.signing_page, *SIGNS),
        door("/signing/word", signing.word, *SIGNS),
        door("/signing/{role}/sign", signing.sign, *SIGNS, method="POST"),
        door("/signing/turns/{turn}", signing.turn_page, *SIGNS),
        door("/signing/turns/{turn}/progress", signing.turn_page, *SIGNS, quiet=True),
        door("/signing/turns/{turn}/stop", signing.stop, *SIGNS, method="POST"),
        door("/certified", register.list_page, *READS),
        door("/certified/export.{kind}", register.export, *READS),
        door(f"{entry}.pdf", register.pdf, *READS),
        door(entry, register.entry_page, *READS),
        door(f"{entry}/void", register.void, *SIGNS, method="POST"),
        door(copies, preparing.copies_page, *PREPARES),
        door(copies, preparing.prepare, *PREPARES, method="POST"),
        door("/verify", judging.ask_page, Right.LOOK),
        door("/verify", judging.judge, Right.LOOK, method="POST", most=judging.MOST),
    )
