"""A month in an office, played through the queue's rules: what citizens do, what clerks do, and what goes wrong."""

import datetime as dt

from kiosk.model import Priority
from kiosk.rules.queue.deeds import Deed
from kiosk.rules.queue.entries import Kind
from kiosk.rules.queue.order import greatest
from kiosk.rules.queue.standing import OVER, TurnState
from kiosk.rules.queue.waiting import served, wait
from kiosk.settings import QueueSettings
from tests.workbench.queue_office import COUNTERS, Person, TwoDesks

AS_SET = QueueSettings()
FIELDS = {
    "ho-tich": (0.55, 15.0),
    "dat-dai": (0.25, 26.0),
    "chinh-sach": (0.20, 18.0),
}  # share, minutes
LETTERS = {"ho-tich": "A", "dat-dai": "B", "chinh-sach": "C"}
PRIORITIES = {
    Priority.ELDERLY: 0.12,
    Priority.DISABLED: 0.02,
    Priority.WITH_CHILD: 0.05,
    Priority.MERIT: 0.03,
    Priority.ONLINE: 0.10,
}
_OPENS, _LUNCH, _AGAIN, _ENDS = (hour * 3600.0 for hour in (7.5, 11.5, 13.0, 17.0))


class Office(TwoDesks):
    """One day after the other; `play` is a day. Time is seconds since its midnight."""

    def __init__(self, seed, law):
        super().__init__(seed, law)
        self.usual = {}

    def play(self, day, arrivals, mishaps=()):
        """A day with so many citizens; `mishaps` are (second, function of the office)."""
        self.begin(day)
        self.open, self.busy, self.paperless, self.called_by_hand = set(), {}, set(), 0
        for desk in self.desks.values():
            desk.read_again(desk.wall.date())
        for second in self._arrivals(arrivals):
            self.at(second, self._arrive)
        for second, mishap in mishaps:
            self.at(second, lambda mishap=mishap: mishap(self))
        for number in range(1, 7):
            for opens, closes in ((_OPENS, _LUNCH), (_AGAIN, _ENDS)):
                self.at(opens + self.dice.uniform(0, 600), lambda n=number: self._open(n))
                self.at(closes + number, lambda n=number: self._close(n))
        self.run(self._idle)
        self._evening()

    def _arrivals(self, count):
        morning = [self.dice.gauss(8.6, 0.9) for _ in range(count * 6 // 10)]
        rest = [self.dice.uniform(13, 16.2) for _ in range(count - len(morning))]
        times = (hour if 7.2 <= hour <= 11.2 else self.dice.uniform(7.4, 11) for hour in morning)
        return [hour * 3600 for hour in (*times, *rest)]

    # What citizens do.

    def _arrive(self):
        kiosks = [kiosk for kiosk in self.desks if kiosk not in self.off]
        dice = self.dice
        if not kiosks:
            self._from_the_roll()
            return
        desk = self.desks[dice.choices(kiosks, [3 - kiosk for kiosk in kiosks])[0]]  # 1 is nearer
        name = dice.choices(list(FIELDS), [share for share, _ in FIELDS.values()])[0]
        sure = {"same_day": dice.random() < 0.4, "priority": self._priority()}
        plain = True
        if dice.random() < 0.03:
            sure["appointment"] = desk.wall + dt.timedelta(minutes=dice.randint(-20, 60))
            plain = False
        turn = desk.draw(name, LETTERS[name], **sure)
        if dice.random() < 0.04:
            until = desk.wall + dt.timedelta(minutes=dice.randint(20, 60))
            desk.write(Kind.LATER, turn=turn, until=until)
            plain = False
        if desk.kiosk in self.paperless and dice.random() < 0.5:
            desk.write(Kind.DRAWN, turn=turn, drawn=desk.turn(turn).drawn)  # asked for once more
        self.people[turn] = person = Person(
            turn, name, self.time, sure["priority"], name, plain=plain
        )
        self.report.cases += 1
        if plain:
            place = desk.turn(turn)
            person.promised = wait(desk.hall, place, COUNTERS, desk.now, self.law, self.usual)

    def _from_the_roll(self):
        """No machine gives a number."""
        self.report.cases += 1
        self.report.happened["by hand"] += 1
        person = Person("", "ho-tich", self.time, Priority.NONE, "ho-tich", plain=False)
        self.roll.append(person)

    def _priority(self):
        share = self.dice.random()
        for priority, part in PRIORITIES.items():
            if share < part:
                return priority
            share -= part
        return Priority.NONE

    # What clerks do.

    def _open(self, number):
        self.open.add(number)

    def _close(self, number):
        """The day's people are served to the last one."""
        waits = self.time > _ENDS and self._waiting()
        if number in self.busy or waits:
            if not _AGAIN - 120 < self.time < _ENDS:
                self.soon(120, lambda: self._close(number))
            return
        self.open.discard(number)
        self.ask(Deed.CLOSE, number)

    def _waiting(self):
        return any(not person.served and not person.gone for person in self.people.values())

    def _idle(self):
        """Whoever sits at a counter without a citizen calls the next one."""
        free = sorted(self.open - set(self.busy))
        self.dice.shuffle(free)
        for number in free:
            kiosk = self.desk_of(number)
            if kiosk and self.roll:
                self.called_by_hand += 1
                label = f"m{self.called_by_hand}"
                self._calls(number, self.ask(Deed.CALL, number, label=label))
            elif kiosk and self.desks[kiosk].order(number, self.mine(kiosk)):
                self._next(number)

    def _next(self, number):
        self._calls(number, self.ask(Deed.NEXT, number))

    def _calls(self, number, said):
        for entry in said or ():
            if entry.kind is Kind.CALLED:
                self._called(number, self.people[entry.turn])
            elif entry.kind in (Kind.FINISHED, Kind.TRANSFERRED):
                self.people[entry.turn].at = 0

    def _called(self, number, person):
        person.at, self.busy[number] = number, person.turn
        if self.dice.random() < 0.02 and self.ask(Deed.UNDO, number):
            self.report.happened["undone"] += 1
            person.at = 0
            del self.busy[number]
            return
        if person.first_call is None:
            person.first_call = self.time
        if self.dice.random() < 0.06:
            self.soon(90, lambda: self.ask(Deed.RECALL, number))
            self.soon(150, lambda: self._missed(number, person))
            return
        walk = self.dice.uniform(10, 50)
        if self.dice.random() < 0.7:
            self.soon(walk, lambda: self.ask(Deed.START, number))
        _, minutes = FIELDS[person.field]
        # Half of all are done in less than this, some take three times as long.
        took = self.dice.lognormvariate(0, 0.55) * minutes * 60 * 0.86
        self.soon(walk + took, lambda: self._end(number, person))

    def _missed(self, number, person):
        if self.ask(Deed.MISSED, number) is None:
            self.soon(60, lambda: self._missed(number, person))
            return
        self._free(number, person)
        if self.dice.random() < 0.6:
            person.away = True
            self.soon(self.dice.uniform(300, 2400), lambda: self._back(person))
        else:
            person.gone = True

    def _back(self, person):
        number = self.dice.choice(sorted(self.open) or [1])
        if self.ask(Deed.BACK, number, turn=person.turn) is None:
            self.soon(60, lambda: self._back(person))
            return
        self.report.happened["came back"] += 1
        person.away = False

    def _end(self, number, person):
        luck, deed, more = self.dice.random(), Deed.FINISH, {}
        if luck < 0.05:
            deed = Deed.TRANSFER
            more = {"field": self.dice.choice([each for each in FIELDS if each != person.field])}
        elif luck < 0.08:
            deed, more = Deed.TRANSFER, {"to": self.dice.choice([1, 4, 6])}
        elif luck < 0.11:
            deed = Deed.PARK
        if self.ask(deed, number, **more) is None:
            self.soon(60, lambda: self._end(number, person))
            return
        self.report.happened[deed.value] += 1
        self._free(number, person)
        if deed is Deed.PARK:
            person.away = True
            self.soon(self.dice.uniform(300, 1500), lambda: self._back(person))
        elif deed is Deed.TRANSFER:
            person.field = more.get("field", person.field)
        else:
            person.served += 1
            if self.dice.random() < 0.03 and self.time < 15 * 3600:
                self.soon(self.dice.uniform(900, 3600), lambda: self._ready(person))

    def _free(self, number, person):
        person.at = 0
        del self.busy[number]

    def _ready(self, person):
        number = min(self.open, default=6)
        if self.ask(Deed.READY, number, turn=person.turn) is None:
            self.soon(60, lambda: self._ready(person))
            return
        self.report.happened["ready"] += 1
        person.served = 0

    # What is left in the evening.

    def _evening(self):
        self.go_to(self.time + 10)
        halls = [desk.hall for desk in self.desks.values()]
        for person in self.people.values():
            for hall in halls:
                turn = hall.turns.get(person.turn)
                fate = turn.state if turn else None
                wanted = {TurnState.MISSED} if person.gone else OVER
                if fate not in wanted:
                    self.never(f"{turn.label if turn else person.turn} is {fate} in the evening")
                elif turn.contested:
                    self.never(f"{turn.label} was called by two desks")
        self._count_up()
        self.usual = served(halls[0])

    def _nobody_jumped(self):
        """Over the whole hall, without asking the rules: among people of one field who only waited."""
        bound = greatest(self.law) * 60
        plain = [each for each in self.people.values() if each.plain and each.first_call]
        for one in plain:
            for other in plain:
                later = other.drawn - one.drawn > bound and other.first_call < one.first_call
                if later and one.wanted == other.wanted:
                    self.never(f"{other.turn} came {bound} s after {one.turn} and was called")

    def _count_up(self):
        report = self.report
        if not self.parted:
            self._nobody_jumped()
        for person in self.people.values():
            if person.first_call is None:
                continue
            waited = person.first_call - person.drawn
            report.waits.setdefault(person.priority, []).append(waited)
            report.most_passed = max(report.most_passed, person.passed_by)
            if person.promised:
                least, most = person.promised
                report.told += 1
                report.held += least * 60 <= waited <= most * 60
                report.widths.append(most - least)


def split(seconds):
    def heal(office):
        office.cut = False
        office.meet()

    def mishap(office):
        office.cut = True
        office.soon(seconds, lambda: heal(office))
        office.report.happened["split"] += 1

    return mishap


def clock(kiosk, seconds, late):
    def mishap(office):
        desk = office.desks[kiosk]
        desk.set_clock(dt.timedelta(seconds=late))
        office.soon(seconds, lambda: desk.set_clock(dt.timedelta(0)))
        office.report.happened["clock set"] += 1

    return mishap


def off(kiosks, seconds, said=None):
    """`said`: a clerk says so at a pad of the other machine after so many seconds."""

    def on(office):
        for kiosk in kiosks:
            office.off.discard(kiosk)
            office.desks[kiosk].restart()
            office.knows[kiosk] = False
        office.meet()

    def mishap(office):
        office.off |= set(kiosks)
        office.report.happened["machine off"] += 1
        office.soon(seconds, lambda: on(office))
        if said:
            pad = 6 if 1 in kiosks else 1
            office.soon(said, lambda: office.ask(Deed.TAKE_OVER, pad, of=kiosks[0]))

    return mishap


def no_paper(kiosk, seconds):
    """Its tickets stand on the screen alone, and some ask for them twice."""

    def mishap(office):
        office.paperless.add(kiosk)
        office.report.happened["no paper"] += 1
        office.soon(seconds, lambda: office.paperless.discard(kiosk))

    return mishap


MISHAPS = {
    1: [(9 * 3600, no_paper(1, 3600)), (13.2 * 3600, no_paper(2, 7200))],
    2: [(8.7 * 3600, split(5400)), (14 * 3600, split(3)), (14.1 * 3600, split(7))],
    4: [(9.5 * 3600, clock(2, 5400, 3 * 86400))],
    6: [(14 * 3600, clock(1, 1200, -86400))],
    8: [(9.7 * 3600, off((2,), 240))],
    10: [(9 * 3600, off((1,), 720, said=40))],
    12: [(10 * 3600, off((1, 2), 1200))],
    14: [(8 * 3600, split(600)), (8.3 * 3600, off((2,), 900, said=60)), (9 * 3600, split(1800))],
    16: [(8.2 * 3600, clock(2, 3600, -7200)), (8.4 * 3600, off((2,), 120))],
}


def month(seed, cases=2000, days=20, law=AS_SET):
    """Played; the report says what must never be."""
    office = Office(seed, law)
    for day in range(days):
        left = (cases - office.report.cases) // (days - day)
        busy = left if day == days - 1 else int(left * (1.3 if day % 5 == 0 else 0.95))
        office.play(day, busy, MISHAPS.get(day, ()))
    return office.report
