"""The citizen's screen as a running app: the journey, its stage, its devices and its patience."""

from __future__ import annotations

import datetime as dt
import time
import uuid

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.widget import Widget

from kiosk import notify
from kiosk.devices.client import Client
from kiosk.journey import Event, State, case_of, taking
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey.runner import Journey
from kiosk.journey.states import Welcome
from kiosk.rules.working_days import Today, somebody_may_come, today
from kiosk.settings import Settings
from kiosk.store.moments import OFFICE_ZONE, office_day
from kiosk.store.rulebook import Rulebook
from kiosk.ui.aloud import Aloud
from kiosk.ui.closed import ClosedApp, close
from kiosk.ui.drawn import Drawn
from kiosk.ui.last_touch import LastTouch
from kiosk.ui.night import Night
from kiosk.ui.patience import Patience
from kiosk.ui.previews import Previews
from kiosk.ui.renewing import Renewing
from kiosk.ui.stage import Stage
from kiosk.workspace import Workspace

TICK = 0.5  # seconds between looks at the clock


class KioskApp(ClosedApp):
    """One window, one stage, one journey; Kivy's own screens are never shown."""

    title = "Kiosk"

    def __init__(self, settings: Settings, workspace: Workspace) -> None:
        super().__init__()
        self._settings = settings
        self._book = Rulebook(workspace)
        self._previews = Previews(workspace)
        self._patience = Patience(time.monotonic)
        self._last_touch = LastTouch(workspace.touched, time.monotonic)
        self.journey = Journey(self._perform, self._show)
        self._client = Client(workspace.devices_socket, self._told)
        self._aloud = Aloud(self._ask) if settings.sound.device else None

    def build(self) -> Widget:
        self.stage = Stage(
            self._settings.screen,
            self._settings.office,
            self._book.now().catalogue(office_day(_now()), self._settings.office.province),
            self._previews,
            self.happen,
            lambda: uuid.uuid4().hex,
            codes=bool(self._settings.barcode.device),
            hotline=self._settings.hall.hotline,
            today=self._today,
            aloud=self._aloud,
        )
        self.stage.show(self.journey.state)
        self._renewing = Renewing(
            self._book,
            self.stage,
            self._ask,
            _now,
            self._settings.office.province,
        )
        self._renewing.look(self.journey.state)
        self._night = Night(Window, time.monotonic)
        return self.stage

    def on_start(self) -> None:
        close(Window, also_its_frame=self._settings.screen.fullscreen)
        Window.bind(on_touch_down=self._on_touch)
        Clock.schedule_interval(self._tick, TICK)
        self._client.start()
        self._drawn = Drawn(Window, self._client.has_tried.is_set)
        self._drawn.start()
        self._ask(taking.seen(self.journey.state))
        self._client.perform(self.journey.visit, do.RecoverVisit())

    def on_stop(self) -> None:
        notify.leaving()
        self._client.close()

    def happen(self, event: Event) -> None:
        """An event of the present visit, on the UI thread."""
        self._happen(self.journey.visit, event)

    def _happen(self, visit: int, event: Event) -> None:
        before, seen = self.journey.state, taking.seen(self.journey.state)
        self.journey.happen(visit, event)
        if taking.seen(self.journey.state) != seen:
            self._ask(taking.seen(self.journey.state))
        if self.journey.state != before:
            self._patience.moved(before, event)

    def _perform(self, visit: int, effect: do.Effect) -> None:
        if isinstance(effect, do.ForgetCitizen):
            self._previews.forget(visit)
            self.stage.reset()
        self._client.perform(visit, effect)

    def _ask(self, effect: do.Effect) -> None:
        """What the journey does not know of."""
        self._client.perform(self.journey.visit, effect)

    def _read(self, visit: int, nth: int) -> None:
        """A reading of that visit is over; from now on the citizen is waited for."""
        if self._aloud is not None and visit == self.journey.visit:
            self._aloud.over(nth)
            self.stage.heard()
            self._patience.touched()

    def _told(self, visit: int, event: Event) -> None:
        """From the client's thread: fetch what the screen will need, then tell it."""
        if isinstance(event, (ev.PagesChanged, ev.BatchScanned)):
            case = case_of(self.journey.state)
            if visit == self.journey.visit and case is not None:
                self._previews.fetch(visit, case, event.pages)
        if isinstance(event, ev.RestartScreen):  # it is started anew, and finds the visit again
            Clock.schedule_once(lambda _: self.stop())
            return
        if isinstance(event, ev.Spoken):
            nth = event.nth
            Clock.schedule_once(lambda _: self._read(visit, nth))
            return
        Clock.schedule_once(lambda _: self._happen(visit, event))

    def _today(self) -> Today:
        law, now = self._settings.queue, _now().astimezone(OFFICE_ZONE)
        days = self._book.working_days(now.date())
        return today(now, law.cut, law.opens, days, law.at_cut)

    def _may_come(self) -> bool:
        now = _now().astimezone(OFFICE_ZONE)
        return somebody_may_come(
            now, self._settings.queue.opens, self._book.working_days(now.date())
        )

    def _show(self, state: State) -> None:
        self.stage.show(state)

    def _on_touch(self, *largs: object) -> None:
        self._patience.touched()
        self._night.touched()
        self._last_touch.touched()

    def _tick(self, passed: float) -> None:
        self._renewing.look(self.journey.state)
        if self._aloud is not None:
            if self._aloud.heard:
                self._patience.touched()
            if self._aloud.look():
                self.stage.heard()
        self._night.look(
            idle=isinstance(self.journey.state, Welcome),
            open_now=not self._settings.screen.off_outside_hours or self._may_come(),
        )
        due = self._patience.check(self.journey.state)
        if due is not None:
            self.happen(due)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
