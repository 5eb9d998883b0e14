"""The catalogue of procedures as it stands on a day: fields, fees with their exemptions, papers asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kiosk.contract.rules.catalogue import MOST_QUESTIONS, listing
from kiosk.contract.rules.entries import RulesError
from kiosk.model import Field, Procedure, Question

CatalogueError = RulesError  # a catalogue that cannot be used


@dataclass(frozen=True)
class Catalogue:
    """The procedures in force on one day, in the order they are shown."""

    fields: tuple[Field, ...]
    procedures: tuple[Procedure, ...]
    sample: bool  # not the province's approved list: screens say so
    checked_on: dt.date
    source: str
    questions: tuple[Question, ...] = ()  # of the office, whatever somebody came for
    valid_until: dt.date = dt.date.max  # to be looked through anew before the next day
    expired: bool = False  # which was before the day it is of: screens say so

    def procedure(self, code: str) -> Procedure:
        """The procedure of a code; raises KeyError."""
        for procedure in self.procedures:
            if procedure.code == code:
                return procedure
        raise KeyError(code)

    def asked_of(self, code: str) -> tuple[tuple[str, Question], ...]:
        """At most 5 questions, the procedure's first, then the office's ("")."""
        known = next((each for each in self.procedures if each.code == code), None)
        own = [(code, question) for question in known.questions] if known else []
        return tuple([*own, *(("", question) for question in self.questions)][:MOST_QUESTIONS])

    def field(self, id: str) -> Field:
        """The field of an id; raises KeyError."""
        for field in self.fields:
            if field.id == id:
                return field
        raise KeyError(id)

    def of_field(self, id: str) -> tuple[Procedure, ...]:
        """Every procedure of a field, in order."""
        return tuple(procedure for procedure in self.procedures if procedure.field == id)

    def profile_of(self, document: str) -> str:
        """How the paper of a required document's id is scanned, in whatever procedure; "" is the usual way."""
        documents = (paper for procedure in self.procedures for paper in procedure.documents)
        return next((paper.profile for paper in documents if paper.id == document), "")

    def certifies(self) -> frozenset[str]:
        """Codes of the procedures whose papers may become certified e-copies."""
        return frozenset(each.code for each in self.procedures if each.certified)

    def popular(self) -> tuple[Procedure, ...]:
        """What most people come for, in order."""
        return tuple(procedure for procedure in self.procedures if procedure.popular)


def parse(text: str, on: dt.date) -> Catalogue:
    """The catalogue in force on the day `on`; of each code's versions the newest valid_from <= `on` wins.

    Every version is checked, also those of other days; raises CatalogueError.
    """
    said = listing(text)
    return Catalogue(
        said.fields, said.in_force(on), said.sample, said.checked_on, said.source, said.questions,
        said.valid_until, on > said.valid_until,
    )  # fmt: skip
