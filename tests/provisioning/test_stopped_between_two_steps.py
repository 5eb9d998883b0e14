"""Somebody presses Ctrl-C, or the terminal goes: the step at work is done to its end, the next is not begun."""

import os
import signal

import pytest

from provisioning.applying import between_steps


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_step_at_work_ends_and_no_other_begins(how):
    done = []
    with pytest.raises(KeyboardInterrupt), between_steps() as pause:  # noqa: PT012 - two steps and what is between
        pause()
        os.kill(os.getpid(), how)
        done.append("the step at work")
        pause()
        done.append("the next")
    assert done == ["the step at work"]


def test_afterwards_signals_mean_what_they_meant():
    before = signal.getsignal(signal.SIGTERM)
    with between_steps():
        pass
    assert signal.getsignal(signal.SIGTERM) is before
