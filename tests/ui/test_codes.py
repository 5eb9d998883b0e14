"""What the screen says of the code on a card: where there is a reader for it, and nowhere else."""

from dataclasses import replace

import pytest

from kiosk.faults import Fault
from kiosk.journey import states as at
from kiosk.model import CardField, Language, Verdict
from kiosk.ui.words import texts
from tests.ui.sights import OFFICE, InventedPages, catalogues, visit

NUMBER = "000000000427"


def stage_of(glass, codes):
    return glass.stage(OFFICE, catalogues()["sample"], InventedPages(), codes=codes)


def said(stage):
    return [w.text for w in stage.walk(restrict=True) if type(w).__name__ == "Text"]


def type_in(glass, stage, digits):
    for digit in digits:
        glass.touch(stage.find(f"digit-{digit}"))


@pytest.mark.parametrize("language", Language)
def test_both_ways_are_said_where_codes_can_be_read(glass, language):
    words = texts(language)
    stage = stage_of(glass, codes=True)
    stage.show(at.PresentCard(visit(language)))
    asked = {words["card.code"], words["card.code-then"], words["card.code-or-number"]}
    assert asked <= set(said(stage))


@pytest.mark.parametrize("language", Language)
def test_a_kiosk_without_a_barcode_reader_says_nothing_of_codes(glass, language):
    stage = stage_of(glass, codes=False)
    stage.show(at.PresentCard(visit(language)))
    assert not any("QR" in words for words in said(stage))


def test_a_number_that_is_there_needs_no_code(glass):
    stage = stage_of(glass, codes=True)
    stage.show(at.PresentCard(visit(), NUMBER, Fault.CARD_REMOVED))
    assert not any("QR" in words for words in said(stage))


def test_a_code_that_is_none_leaves_the_digits_typed_so_far(glass):
    stage = stage_of(glass, codes=True)
    asked = at.PresentCard(visit())
    stage.show(asked)
    type_in(glass, stage, "00105")
    stage.show(replace(asked, trouble=Fault.BARCODE_UNREADABLE))
    type_in(glass, stage, "6000427")
    assert stage.find("read-card").enabled


def test_a_wrong_number_still_takes_the_digits_away(glass):
    stage = stage_of(glass, codes=True)
    asked = at.PresentCard(visit())
    stage.show(asked)
    type_in(glass, stage, "001056000427")
    stage.show(replace(asked, trouble=Fault.CARD_WRONG_NUMBER))
    assert not stage.find("read-card").enabled


@pytest.mark.parametrize("language", Language)
def test_the_fields_that_differ_are_named_to_the_citizen(glass, language):
    words = texts(language)
    stage = stage_of(glass, codes=True)
    v = visit(language)
    for fields in ((CardField.BIRTH_DATE,), tuple(CardField)):
        holder = replace(v.holder, verdict=Verdict.PROVEN, differs=fields)
        stage.show(at.ConfirmHolder(replace(v, holder=holder)))
        line = next(text for text in said(stage) if words["verdict.proven"] in text)
        for which in CardField:
            assert (words[f"field.{which}"] in line) is (which in fields)


@pytest.mark.parametrize("language", Language)
def test_a_declared_holder_is_never_called_verified(glass, language):
    words = texts(language)
    stage = stage_of(glass, codes=True)
    v = visit(language)
    stage.show(at.ConfirmHolder(replace(v, holder=replace(v.holder, verdict=Verdict.DECLARED))))
    assert words["verdict.declared"] in said(stage)
    assert words["verdict.proven"] not in said(stage)
