"""What one counter's pad shows: whom it serves, who is next and why, who is aside, and who calls for help."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from kiosk.faults import Fault, remedy
from kiosk.hall.others import DeskStanding
from kiosk.hall.pad_words import NAMES, STEPS, TEXT
from kiosk.hall.words import OFFICE_ZONE, about, cause_words
from kiosk.model import Language
from kiosk.rules.catalogue import Catalogue
from kiosk.rules.queue.deeds import Deed, at_counter
from kiosk.rules.queue.order import (
    Now,
    Places,
    callable_now,
    in_lane,
    open_counters,
    order,
    present,
    reason,
)
from kiosk.rules.queue.standing import OVER, Hall, Turn, TurnState
from kiosk.settings import Counter, Settings

Shown: TypeAlias = dict[str, Any]  # a part of the state as JSON

_NEXT = 6  # lines of the list of who comes
_ASIDE = 8
_FAULTS = frozenset(fault.value for fault in Fault)  # another machine may know newer ones
_LYING = 8  # codes
_CALLED = 3600.0  # seconds: whoever called from a machine that died since has gone home
_CONTESTED = 180.0  # seconds for which a counter is told that another one was earlier


@dataclass(frozen=True)
class Seen:
    """The queue at one moment, as the desk has it."""

    hall: Hall
    now: Now
    version: int
    mine: Callable[[Turn], bool]
    desks: tuple[DeskStanding, ...] = ()  # of the office's other kiosks
    lying: tuple[str, ...] = ()  # codes of cases whose results lie here for another day's citizens


def pad_state(
    seen: Seen, counter: Counter, settings: Settings, catalogue: Catalogue, language: Language
) -> Shown:
    """All of it as one JSON value, in the words of `language`; ages are seconds at the moment of `seen`."""
    return _Pad(seen, counter, settings, catalogue, language).state()


class _Pad:
    def __init__(
        self,
        seen: Seen,
        counter: Counter,
        settings: Settings,
        catalogue: Catalogue,
        language: Language,
    ) -> None:
        self._seen, self._hall, self._now = seen, seen.hall, seen.now
        self._counter, self._settings = counter, settings
        self._catalogue, self._language = catalogue, language
        self._law = settings.queue
        self._places = Places(seen.hall, settings.counters, seen.now)
        self._open = open_counters(seen.hall, seen.now)
        self._here = at_counter(seen.hall, counter.number, seen.now)
        self._waiting = self._order(lambda turn: True)

    def state(self) -> Shown:
        return {
            "version": self._seen.version,
            "clock": f"{self._now.wall.astimezone(OFFICE_ZONE):%H:%M}",
            "counter": self._counter.number,
            "open": self._counter.number in self._open,
            "now": self._present(),
            "can": self._can(),
            "next": [self._line(turn) for turn in self._order(self._seen.mine)[:_NEXT]],
            "waiting": len(self._waiting),
            "lane": self._lane(),
            "fields": self._fields(),
            "aside": self._aside(),
            "ready": self._ready(),
            "lying": list(self._lying()),
            "undo": self._undo(),
            "notes": [*self._clerk_calls(), *self._contested(), *self._silent()],
            "targets": self._targets(),
        }

    def _say(self, key: str, **values: object) -> str:
        text = TEXT[key].of(self._language)
        # "{age}" is filled in by the page, which counts on by itself.
        return text.format(**({"age": "{age}"} | values)) if "{" in text else text

    def _age(self, moment: float | None) -> int:
        return max(0, int(self._now.steady - moment)) if moment is not None else 0

    def _order(self, mine: Callable[[Turn], bool]) -> tuple[Turn, ...]:
        return order(self._hall, self._counter, self._settings.counters, self._now, self._law, mine)

    def _about(self, turn: Turn) -> Shown:
        return {
            "turn": turn.id,
            "label": turn.label,
            "what": about(turn, self._catalogue, self._language),
            "why": self._why(turn),
        }

    def _why(self, turn: Turn) -> str:
        why = cause_words(reason(turn, self._now, self._law), turn, self._language)
        bound = self._say("for_you") if turn.only == self._counter.number else ""
        return " · ".join(text for text in (bound, why) if text)

    def _line(self, turn: Turn) -> Shown:
        return self._about(turn) | {"waited": self._age(turn.joined)}

    def _present(self) -> Shown | None:
        if not self._here:
            return None
        turn = self._here[0]
        if turn.state is TurnState.SERVING:
            words, since = self._say("serving_for"), turn.started
        else:
            words, since = self._say("called_once"), turn.called
            if turn.call and turn.call.times > 1:
                words = self._say("called_for", n=turn.call.times)
        return self._about(turn) | {
            "state": turn.state.value,
            "since": self._age(since),
            "words": words,
        }

    def _can(self) -> list[str]:
        if not self._here:
            return []
        deeds = [Deed.RECALL, Deed.FINISH, Deed.PARK, Deed.TRANSFER, Deed.MISSED]
        if self._here[0].state is TurnState.CALLED:
            deeds.append(Deed.START)
        return [deed.value for deed in deeds]

    def _lane(self) -> str:
        """Those of the same day and the minutes they have left; empty where there are none, or no hurry yet."""
        count = sum(turn.drawn.same_day and not turn.ready for turn in self._waiting)
        if not count or not in_lane(self._now, self._law):
            return ""
        hour, minute = map(int, self._law.cut.split(":"))
        cut = self._now.wall.replace(hour=hour, minute=minute, second=0, microsecond=0)
        minutes = math.ceil((cut - self._now.wall) / dt.timedelta(minutes=1))
        return self._say("lane", n=count, minutes=minutes, cut=self._law.cut)

    def _fields(self) -> list[Shown]:
        """Of the whole hall, the counter's own also where nobody waits."""
        waiting = [
            turn.field
            for turn in self._hall.turns.values()
            if callable_now(turn, self._now, self._law)
        ]
        return [
            {"name": field.name.of(self._language), "waiting": waiting.count(field.id)}
            for field in self._catalogue.fields
            if field.id in waiting or field.id in self._counter.fields
        ]

    def _aside(self) -> list[Shown]:
        """Who may come back here, the latest first; behind them a second one at this counter, after a split."""
        lines: list[tuple[float, Shown]] = []
        for turn in self._hall.turns.values():
            if turn.state in OVER or not present(turn, self._now):
                continue
            if words := self._aside_words(turn):
                line = {"words": words, "since": self._age(turn.touched)}
                back = {"word": self._say("back"), "asks": _asks(Deed.BACK, turn)}
                lines.append((turn.touched, self._about(turn) | line | back))
        lines.sort(key=lambda line: line[0], reverse=True)
        also = [
            self._about(turn)
            | {"words": self._say("also_here"), "since": self._age(turn.called)}
            | {"word": self._say("finish"), "asks": _asks(Deed.FINISH, turn)}
            for turn in self._here[1:]
        ]
        return also + [line for _, line in lines[:_ASIDE]]

    def _aside_words(self, turn: Turn) -> str:
        if turn.state is TurnState.PARKED:
            return self._say("parked_for") if turn.only == self._counter.number else ""
        if turn.state is TurnState.MISSED:
            mine = turn.counter == self._counter.number or self._places.takes(self._counter, turn)
            return self._say("missed_for") if mine else ""
        away = turn.state is TurnState.WAITING and turn.until is not None
        if not away or callable_now(turn, self._now, self._law):
            return ""
        if turn.until is None or not self._places.takes(self._counter, turn):
            return ""
        return self._say("later_at", at=f"{turn.until.astimezone(OFFICE_ZONE):%H:%M}")

    def _ready(self) -> list[Shown]:
        return [
            self._about(turn)
            | {"words": self._say("ready_for"), "since": self._age(turn.joined)}
            | {"word": self._say("call"), "asks": _asks(Deed.CALL, turn)}
            for turn in self._waiting
            if turn.ready and self._seen.mine(turn)
        ]

    def _lying(self) -> tuple[str, ...]:
        """A list to be looked at, not to be called from: as long as a page has room for."""
        codes = self._seen.lying
        more = (self._say("lying_more", n=len(codes) - _LYING),) if len(codes) > _LYING else ()
        return (*codes[:_LYING], *more)

    def _undo(self) -> Shown | None:
        """The counter's last deed, while nothing else happened to whom it touched."""
        deed = self._hall.last.get(self._counter.number, "")
        touched = [self._hall.turns[turn] for turn in self._hall.deeds.get(deed, ())]
        if not touched or any(turn.deed != deed or turn.before is None for turn in touched):
            return None
        turn = touched[-1]
        return {"words": f"{NAMES[turn.state.value].of(self._language)} {turn.label}"}

    def _clerk_calls(self) -> list[Shown]:
        notes: list[Shown] = []
        for call in self._hall.clerk_calls:
            if self._age(call.moment) > _CALLED:
                continue
            one = self._settings.kiosk == 0
            what = self._say("clerk_called_one" if one else "clerk_called", n=call.origin)
            step = STEPS[call.step].of(self._language) if call.step in STEPS else ""
            why = self._say("at_step", step=step) if step else ""
            if call.fault in _FAULTS:
                stopped = remedy(Fault(call.fault)).what.of(self._language)
                why = " ".join((stopped, why)).strip()
            note: Shown = {"id": f"clerk-{call.origin}-{call.step}", "what": what, "why": why}
            note |= {"since": self._age(call.moment), "look": "stop", "rings": not call.goes}
            if call.goes:
                note |= {"look": "wait", "why": self._say("clerk_goes", n=call.goes)}
            deed = Deed.CLERK_DONE if call.goes else Deed.GO
            word = self._say("clerk_done" if call.goes else "go")
            notes.append(note | {"word": word, "asks": {"deed": deed.value, "of": call.origin}})
        if notes:
            notes[0]["key"] = "K"
        return notes

    def _contested(self) -> list[Shown]:
        return [
            {
                "id": f"contested-{turn.id}",
                "look": "wait",
                "what": self._say("contested", label=turn.label, n=turn.counter),
                "why": self._say("contested_do", n=turn.counter),
            }
            for turn in self._hall.turns.values()
            if turn.contested == self._counter.number
            and self._age(turn.touched) < _CONTESTED
            and present(turn, self._now)
        ]

    def _silent(self) -> list[Shown]:
        notes: list[Shown] = []
        for each in self._seen.desks:
            if not (each.may_be_said_off or each.said_off):
                continue
            number = each.kiosk
            note: Shown = {"id": f"silent-{number}", "look": "wait", "since": int(each.silent)}
            note["what"] = self._say("silent", n=number)
            if each.said_off:
                notes.append(note | {"why": self._say("taken_over", n=number)})
                continue
            note |= {"why": self._say("silent_do", n=number), "word": self._say("is_off", n=number)}
            sure = {
                "head": self._say("sure", n=number),
                "yes": self._say("surely", n=number),
                "no": self._say("surely_not"),
            }
            asks = {"deed": Deed.TAKE_OVER.value, "of": number}
            notes.append(note | {"sure": sure, "asks": asks})
        return notes

    def _targets(self) -> list[Shown]:
        """Where a turn can be sent: counters by their digit, then fields by the letters of the alphabet."""
        counters = [
            {
                "key": str(each.number) if each.number < 10 else "",
                "word": self._say("to_counter", n=each.number),
                "sub": self._named(each.fields) if each.number in self._open else self._say("shut"),
                "asks": {"to": each.number},
            }
            for each in self._settings.counters
            if each.number != self._counter.number
        ]
        fields = [
            {
                "key": chr(ord("A") + place),
                "word": field.name.of(self._language),
                "sub": "",
                "asks": {"field": field.id},
            }
            for place, field in enumerate(self._catalogue.fields[:26])
        ]
        return counters + fields

    def _named(self, fields: Iterable[str]) -> str:
        names = {each.id: each.name.of(self._language) for each in self._catalogue.fields}
        return ", ".join(names[field] for field in fields if field in names) or self._say(
            "all_fields"
        )


def _asks(deed: Deed, turn: Turn) -> Shown:
    return {"deed": deed.value, "turn": turn.id}
