"""The camera's child: it alone opens the camera and decodes pictures, and can do nothing else.

    python -m drivers.barcode.worker DEVICE     a line of JSON for each line "look" on standard input

A line is {"texts": [...]}, of the picture of now, or {"gone": true}, its last.

A call that is stuck in C is ended by ending this process: by its parent, or, when that is gone, by the alarm. What
the camera sees comes from whoever stands before it, and goes through C++: so once the camera is open no file, socket
or process can be opened any more, and memory is limited.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sys
from pathlib import Path

import cv2

from drivers.barcode.decoder import texts
from drivers.barcode.video import VideoCamera
from drivers.limited import give_up_rights

MOST_SECONDS = 15  # of one look, or of opening
MORE_MEMORY = 192 * 1024 * 1024  # bytes beyond what the libraries have mapped


def main(device: str) -> int:
    cv2.setNumThreads(1)
    signal.alarm(MOST_SECONDS)
    try:
        camera = VideoCamera(device)
        # poll(2) takes no more descriptors than the limit, and a driver may wait by it: so one, and 0 is taken.
        limit(descriptors=1)
        return look(camera)
    except OSError:
        say({"gone": True})
        return 0


def limit(descriptors: int) -> None:
    """Give up all rights that looking at pictures does not need."""
    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    give_up_rights(mapped + MORE_MEMORY, None, descriptors)


def look(camera: VideoCamera) -> int:
    """Until there is nobody who asks; raises OSError when the camera is gone."""
    signal.alarm(0)
    while sys.stdin.readline() == "look\n":
        signal.alarm(MOST_SECONDS)
        say({"texts": texts(camera.newest())})
        signal.alarm(0)
    return 0


def say(answer: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.flush()


if __name__ == "__main__":
    code = main(sys.argv[1])
    # Without the interpreter's tidying: nothing is left to write, and a driver could hang in it.
    os._exit(code)
