"""The scan child's frames: whole ones are taken, anything else is told apart from them."""

from __future__ import annotations

import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.scanner import frames


class Pipe:
    """A pipe whose far end has already spoken."""

    def __init__(self, spoken: bytes, *, hang_up: bool = True):
        self.near, far = os.pipe()
        self.far = far
        self.speaker = threading.Thread(target=self._speak, args=(spoken, hang_up))

    def _speak(self, spoken, hang_up):
        os.write(self.far, spoken) if spoken else None
        if hang_up:
            os.close(self.far)
            self.far = -1

    def __enter__(self):
        self.speaker.start()
        return frames.FrameReader(self.near)

    def __exit__(self, *_):
        self.speaker.join()
        os.close(self.near)
        if self.far >= 0:
            os.close(self.far)


@given(number=st.integers(), body=st.binary(max_size=5000))
def test_what_is_said_is_heard(number, body):
    with Pipe(frames.encode({"number": number}, body)) as reader:
        assert reader.read(60) == ({"number": number}, body)


@given(body=st.binary(max_size=300), data=st.data())
def test_a_frame_that_ends_early_is_torn(body, data):
    frame = frames.encode({"kind": "page"}, body)
    kept = data.draw(st.integers(0, len(frame) - 1))
    with Pipe(frame[:kept]) as reader, pytest.raises(frames.TornFrame):
        reader.read(60)


@pytest.mark.parametrize(
    "nonsense",
    [
        b"Segmentation fault (core dumped)\n",
        b"\x00\x00\x00\x02\x00\x00\x00\x00[]",
        b"\x00\x00\x00\x02\x00\x00\x00\x00{{",
        b"\x00\x00\x00\x02\x00\x00\x00\x00\xff\xfe",
        b"\x00\x00\x00\x02\xff\xff\xff\xff{}",
    ],
)
def test_nonsense_is_torn(nonsense):
    with Pipe(nonsense) as reader, pytest.raises(frames.TornFrame):
        reader.read(60)


@pytest.mark.parametrize("spoken", [b"", frames.encode({"kind": "page"}, b"half")[:-2]])
def test_a_silent_child_runs_out_of_time(spoken):
    with Pipe(spoken, hang_up=False) as reader, pytest.raises(TimeoutError):
        reader.read(0.2)
