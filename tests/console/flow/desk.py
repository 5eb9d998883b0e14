"""Somebody of the office with a case's page open: reads its forms and sends them, as a browser does."""

import json
import re
import uuid
from html import unescape

from kiosk.rules.flow.acts import Act, Kind, Place, Reception
from kiosk.rules.roster import Role
from kiosk.store.acts import Acts
from kiosk.store.cases import Cases
from tests.console.conftest import words_of


class Desk:
    """One open page of a case. What is sent is what its forms bear, with what was typed."""

    def __init__(self, house, who, case) -> None:
        self.house, self.case = house, case
        self.browser = house.browser(who)
        self.at = f"/cases/{house.settings.kiosk}/{case}"
        self.answer = None
        self.again()

    @staticmethod
    def received(house, to=Place.SPECIALIST, said=None, **more):
        """A case that the clerk accepted, with its clock."""
        case = house.case(**more)
        procedure = Cases(house.db).sealed(case).procedure
        clock = house.console.law.clock(procedure, house.clock())
        act = Act(
            Kind.RECEIVED, house.clock(), house.people[Role.CLERK].id, Role.CLERK, to=to, clock=clock,
            reception=said or Reception(),
        )  # fmt: skip
        Acts(house.db, house.settings.kiosk).do(case, act, uuid.uuid4().hex, 0)
        return case

    def again(self):
        """The page looked at anew."""
        self.page = self.browser.get(f"{self.at}?act=")
        assert self.page.status == 200
        return self

    @property
    def text(self):
        return self.page.text

    def forms(self):
        """Each form of an act: its kind, its fields as they stand, its button."""
        found = []
        for kind, inside in re.findall(
            r'<form method="post" action="[^"]*/acts/([a-z-]+)">(.*?)</form>', self.text, re.S
        ):
            fields = dict(re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', inside))
            fields |= {
                name: unescape(text)
                for name, text in re.findall(
                    r'<textarea[^>]*? name="([^"]+)"[^>]*>(.*?)<', inside, re.S
                )
            }
            main = re.search(r'<button class="main"[^>]*>(.*?)</button>', inside)
            found.append((kind, fields, main[1] if main else ""))
        return found

    @property
    def main(self):
        return next((button for _, _, button in self.forms() if button), "")

    def touch_main(self, **typed):
        kind, fields, _ = next(form for form in self.forms() if form[2])
        return self.send(kind, fields | typed)

    def act(self, kind, **typed):
        """A form of that act as the page has it; where it has none, as somebody would send who made one up."""
        made_up = {"act": uuid.uuid4().hex, "after": str(len(Acts(self.house.db).of(self.case)))}
        fields = next((fields for each, fields, _ in self.forms() if each == kind), made_up)
        return self.send(kind, fields | typed)

    def send(self, kind, fields):
        self.answer = self.browser.send(f"{self.at}/acts/{kind}", **fields)
        return self.answer

    def told(self):
        return words_of(self.answer.text)


def journalled(house, event):
    rows = house.db.conn.execute(
        "select fields from journal where event = ? order by seq", (event,)
    )
    return [json.loads(fields) for (fields,) in rows]
