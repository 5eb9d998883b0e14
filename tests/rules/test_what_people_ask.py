"""Questions by procedure: short, few, in both languages, and the office's own behind them."""

import datetime as dt

import pytest

from kiosk import workspace
from kiosk.contract.rules.catalogue import LONGEST_ANSWER, LONGEST_ASK, MOST_QUESTIONS
from kiosk.rules.catalogue import CatalogueError, parse

SHIPPED = workspace.CATALOGUE.read_text(encoding="utf-8")
TODAY = dt.date(2026, 11, 23)
BIRTH, WITHOUT = "1.001193", "1.004837"
FIELD = '[[field]]\nid = "ho-tich"'


def with_question(**other):
    """The shipped catalogue with one more question of the office."""
    said = {
        "id": '"more"',
        "ask": '{ vi = "Hỏi?", en = "Ask?" }',
        "answer": '{ vi = "Đáp.", en = "Answer." }',
    } | other
    rows = "\n".join(f"{key} = {value}" for key, value in said.items())
    return SHIPPED.replace(FIELD, f"[[question]]\n{rows}\n\n{FIELD}", 1)


def test_a_procedures_own_questions_come_first_then_those_of_the_office():
    catalogue = parse(SHIPPED, TODAY)
    asked = catalogue.asked_of(BIRTH)
    assert [code for code, _ in asked] == [BIRTH, BIRTH, BIRTH, "", ""]
    assert len(asked) == MOST_QUESTIONS


@pytest.mark.parametrize("code", ["", WITHOUT, "9.999999"])
def test_where_a_procedure_has_none_there_are_those_of_the_office(code):
    catalogue = parse(SHIPPED, TODAY)
    assert catalogue.asked_of(code) == tuple(("", each) for each in catalogue.questions)


def test_what_is_shipped_tells_the_law_as_the_procedure_itself_does():
    catalogue = parse(SHIPPED, TODAY)
    copies = catalogue.procedure("2.000815")
    (fee,) = [each for each in copies.questions if each.id == "fee"]
    for amount in ("2.000", "1.000", "200.000"):
        assert amount in copies.fee.vi
        assert amount in fee.answer.vi


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"id": '"Too Large"'}, "question Too Large, id"),
        ({"id": '"no-card"'}, "question no-card: stands there twice"),
        ({"ask": f'{{ vi = "{"a" * (LONGEST_ASK + 1)}", en = "b" }}'}, "question more, ask"),
        (
            {"answer": f'{{ vi = "a", en = "{"b" * (LONGEST_ANSWER + 1)}" }}'},
            "question more, answer",
        ),
        ({"answer": '{ vi = "a", en = "" }'}, "question more, answer"),
        ({"why": '"not"'}, "question more, why"),
    ],
)
def test_a_question_that_no_screen_could_show_is_named(other, why):
    with pytest.raises(CatalogueError, match=why):
        parse(with_question(**other), TODAY)


def test_more_than_five_are_refused():
    assert len(parse(with_question(), TODAY).questions) == MOST_QUESTIONS
    sixth = with_question(id='"sixth"').replace(SHIPPED[: SHIPPED.index(FIELD)], "", 1)
    both = with_question().replace(FIELD, sixth[: sixth.index(FIELD)] + FIELD, 1)
    with pytest.raises(CatalogueError, match="more than 5"):
        parse(both, TODAY)
