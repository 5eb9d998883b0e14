"""./dev on machines that lack something: one clear line each, and a second run that installs nothing."""

import os
import signal
import subprocess
import time

import pytest


def told(ended: subprocess.CompletedProcess[str]) -> str:
    """What ./dev failed with: its last line, the only one that is its own."""
    lines = [line for line in ended.stderr.splitlines() if line.startswith("./dev: ")]
    assert ended.returncode == 1
    assert len(lines) == 1
    assert lines[0] == ended.stderr.splitlines()[-1]
    return lines[0]


def test_a_second_run_installs_nothing(checkout):
    checkout.python_is_installed()
    ended = checkout.run("test", "-k", "jam")
    assert (ended.returncode, ended.stderr) == (0, "")
    asked = [call for call in checkout.calls if not call.startswith("dpkg-query")]
    assert asked == ["python -m pytest -o cache_dir=.cache/pytest -k jam"]


def test_missing_debian_packages_are_named_and_installed(checkout):
    checkout.python_is_installed()
    checkout.debian_lacks_everything()
    ended = checkout.run("shell", "true")
    assert ended.returncode == 0
    asked = [call for call in checkout.calls if call.startswith(("apt-get", "dpkg "))]
    assert asked[:2] == ["apt-get update -qq", "dpkg --configure -a"]
    assert " sane-airscan " in asked[2]
    assert asked[2].startswith("apt-get install -y -qq --no-install-recommends ")
    assert "sane-airscan" in ended.stderr


def test_only_a_bench_asks_for_what_its_peers_need(checkout):
    checkout.python_is_installed()
    checkout.debian_lacks_everything()
    checkout.run("test")
    assert "ghostscript" not in " ".join(checkout.calls)
    checkout.run("bench", "pages")
    installs = [call for call in checkout.calls if call.startswith("apt-get install")]
    assert " tesseract-ocr-vie" in installs[0]
    assert " ghostscript" in installs[1]


def test_without_a_network_debian_packages_ask_for_one(checkout):
    checkout.debian_lacks_everything()
    checkout.stand_in("apt-get", "[[ $1 == update ]] || { echo E: unable to fetch; exit 100; }")
    ended = checkout.run("demo")
    assert "is the network up? Then run this again" in told(ended)
    assert "unable to fetch" in (checkout.root / "build" / "apt.log").read_text()


def test_without_a_network_python_packages_ask_for_one(checkout):
    for lock in checkout.root.glob("requirements-*.lock"):
        lock.write_text(f"nothing-like-this==1.0 --hash=sha256:{'0' * 64}\n")
    ended = checkout.run("demo")
    assert "Python packages did not install: is the network up?" in told(ended)
    assert not checkout.stamp.exists()


def test_without_root_and_sudo_it_asks_for_them_and_tries_nothing(checkout):
    checkout.debian_lacks_everything()
    checkout.stand_in("id", "echo 1000")
    assert "needs root" in told(checkout.run("test"))
    assert not any(call.startswith(("apt-get", "dpkg ")) for call in checkout.calls)


def test_sudo_that_refuses_is_told_apart_from_a_dead_network(checkout):
    checkout.debian_lacks_everything()
    checkout.stand_in("id", "echo 1000")
    checkout.stand_in("sudo", "exit 1")
    assert "sudo did not allow it" in told(checkout.run("test"))
    assert not any(call.startswith("apt-get") for call in checkout.calls)


def test_with_sudo_only_the_packages_are_installed_as_root(checkout):
    checkout.python_is_installed()
    checkout.debian_lacks_everything()
    checkout.stand_in("id", "echo 1000")
    checkout.stand_in("sudo", '[[ $1 == -v ]] || exec "$@"')
    assert checkout.run("shell", "true").returncode == 0
    as_root = [call.split()[3] for call in checkout.calls if call.startswith("sudo env")]
    assert as_root == ["apt-get", "dpkg", "apt-get"]


def test_too_little_disk_is_told_before_anything_is_fetched(checkout):
    checkout.debian_lacks_everything()
    checkout.stand_in("df", "printf 'Avail\\n500000\\n'")
    assert "needs 2 GB free on this disk for its packages; only 488 MB are" in told(
        checkout.run("demo")
    )
    assert not any(call.startswith("apt-get") for call in checkout.calls)


def test_another_system_is_told_what_is_needed(checkout):
    checkout.debian_lacks_everything()
    (checkout.bin / "apt-get").unlink()
    assert "needs Debian 12 or 13" in told(checkout.run("demo"))


def test_another_python_is_told_what_is_needed(checkout):
    for lock in checkout.root.glob("requirements-py*.lock"):
        lock.unlink()
    assert "needs Python 3.11 (Debian 12) or 3.13 (Debian 13)" in told(checkout.run("demo"))


@pytest.mark.parametrize("asked", ["tset", "demo.py", "--auto"])
def test_an_unknown_command_shows_the_commands_there_are(checkout, asked):
    ended = checkout.run(asked)
    assert told(ended) == f"./dev: there is no '{asked}'"
    assert "./dev demo [--auto]" in ended.stderr
    assert checkout.calls == []


@pytest.mark.parametrize("asked", [(), ("help",), ("-h",), ("--help",)])
def test_asking_for_help_installs_nothing(checkout, asked):
    ended = checkout.run(*asked)
    assert ended.returncode == 0
    assert all(f"./dev {name}" in ended.stdout for name in ("demo", "test", "lint", "bench"))
    assert checkout.calls == []


def test_an_install_that_was_interrupted_is_begun_again(checkout):
    half = checkout.root / ".venv" / "lib" / "half-unpacked"
    half.mkdir(parents=True)
    ended = checkout.run("shell", "python", "-c", "import sys; print(sys.prefix)")
    assert ended.stdout == f"{checkout.root / '.venv'}\n"
    assert not half.exists()
    assert checkout.stamp.exists()
    again = checkout.run("shell", "true")
    assert (again.returncode, again.stderr) == (0, "")


def test_ctrl_c_while_installing_says_how_to_go_on(checkout):
    checkout.debian_lacks_everything()
    there = checkout.root / "installing"
    checkout.stand_in("apt-get", f"echo > {there}; sleep 100")
    process = subprocess.Popen(
        **checkout.command("demo"), stderr=subprocess.PIPE, start_new_session=True
    )
    while not there.exists():
        assert process.poll() is None
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.splitlines()[-1] == "./dev: interrupted; run it again to go on"
    assert not checkout.stamp.exists()
