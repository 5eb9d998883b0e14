"""A library that never answers is given its budget and then ended; a child does not outlive who asked."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from drivers.token import TokenError, TokenFault, TokenState
from tests.workbench.children import none_left, running

pytestmark = pytest.mark.device


def until(holds):
    """Wait for a fact; the test's own time limit ends a wait in vain."""
    while not holds():
        time.sleep(0.02)


def token_children(pid):
    return running("drivers.token.worker", pid)


def test_a_login_that_never_returns(impatient, fragile, mishaps, pin):
    mishaps.on("hang-in-login")
    with none_left():
        with pytest.raises(TokenError, match="no answer") as refused, impatient.open(pin):
            pass
        assert refused.value.fault is TokenFault.MODULE_FAILED
    mishaps.off("hang-in-login")
    with fragile.open(pin) as session:
        assert session.certificates


def test_a_library_that_never_starts(impatient, mishaps):
    mishaps.on("hang-in-initialize")
    with none_left():
        assert impatient.state() is TokenState.MODULE_FAILED


def test_the_child_dies_with_whoever_asked(mishaps, pin):
    mishaps.on("hang-in-login")
    program = (
        "import sys; from drivers.token import Pin; from drivers.token.pkcs11_token import Pkcs11Token\n"
        f"with Pkcs11Token({mishaps.module!r}, 'GIANG A PAO', budget=3600).open(Pin(sys.stdin.readline())): pass"
    )
    asker = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, env=mishaps.env
    )
    asker.stdin.write(pin.reveal().encode())
    asker.stdin.close()
    until(lambda: mishaps.logins() or asker.poll() is not None)
    (child,) = token_children(asker.pid)
    os.kill(asker.pid, signal.SIGKILL)
    asker.wait()
    until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
