"""Whoever sits before the box's own screen keeps it until the next start."""

import pytest

from provisioning.box import Box
from provisioning.seat import at_the_screen
from provisioning.step import Standing
from provisioning.steps import services

TTY1, TTY63, SERIAL, PTS = 0x401, 0x43F, 0x440, 0x8803


def process(box, pid, parent, terminal, name="sh"):
    at = box.root / f"proc/{pid}"
    at.mkdir(parents=True)
    (at / "stat").write_text(f"{pid} ({name}) S {parent} {pid} {pid} {terminal} -1 0 0\n")


@pytest.mark.parametrize(
    ("outer", "inner", "before"),
    [
        (TTY1, TTY1, True),
        (TTY63, 0, True),
        (TTY1, PTS, True),  # sudo with a terminal of its own
        (PTS, PTS, False),  # over SSH
        (SERIAL, SERIAL, False),
        (0, 0, False),
    ],
)
def test_where_a_command_was_given(tmp_path, outer, inner, before):
    box = Box(tmp_path)
    process(box, 300, 1, outer, "login (odd) name")
    process(box, 301, 300, inner)
    assert at_the_screen(box, 301) is before


def test_a_process_that_is_gone_sits_nowhere(tmp_path):
    assert not at_the_screen(Box(tmp_path), 301)


def test_the_kiosk_is_not_started_under_somebody_s_hands(tmp_path, monkeypatch):
    (tmp_path / "run/systemd/system").mkdir(parents=True)
    monkeypatch.setattr(services, "at_the_screen", lambda box: True)
    started = next(step for step in services.steps() if step.name == "started")
    assert started.look(Box(tmp_path)) is Standing.ABSENT
