"""A37: every procedure's fee hangs on the board, exemptions in full, with the law and since when; samples say so."""

import dataclasses
import html
import re

from kiosk.hall.idle import Advice, Fee, slides, unbroken
from kiosk.model import Words
from kiosk.settings import QueueSettings
from tests.hall.boards import MORNING, SETTINGS, InventedQueue, ServedHall, catalogue
from tests.hall.sse import get

TODAY = MORNING.date()


def fees():
    return [each for each in slides(catalogue(TODAY), QueueSettings()) if isinstance(each, Fee)]


def test_every_procedure_in_force_has_its_fee_or_says_that_there_is_none():
    known = catalogue(TODAY).procedures
    assert [fee.name for fee in fees()] == [each.name for each in known]
    assert all(fee.fee.vi and fee.fee.en for fee in fees())


def test_a_procedure_without_a_fee_text_says_so():
    known = catalogue(TODAY)
    silent = dataclasses.replace(known.procedures[0], fee=Words("", ""))
    shown = slides(dataclasses.replace(known, procedures=(silent,)), QueueSettings())
    assert [each.fee.vi for each in shown if isinstance(each, Fee)] == ["Không thu"]


def test_exemptions_stand_in_full_with_the_law_and_its_day():
    for fee, procedure in zip(fees(), catalogue(TODAY).procedures, strict=True):
        assert fee.exemption == procedure.exemption
        assert fee.basis == procedure.basis
        assert fee.since == procedure.valid_from.strftime("%d/%m/%Y")
        assert fee.sample == procedure.sample


def test_advice_comes_between_and_names_the_offices_own_hours():
    shown = slides(catalogue(TODAY), QueueSettings(cut="14:30", elderly_age=70))
    said = " ".join(words.vi for each in shown if isinstance(each, Advice) for words in each.says)
    assert "14:30" in said
    assert "70 tuổi" in said


def test_a_number_stays_with_its_unit():
    assert unbroken("trong 60 ngày; 2.000 đồng") == "trong 60\u00a0ngày; 2.000\u00a0đồng"


def test_an_empty_catalogue_still_has_advice():
    empty = dataclasses.replace(catalogue(TODAY), procedures=())
    assert slides(empty, QueueSettings())


def test_the_page_shows_it_all_and_marks_samples():
    with ServedHall(InventedQueue(), SETTINGS) as hall:
        page = get(hall.url + "/board/slides").text
    shown = html.unescape(re.sub(r"<[^>]+>", " ", page)).replace("\u00a0", " ")
    for procedure in catalogue(TODAY).procedures:
        for text in (procedure.name.vi, procedure.exemption.vi, procedure.basis):
            assert text in shown
    assert page.count("Dữ liệu mẫu") == sum(each.sample for each in catalogue(TODAY).procedures)
