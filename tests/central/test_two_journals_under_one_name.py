"""A kiosk's journal is one chain: a copied disk, or one put back, is found out; a bad line never looks like either."""

from __future__ import annotations

import copy
import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from central.journals import Break, Held, weigh
from kiosk.contract.report import Asking, Head


class Machine:
    """A disk with a journal, and a kiosk-sync that remembers the last answer it heard."""

    def __init__(self, name: str = "first") -> None:
        self.name, self.rows, self.heard = name, [], Asking(0, 0)

    def write(self, rows: int = 1) -> None:
        for _ in range(rows):
            last = self.rows[-1] if self.rows else ""
            self.rows.append(
                hashlib.sha256(f"{last} {self.name} {len(self.rows)}".encode()).hexdigest()
            )

    def restart(self) -> None:
        self.heard = Asking(0, 0)

    def copied(self, name: str) -> Machine:
        other = copy.deepcopy(self)
        other.name = name
        return other

    def report(self) -> tuple[Head, int, Head | None]:
        of = self.heard.of
        return (
            Head(len(self.rows), self._digest(len(self.rows))),
            self.heard.asked,
            Head(of, self._digest(of)) if of else None,
        )

    def _digest(self, seq: int) -> str:
        return self.rows[seq - 1] if 0 < seq <= len(self.rows) else ""


class Centre:
    def __init__(self) -> None:
        self.held, self.found = Held(), []

    def take(self, report) -> Asking:
        weighed = weigh(self.held, *report)
        self.held = Held.from_text(weighed.held.to_text())
        if weighed.broken:
            self.found.append(weighed.broken)
        return Asking(self.held.asked, weighed.of)

    def hear(self, *machines: Machine) -> None:
        for machine in machines:
            machine.heard = self.take(machine.report())


# What a line does to one machine's reports: (what, which report).
MISHAPS = st.lists(
    st.tuples(
        st.sampled_from(["write", "send", "deliver", "answer", "restart", "again"]),
        st.integers(0, 5),
    ),
    max_size=60,
)


def suffer(machine: Machine, centre: Centre, mishaps, sent=None) -> list:
    """Reports are made, delivered in any order, once more, or never; answers are heard late or never."""
    sent, answers = sent if sent is not None else [], []
    for what, which in mishaps:
        match what:
            case "write":
                machine.write(which)
            case "restart":
                machine.restart()
            case "send":
                sent.append(machine.report())
            case "deliver" if sent:
                answers.append(centre.take(sent.pop(which % len(sent))))
            case "again" if sent:
                answers.append(centre.take(sent[which % len(sent)]))
            case "answer" if answers:
                machine.heard = answers.pop(which % len(answers))
    return sent


@given(MISHAPS)
@settings(max_examples=300, deadline=None)
def test_one_machine_on_any_line_is_never_suspected(mishaps):
    machine, centre = Machine(), Centre()
    suffer(machine, centre, mishaps)
    assert centre.found == []


@given(MISHAPS, st.integers(0, 3), st.integers(1, 9), st.integers(1, 9), MISHAPS)
@settings(max_examples=300, deadline=None)
def test_two_machines_that_both_go_on_are_found_out(before, told, ours, theirs, mishaps):
    first, centre = Machine(), Centre()
    suffer(first, centre, before)
    for _ in range(told):
        first.write()
        centre.hear(first)
    second = first.copied("second")
    first.write(ours)
    second.write(theirs)
    suffer(second, centre, mishaps)
    centre.found.clear()
    # Whatever was found on the way: as often as somebody closes it, it is found again.
    for _ in range(4):
        centre.hear(first, second)
    assert Break.FORK in centre.found


@given(MISHAPS, st.integers(1, 30), st.integers(0, 60), MISHAPS)
@settings(max_examples=300, deadline=None)
def test_a_disk_put_back_is_told_of_once(before, lost, more, after):
    machine, centre = Machine(), Centre()
    machine.write(3)
    late = suffer(machine, centre, before)
    old = machine.copied("put back")
    machine.write(lost)
    centre.hear(machine)
    old.restart()
    old.write(more)
    centre.hear(old, old)
    assert len(centre.found) == 1
    suffer(old, centre, after, late)  # what was on its way comes late
    old.write()
    centre.hear(old, old, old)
    assert len(centre.found) == 1


def test_a_disk_put_back_lacks_rows_that_it_told_of():
    machine, centre = Machine(), Centre()
    machine.write(5)
    old = machine.copied("put back")
    machine.write(5)
    centre.hear(machine, machine)
    old.restart()
    centre.hear(old, old)
    assert centre.found == [Break.BACK]


def test_a_changed_row_shows_in_every_row_behind_it():
    machine, centre = Machine(), Centre()
    machine.write(9)
    centre.hear(machine)
    machine.rows = machine.rows[:4]
    machine.name = "changed"
    machine.write(5)
    centre.hear(machine)
    assert centre.found == [Break.FORK]


def test_a_machine_set_up_anew_under_its_old_name_is_told():
    machine, anew, centre = Machine(), Machine("anew"), Centre()
    machine.write(9)
    centre.hear(machine, machine)
    centre.hear(anew, anew)
    assert centre.found == [Break.BACK]
    anew.write(3)
    centre.hear(anew, anew, anew)
    assert centre.found == [Break.BACK]


def test_what_is_kept_has_a_bound_and_the_first_row_stays():
    machine, centre = Machine(), Centre()
    for _ in range(400):
        machine.write(2)
        centre.hear(machine)
    seqs = [row.seq for row in centre.held.rows]
    assert len(seqs) <= 24
    assert (seqs[0], seqs[-1]) == (2, 800)
    assert seqs == sorted(seqs)
