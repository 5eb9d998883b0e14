"""An office whose cases are received and end in every way; people are invented."""

import datetime as dt
import uuid

import pytest

from kiosk.rules.flow.acts import Act, Clock, Kind, Reception
from kiosk.rules.flow.booked import Line
from kiosk.rules.roster import Role
from kiosk.store.acts import Acts
from kiosk.store.moments import office_day
from kiosk.store.register import Register
from tests.console.conftest import House


class Books(House):
    """A house whose receptions enter the register."""

    @property
    def register(self):
        return Register(self.db, self.settings.kiosk)

    def act(self, case, kind, role=Role.CLERK, **more):
        """Do it now; how the case stands then."""
        acts = Acts(self.db, self.settings.kiosk)
        act = Act(kind, self.clock(), self.people[role].id, role, **more)
        return acts.do(case, act, uuid.uuid4().hex, len(acts.of(case)))

    def received(self, name="Vàng Thị Mẫu", **more):
        """A case that was received today; its id."""
        case = self.case(name)
        self.enters(case, name, **more)
        return case

    def enters(self, case, name="Vàng Thị Mẫu", **more):
        now = self.clock()
        due = now + dt.timedelta(days=3)
        line = Line(
            code=case[:8], received=now, due=due, procedure="1.001193", procedure_name="Đăng ký khai sinh",
            name=name, address="Thôn Mẫu, xã Suối Mơ", phone="0900000000", agency="UBND xã Suối Mơ", **more,
        )  # fmt: skip
        acts = Acts(self.db, self.settings.kiosk)
        act = Act(
            Kind.RECEIVED, now, self.people[Role.CLERK].id, Role.CLERK,
            clock=Clock(due, due, due), reception=Reception(),
        )  # fmt: skip
        acts.do(
            case, act, uuid.uuid4().hex, len(acts.of(case)),
            also=lambda _: self.register.enter(case, office_day(now), line),
        )  # fmt: skip


@pytest.fixture
def books(tmp_path):
    books = Books(tmp_path)
    yield books
    books.close()
