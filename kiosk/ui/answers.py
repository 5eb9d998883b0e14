"""What people ask of their procedure, a row each; a touch opens the answer, and Back is always there."""

from __future__ import annotations

from functools import partial

from kiosk.journey.events import QuestionOpened
from kiosk.model import Question
from kiosk.ui.area import Area
from kiosk.ui.kit import Screen
from kiosk.ui.theme import Size

ROWS = 5


class AnsweringScreen(Screen):
    """A screen with questions behind a button. `memory["asked"]`: None, "" for the list, or `code/id` of an answer."""

    def has_questions(self, procedure: str) -> bool:
        return bool(self.kit.catalogue.asked_of(procedure))

    @property
    def asks(self) -> bool:
        """Whether the questions stand there instead of the screen itself."""
        return self.memory.get("asked") is not None

    def ask(self, what: str | None = "") -> None:
        """Show the list, an answer (`code/id`), or with None the screen itself."""
        self.memory["asked"] = what
        self.redraw()

    def draw_questions(self, procedure: str) -> None:
        """The list or an answer, in place of everything else."""
        asked = {
            f"{code}/{question.id}": (code, question)
            for code, question in self.kit.catalogue.asked_of(procedure)
        }
        found = asked.get(self.memory["asked"])
        if self.theme.portrait:
            self.scene("clerk", self.room.head)
            if not self.has_back:  # the frame has none either
                self._back(self.room.action)
            area = self.room.body
        else:
            area = self.room.whole
            top = area.cut_top(self.theme.touch, self.theme.gap)
            if not self.has_back:
                self._back(top.cut_right(self.theme.mm(62), self.theme.mm(4)))
            title = self.kit.say("ask.title") if found is None else self.kit.of(found[1].ask)
            self.text(top, title, Size.HEADING, bold=True, balanced=True)
        if found is None:
            self._list_of(area, tuple(asked.values()))
        else:
            self._answer(area, found[1])

    def _list_of(self, area: Area, asked: tuple[tuple[str, Question], ...]) -> None:
        if self.theme.portrait:
            self.cut_heading(area, self.kit.say("ask.title"))
            places = area.rows(ROWS, self.theme.gap)
        else:
            places = area.grid(2, 3, self.theme.gap)
        for (code, question), place in zip(asked, places, strict=False):
            self.button(
                f"question-{question.id}", place, self.kit.of(question.ask),
                partial(self._open, code, question.id), icon_right="chevron", align="left",
            )  # fmt: skip

    def _open(self, code: str, question: str) -> None:
        self.ask(f"{code}/{question}")
        self.kit.happen(QuestionOpened(code, question))

    def _answer(self, area: Area, question: Question) -> None:
        if self.theme.portrait:
            self.cut_heading(area, self.kit.of(question.ask))
        self.cut_text(area, self.kit.of(question.answer), Size.LEAD)

    def step_back(self) -> None:
        """From an answer to the list, from the list to the screen itself."""
        self.ask(None if not self.memory["asked"] else "")

    def _back(self, area: Area) -> None:
        self.button(
            "questions-back", area, self.kit.say("bar.back"), self.step_back, icon="arrow-left",
            size=Size.LEAD if self.theme.portrait else Size.BODY,
        )  # fmt: skip
