"""What the centre tells of cases: what is said arrives, what has another shape is refused or passed over."""

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.contract import ContractError
from kiosk.contract.news import (
    MOST_NEWS,
    MOST_RESULT,
    CaseStatus,
    NewsItem,
    NewsPage,
    OnlineCase,
    ResultNamed,
    Told,
)

HEX = "0123456789abcdef"
RESULT = ResultNamed("ab" * 16, "ket-qua.pdf", "cd" * 32, 7, "application/pdf", "2027-01-31")
ITEM = NewsItem(
    *("ef" * 16, "H38.101-261123-K00-0007", "000.00.01.H38-0001", "in-hand"),
    *("2026-11-23T10:00:00+07:00", "2026-12-01", "thieu-01", RESULT),
)


def page(*items, after=0, last=None):
    rows = [
        {"seq": after + n, "mark": f"{n:032x}", **item} for n, item in enumerate(items, start=1)
    ]
    return {"after": after, "last": after + len(rows) if last is None else last, "items": rows}


@pytest.mark.parametrize("item", [ITEM, replace(ITEM, result=None, due="", note="", official="")])
def test_an_item_arrives_as_it_was_told(item):
    assert NewsItem.from_json(json.loads(json.dumps(item.to_json()))) == item


@pytest.mark.parametrize("status", CaseStatus)
def test_the_portals_ten_statuses_stand_in_its_order(status):
    assert len(CaseStatus) == 10
    assert NewsItem.from_json({**ITEM.to_json(), "status": status.value}).status == status


def test_the_same_news_has_the_same_digest_and_other_news_another():
    others = [
        replace(ITEM, status="decided"),
        replace(ITEM, at="2026-11-23T10:00:01+07:00"),
        replace(ITEM, due=""),
        replace(ITEM, result=None),
        replace(ITEM, official=""),
    ]
    assert ITEM.digest == replace(ITEM).digest
    assert len({ITEM.digest, *(other.digest for other in others)}) == 6


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("id", "../../" + "a" * 26),
        ("id", "AB" * 16),
        ("name", "../ket-qua.pdf"),
        ("name", "a/b.pdf"),
        ("name", "ket qua.pdf"),
        ("name", ".bashrc"),
        ("name", ""),
        ("sha256", "cd" * 31),
        ("size", 0),
        ("size", MOST_RESULT + 1),
        ("size", True),
        ("size", "7"),
        ("media_type", "text/html; charset=utf-8"),
        ("media_type", "pdf"),
        ("valid_until", "31/01/2027"),
        ("valid_until", "20270131T00"),
    ],
)
def test_a_result_of_another_shape_is_refused(field, wrong):
    with pytest.raises(ContractError, match=field):
        NewsItem.from_json({**ITEM.to_json(), "result": {**asdict(RESULT), field: wrong}})


@pytest.mark.parametrize("field", ["envelope", "code", "official", "status", "at", "due", "note"])
@pytest.mark.parametrize("wrong", ["<b>", "a b", "\ud800", "x" * 301, 7, ["in-hand"], {}, "a/b"])
def test_an_item_of_another_shape_is_passed_over_and_the_others_arrive(field, wrong):
    if (field, wrong) == ("due", {}):
        wrong = {"day": 1}
    told = NewsPage.from_json(page({**ITEM.to_json(), field: wrong}, ITEM.to_json())).told
    assert [one.item for one in told] == [None, ITEM]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"])
def test_a_moment_that_is_none_in_another_time_zone_is_none(at):
    with pytest.raises(ContractError, match="at"):
        NewsItem.from_json({**ITEM.to_json(), "at": at})


def test_a_kind_that_is_not_known_keeps_its_place():
    (told,) = NewsPage.from_json(page({"kind": "online-case", "anything": [1, 2]})).told
    assert told == Told(1, f"{1:032x}", None)


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {},
        {"after": 0, "last": 0},
        {"after": 0, "last": 0, "items": {}},
        {"after": -1, "last": 0, "items": []},
        {"after": True, "last": 0, "items": []},
        {"after": 0, "last": 10**16, "items": []},
        {"after": 0, "last": 1, "items": []},  # would be asked for ever
        page({}, last=0),
        {**page({}), "items": [{"seq": 1}]},
        {**page({}), "items": [{"seq": 0, "mark": "0" * 32}]},
        {**page({}, {}), "items": [{"seq": n, "mark": "0" * 32} for n in (2, 1)]},
        page(*[{}] * (MOST_NEWS + 1)),
    ],
)
def test_an_answer_whose_numbers_make_no_sense_is_refused_as_a_whole(wrong):
    with pytest.raises(ContractError):
        NewsPage.from_json(wrong)


def test_a_centre_that_went_back_can_say_so():
    assert NewsPage.from_json({"after": 7, "last": 3, "items": []}).last == 3


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda some: st.lists(some, max_size=4) | st.dictionaries(st.text(max_size=12), some),
    max_leaves=12,
)
FIELDS = st.sampled_from(["seq", "mark", "kind", "status", "at", "due", "result", "code", "note"])


@given(st.dictionaries(FIELDS, JSON), JSON)
def test_whatever_comes_is_parsed_or_refused_and_nothing_else(fields, other):
    for data in (
        other,
        {"after": 0, "last": 1, "items": other},
        page({**ITEM.to_json(), **fields}),
    ):
        try:
            told = NewsPage.from_json(data).told
        except ContractError:
            continue
        assert all(one.seq > 0 and set(one.mark) <= set(HEX) for one in told)


ONLINE = OnlineCase(
    "ab" * 16, "H00.000-261123-0001", "1.001193", "Vàng Thị Mẫu", "2026-11-23T08:00:00+07:00", "registered"
)  # fmt: skip


def test_a_case_filed_online_is_read_as_it_was_told():
    assert OnlineCase.from_json(ONLINE.to_json()) == ONLINE


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "x" * 201}, {"filed_at": "x"}, {"due": "morgen"}, {"kind": "status"}],
)
def test_what_is_no_case_filed_online_keeps_only_its_place(wrong):
    with pytest.raises(ContractError):
        OnlineCase.from_json({**ONLINE.to_json(), **wrong})
