"""On the idle screen the fees of what people come for turn, each with who need not pay, in full."""

import pytest

from kiosk.journey import events as ev
from kiosk.journey import states as at
from tests.ui.sights import OFFICE, InventedPages, catalogues

SAMPLE = catalogues()["sample"]


@pytest.fixture
def welcome(glass):
    def shown(catalogue=SAMPLE, large=False):
        stage = glass.stage(OFFICE, catalogue, InventedPages())
        if large:
            stage.toggle("large")
        stage.show(at.Welcome())
        return stage

    return shown


def told(stage) -> str:
    from kiosk.ui.widgets.text import Text

    texts = [each.text for each in stage.walk(restrict=True) if isinstance(each, Text)]
    return "\n".join(texts).replace("\u00a0", " ")


def turn(stage) -> None:
    from kiosk.ui.screens.welcome import WelcomeScreen

    screen = next(each for each in stage.walk(restrict=True) if isinstance(each, WelcomeScreen))
    screen._turn(0)


@pytest.mark.parametrize("large", [False, True])
def test_every_popular_procedure_has_its_turn_and_nobodys_exemption_is_left_out(welcome, large):
    stage = welcome(large=large)
    for procedure in SAMPLE.popular():
        said = told(stage)
        assert f"Phí, lệ phí: {procedure.short.vi}" in said
        assert procedure.fee.vi in said
        assert procedure.exemption.vi in said
        turn(stage)
    assert SAMPLE.popular()[0].short.vi in told(stage)


def test_a_touch_on_the_card_begins_a_visit_as_anywhere(glass, stage, heard):
    stage.show(at.Welcome())
    turn(stage)
    glass.touch_at(540, 1250)
    assert heard == [ev.Touched("c" * 32)]


def test_an_expired_catalogue_says_so_on_every_screen(welcome):
    assert "Biểu phí quá hạn" not in told(welcome())
    assert "Biểu phí quá hạn – xin hỏi cán bộ" in told(welcome(catalogues()["expired"]))
