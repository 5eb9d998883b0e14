"""`./dev demo`: the whole kiosk on simulated devices.

With a display: the kiosk in a window and a workbench beside it; you are the citizen. Without one, or with
--auto: a citizen of ours walks a visit by touching the real widgets, while the line to the centre is down; another
one gets a certified copy, signed by tokens of software. With --stay: a small office with a day's cases, to be tried.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from kiosk.settings import Screen
from tests.workbench import calling, certifying, desk_clerk, report
from tests.workbench.bench import PORTRAIT, Bench
from tests.workbench.day import SignIn, practice
from tests.workbench.stay import office_of, stay
from tests.workbench.xvfb import Xvfb

FOLDER = Path("build/demo")
HALF = Screen(540, 960, 21.5)  # the portrait kiosk at half its density: fits a laptop
LONGEST = 107  # bytes of a Unix socket's path (unix(7)), and of these the kiosk's lies deepest
DEEPEST = "state/devices.sock"
ARRIVES = 90.0  # seconds for the case to arrive once the line is back


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev demo", description=__doc__)
    parser.add_argument("--auto", action="store_true", help="walk a visit without a person")
    parser.add_argument("--stay", action="store_true", help="keep a small office running")
    arguments = parser.parse_args()
    hindrance = _hindrance()
    if hindrance:
        _say(hindrance)
        return 1
    if arguments.stay:
        return stay(_say)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    if arguments.auto or not os.environ.get("DISPLAY"):
        return _walk()
    return _play()


def _hindrance() -> str | None:
    """Why the demo cannot run in this place, in one line; None where it can."""
    over = len(os.fsencode(FOLDER.resolve() / DEEPEST)) - LONGEST
    if over > 0:
        return f"this folder's path is too long for sockets by {over} bytes: clone it nearer to /"
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    tried = subprocess.run(["unshare", "--net", *user, "true"], capture_output=True, check=False)
    if tried.returncode:
        return "this system gives no network namespace: start its container with --privileged"
    return None


def _walk() -> int:
    """The visit that nobody has to make: returns 0 if all of it held."""
    began = time.monotonic()
    _say("Starting reader and chip, scanner, printer, centre")
    with Bench(FOLDER.resolve(), PORTRAIT, signing=True) as bench, Xvfb(1080, 1920) as screen:
        people = office_of(bench)
        bench.start_services()
        for kind in ("to-khai-khai-sinh", "giay-chung-sinh", "can-cuoc"):
            bench.picture(kind)
        bench.cut_line()
        ready = time.monotonic()
        _say("The line to the centre is cut; a citizen walks up to the kiosk")
        walked = _citizen(bench, screen.env, "visit")
        _say("The citizen has a ticket; the line is mended")
        bench.mend_line()
        arrived = _wait_for_receipt(bench)
        seconds = {"prepare": ready - began, "deliver": arrived}
        told = report.gather(bench, seconds, failure=_failure(bench, walked))
        _say("A clerk calls the number at the pad; the board shows it")
        told["hall"] = calling.walk(bench.hall_port, told.get("ticket", {}).get("number"))
        _say("A second citizen wants a certified copy; the official signs, the organisation seals")
        certified = certifying.walk(bench, lambda: _citizen(bench, screen.env, "copy"))
        _say("A clerk accepts the first citizen's case at the console, and has its slip")
        told["desk"] = _accept(bench, people)
        result = report.write(bench, told, certified)
    _say(f"{FOLDER}/report.json: ok = {str(result['ok']).lower()}")
    if not result["ok"]:
        _say("\n".join(result["wrong"]))
    return 0 if result["ok"] else 1


def _play() -> int:
    """The kiosk for a person at this computer, until its window is closed: returns 0 if it was."""
    _say("Opening the kiosk and its workbench; close the kiosk's window to end")
    for number in (signal.SIGTERM, signal.SIGHUP):  # a closed terminal ends it as Ctrl-C does
        signal.signal(number, signal.default_int_handler)
    try:
        room = _room()
        half = replace(HALF, width=int(HALF.width * room), height=int(HALF.height * room))
        with Bench(FOLDER.resolve(), half) as bench:
            people = office_of(bench)
            bench.start_services()
            window = [sys.executable, "-m", "tests.workbench.window", "--bench", str(bench.folder)]
            window += ["--height", str(int(900 * room))]
            bench.appliance.once("workbench", window)
            arguments = ["--settings", str(bench.settings), "--state", str(bench.workspace.root)]
            kiosk = bench.appliance.once("ui", [sys.executable, "-m", "kiosk.ui", *arguments])
            _say(f"The console: http://127.0.0.1:{bench.desk_port}/  Logs: {FOLDER}/logs")
            _say(f"Sign in as (role, login, password):\n{practice(people)}")
            hall = f"http://127.0.0.1:{bench.hall_port}"
            _say(f"The hall's board: {hall}/board  A clerk's pad: {hall}/pad (1, {calling.CODE})")
            ended = kiosk.wait()
    except KeyboardInterrupt:
        _say("Ended")
        return 130
    if ended:
        _say(f"The kiosk's window did not stay open: see {FOLDER}/logs/ui.log")
    return 1 if ended else 0


def _room() -> float:
    """How much of HALF's height the display has below a title bar, 1 at most; xdotool knows its size."""
    asked = ["xdotool", "getdisplaygeometry"]
    with contextlib.suppress(OSError, ValueError, IndexError):
        told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
        return min(1.0, 0.9 * int(told.split()[1]) / HALF.height)
    return 1.0


def _citizen(bench: Bench, screen: dict[str, str], script: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.workbench.walker", script]
    command += ["--settings", str(bench.settings), "--state", str(bench.workspace.root)]
    command += ["--bench", str(bench.folder)]
    return subprocess.run(
        command,
        env={**bench.env, **screen},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )


def _accept(bench: Bench, people: tuple[SignIn, ...]) -> dict[str, object]:
    """slip.pdf is what the citizen would be given."""
    login, password, _ = people[0]
    told = desk_clerk.accept(f"http://127.0.0.1:{bench.desk_port}", login, password)
    (bench.folder / "slip.pdf").write_bytes(told.pop("slip"))
    return told


def _failure(bench: Bench, walked: subprocess.CompletedProcess[str]) -> str | None:
    (bench.folder / "logs" / "walker.log").write_text(walked.stdout)
    if walked.returncode == 0:
        return None
    return f"the visit did not end well: {walked.stdout.strip().splitlines()[-1:]}"


def _wait_for_receipt(bench: Bench) -> float:
    """Seconds until the centre has the case; gives up after ARRIVES."""
    began = time.monotonic()
    while time.monotonic() - began < ARRIVES and not bench.centre.received():
        time.sleep(0.5)
    return time.monotonic() - began


def _say(words: str) -> None:
    sys.stderr.write(f"demo: {words}\n")


if __name__ == "__main__":
    sys.exit(main())
