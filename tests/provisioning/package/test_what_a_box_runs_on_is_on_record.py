"""The record of Python packages says what the lock files say, for every kind of machine: no network is asked."""

from __future__ import annotations

import sys
import tomllib

import pytest

from provisioning.package import record, recording
from provisioning.package.record import KINDS, MACHINES, PYTHONS, How
from tests.workbench.tree import PROJECT


@pytest.mark.parametrize("kind", KINDS)
def test_every_package_is_locked_with_that_very_file(kind: str) -> None:
    locked = record.locked(kind.split("-")[0])
    for wheel in record.load().kinds[kind]:
        version, hashes = locked[wheel.name]
        assert wheel.version == version, (
            f"{wheel.name}: run ./dev shell python -m provisioning bundle record"
        )
        assert wheel.sha256 in hashes


@pytest.mark.parametrize("kind", KINDS)
def test_every_package_is_a_wheel_for_that_machine_or_is_built(kind: str) -> None:
    debian, machine = kind.split("-")
    python = PYTHONS[debian].replace(".", "")
    for wheel in record.load().kinds[kind]:
        if wheel.how is How.BUILT:
            assert wheel.name in recording.BUILT
            assert wheel.file.endswith((".tar.gz", ".zip"))
            continue
        made_for = wheel.file.removesuffix(".whl").rsplit("-", 3)
        pythons, abi, platform = made_for[1], made_for[2], made_for[3]
        assert platform == "any" or MACHINES[machine] in platform
        plain = any(tag.startswith("py") for tag in pythons.split("."))
        assert f"cp{python}" in pythons or "abi3" in abi or plain


def test_it_is_all_that_the_appliance_asks_for_and_nothing_else() -> None:
    """For the Python that runs here: each Debian's CI says it of its own."""
    for debian, python in PYTHONS.items():
        if python == f"3.{sys.version_info[1]}":
            wanted = recording.wanted(debian) - {*recording.LEFT_OUT}
            for machine in MACHINES:
                on_record = {wheel.name for wheel in record.load().kinds[f"{debian}-{machine}"]}
                assert on_record == wanted


def test_nothing_of_the_centre_and_of_the_tests_is_on_it() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    others = {
        name.split("[")[0]
        for extra in ("central", "dev")
        for name in project["optional-dependencies"][extra]
    } - set(project["dependencies"])
    for wheels in record.load().kinds.values():
        assert not others & {wheel.name for wheel in wheels}


def test_what_changed_has_a_new_version() -> None:
    """Only the command that makes the record counts its version up, with the sum of its rows."""
    kept = record.load()
    assert kept.sha256 == record.digest(kept.kinds)


def test_a_kiosk_takes_the_runtime_it_was_tested_with_on_either_debian() -> None:
    version = record.load().version
    assert record.needed() == f"kiosk-runtime (>= {version}~), kiosk-runtime (<< {version + 1}~)"
