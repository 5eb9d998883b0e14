"""A camera's newest picture, through OpenCV: V4L2, and for trying a video or numbered pictures."""

from __future__ import annotations

import stat
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import cv2

from drivers.barcode.decoder import Frame

WIDTH, HEIGHT = 1280, 720  # asked for; the code on a card is then some 5 pixels a module at 10 cm
WAITED = 0.005  # seconds: a picture that took as long came just now and lay in no buffer
MOST_KEPT = 64  # pictures of files
MOST_OLD = 5  # pictures that a driver keeps although it is told to keep one
PICTURES = {".png", ".jpg", ".jpeg", ".bmp"}
OLD = 0.2  # seconds without a look after which what it kept is old


class VideoCamera:
    """An open camera; also a video, or pictures ("FOLDER/picture-%03d.png"), which begin anew at their end."""

    def __init__(self, device: str) -> None:
        """Raises OSError when it does not open."""
        self._live = is_live(device)
        self._capture = cv2.VideoCapture(device, backend(device))
        if not self._capture.isOpened():
            raise OSError
        if self._live:
            self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
            self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH)
            self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT)
            # Streaming begins here, while a driver may still open and map what it needs for it.
            if not self._capture.grab():
                raise OSError
        # Pictures are files, and who looks at them under limits can open none later.
        self._kept = deque(self._pictures() if is_pictures(device) else ())
        self._looked = time.monotonic()

    def newest(self) -> Frame:
        """The picture of now; raises OSError when the camera is gone."""
        if self._kept:
            self._kept.rotate(-1)
            return self._kept[-1]
        if self._live:
            self._drop_old()
        frame = self._read()
        if frame is None and not self._live:
            self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
            frame = self._read()
        # OpenCV has been seen to say yes to a second read after the plug was pulled: the first no counts.
        if frame is None:
            raise OSError
        self._looked = time.monotonic()
        return frame

    def _read(self) -> Frame | None:
        ok, picture = self._capture.read()
        if not ok or picture is None or not picture.size:
            return None
        grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        height, width = grey.shape
        return Frame(width, height, grey.tobytes())

    def _pictures(self) -> Iterator[Frame]:
        for _ in range(MOST_KEPT):
            frame = self._read()
            if frame is None:
                return
            yield frame

    def close(self) -> None:
        self._capture.release()

    def _drop_old(self) -> None:
        """Without this the first picture of a visit would be the last citizen's card."""
        if time.monotonic() - self._looked < OLD:
            return
        for _ in range(MOST_OLD):
            began = time.monotonic()
            if not self._capture.grab():
                raise OSError
            if time.monotonic() - began > WAITED:
                return


def is_live(device: str) -> bool:
    """A device, no recording."""
    try:
        return stat.S_ISCHR(Path(device).stat().st_mode)
    except OSError:
        return False


def is_pictures(device: str) -> bool:
    """A file for each picture, opened when its turn comes."""
    return "%" in device or Path(device).suffix.lower() in PICTURES


def backend(device: str) -> int:
    if is_live(device):
        return int(cv2.CAP_V4L2)
    if is_pictures(device):
        return int(cv2.CAP_IMAGES)
    # FFmpeg's own threads would not live under the limits of worker.py; this one has none.
    return int(cv2.CAP_OPENCV_MJPEG) if device.endswith(".avi") else int(cv2.CAP_ANY)
