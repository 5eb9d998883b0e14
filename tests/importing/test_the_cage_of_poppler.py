"""What draws foreign PDFs can read nobody's papers, write nothing and speak to nobody."""

import socket
import subprocess
import sys

import pytest

from drivers.limited import ROOT
from kiosk.dossier.importing import render
from kiosk.dossier.importing.refused import ImportReason, ImportRefused


def caged(code, *words):
    """What a Python program says that took poppler's place."""
    cage = [sys.executable, "-P", "-m", "kiosk.dossier.importing.cage"]
    return subprocess.run(
        [*cage, "/usr/bin/python3", "-I", "-S", "-c", code, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )


def test_it_runs_at_all():
    assert caged("print('here')").stdout == "here\n"


def test_it_reads_no_citizens_papers(tmp_path):
    paper = tmp_path / "paper"
    paper.write_text("the next citizen's", encoding="ascii")
    tmp_path.chmod(0o755)
    paper.chmod(0o644)
    ended = caged("import sys; print(open(sys.argv[1]).read())", paper)
    assert "citizen" not in ended.stdout
    assert "PermissionError" in ended.stderr


@pytest.mark.parametrize("place", ["/tmp/drawn", "/usr/drawn", "/dev/shm/drawn"])
def test_it_writes_nothing(place):
    ended = caged("import sys; open(sys.argv[1], 'w').write('x')", place)
    assert ended.returncode != 0


def test_it_speaks_to_nobody():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        port = server.getsockname()[1]
        ended = caged(
            "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 5)", port
        )
        assert ended.returncode != 0
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"])
def test_it_gets_no_socket_at_all(family):
    """Also where a kernel gives it no network of its own: the kiosk's services listen on Unix sockets."""
    ended = caged("import socket, sys; socket.socket(getattr(socket, sys.argv[1]))", family)
    assert "PermissionError" in ended.stderr


def test_it_starts_nothing_else():
    assert caged("import os; os.fork()").returncode != 0


def test_its_memory_is_bounded():
    assert "MemoryError" in caged("bytearray(600 * 1024 * 1024)").stderr


def test_without_poppler_the_technician_is_asked_for(monkeypatch):
    monkeypatch.setattr(render, "PROGRAM", "pdftoppm-that-nobody-installed")
    with pytest.raises(ImportRefused) as told:
        render.drawn(b"%PDF-1.7", 1, (595, 842))
    assert told.value.reason is ImportReason.NO_RENDERER
