"""A box makes its keys itself; they lie on its disk sealed, and no other box opens them."""

from __future__ import annotations

import base64
import re
import shutil
import stat

import pytest

from kiosk.settings import Secret
from provisioning import layout
from provisioning.box import Box, BoxError
from provisioning.keys.sealed import DATA, NAMES, Lock, Sealed
from provisioning.running import KEYS
from provisioning.step import Standing
from provisioning.steps import keys
from tests.provisioning.keys.conftest import make_box
from tests.workbench.centre import ROOT
from tests.workbench.keys import seed_of
from tests.workbench.tpm import BoxWithTpm, Tpm

KEEP, RECOVERY = keys.steps()
CANARY = Secret(seed_of("canary").hex())


@pytest.fixture(scope="module")
def tpm():
    with Tpm() as tpm:
        yield tpm


def on_disk(box):
    """Every byte of the box's disk."""
    return b"".join(path.read_bytes() for path in box.root.rglob("*") if path.is_file())


def holds(data, key):
    """Whether a key lies there in any shape that systemd or a kiosk would give it."""
    raw, text = bytes.fromhex(key.reveal()), key.reveal().encode()
    return any(shape in data for shape in (raw, text, base64.b64encode(raw)[:-4]))


def test_a_new_box_makes_three_keys_and_doing_it_again_changes_none(box):
    assert KEEP.look(box) is Standing.OPEN
    KEEP.do(box)
    assert KEEP.look(box) is Standing.DONE
    sealed = Sealed.of(box)
    made = {name: sealed.open(name) for name in NAMES}
    assert len({key.reveal() for key in made.values()}) == 3
    for name in NAMES:
        assert stat.S_IMODE(box.path(sealed.at(name)).stat().st_mode) == 0o600
        assert not holds(on_disk(box), made[name])
    assert stat.S_IMODE(box.path(layout.CREDENTIALS).stat().st_mode) == 0o700
    KEEP.do(box)
    assert {name: sealed.open(name) for name in NAMES} == made


def test_keys_of_an_install_by_hand_move_in_and_their_files_are_gone(box):
    box.write(layout.STATE / "vault.key", CANARY.reveal())
    box.write(layout.STATE / "kiosk.db", "cases")
    box.write(layout.STATE / "database.key", seed_of("database").hex() + "\n")
    KEEP.do(box)
    assert Sealed.of(box).open("vault.key") == CANARY
    assert not [name for name in NAMES if box.path(layout.STATE / name).exists()]
    assert not holds(on_disk(box), CANARY)


def test_interrupted_between_sealing_and_removing_it_is_done_again(box):
    box.write(layout.STATE / "vault.key", CANARY.reveal())
    Sealed.of(box).seal("vault.key", CANARY)
    assert KEEP.look(box) is Standing.OPEN
    KEEP.do(box)
    assert Sealed.of(box).open("vault.key") == CANARY
    assert not box.path(layout.STATE / "vault.key").exists()


def test_where_cases_are_kept_no_new_key_is_made_for_them(box):
    box.write(layout.STATE / "kiosk.db", "cases")
    with pytest.raises(BoxError, match=r"database\.key is gone.*recovery --from"):
        KEEP.do(box)
    assert not box.path(layout.CREDENTIALS).exists()


def test_of_two_different_keys_neither_is_taken(box):
    KEEP.do(box)
    before = Sealed.of(box).open("vault.key")
    box.write(layout.STATE / "vault.key", CANARY.reveal())
    with pytest.raises(BoxError, match=r"two different vault\.key"):
        KEEP.do(box)
    assert Sealed.of(box).open("vault.key") == before
    assert box.read(layout.STATE / "vault.key") == CANARY.reveal()


def test_what_is_no_key_is_not_taken_for_one(box):
    box.write(layout.STATE / "device.key", "not a key")
    with pytest.raises(BoxError, match=r"device\.key is no key"):
        KEEP.do(box)


def test_a_credential_that_opens_for_everybody_is_refused(box):
    """systemd seals with nothing where it is told to, and opens that everywhere."""
    given = ("--name=vault.key", "-", "-")
    words = ("--with-key=tpm2-absent", "--with-key=null")  # of systemd 252, of later ones
    nulls = [
        box.run(["systemd-creds", "encrypt", word, *given], given=CANARY.reveal()).out
        for word in words
    ]
    box.write(Sealed.of(box).at("vault.key"), next(filter(None, nulls)))
    with pytest.raises(BoxError, match="damaged, or not of this box"):
        Sealed.of(box).open("vault.key")


def test_a_credential_under_another_name_is_refused(box):
    KEEP.do(box)
    sealed = Sealed.of(box)
    shutil.copy(box.path(sealed.at("vault.key")), box.path(sealed.at("database.key")))
    with pytest.raises(BoxError, match=r"database\.key is damaged"):
        KEEP.look(box)


def test_without_the_disks_secret_the_credentials_are_of_no_use(box, tmp_path):
    KEEP.do(box)
    other = make_box(tmp_path / "other")
    shutil.copytree(box.path(layout.CREDENTIALS), other.path(layout.CREDENTIALS))
    with pytest.raises(BoxError, match="not of this box"):
        KEEP.look(other)


@pytest.mark.device
def test_a_stolen_disk_opens_nothing_where_there_is_a_tpm(box, tmp_path, tpm):
    sealed = Sealed(BoxWithTpm(box.root, tpm), tpm.name)
    for name in NAMES:
        sealed.seal(name, CANARY)
        assert sealed.open(name) == CANARY
        assert sealed.lock(name) is Lock.TPM
    assert not holds(on_disk(box), CANARY)
    with Tpm() as strange:
        thief = Sealed(BoxWithTpm(box.root, strange), strange.name)
        for name in NAMES:
            with pytest.raises(BoxError, match="the board was replaced"):
                thief.open(name)


@pytest.mark.device
def test_a_tpm_that_is_gone_is_told_with_the_way_back(box, tpm):
    Sealed(BoxWithTpm(box.root, tpm), tpm.name).seal("vault.key", CANARY)
    with pytest.raises(BoxError, match=r"its TPM was switched off.*recovery --from FILE"):
        Sealed.of(box).open("vault.key")


@pytest.mark.device
def test_a_key_sealed_before_there_was_a_tpm_is_sealed_to_it(box, tpm, monkeypatch):
    Sealed.of(box).seal("vault.key", CANARY)
    with_tpm = BoxWithTpm(box.root, tpm)
    sealed = Sealed(with_tpm, tpm.name)
    monkeypatch.setattr(Sealed, "of", lambda box: sealed)
    assert KEEP.look(with_tpm) is Standing.OPEN
    KEEP.do(with_tpm)
    assert KEEP.look(with_tpm) is Standing.DONE
    assert (sealed.lock("vault.key"), sealed.open("vault.key")) == (Lock.TPM, CANARY)


def test_taken_off_the_box_keys_go_only_where_nothing_is_kept(box):
    KEEP.do(box)
    box.write(layout.STATE / "kiosk.db", "cases")
    KEEP.undo(box)
    assert KEEP.look(box) is Standing.DONE
    box.path(layout.STATE / "kiosk.db").write_bytes(b"")
    KEEP.undo(box)
    assert KEEP.look(box) is Standing.OPEN


def test_a_copy_for_the_province_is_made_and_made_anew_when_a_key_changes(box):
    KEEP.do(box)
    assert RECOVERY.look(box) is Standing.OPEN
    RECOVERY.do(box)
    assert RECOVERY.look(box) is Standing.DONE
    assert not any(holds(on_disk(box), Sealed.of(box).open(name)) for name in DATA)
    Sealed.of(box).seal("vault.key", CANARY)
    assert RECOVERY.look(box) is Standing.OPEN
    RECOVERY.do(box)
    assert RECOVERY.look(box) is Standing.DONE


def test_without_a_centre_to_seal_to_there_is_no_copy(box):
    KEEP.do(box)
    box.write(layout.SETTINGS, 'device = "kiosk-1"\n')
    assert RECOVERY.look(box) is Standing.ABSENT


@pytest.mark.parametrize("service", KEYS)
def test_each_unit_is_handed_the_keys_that_its_service_needs(service):
    unit = (ROOT / "systemd" / f"kiosk-{service}.service").read_text()
    given = set(re.findall(r"^LoadCredentialEncrypted=(.*)$", unit, re.MULTILINE))
    sealed = Sealed.of(Box())
    assert given == {f"{name}:{sealed.at(name)}" for name in KEYS[service]}
