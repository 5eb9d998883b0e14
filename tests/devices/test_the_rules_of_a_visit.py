"""The devices go by the rules that the screen shows, and a case keeps those it was accepted under."""

from __future__ import annotations

import datetime as dt
import json

from kiosk.contract import Announcement
from kiosk.desk.looking import looking
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Language
from kiosk.store.asked_rules import AskedRules
from kiosk.store.moments import office_day
from kiosk.store.rulebook import Rulebook
from kiosk.workspace import CATALOGUE
from tests.devices.office import CASE, PROCEDURE, now

LAW = CATALOGUE.read_text(encoding="utf-8")
NAMED = LAW.replace('short = { vi = "Khai sinh"', 'short = { vi = "Giấy khai sinh"')
WITHOUT = LAW.replace(f'code = "{PROCEDURE}"', 'code = "9.999999"')


def bring(kiosk, number, law):
    """kiosk-sync takes a version into use."""
    version = f"{number}-0123abcd"
    issued = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    Rulebook(kiosk.workspace).take(version, issued, {"catalogue.toml": law.encode()})
    return version


def shown(version):
    return do.UseRules(version, office_day(now()))


def announced(books):
    (body,) = books.db.conn.execute("select body from outbox").fetchone()
    return Announcement.from_json(json.loads(body))


def test_a_case_is_announced_with_the_rules_it_was_accepted_under(kiosk, screen, books):
    version = bring(kiosk, 2, NAMED)
    screen.ask(shown(version))
    kiosk.load("form")
    screen.scan()
    screen.seal()
    assert announced(books).rules == version
    assert AskedRules(books.db).accepted_under(CASE) == version
    (sealed,) = books.said("case-sealed")
    assert sealed["rules"] == version


def test_rules_that_come_in_the_middle_change_nothing_for_this_visit(kiosk, screen, books):
    old = bring(kiosk, 2, NAMED)
    screen.ask(shown(old))
    kiosk.load("form")
    screen.scan()
    bring(kiosk, 3, WITHOUT)
    ticket = screen.seal()
    assert announced(books).rules == old
    screen.ask(do.PrintTicket(CASE, Language.VI))
    screen.next(ev.TicketPrinted)
    assert ticket.procedure == PROCEDURE


def test_a_ticket_is_printed_by_its_own_rules_and_shown_to_clerks_by_them(kiosk, screen):
    old = bring(kiosk, 2, NAMED)
    screen.ask(shown(old))
    kiosk.load("form")
    screen.scan()
    screen.seal()
    new = bring(kiosk, 3, WITHOUT)
    screen.ask(shown(new), do.PrintTicket(CASE, Language.VI))
    screen.next(ev.TicketPrinted)
    look = looking(kiosk.workspace, now)
    (row,) = look().visits
    assert row.procedure == "Giấy khai sinh"


def test_without_any_rules_from_the_province_a_case_says_nothing_of_them(kiosk, screen, books):
    screen.ask(shown(""))
    kiosk.load("form")
    screen.scan()
    screen.seal()
    assert announced(books).rules == ""
    (sealed,) = books.said("case-sealed")
    assert sealed["rules"] == "shipped"
