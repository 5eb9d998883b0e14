"""A kiosk's machine as the hall's queue sees it: a log, a clock that may be wrong, and a pad that asks."""

import datetime as dt
from zoneinfo import ZoneInfo

from kiosk.rules.queue.deeds import Asked, NotNow, answer
from kiosk.rules.queue.entries import Drawn, Entry, Heard, Kind
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
        self.entries, self._clock, self._seq, self._numbers, self._asked = [], 0, 0, {}, 0
        self.story = Story()

    @property
    def wall(self):
        real = self._morning + dt.timedelta(seconds=self.time)
        return (real.astimezone(dt.UTC) - self.late).astimezone(ZONE)

    @property
    def now(self):
        return Now(self.time - self._booted, self.wall)

    @property
    def hall(self):
        return self.story.hall()

    def turn(self, id):
        return self.hall.turns[id]

    def later(self, minutes):
        self.time += minutes * 60.0

    def write(self, kind, **said):
        self._seq, self._clock = self._seq + 1, self._clock + 1
        entry = Entry(self.kiosk, self._seq, self._clock, self.wall, kind, **said)
        self._keep(entry, self.now.steady)
        return entry

    def take(self, other):
        """What the other machine holds and this one does not, with ages."""
        known = {(entry.origin, entry.seq) for entry, _ in self.entries}
        for entry, moment in list(other.entries):
            if (entry.origin, entry.seq) not in known:
                self._clock = max(self._clock, entry.clock)
                self._keep(entry, self.now.steady - (other.now.steady - moment))

    def draw(self, field="ho-tich", series="A", **drawn):
        """A number; the id of its turn."""
        count = self._numbers[series, self.wall.date()] = (
            self._numbers.get((series, self.wall.date()), 0) + 1
        )
        label = f"{series}{f'{self.kiosk}-' if self.kiosk else ''}{count:03d}"
        turn = f"{self.kiosk:02x}{self._seq:030x}"
        self.write(Kind.DRAWN, turn=turn, drawn=Drawn(label, self.wall.date(), field, **drawn))
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
        except NotNow as answer_:
            return answer_.why
        return None

    def order(self, number, mine=everybodys):
        """Whom the counter calls, first first."""
        counters = self.settings.counters
        counter = next(each for each in counters if each.number == number)
        return order(self.hall, counter, counters, self.now, self.settings.queue, mine)

    def labels(self, number):
        return [turn.label for turn in self.order(number)]

    def _keep(self, entry, moment):
        self.entries.append((entry, moment))
        self.story.hear([Heard(entry, moment)])
