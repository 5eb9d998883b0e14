"""Who may sign for the office: lines with dates, bound to a certificate, never erased."""

import datetime as dt
import json
import unicodedata

import pytest

from kiosk.signing import SignRole, line_of
from kiosk.store.database import open_database
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.signers import RegistryError, Signers, Unfit

OFFICIAL, ORGANISATION = SignRole.OFFICIAL, SignRole.ORGANISATION
JULY, OCTOBER, NOVEMBER = dt.date(2026, 7, 1), dt.date(2026, 10, 31), dt.date(2026, 11, 23)
FIRST, SECOND = "1" * 64, "ab" * 32


@pytest.fixture
def signers(db):
    return Signers(db)


@pytest.fixture
def add(signers, morning):
    def add(name="Giàng A Páo", role=OFFICIAL, since=JULY, until=None, of="", title="CHỦ TỊCH"):
        return signers.add(
            name=name,
            title=title,
            role=role,
            valid_from=since,
            valid_to=until,
            now=morning,
            delegate_of=of,
        )

    return add


def test_an_office_without_signers_has_vacant_posts(signers):
    post = signers.post_of(OFFICIAL, NOVEMBER)
    assert post.vacant
    assert post.vacant_since is None
    assert signers.may_sign(OFFICIAL, NOVEMBER) == ()


def test_a_line_holds_on_both_of_its_days_and_not_outside(signers, add):
    line = add(until=OCTOBER)
    assert signers.may_sign(OFFICIAL, JULY) == (line,)
    assert signers.may_sign(OFFICIAL, OCTOBER) == (line,)
    assert signers.may_sign(OFFICIAL, JULY - dt.timedelta(days=1)) == ()
    assert signers.may_sign(OFFICIAL, OCTOBER + dt.timedelta(days=1)) == ()


def test_until_further_notice_is_until_somebody_ends_it(signers, add, morning):
    line = add()
    assert signers.may_sign(OFFICIAL, dt.date(2046, 1, 1)) == (line,)
    ended = signers.end(line.id, OCTOBER, morning)
    assert ended.valid_to == OCTOBER
    assert signers.may_sign(OFFICIAL, NOVEMBER) == ()


def test_a_person_is_not_asked_to_seal_nor_the_office_to_sign(signers, add):
    person, office = add(), add("Ủy ban nhân dân xã Suối Lành", ORGANISATION)
    assert signers.may_sign(OFFICIAL, NOVEMBER) == (person,)
    assert signers.may_sign(ORGANISATION, NOVEMBER) == (office,)


def test_a_vacant_post_tells_since_when(signers, add):
    add(until=OCTOBER)
    add("Vàng Thị Mỷ", until=JULY)
    post = signers.post_of(OFFICIAL, NOVEMBER)
    assert post.vacant
    assert post.vacant_since == dt.date(2026, 11, 1)


def test_a_delegate_fills_a_vacant_post_and_stands_behind_a_holder(signers, add, morning):
    holder = add()
    delegate = add("Vàng Thị Mỷ", of=holder.id, title="KT. CHỦ TỊCH / PHÓ CHỦ TỊCH")
    assert signers.may_sign(OFFICIAL, NOVEMBER) == (holder, delegate)
    signers.end(holder.id, OCTOBER, morning)
    post = signers.post_of(OFFICIAL, NOVEMBER)
    assert (post.holders, post.delegates, post.vacant) == ((), (delegate,), False)


def test_who_holds_a_post_and_stands_in_for_it_signs_as_holder(signers, add, morning):
    leader = add("Lò Văn Thông", until=OCTOBER)
    in_place = add(of=leader.id, title="KT. CHỦ TỊCH / PHÓ CHỦ TỊCH")
    signers.bind(in_place.id, FIRST, morning)
    holder = add(since=NOVEMBER)
    signers.bind(holder.id, FIRST, morning)
    assert line_of(OFFICIAL, OCTOBER, FIRST, signers.all()).id == in_place.id
    assert line_of(OFFICIAL, NOVEMBER, FIRST, signers.all()).id == holder.id
    assert line_of(ORGANISATION, NOVEMBER, FIRST, signers.all()) is None
    assert line_of(OFFICIAL, NOVEMBER, "", signers.all()) is None


def test_a_renewed_certificate_takes_the_place_of_the_old_one(signers, add, morning):
    line = add()
    assert line.certificate == ""
    assert signers.bind(line.id, FIRST, morning).certificate == FIRST
    assert signers.bind(line.id, SECOND, morning).certificate == SECOND
    assert [line.certificate for line in signers.all()] == [SECOND]


def test_one_certificate_never_signs_and_seals(signers, add, morning):
    person, office = add(), add("Ủy ban nhân dân xã Suối Lành", ORGANISATION)
    signers.bind(person.id, FIRST, morning)
    with pytest.raises(RegistryError) as refused:
        signers.bind(office.id, FIRST, morning)
    assert refused.value.unfit is Unfit.CERTIFICATE_TAKEN
    assert signers.find(office.id).certificate == ""


def test_a_line_is_shortened_and_never_prolonged(signers, add, morning):
    line = add(until=OCTOBER)
    with pytest.raises(RegistryError) as refused:
        signers.end(line.id, NOVEMBER, morning)
    assert refused.value.unfit is Unfit.ENDED
    assert signers.find(line.id).valid_to == OCTOBER


def test_a_line_written_by_mistake_is_taken_back_and_stays_to_be_seen(signers, add, morning):
    line = add(since=NOVEMBER)
    signers.end(line.id, NOVEMBER - dt.timedelta(days=1), morning)
    assert signers.may_sign(OFFICIAL, NOVEMBER) == ()
    assert [kept.id for kept in signers.all()] == [line.id]


@pytest.mark.parametrize(
    ("wrong", "unfit"),
    [
        ({"name": "  "}, Unfit.NAME),
        ({"name": "x" * 201}, Unfit.NAME),
        ({"name": "Giàng\u200bA Páo"}, Unfit.NAME),
        ({"title": ""}, Unfit.TITLE),
        ({"since": NOVEMBER, "until": OCTOBER}, Unfit.DATES),
        ({"of": "0" * 32}, Unfit.NO_SUCH_LINE),
    ],
)
def test_a_line_that_does_not_fit_is_not_written(signers, add, wrong, unfit):
    with pytest.raises(RegistryError) as refused:
        add(**wrong)
    assert refused.value.unfit is unfit
    assert signers.all() == ()


def test_a_delegate_signs_for_the_role_of_the_post_and_names_no_further_one(signers, add):
    leader, office = add(), add("Ủy ban nhân dân xã Suối Lành", ORGANISATION)
    delegate = add("Vàng Thị Mỷ", of=leader.id)
    with pytest.raises(RegistryError) as other_role:
        add("Vàng Thị Mỷ", of=office.id)
    with pytest.raises(RegistryError) as chain:
        add("Lò Văn Thông", of=delegate.id)
    assert other_role.value.unfit is Unfit.OTHER_ROLE
    assert chain.value.unfit is Unfit.DELEGATE_OF_DELEGATE
    assert signers.all() == (leader, office, delegate)


def test_a_name_is_kept_composed_however_it_was_typed(signers, add):
    line = add(unicodedata.normalize("NFD", " Giàng  A Páo "))
    assert line.name == "Giàng A Páo"
    assert signers.find(line.id) == line


def test_what_happens_to_the_registry_is_in_the_journal_and_nobodys_name(db, signers, add, morning):
    line = add()
    delegate = add("Vàng Thị Mỷ", of=line.id)
    signers.bind(line.id, FIRST, morning)
    signers.end(line.id, OCTOBER, morning)
    rows = Journal(db).since()
    assert [row.event for row in rows] == [
        JournalEvent.SIGNER_ADDED,
        JournalEvent.SIGNER_ADDED,
        JournalEvent.SIGNER_BOUND,
        JournalEvent.SIGNER_ENDED,
    ]
    assert rows[1].fields == {"signer": delegate.id, "role": "official", "delegate_of": line.id}
    assert rows[2].fields == {"signer": line.id, "certificate": FIRST}
    assert rows[3].fields == {"signer": line.id, "last": "2026-10-31"}
    text = json.dumps([row.fields for row in rows], ensure_ascii=False)
    assert "Giàng" not in text
    assert "Mỷ" not in text


def test_what_is_refused_leaves_no_row_in_the_journal(db, signers, add, morning):
    line = add()
    before = Journal(db).since()
    with pytest.raises(RegistryError):
        signers.end("0" * 32, OCTOBER, morning)
    with pytest.raises(RegistryError):
        add("Vàng Thị Mỷ", ORGANISATION, of=line.id)
    with pytest.raises(ValueError, match="64 hex digits"):
        signers.bind(line.id, "Giàng A Páo", morning)
    assert Journal(db).since() == before


def test_the_registry_is_there_again_after_a_restart(workspace, signers, add, db):
    line = add()
    db.close()
    again = open_database(workspace)
    try:
        assert Signers(again).all() == (line,)
    finally:
        again.close()


def test_a_signers_name_stays_out_of_what_is_printed_for_the_log(add):
    assert "Giàng" not in repr(add())
