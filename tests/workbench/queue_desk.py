"""A kiosk's machine as the hall's queue sees it: a log, a clock that may be wrong, and a pad that asks."""

import datetime as dt
from zoneinfo import ZoneInfo

from kiosk.rules.queue.deeds import Asked, NotNow, answer
from kiosk.rules.queue.entries import Drawn, Entry, Heard, Kind, next_clock
from kiosk.rules.queue.order import Now, order
from kiosk.rules.queue.standing import Story

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def everybodys(turn):
    """The office has one desk: it calls every number."""
    return True


class Desk:
    """Time is told in seconds since `morning`; `late` by how much the machine's clock is behind."""

    def __init__(self, settings, morning, kiosk=0):
        self.settings, self.kiosk, self.late = settings, kiosk, dt.timedelta(0)
        self.time, self._morning, self._booted = 0.0, morning, -1000.0 * (kiosk + 1)
        self._kept, self._known, self._read = [], set(), {}
        self._clock, self._seq, self._numbers, self._asked = 0, 0, {}, 0
        self._story, self._hall = Story(), None

    @property
    def wall(self):
        real = self._morning + dt.timedelta(seconds=self.time)
        return (real.astimezone(dt.UTC) - self.late).astimezone(ZONE)

    @property
    def now(self):
        return Now(self.time - self._booted, self.wall)

    @property
    def hall(self):
        if self._hall is None:
            self._hall = self._story.hall()
        return self._hall

    @property
    def entries(self):
        """Each with its moment, in the order in which they were kept."""
        return [(entry, self._moment(entry, *when)) for entry, *when in self._kept]

    def turn(self, id):
        return self.hall.turns[id]

    def later(self, minutes):
        self.time += minutes * 60.0

    def set_clock(self, late):
        """The machine's clock is behind by so much from now on; what was guessed by it is guessed anew."""
        self.late = late
        self.read_again()

    def restart(self):
        """The steady clock begins anew, and moments from before are guessed by the wall clock."""
        self._booted = self.time - 10.0
        self.read_again()

    def read_again(self, since=None):
        """The story anew from the log; without what was written before the day `since`."""
        kept = [each for each in self._kept if not since or _day(each[0]) >= since]
        self._kept, self._story, self._hall, self._read = kept, Story(), None, {}
        self._story.hear(Heard(*each) for each in self.entries)

    def write(self, kind, **said):
        self._seq, self._clock = self._seq + 1, next_clock(self._clock, self.wall)
        entry = Entry(self.kiosk, self._seq, self._clock, self.wall, kind, **said)
        self._keep(entry, self.now.steady)
        return entry

    def take(self, other, age=0.0):
        """What the other machine wrote `age` seconds ago or earlier, and this one does not have."""
        place = self._read.get(other.kiosk, 0)
        while place < len(other._kept):
            entry, boot, moment = other._kept[place]
            passed = other.now.steady - other._moment(entry, boot, moment)
            if passed < age:
                break
            if (entry.origin, entry.seq) not in self._known:
                self._clock = max(self._clock, entry.clock)
                self._keep(entry, self.now.steady - passed)
            place += 1
        self._read[other.kiosk] = place

    def draw(self, field="ho-tich", series="A", **drawn):
        """A number; the id of its turn."""
        day = self.wall.date()
        count = self._numbers[series, day] = self._numbers.get((series, day), 0) + 1
        label = f"{series}{f'{self.kiosk}-' if self.kiosk else ''}{count:03d}"
        turn = f"{self.kiosk:02x}{self._seq:030x}"
        self.write(Kind.DRAWN, turn=turn, drawn=Drawn(label, day, field, **drawn))
        return turn

    def ask(self, deed, counter, mine=everybodys, id="", **more):
        """What was written; raises NotNow."""
        self._asked += 1
        asked = Asked(id or f"{self.kiosk}-{self._asked}", deed, counter, **more)
        wanted = answer(self.hall, asked, self.now, self.settings, mine)
        return [self.write(said.kind, **said.written()) for said in wanted]

    def refuses(self, deed, counter, **more):
        """Why the deed cannot be; None where it could, and was done."""
        try:
            self.ask(deed, counter, **more)
        except NotNow as refused:
            return refused.why
        return None

    def order(self, number, mine=everybodys):
        """Whom the counter calls, first first."""
        counters = self.settings.counters
        counter = next(each for each in counters if each.number == number)
        return order(self.hall, counter, counters, self.now, self.settings.queue, mine)

    def labels(self, number):
        return [turn.label for turn in self.order(number)]

    def _keep(self, entry, moment):
        self._kept.append((entry, self._booted, moment))
        self._known.add((entry.origin, entry.seq))
        self._story.hear([Heard(entry, moment)])
        self._hall = None

    def _moment(self, entry, boot, moment):
        if boot == self._booted:
            return moment
        return self.now.steady - max(0.0, (self.wall - entry.at).total_seconds())


def _day(entry):
    return entry.drawn.day if entry.drawn else entry.at.astimezone(ZONE).date()
