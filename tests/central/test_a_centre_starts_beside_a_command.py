"""A result is being kept by a command in the moment in which the server starts and clears up."""

from __future__ import annotations

import datetime as dt
from contextlib import closing

from central.intake import Intake
from central.objects import Folder
from central.place import Place


def test_a_result_that_is_being_kept_is_not_cleared_away(tmp_path):
    command = Folder(tmp_path)
    with closing(Intake(Place(tmp_path), lambda: dt.datetime.now(dt.UTC))) as server:

        def coming():
            yield b"half of it, "
            server.tidy()
            yield b"and the rest"

        command.put("results/ab/abab", coming())
        server.tidy()
    assert command.read("results/ab/abab") == b"half of it, and the rest"
