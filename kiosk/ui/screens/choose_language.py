"""Choosing the language; asked in both."""

from __future__ import annotations

from functools import partial

from kiosk.journey.events import LanguageChosen
from kiosk.journey.states import ChooseLanguage
from kiosk.model import Language
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size
from kiosk.ui.widgets.button import Kind


class ChooseLanguageScreen(Screen):
    has_back = False

    def draw(self, state: ChooseLanguage) -> None:
        say, mm, room = self.kit.say, self.theme.mm, self.room
        head = room.head
        if self.theme.portrait:
            self.cut_heading(head, say("language.question"))
            self.text(
                head.cut_top(mm(12)),
                say("language.question-other"),
                Size.LEAD,
                colour=self.theme.palette.soft,
            )
            self.scene("clerk", head.inset(0, mm(3)))
            rows = room.body.cut_top(mm(130)).rows(2, mm(10))
        else:
            self.cut_heading(head, say("language.question"))
            self.text(
                head.cut_top(mm(14)),
                say("language.question-other"),
                Size.LEAD,
                colour=self.theme.palette.soft,
            )
            self.scene("clerk", head)
            rows = room.whole.cut_right(room.body.width).inset(0, mm(4)).rows(2, mm(8))
        for language, place in zip(Language, rows, strict=True):
            self.button(
                f"language-{language}", place, say(f"language.{language}"),
                partial(self.kit.happen, LanguageChosen(language)),
                kind=Kind.PRIMARY if language is Language.VI else Kind.SECONDARY, size=Size.HEADING,
            )  # fmt: skip
