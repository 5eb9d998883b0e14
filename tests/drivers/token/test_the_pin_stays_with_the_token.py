"""A PIN goes down one pipe to the token's child and stands nowhere else: no file, command line, environment or log."""

import logging
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from drivers.token import Digest, Pin, TokenError
from drivers.token.pkcs11_token import Pkcs11Token

pytestmark = pytest.mark.device

# Others on this machine may run this test too, and fill their tokens by command line.
CANARY, MISTYPED = (f"canary-{secrets.token_hex(6)}" for _ in range(2))
BOTH = (CANARY.encode(), MISTYPED.encode())


@pytest.fixture
def token(tokens, people, mishaps):
    tokens.add("CANARY", CANARY, people[0].key, people[0].certificate)
    return Pkcs11Token(mishaps.module, "CANARY", env=mishaps.env)


def command_lines_and_environments():
    for process in Path("/proc").glob("[0-9]*"):
        for name in ("cmdline", "environ"):
            try:
                yield (process / name).read_bytes()
            except OSError:
                continue  # it ended, or nobody may look into it


def test_no_process_shows_it_while_it_is_in_use(token):
    with pytest.raises(TokenError) as refused, token.open(Pin(MISTYPED)):
        pass
    assert "canary" not in str(refused.value)
    with token.open(Pin(CANARY)) as session:
        own = next(held for held in session.certificates if held.key)
        session.sign(own, b"1", Digest.SHA256)
        seen = list(command_lines_and_environments())
    assert any(b"drivers.token.worker" in line for line in seen)
    assert not any(pin in line for pin in BOTH for line in seen)


def test_no_file_and_no_log_has_it_afterwards(token, tmp_path, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(TokenError), token.open(Pin(MISTYPED)):
        pass
    with token.open(Pin(CANARY)) as session:
        own = next(held for held in session.certificates if held.key)
        session.sign(own, b"1", Digest.SHA256)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not any(pin in path.read_bytes() for pin in BOTH for path in files)
    said = caplog.text + "".join(capfd.readouterr())
    assert "canary" not in said


def test_the_kernel_saw_it_go_down_pipes_only(token, mishaps, tmp_path):
    """Every system call that hands bytes on, of the asker and its child, from the PIN's arrival to the end."""
    trace = tmp_path / "trace"
    program = (
        "import sys; from drivers.token import Digest, Pin; from drivers.token.pkcs11_token import Pkcs11Token\n"
        f"with Pkcs11Token({mishaps.module!r}, 'CANARY', budget=100).open(Pin(sys.stdin.readline())) as session:\n"
        "    own = next(held for held in session.certificates if held.key)\n"
        "    session.sign(own, b'1', Digest.SHA256)"
    )
    calls = "trace=execve,write,writev,pwrite64,sendto,sendmsg,rename,openat"
    strace = ["strace", "-f", "-y", "-s", "4096", "-e", calls, "-o", str(trace)]
    subprocess.run(
        [*strace, sys.executable, "-c", program],
        input=CANARY,
        text=True,
        env=mishaps.env,
        check=True,
        capture_output=True,
    )
    shown = [line for line in trace.read_text(errors="replace").splitlines() if CANARY in line]
    assert shown
    assert all("write(" in line and "<pipe:" in line.partition(",")[0] for line in shown)
