"""Where the demo cannot run it says so in one line."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def demo(folder, path=""):
    """`./dev demo --auto` in this folder, with `path` before every other command."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{path}:{os.environ['PATH']}"}
    command = [sys.executable, "-m", "tests.workbench.demo", "--auto"]
    ended = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    return ended.stderr


def test_a_folder_too_deep_for_a_socket_is_told_and_nothing_is_made_in_it(tmp_path):
    deep = tmp_path / ("a" * 100)
    deep.mkdir()
    assert "path is too long for sockets" in demo(deep)
    assert not any(deep.iterdir())


def test_a_container_without_namespaces_is_told(tmp_path):
    refusing = tmp_path / "unshare"
    refusing.write_text("#!/bin/sh\nexit 1\n")
    refusing.chmod(0o755)
    told = demo(tmp_path, tmp_path)
    assert told == (
        "demo: this system gives no network namespace: start its container with --privileged\n"
    )
