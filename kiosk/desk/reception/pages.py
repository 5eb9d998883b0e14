"""The addresses of reception."""

from __future__ import annotations

from kiosk.desk.console.page import Door, door
from kiosk.desk.reception import declining, further, pictures, receiving, wanting
from kiosk.rules.roster import Right

CASE = "/cases/{kiosk}/{case}"


def doors() -> tuple[Door, ...]:
    """Pages and documents are for whoever may look; the rest is for whoever receives or handles."""
    receive, handle = Right.RECEIVE, Right.HANDLE
    return (
        door(f"{CASE}/pages/{{page}}.jpg", pictures.picture, Right.LOOK),
        door(f"{CASE}/documents/{{number}}.pdf", pictures.document, Right.LOOK),
        door(f"{CASE}/sheets/{{page}}", pictures.sheet, Right.LOOK),
        door(f"{CASE}/receive", receiving.get, receive),
        door(f"{CASE}/receive", receiving.post, receive, method="POST"),
        door(f"{CASE}/ask", wanting.get, receive, handle),
        door(f"{CASE}/ask", wanting.post, receive, handle, method="POST"),
        door(f"{CASE}/decline", declining.get, receive),
        door(f"{CASE}/decline", declining.post, receive, method="POST"),
        door(f"{CASE}/papers", further.get, receive, handle),
        door(f"{CASE}/papers", further.post, receive, handle, method="POST"),
    )
