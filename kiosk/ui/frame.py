"""The frame of every screen: where I am and the office above, help always in the same place below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget

from kiosk.journey.events import ClerkPressed, LanguageChosen, StartOverPressed
from kiosk.journey.states import (
    AskPriority,
    ChooseLanguage,
    ConfirmHolder,
    EnterAppointment,
    FeedPapers,
    LeaveQuestion,
    NeedsClerk,
    PresentCard,
    PrivacyNotice,
    ReadingCard,
    ReviewPages,
    Scanning,
    Sealing,
    State,
    StillThere,
    TakeTicket,
    VisitQuestion,
    Welcome,
)
from kiosk.model import Language
from kiosk.ui.area import Area
from kiosk.ui.kit import Kit, Room
from kiosk.ui.theme import Size, Theme
from kiosk.ui.widgets.button import BigButton, Kind
from kiosk.ui.widgets.shapes import Hills, Icon, Panel
from kiosk.ui.widgets.text import Text, width_of

STEPS = ("procedure", "card", "papers", "ticket")
ERRAND_STEPS = ("errand", "ticket")  # without papers
WORDS = {  # what each place of the bar may say
    "back": ("back",),
    "clerk": ("clerk",),
    "start-over": ("start-over", "finish"),
    "language": ("language",),
    "larger": ("larger", "smaller"),
    "contrast": ("contrast", "colours"),
    "listen": ("listen", "quiet", "listen-again"),
}
SHORT = {  # what they say beside a place more, that all may have their icons
    "contrast": "clearer",
    "colours": "as-before",
}
TOUCH_TOP, TOUCH_BOTTOM = 0.35, 0.92  # of the height of a portrait screen


@dataclass(frozen=True)
class FrameLook:
    """All that a frame depends on beside the theme and language: equal looks need no new frame."""

    step: int  # place in `steps`; -1 before the first
    clerk: bool
    start_over: str  # key of its words, or empty
    language: bool
    back: bool
    steps: tuple[str, ...] = STEPS
    listen: str = ""  # key of its words, or empty


@dataclass(frozen=True)
class Item:
    """One place of the bar: its key, the key of its words, its icon, and whether it is on."""

    key: str
    words: str
    icon: str
    press: Callable[[], None]
    shown: bool
    chosen: bool = False


def look_of(state: State, back: bool) -> FrameLook:
    """Which of the frame's buttons mean something in `state`: a dead button is not shown."""
    asked = isinstance(state, (Welcome, Sealing, NeedsClerk, StillThere, LeaveQuestion))
    called = isinstance(state, NeedsClerk) or (isinstance(state, Sealing) and state.called)
    start_over = "" if asked or isinstance(state, VisitQuestion) else "start-over"
    if isinstance(state, TakeTicket):
        start_over = "finish"
    steps = ERRAND_STEPS if without_papers(state) else STEPS
    return FrameLook(
        step=min(step_of(state), len(steps) - 1),
        steps=steps,
        clerk=not called,
        start_over=start_over,
        language=not isinstance(
            state.resume if isinstance(state, NeedsClerk) else state,
            (Welcome, Sealing, ChooseLanguage),
        ),
        back=back,
    )


def without_papers(state: State) -> bool:
    """Whether a number is wanted, or drawn, for which nothing is scanned."""
    match state:
        case TakeTicket(ticket=ticket):
            return not ticket.procedure
        case AskPriority(visit) | Sealing(visit) | EnterAppointment(visit):
            return not visit.papers
        case NeedsClerk(resume=resume) | StillThere(resume=resume) | LeaveQuestion(resume=resume):
            return without_papers(resume)
        case _:
            return False


def step_of(state: State) -> int:
    """Which of the four steps a state belongs to."""
    match state:
        case Welcome():
            return -1
        case PrivacyNotice() | PresentCard() | ReadingCard() | ConfirmHolder():
            return 1
        case FeedPapers() | Scanning() | ReviewPages() | VisitQuestion():
            return 2
        case AskPriority() | Sealing() | TakeTicket():
            return 3
        case NeedsClerk(resume=resume) | StillThere(resume=resume) | LeaveQuestion(resume=resume):
            return step_of(resume)
        case _:
            return 0


def room_of(theme: Theme, back: bool, left_share: float) -> Room:
    """The places inside the frame."""
    width, height = theme.screen.width, theme.screen.height
    if theme.portrait:
        margin = theme.mm(11)
        top, bottom = height * (1 - TOUCH_TOP), height * (1 - TOUCH_BOTTOM)
        head = Area(margin, top, width - 2 * margin, height - _header(theme) - theme.mm(6) - top)
        floor = bottom + _bar(theme) + theme.mm(8)
        body = Area(margin, floor, width - 2 * margin, top - theme.mm(1) - floor)
        action = body.cut_bottom(theme.mm(29), theme.mm(8))
        if back:
            action.cut_left(theme.mm(58), theme.mm(6))
        return Room(head, body, action)
    margin = theme.mm(4.6)
    floor = margin + _bar(theme) + theme.gap
    head = Area(margin, floor, width - 2 * margin, height - _header(theme) - theme.mm(1.6) - floor)
    body = head.cut_right(head.width * (1 - left_share), theme.mm(5))
    head.width -= theme.mm(1)
    action = body.cut_bottom(theme.touch, theme.gap)
    return Room(head, body, action)


def _header(theme: Theme) -> int:
    return theme.mm(40) if theme.portrait else theme.mm(11.5)


def _bar(theme: Theme) -> int:
    return theme.mm(27) if theme.portrait else theme.touch


class Frame(Widget):
    """Steps, office name, and the bar of help; every button has its place even where another is absent."""

    def __init__(
        self,
        kit: Kit,
        look: FrameLook,
        back: Callable[[], None],
        toggle: Callable[[str], None],
    ) -> None:
        super().__init__(size_hint=(None, None), size=(0, 0))
        self.kit, self.look = kit, look
        self._ground()
        if kit.theme.portrait:
            self._portrait_header()
        else:
            self._landscape_header()
        self._draw_bar(back, toggle)

    def _ground(self) -> None:
        theme = self.kit.theme
        with self.canvas:
            Color(*theme.palette.paper)
            Rectangle(pos=(0, 0), size=(theme.screen.width, theme.screen.height))

    def _portrait_header(self) -> None:
        theme, palette = self.kit.theme, self.kit.theme.palette
        margin = theme.mm(11)
        width, height = theme.screen.width, theme.screen.height
        band = Area(0, height - theme.mm(15), width, theme.mm(15))
        with self.canvas:
            Color(*palette.tint)
            Rectangle(pos=(band.x, band.y), size=(band.width, band.height))
        name = band.inset(margin, 0)
        self.add_widget(Icon("home", name.cut_left(theme.mm(8), theme.mm(3)), palette.ink))
        self.add_widget(Text(theme, self.kit.of(self.kit.office.name), name, Size.BODY, bold=True))
        steps = Area(margin, height - _header(theme), width - 2 * margin, theme.mm(19))
        self._steps(steps)
        foot = Area(margin, theme.mm(4), width - 2 * margin, theme.mm(26))
        self._foot(foot)

    def _landscape_header(self) -> None:
        theme, palette = self.kit.theme, self.kit.theme.palette
        width, height = theme.screen.width, theme.screen.height
        band = Area(0, height - theme.mm(11.5), width, theme.mm(11.5))
        with self.canvas:
            Color(*palette.tint)
            Rectangle(pos=(band.x, band.y), size=(band.width, band.height))
        inner = band.inset(theme.mm(4.6), 0)
        name = inner.cut_right(inner.width * 0.385, theme.mm(3))
        told = self._of_the_law()
        if told:
            below = name.cut_bottom(name.height * 0.48)
            self.add_widget(
                Text(theme, told, below, Size.SMALL, colour=palette.soft,
                     align="right", valign="top")
            )  # fmt: skip
        self.add_widget(
            Text(theme, self.kit.of(self.kit.office.name), name, Size.SMALL, bold=True,
                 align="right", valign="bottom" if told else "middle")
        )  # fmt: skip
        self._steps(inner)

    def _foot(self, area: Area) -> None:
        theme, palette = self.kit.theme, self.kit.theme.palette
        width = theme.screen.width
        self.add_widget(Hills(Area(0, 0, width, theme.mm(26)), palette.tint, palette.hair))
        if told := self._of_the_law():
            line = area.cut_bottom(theme.mm(9))
            self.add_widget(
                Text(theme, told, line, Size.SMALL, colour=palette.soft,
                     align="center")
            )  # fmt: skip

    def _of_the_law(self) -> str:
        """What everybody must know of the fees and times shown; empty where they are the province's own."""
        catalogue = self.kit.catalogue
        if catalogue.expired:
            return self.kit.say("bar.expired")
        return self.kit.say("bar.sample") if catalogue.sample else ""

    def _steps(self, area: Area) -> None:
        """Numbered discs with their words, joined by a line: done, here, to come."""
        theme, palette, portrait = self.kit.theme, self.kit.theme.palette, self.kit.theme.portrait
        names = [self.kit.say(f"steps.{step}") for step in self.look.steps]
        disc = theme.mm(10) if portrait else theme.mm(7)
        size = Size.BAR if portrait else Size.SMALL
        gap = theme.mm(2)
        wide = [disc + gap + width_of(theme, name, size, bold=True) + 6 for name in names]
        free = (area.width - sum(wide)) / (len(names) - 1)
        free = min(free, theme.mm(60 if portrait else 9.5))
        x = area.x
        for at, (name, width) in enumerate(zip(names, wide, strict=True)):
            here, done = at == self.look.step, at < self.look.step
            place = Area(x, area.y + (area.height - disc) / 2, disc, disc)
            ground = palette.ink if here else palette.done if done else palette.paper
            edge = palette.line if not (here or done) else ground
            self.add_widget(Panel(place, ground, edge, disc / 2, theme.mm(0.4)))
            ink = palette.paper if here or done else palette.soft
            if done:
                self.add_widget(Icon("tick", place.inset(disc * 0.2), ink))
            else:
                number = Text(
                    theme, str(at + 1), place, size, bold=True, colour=ink, align="center"
                )
                self.add_widget(number)
            word = Area(x + disc + gap, area.y, width - disc - gap, area.height)
            colour = palette.ink if here else palette.soft
            self.add_widget(Text(theme, name, word, size, bold=here, colour=colour))
            if at + 1 < len(names) and free > theme.mm(3):
                line = Area(
                    x + width + free * 0.15, area.y + area.height / 2, free * 0.7, theme.mm(0.5)
                )
                self.add_widget(Panel(line, palette.done if done else palette.line))
            x += width + free

    def _draw_bar(self, back: Callable[[], None], toggle: Callable[[str], None]) -> None:
        theme, look = self.kit.theme, self.look
        items = self._items(toggle)
        way_back = Item("back", "back", "arrow-left", back, look.back)
        margin = theme.mm(11) if theme.portrait else theme.mm(4.6)
        bottom = round(theme.screen.height * (1 - TOUCH_BOTTOM)) if theme.portrait else margin
        bar = Area(margin, bottom, theme.screen.width - 2 * margin, _bar(theme))
        if not theme.portrait:
            items.insert(0, way_back)
        elif look.back:
            place = Area(margin, bar.top + theme.mm(8), theme.mm(58), theme.mm(29))
            self._button(way_back, place, stacked=False)
        wide = [self._item_width(item.key) for item in items]
        free = (bar.width - theme.gap * (len(items) - 1) - sum(wide)) / len(items)
        for item, width in zip(items, wide, strict=True):
            place = bar.cut_left(width + free, theme.gap)
            if item.shown:
                self._button(item, place, stacked=True)

    def _items(self, toggle: Callable[[str], None]) -> list[Item]:
        theme, look, happen = self.kit.theme, self.look, self.kit.happen
        other = Language.EN if self.kit.language is Language.VI else Language.VI
        over = look.start_over or "start-over"
        letters = "smaller" if theme.large else "larger"
        colours = "colours" if theme.contrast else "contrast"
        items = [
            Item("clerk", "clerk", "clerk", self._call, look.clerk),
            Item(
                "start-over",
                over,
                "again",
                partial(happen, StartOverPressed()),
                bool(look.start_over),
            ),
            Item(
                "language",
                "language",
                "globe",
                partial(happen, LanguageChosen(other)),
                look.language,
            ),
            Item("larger", letters, "letters", partial(toggle, "large"), True, theme.large),
            Item(
                "contrast", colours, "contrast", partial(toggle, "contrast"), True, theme.contrast
            ),
        ]
        if look.listen:
            press, reads = partial(toggle, "aloud"), look.listen != "listen"
            items.append(Item("listen", look.listen, "speaker", press, True, reads))
        return items

    def _call(self) -> None:
        """On the first screen there is no visit yet: a call begins one."""
        case = self.kit.new_case() if self.look.step < 0 else ""
        self.kit.happen(ClerkPressed(case))

    def _item_width(self, key: str) -> float:
        """Wide enough for every word a place may ever hold: buttons never wander."""
        theme, say = self.kit.theme, self.kit.say
        return max(
            float(theme.touch),
            *(width_of(theme, say(self._words(word)), Size.BAR, True) for word in WORDS[key]),
        )

    def _words(self, word: str) -> str:
        return f"bar.{SHORT.get(word, word) if self.look.listen else word}"

    def _button(self, item: Item, place: Area, stacked: bool) -> None:
        kind = Kind.CHOSEN if item.chosen else Kind.QUIET if stacked else Kind.SECONDARY
        words = self.kit.say(self._words(item.words))
        button = BigButton(
            self.kit.theme, item.key, place, words, item.press,
            icon=item.icon, kind=kind, stacked=stacked, size=Size.BAR,
        )  # fmt: skip
        self.add_widget(button)
