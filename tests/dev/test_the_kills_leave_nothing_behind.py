"""./dev bench kills, broken off in any way, takes down all it had built: no process, no folder with cases in it."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]
WITHIN = 150.0  # seconds, on a machine busy with other things


@pytest.fixture
def spree(tmp_path):
    """The bench at work, with an appliance that has begun; its folder for what lasts a moment is our own."""
    # Short: sockets lie in it.
    with tempfile.TemporaryDirectory(prefix="k-") as nook, (tmp_path / "said").open("wb") as said:
        bench = [sys.executable, "-m", "tests.bench", "kills", "--kills", "90", "--shards", "1"]
        process = subprocess.Popen(
            [*bench, "--kept", str(tmp_path / "kept")],
            cwd=ROOT,
            env={**os.environ, "TMPDIR": nook},
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            wait(lambda: list(Path(nook).glob("kills-*/r/outside.jsonl")))
            yield process, Path(nook)
        finally:
            process.kill()
            process.wait()


def wait(holds):
    end = time.monotonic() + WITHIN
    while not holds() and time.monotonic() < end:
        time.sleep(0.2)
    assert holds()


def of(nook):
    """Whoever works on something in there, or was told of it."""
    found = []
    for process in psutil.process_iter(["cmdline", "environ"]):
        told = [*(process.info["cmdline"] or ()), (process.info["environ"] or {}).get("TMPDIR", "")]
        if process.pid != os.getpid() and any(str(nook) in word for word in told):
            found.append((process.pid, told[:6]))
    return found


@pytest.mark.device
@pytest.mark.timeout(600)
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left(spree, how):
    process, nook = spree
    assert len(of(nook)) > 5
    process.send_signal(how)
    process.wait(timeout=WITHIN)
    wait(lambda: not of(nook))
    if how is not signal.SIGKILL:
        assert list(nook.glob("kills-*")) == []
