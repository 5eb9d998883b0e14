"""Papers may be laid in late; whoever stops or leaves meanwhile is not waited for."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.settings import ScannerSettings
from tests.devices.office import CASE, FORM, OTHER

FOR_EVER = 3600.0


@pytest.fixture
def patient_screen(kiosk):
    """A screen of a kiosk that waits for paper."""
    kiosk.settings = replace(kiosk.settings, scanner=ScannerSettings(dpi=75, wait=FOR_EVER))
    return kiosk.start()


def until_it_waits(kiosk):
    while not kiosk.scanner.waiting:
        time.sleep(0.02)


def test_papers_laid_in_late_are_scanned(kiosk, patient_screen):
    patient_screen.ask(do.ScanBatch(CASE, FORM))
    until_it_waits(kiosk)
    kiosk.load("one", "two")
    assert len(patient_screen.next(ev.BatchScanned).pages) == 2


@pytest.mark.parametrize("leaving", [do.StopScanning(CASE), do.ForgetCitizen(CASE)])
def test_who_stops_or_leaves_is_not_waited_for(kiosk, patient_screen, leaving):
    patient_screen.ask(do.ScanBatch(CASE, FORM))
    until_it_waits(kiosk)
    patient_screen.ask(leaving)
    patient_screen.ask(do.ScanBatch(OTHER, FORM))
    kiosk.load("one")
    assert len(patient_screen.next(ev.BatchScanned).pages) == 1
