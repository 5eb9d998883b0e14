"""The clerks see which rules are in use, since when, and why newer ones are not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kiosk.desk.looking import looking
from kiosk.desk.screen import DeskScreen
from kiosk.desk.view import RulesRow
from kiosk.faults import Fault
from kiosk.model import Language
from kiosk.settings import Office
from kiosk.store.asked_rules import AskedRules
from kiosk.store.database import open_database
from kiosk.store.rulebook import Rulebook
from kiosk.workspace import Workspace
from tests.desk.conftest import NOW

DAY = dt.timedelta(days=1)


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path)


@pytest.fixture
def asked(workspace):
    db = open_database(workspace)
    yield AskedRules(db)
    db.close()


@pytest.fixture
def page(workspace, asked):
    look = looking(workspace, lambda: NOW)

    def shown(language=Language.VI):
        return DeskScreen(look(), Office(), language)

    return shown


def test_a_kiosk_that_never_heard_of_a_province(page):
    assert page().rules_in_use == (
        "Bộ quy định có sẵn trong máy · hỏi trung tâm lần cuối: Chưa ghi nhận"
    )
    assert page(Language.EN).rules_in_use == "Rules as shipped · last asked: None noted"


def test_rules_in_use_have_a_day_and_a_number(page, workspace, asked):
    Rulebook(workspace).take("7-0123abcd", NOW - 3 * DAY, {})
    asked.heard(NOW, NOW + DAY)
    day = f"{NOW - 3 * DAY:%d/%m/%Y}"
    assert page().rules_in_use.startswith(f"Bộ quy định ngày {day}, phiên bản 7 · ")
    assert page().rules.fault is None


def test_why_newer_ones_are_not_used_is_told_with_the_file(page, asked):
    assert asked.trouble(Fault.RULES_REFUSED, "words/vi.toml", "bar.back: is missing")
    assert not asked.trouble(Fault.RULES_REFUSED, "words/vi.toml", "bar.back: is missing")
    rules = page().rules
    assert (rules.fault, rules.file) == (Fault.RULES_REFUSED, "words/vi.toml")
    assert page().what(rules.fault) == "Bộ quy định mới không dùng được."
    assert asked.trouble(None)
    assert page().rules.fault is None


def test_rules_from_a_stick_that_grew_old_are_told_though_nobody_is_asked(page, asked):
    asked.heard(NOW - 20 * DAY, NOW - DAY)
    assert page().rules.fault is Fault.RULES_EXPIRED


def test_the_page_itself_says_so(desk):
    row = RulesRow("7-0123abcd", NOW, NOW, Fault.RULES_EXPIRED)
    desk.view = replace(desk.view, rules=row)
    for path, said in (("/", "quá hạn"), ("/en", "out of date")):
        assert said in desk.ask(path).text
        assert "22/11/2026" in desk.ask(path).text
