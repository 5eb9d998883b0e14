"""What a snapshot holds comes back whatever took its place meanwhile, and nothing outside the state is touched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from provisioning import snapshot


def _a_link_in_place_of_a_folder(state: Path, elsewhere: Path) -> None:
    shutil.rmtree(state / "vault")
    (state / "vault").symlink_to(elsewhere)


def _a_folder_in_place_of_a_file(state: Path, elsewhere: Path) -> None:
    (state / "kiosk.db").unlink()
    (state / "kiosk.db" / "deep").mkdir(parents=True)
    (state / "kiosk.db" / "deep" / "file").write_text("new")


def _a_file_in_place_of_a_folder(state: Path, elsewhere: Path) -> None:
    shutil.rmtree(state / "vault")
    (state / "vault").write_text("new")


def _a_pipe_in_a_new_folder(state: Path, elsewhere: Path) -> None:
    (state / "new").mkdir()
    os.mkfifo(state / "new" / "pipe")


def _a_pipe_in_place_of_a_file(state: Path, elsewhere: Path) -> None:
    (state / "vault" / "page").unlink()
    os.mkfifo(state / "vault" / "page")


@pytest.mark.parametrize(
    "harm",
    [
        _a_link_in_place_of_a_folder,
        _a_folder_in_place_of_a_file,
        _a_file_in_place_of_a_folder,
        _a_pipe_in_a_new_folder,
        _a_pipe_in_place_of_a_file,
    ],
)
def test_the_state_comes_back_whatever_lies_in_its_place(
    tmp_path: Path, harm: Callable[[Path, Path], None]
) -> None:
    """A service that a document took over may have laid it: root must not write where its link leads."""
    state, elsewhere, kept = tmp_path / "state", tmp_path / "elsewhere", tmp_path / "kept"
    (state / "vault").mkdir(parents=True)
    elsewhere.mkdir()
    (state / "vault" / "page").write_text("sealed")
    (state / "kiosk.db").write_text("cases")
    snapshot.take(state, kept)
    harm(state, elsewhere)
    for _ in range(2):  # a power cut may have it done again
        snapshot.restore(kept, state)
        there = sorted(path.relative_to(state).as_posix() for path in state.rglob("*"))
        assert there == ["kiosk.db", "vault", "vault/page"]
        assert (state / "vault" / "page").read_text() == "sealed"
        assert (state / "kiosk.db").read_text() == "cases"
        assert not (state / "vault").is_symlink()
        assert not list(elsewhere.iterdir())
