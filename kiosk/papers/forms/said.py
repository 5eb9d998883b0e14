"""Facts in words: what stands in a form's places and in the rows of its tables."""

from __future__ import annotations

import datetime as dt

from kiosk.papers.books.table import clean, day, local
from kiosk.papers.forms.facts import Facts, HandOver
from kiosk.papers.forms.spelled import spelled

DELIVERY = {
    "direct": "nhận trực tiếp tại Bộ phận tiếp nhận và trả kết quả",
    "post": "dịch vụ bưu chính công ích",
    "online": "trực tuyến",
}
Row = dict[str, str]


def places(facts: Facts) -> dict[str, str]:
    """Every place of a form by its name; "" where nothing is known."""
    total = sum(charge.amount for charge in facts.charges)
    delivery = DELIVERY.get(facts.delivery, facts.delivery)
    said = {
        "authority": facts.authority or facts.office,
        "office": facts.office,
        "office_address": facts.office_address,
        "office_phone": facts.office_phone,
        "code": facts.code,
        "procedure": facts.procedure,
        "procedure_name": facts.procedure_name,
        "name": facts.name,
        "whose": facts.on_behalf_of or facts.name,
        "on_behalf_of": facts.on_behalf_of,
        "address": facts.address,
        "phone": facts.phone,
        "email": facts.email,
        "copies": f"{facts.copies:02d} bộ",
        "time": facts.time,
        "received": _moment(facts.received),
        "due": _moment(facts.due),
        "first_due": _moment(facts.first_due or facts.due),
        "delivery": f"{delivery}, tới {facts.post_to}" if facts.post_to else delivery,
        "exemption": facts.exemption,
        "total": f"{_dong(total)} đồng ({spelled(total)})" if facts.charges else "",
        "paid": f"{_dong(facts.paid)} đồng ({spelled(facts.paid)})" if facts.paid else "",
        "book": facts.book,
        "number": str(facts.number) if facts.number else "",
        "clerk": facts.clerk,
        "leader": facts.leader,
        "ground": facts.ground,
        "note": facts.note,
        "stage": facts.stage,
        "fee_online": facts.fee_online,
        "fee_counter": facts.fee_counter,
    }
    return {name: clean(text) for name, text in said.items()}


def rows(table: str, facts: Facts) -> list[Row]:
    """The rows of a form's table by the names of its columns; raises KeyError for a table there is not."""
    return _TABLES[table](facts)


def _papers(facts: Facts) -> list[Row]:
    return [
        {
            "n": str(number),
            "name": clean(paper.name + (f" (đã có tại: {paper.reused})" if paper.reused else "")),
            "originals": str(paper.originals or ""),
            "copies": str(paper.copies or ""),
        }
        for number, paper in enumerate(facts.papers, start=1)
    ]


def _charges(facts: Facts) -> list[Row]:
    return [
        {
            "n": str(number),
            "name": clean(charge.name),
            "amount": _dong(charge.amount),
            "exemption": clean(charge.exemption),
            "basis": clean(charge.basis),
        }
        for number, charge in enumerate(facts.charges, start=1)
    ]


def _wanted(facts: Facts) -> list[Row]:
    return [
        {
            "n": str(number),
            "name": clean(wanted.name),
            "why": clean(wanted.why),
            "guide": clean(wanted.guide),
        }
        for number, wanted in enumerate(facts.wanted, start=1)
    ]


def _extensions(facts: Facts) -> list[Row]:
    return [
        {
            "n": str(number),
            "at": _short(extension.at),
            "due": _short(extension.due),
            "ground": clean(extension.ground),
        }
        for number, extension in enumerate(facts.extensions, start=1)
    ]


def _hand_overs(facts: Facts) -> list[Row]:
    return [_hand_over(number, each) for number, each in enumerate(facts.hand_overs, start=1)]


def _hand_over(number: int, each: HandOver) -> Row:
    remark = f"Hủy. {each.remark}" if each.undone else each.remark
    return {
        "n": str(number),
        "from": clean(f"{each.from_place}: {each.giver}"),
        "to": clean(f"{each.to_place}: {each.taker}" if each.taker else each.to_place),
        "given": _short(each.given),
        "taken": _short(each.taken),
        "remark": clean(remark),
    }


_TABLES = {
    "papers": _papers,
    "charges": _charges,
    "wanted": _wanted,
    "extensions": _extensions,
    "hand-overs": _hand_overs,
}


def dated(place: str, on: dt.date | None) -> str:
    """Place and date at the head of a paper; what is not known is left to be written by hand."""
    when = (
        f"ngày {on.day:02d} tháng {on.month:02d} năm {on.year}" if on else "ngày …… tháng …… năm ……"
    )
    return f"{clean(place) or '………………'}, {when}"


def _moment(moment: dt.datetime | None) -> str:
    if moment is None:
        return ""
    at = local(moment)
    return f"{at:%H} giờ {at:%M} phút, ngày {at.day:02d} tháng {at.month:02d} năm {at.year}"


def _short(moment: dt.datetime | None) -> str:
    return f"{local(moment):%H:%M} {day(local(moment))}" if moment else ""


def _dong(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
