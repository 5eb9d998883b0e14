"""What the office did to a case: the first act stands, the second is told, a double click is one act."""

import uuid
from dataclasses import replace

import pytest

from kiosk.contract.news import CaseStatus
from kiosk.rules.flow.acts import Act, Kind, Place, Reception, Wanted
from kiosk.rules.roster import Role
from kiosk.store.acts import Acts, Overtaken
from kiosk.store.erasing import Erasing, Why
from kiosk.store.errors import CaseGone
from kiosk.store.inbox import Inbox
from kiosk.store.vault import Vault


def an_act(house, kind, **more):
    role = more.pop("role", Role.CLERK)
    return Act(kind, house.clock(), house.people[role].id, role, **more)


def drawn():
    return uuid.uuid4().hex


def test_an_act_sent_twice_is_done_once(house):
    case, acts, id = house.case(), Acts(house.db), drawn()
    received = an_act(house, Kind.RECEIVED, reception=Reception(phone="0900"))
    assert acts.do(case, received, id, 0) == acts.do(case, received, id, 0)
    assert acts.of(case) == (received,)


def test_whoever_comes_second_is_told_what_the_first_did(house):
    case, acts = house.case(), Acts(house.db)
    acts.do(case, an_act(house, Kind.RECEIVED), drawn(), 0)
    with pytest.raises(Overtaken) as told:
        acts.do(case, an_act(house, Kind.DECLINED, ground="thiếu"), drawn(), 0)
    assert told.value.last.kind is Kind.RECEIVED


def test_the_list_knows_at_once_where_a_case_went(house):
    case, acts = house.case(), Acts(house.db)
    acts.do(case, an_act(house, Kind.RECEIVED), drawn(), 0)
    row = Inbox(house.db).of(0, case)
    assert (row.place, row.status, row.acts) == (Place.SPECIALIST, CaseStatus.ACCEPTED.value, 1)


def test_an_undone_act_counts_for_nothing_and_stays_told(house):
    case, acts = house.case(), Acts(house.db)
    acts.do(case, an_act(house, Kind.RECEIVED), drawn(), 0)
    stands = acts.do(case, an_act(house, Kind.UNDONE), drawn(), 1)
    assert (stands.status, stands.place) == (CaseStatus.REGISTERED, Place.RECEPTION)
    assert [act.kind for act in acts.of(case)] == [Kind.RECEIVED, Kind.UNDONE]


def test_a_clock_put_back_makes_no_act_earlier_than_the_one_before(house):
    case, acts = house.case(), Acts(house.db)
    first = an_act(house, Kind.RECEIVED)
    acts.do(case, first, drawn(), 0)
    house.clock.later(days=-3)
    acts.do(case, replace(an_act(house, Kind.NOTED), note="x"), drawn(), 1)
    assert acts.of(case)[1].at == first.at


def test_a_form_sent_again_with_something_else_in_it_is_told_and_not_taken_for_done(house):
    case, acts, id = house.case(), Acts(house.db), drawn()
    asked = an_act(house, Kind.ASKED_MORE, wanted=(Wanted("to-khai", "Tờ khai", "thiếu"),))
    acts.do(case, asked, id, 0)
    more = replace(asked, wanted=(*asked.wanted, Wanted("", "Giấy ủy quyền", "nộp thay")))
    with pytest.raises(Overtaken) as told:
        acts.do(case, more, id, 0)
    assert told.value.last.kind is Kind.ASKED_MORE
    assert acts.of(case) == (asked,)


def test_what_was_done_to_one_case_is_not_taken_for_done_to_another(house):
    first, second, acts, id = house.case(), house.case(), Acts(house.db), drawn()
    acts.do(first, an_act(house, Kind.RECEIVED), id, 0)
    acts.do(second, an_act(house, Kind.RECEIVED), drawn(), 0)
    with pytest.raises(Overtaken):
        acts.do(second, an_act(house, Kind.RECEIVED), id, 0)


def test_a_case_that_was_erased_while_somebody_typed_keeps_nothing_of_it(house):
    case, acts = house.case(), Acts(house.db)
    vault = Vault(house.workspace.vault)
    Erasing(house.db, vault).erase(case, Why.CITIZEN, house.clock(), undelivered=True)
    with pytest.raises(CaseGone):
        acts.do(case, an_act(house, Kind.RECEIVED, reception=Reception(phone="0900")), drawn(), 0)
    assert acts.of(case) == ()
