"""A21: the same person by chip, by QR code and typed is one person, and nobody else is."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.workbench.told import HOLDER, correcting, invented

NUMBER, OLD = HOLDER["number"], "012345678"


def holding(**more):
    return invented(holder=HOLDER | more)


def cases(centre, number=NUMBER):
    with centre.database.look() as db:
        return centre.persons.cases(db, number)


def differing(centre, number=NUMBER):
    return [row["differs"] for row in cases(centre, number)]


def told(centre, said):
    """What the event of an envelope says beside when it came."""
    (row,) = [row for row in centre.work_off("dvc") if row["envelope"] == said.envelope]
    return {key: value for key, value in row["body"].items() if key != "received_at"}


def test_by_chip_by_code_and_typed_it_is_one_person(centre):
    envelopes = []
    for verdict in ("declared", "proven", "typed", "not-proven"):
        envelopes.append(centre.receive(holding(verdict=verdict)).envelope)
        centre.wait(seconds=1)
    centre.receive(holding(number="001099000002"))
    rows = cases(centre, "001 099 000 001")
    assert [row["envelope"] for row in rows] == envelopes
    assert [row["believed"] for row in rows] == ["code", "chip", "typed", "unproven-chip"]
    assert differing(centre) == [[], [], [], []]


def test_a_case_without_a_card_is_nobodys(centre):
    centre.receive(invented(holder=None))
    centre.receive(holding(number=""))
    assert cases(centre) == []


def test_the_number_stands_in_no_table_of_persons(centre):
    centre.receive(holding(old_number=OLD))
    centre.receive(holding(name="Trần Thị Khác"))
    with centre.database.look() as db:
        for table in ("persons", "person_numbers", "person_envelopes", "events"):
            for row in db.execute(text(f"select * from {table}")):
                for personal in (NUMBER, OLD, "Trần", "Nguyễn", "1999"):
                    assert personal not in str(row)


def test_without_the_centres_key_nobody_can_be_looked_for(centre, process, tmp_path):
    centre.receive(holding())
    (tmp_path / "persons.key").unlink()
    assert cases(process()) == []


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("NGUYỄN  VĂN THỬ ", True),
        ("nguyễn văn thử", True),  # decomposed
        ("NGUYEN VAN THU", True),  # as an MRZ has it
        ("Nguyễn Văn Thừ", False),
        ("NGUYEN VAN THUY", False),
    ],
)
def test_a_name_is_the_same_in_capitals_and_in_the_letters_of_an_mrz(centre, name, same):
    centre.receive(holding())
    centre.wait(seconds=1)
    centre.receive(holding(name=name))
    assert differing(centre) == [[], [] if same else ["name"]]


def test_another_name_or_day_of_birth_is_marked_and_nothing_is_refused(centre):
    centre.targets.add("dvc")
    centre.receive(holding())
    centre.wait(seconds=1)
    said = centre.receive(
        holding(name="Trần Thị Khác", birth_date="1990-01-01", verdict="declared")
    )
    assert told(centre, said)["differs"] == ["name", "birth_date"]
    assert differing(centre) == [[], ["name", "birth_date"]]


def test_the_chip_is_believed_before_the_code_whichever_came_first(centre):
    centre.receive(holding(verdict="declared", name="Nguyễn Văn Nhầm"))
    centre.wait(seconds=1)
    centre.receive(holding())
    centre.wait(seconds=1)
    centre.receive(holding(verdict="forged", name="Kẻ Giả Mạo"))
    assert differing(centre) == [["name"], [], ["name"]]


def test_an_old_number_links_what_came_before_and_what_comes_after(centre):
    centre.receive(holding(number=OLD, verdict="typed"))
    centre.wait(seconds=1)
    centre.receive(holding(old_number=OLD))
    centre.wait(seconds=1)
    centre.receive(holding(number=OLD, verdict="typed"))
    assert [row["old"] for row in cases(centre)] == [True, False, True]
    assert cases(centre, OLD) == cases(centre)


def test_an_old_number_under_which_another_name_came_links_nobody(centre):
    centre.targets.add("dvc")
    centre.receive(holding(number=OLD, name="Trần Thị Khác"))
    centre.wait(seconds=1)
    said = centre.receive(holding(old_number=OLD))
    assert told(centre, said)["differs"] == ["old-number"]
    assert differing(centre) == [["old-number"]]
    assert len(cases(centre, OLD)) == 1


def test_of_two_who_claim_one_old_number_the_chip_has_it(centre):
    other = "001099000009"
    centre.receive(holding(number=OLD, verdict="typed", name=""))
    centre.receive(holding(number=other, old_number=OLD, verdict="declared"))
    assert len(cases(centre, other)) == 2
    centre.receive(holding(old_number=OLD))
    assert len(cases(centre)) == 2
    assert len(cases(centre, other)) == 1
    centre.receive(holding(number=other, old_number=OLD, verdict="declared"))
    assert len(cases(centre)) == 2


def test_two_numbers_each_called_the_others_old_one_are_one_person(centre):
    other = "001099000009"
    centre.receive(holding(old_number=other))
    centre.receive(holding(number=other, old_number=NUMBER))
    assert differing(centre) == differing(centre, other) == [[], []]


def test_the_same_procedure_within_thirty_days_is_named_and_not_refused(centre):
    centre.targets.add("dvc")
    first = centre.receive(holding())
    centre.wait(days=29)
    again = centre.receive(holding(verdict="declared"))
    more = centre.receive(correcting(again))
    other = centre.receive(invented(procedure="2.000815"))
    stranger = centre.receive(holding(number="001099000002"))
    centre.wait(days=2)
    last = centre.receive(holding())
    bodies = {row["envelope"]: row["body"] for row in centre.work_off("dvc")}
    earlier = {envelope: body.get("earlier") for envelope, body in bodies.items()}
    assert earlier == {
        first.envelope: None,
        again.envelope: [first.envelope],
        more.envelope: None,
        other.envelope: None,
        stranger.envelope: None,
        last.envelope: [again.envelope],
    }
