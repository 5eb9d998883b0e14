"""What a technician may bring or forget: one line in both languages, and nothing of it on the box."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.workbench.provisioned import STICK, House, house
from tests.workbench.stick import kind_here

pytestmark = pytest.mark.timeout(600)  # whoever is first waits for a package to be built


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, stick: Path) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("box") / "tree", stick) as made:
        yield made


@pytest.fixture
def refused(bare: House, stick: Path) -> Iterator[Callable[..., str]]:
    """What `start` says, in one line and its translation; nothing on the disk may have changed because of it."""
    before = bare.listing()

    def run(*command: str) -> str:
        ended = bare.tree.run(*(command or bare.starting()))
        assert ended.returncode == 2, ended.stdout + ended.stderr
        said = ended.stderr.splitlines()
        assert len(said) == 2, ended.stderr
        assert said[1].startswith("  ")
        return said[1].strip()

    yield run
    lying = bare.tree.root / STICK[1:]
    shutil.rmtree(lying)
    shutil.copytree(stick, lying)
    assert bare.listing() == before
    assert list((bare.tree.root / "run").glob("kiosk-start.*")) == []


def test_somebody_who_is_not_root(bare, refused):
    whole = bare.starting()
    assert refused("setpriv", "--reuid=65534", "--", *whole).startswith("This needs root")


def test_a_folder_that_is_no_bundle(bare, refused):
    stick = bare.tree.root / STICK[1:]
    command = bare.starting()
    shutil.rmtree(stick / "metadata")
    assert refused(*command).startswith("This is no kiosk bundle")


def test_a_bundle_that_was_not_copied_to_its_end(bare, refused):
    stick = bare.tree.root / STICK[1:]
    next(stick.rglob("*.kiosk-runtime_*.deb")).unlink()
    said = refused()
    assert "kiosk-runtime_" in said
    assert "missing or altered" in said


def test_a_package_that_somebody_altered(bare, refused):
    deb = next((bare.tree.root / STICK[1:]).rglob("*.kiosk_*.deb"))
    data = bytearray(deb.read_bytes())
    data[len(data) // 2] ^= 1
    deb.write_bytes(data)
    assert "missing or altered" in refused()


def test_another_stick_than_the_one_on_the_paper(bare, refused):
    command = ("sh", f"{STICK}/start", "--fingerprint", "0123-" * 7 + "0123")
    assert "not the one given" in refused(*command)


def test_nobody_who_says_that_the_fingerprint_is_the_papers(bare, refused):
    assert refused("sh", f"{STICK}/start") == "Nothing was installed."


def test_a_stick_for_another_kind_of_machine(bare, refused):
    other = "trixie" if "bookworm" in kind_here() else "bookworm"
    _as_if(
        bare,
        "etc/os-release",
        f'ID=debian\nVERSION_CODENAME={other}\nPRETTY_NAME="Debian"\n',
        refused_in=(lambda: refused().startswith("This stick has nothing for this kind")),
    )


def test_an_unknown_board(bare, refused):
    text = 'ID=ubuntu\nVERSION_CODENAME=noble\nPRETTY_NAME="Ubuntu 24.04"\n'
    _as_if(
        bare,
        "etc/os-release",
        text,
        refused_in=(
            lambda: (
                refused()
                == "This machine is not supported (ubuntu noble): install Debian 12, Debian 13 or 64-bit "
                "Raspberry Pi OS."
            )
        ),
    )


@pytest.mark.parametrize("year", [1970, 2090])
def test_a_clock_that_lies(bare, refused, year):
    _as_if(
        bare,
        "usr/bin/date",
        f"#!/bin/sh\necho {year}\n",
        refused_in=(lambda: refused().startswith(f"The clock of this machine says {year}")),
    )


def test_two_at_once(bare, refused):
    hold = ["nsenter", f"--target={bare.tree.pid}", "--mount", "--pid", "--root", "--wdns=/"]
    hold += ["flock", "/run/kiosk-provisioning.lock", "sh", "-c", "echo held; exec cat"]
    with subprocess.Popen(hold, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        try:
            assert refused().startswith("Somebody else is provisioning this box")
        finally:
            other.communicate()
    bare.tree.must("rm", "/run/kiosk-provisioning.lock")


def test_a_card_that_takes_no_writing(bare, refused):
    bare.tree.must("mount", "-o", "remount,ro", "/")
    try:
        assert refused().startswith("The card takes no writing")
    finally:
        bare.tree.must("mount", "-o", "remount,rw", "/")


def test_a_card_with_too_little_room(tmp_path, stick):
    with house(tmp_path / "tree", stick, room="64m") as made:
        before = made.listing()
        ended = made.start()
        assert ended.returncode == 2
        assert "MB are needed, nothing was installed" in ended.stderr
        assert made.listing() == before


def _as_if(bare: House, name: str, text: str, refused_in: Callable[[], bool]) -> None:
    """With another file there for a moment."""
    path = bare.tree.root / name
    bare.tree.must("mv", f"/{name}", f"/{name}.true")
    path.write_text(text)
    path.chmod(0o755)
    try:
        assert refused_in()
    finally:
        bare.tree.must("mv", f"/{name}.true", f"/{name}")
