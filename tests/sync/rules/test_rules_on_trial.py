"""Some kiosks try a new version and go back when it is called back; all others know nothing of it."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from tuf.api.metadata import Metadata
from tuf.ngclient import Updater

from kiosk.contract.rules.sets import SETS
from kiosk.store.asked_rules import AskedRules
from kiosk.store.cases import Cases
from kiosk.store.journal import JournalEvent
from kiosk.store.rulebook import KEPT, Rulebook
from kiosk.sync.framework import _Fetched
from kiosk.sync.stick import FolderSource
from tests.sync.rules.conftest import RuledKiosk
from tests.sync.rules.test_a_hostile_centre_changes_no_rules import resigned

TODAY = dt.date(2026, 11, 2)


@pytest.fixture
def other(tmp_path, province):
    """A kiosk of another office."""
    kiosk = RuledKiosk(tmp_path / "kiosk-2", "kiosk-2", "H38.102")
    province.lay_root(kiosk.workspace)
    kiosk.ask(province.served).pull()
    yield kiosk
    kiosk.close()


@pytest.fixture
def tried(ruled, province):
    """The kiosk with a version that it was named for, number 3; number 2 holds."""
    province.rename("Đăng ký khai sinh")
    province.write("all/fees.toml", "")
    province.attempt(0, "device/kiosk-1")
    ruled.ask(province.served).pull()
    return ruled


def test_who_is_named_tries_it_and_nobody_else(tried, other, province):
    other.ask(province.served).pull()
    assert (tried.shown, other.shown) == ("Đăng ký khai sinh", "Khai sinh")
    assert (tried.rules.version[:2], other.rules.version[:2]) == ("3-", "2-")
    assert set(tried.rules.files) == {"catalogue.toml", "fees.toml"}
    assert set(other.rules.files) == {"catalogue.toml"}
    assert tried.rules.version == province.rollout.version("kiosk-1", "H38.101")
    assert other.rules.version == province.rollout.version("kiosk-2", "H38.102")


def test_an_office_tries_it(ruled, other, province):
    province.rename("Đăng ký khai sinh")
    province.attempt(0, "office/H38.102")
    for kiosk in (ruled, other):
        kiosk.ask(province.served).pull()
    assert (ruled.shown, other.shown) == ("Khai sinh", "Đăng ký khai sinh")


def test_who_does_not_try_it_takes_nothing_and_writes_nothing_down(tried, other, province):
    before = other.noted()
    for _ in range(3):
        province.rollout.widen(province.keys, None, ("device/kiosk-77",))
        other.ask(province.served).pull()
    assert other.noted() == before
    assert len(list(other.workspace.rules_versions.iterdir())) == 1


def test_called_back_it_goes_back_and_fetches_nothing(tried, province, counted):
    """What held before lies here still."""
    province.rollout.withdraw(province.keys)
    tried.ask(counted).pull()
    assert tried.shown == "Khai sinh"
    assert tried.rules.version.startswith("2-")
    assert [path for path in counted.asked if path.startswith("targets/")] == []
    assert [event for event, _ in tried.noted()] == [JournalEvent.RULES_TAKEN] * 3


def test_called_back_after_what_held_is_here_no_more(tmp_path, province):
    """A kiosk that began in a trial."""
    province.rename("Đăng ký khai sinh")
    province.attempt(100)
    kiosk = RuledKiosk(tmp_path / "new", "kiosk-3")
    province.lay_root(kiosk.workspace)
    kiosk.ask(province.served).pull()
    assert kiosk.shown == "Đăng ký khai sinh"
    province.rollout.withdraw(province.keys)
    kiosk.ask(province.served).pull()
    assert (kiosk.shown, kiosk.rules.version[:2]) == ("Khai sinh", "2-")
    kiosk.close()


def test_settled_it_is_what_those_who_tried_it_have_already(tried, other, province, counted):
    before = tried.rules.version
    province.rollout.settle(province.keys)
    tried.ask(counted).pull()
    other.ask(province.served).pull()
    assert [path for path in counted.asked if path.startswith("targets/")] == []
    assert tried.rules.version == other.rules.version == before
    assert other.shown == "Đăng ký khai sinh"
    assert [event for event, _ in tried.noted()] == [JournalEvent.RULES_TAKEN] * 2


def test_a_case_of_the_trial_keeps_the_version_it_was_accepted_under(tried, province):
    accepted = tried.rules.version
    Cases(tried.db).open("a" * 32, tried.now)
    AskedRules(tried.db).accept("a" * 32, accepted)
    province.rollout.withdraw(province.keys)
    tried.ask(province.served).pull()
    for number in range(KEPT + 2):
        province.rename(f"Khai sinh {number}")
        province.publish()
        tried.ask(province.served).pull()
    book = Rulebook(tried.workspace)
    assert book.catalogue(accepted, TODAY).procedure("1.001193").short.vi == "Đăng ký khai sinh"


def test_what_was_called_back_never_comes_back_by_itself(tried, province):
    """The version in use is damaged on the disk: the one before counts, and a trial that was left is none."""
    province.rollout.withdraw(province.keys)
    tried.ask(province.served).pull()
    province.rename("Giấy khai sinh")
    province.publish()
    tried.ask(province.served).pull()
    assert tried.shown == "Giấy khai sinh"
    damaged = tried.workspace.rules_versions / tried.rules.version / "catalogue.toml"
    damaged.write_bytes(b"")
    assert (tried.shown, tried.rules.version[:2]) == ("Khai sinh", "2-")


def test_who_is_named_again_after_it_was_left_tries_it_again(tried, province):
    """The share was made smaller, and larger again."""
    left = tried.rules.version
    province.rollout.withdraw(province.keys)
    tried.ask(province.served).pull()
    province.attempt(100)
    tried.ask(province.served).pull()
    assert tried.shown == "Đăng ký khai sinh"
    assert tried.rules.version != left


def test_called_back_while_the_trial_could_not_be_used(tried, other, province):
    """A slip that only this software stumbles over: those who try it keep what they had."""
    province.rollout.withdraw(province.keys)
    tried.ask(province.served).pull()
    province.write("all/fees.toml", "fee = 1")
    province.attempt(100)
    with pytest.raises(Exception, match="unusable"):
        tried.ask(province.served).pull()
    assert tried.shown == "Khai sinh"
    province.rollout.withdraw(province.keys)
    tried.ask(province.served).pull()
    assert (tried.shown, tried.standing.fault) == ("Khai sinh", None)


@pytest.mark.parametrize(
    "odd",
    [
        {"share": "all"},
        {"share": 250},
        {"to": ["device/kiosk-1", 7]},
        {"to": {"device/kiosk-1": 1}},
        {"number": -1},
        {"number": "3"},
        {"issued": "3"},
        {"without": "all/catalogue.toml"},
    ],
)
def test_a_trial_that_is_signed_oddly_is_no_trial(ruled, province, odd):
    """Truly signed, by software of another day."""
    province.rename("Đăng ký khai sinh")
    province.attempt(100)

    def spoil(signed):
        signed.unrecognized_fields[SETS]["trial"] |= odd

    resigned(province, "3.targets.json", spoil, province.offline.of("targets"))
    province.repository._announce(province.online)
    ruled.ask(province.served).pull()
    assert (ruled.shown, ruled.rules.version[:2]) == ("Khai sinh", "2-")
    assert ruled.standing.fault is None


def test_any_client_of_the_framework_finds_what_holds_where_it_always_was(
    tried, province, tmp_path
):
    """A kiosk of the software before knows nothing of sets: it takes all/ and device/ITS-NAME/ as ever."""
    metadata = tmp_path / "metadata"
    metadata.mkdir()
    updater = Updater(
        str(metadata),
        "metadata",
        target_base_url="targets",
        fetcher=_Fetched(FolderSource(province.served)),
        bootstrap=(province.served / "metadata/1.root.json").read_bytes(),
    )
    updater._trusted_set.reference_time = tried.now
    updater.refresh()
    target = updater.get_targetinfo("all/catalogue.toml")
    assert target is not None
    got = updater.download_target(target, str(tmp_path / "catalogue.toml"))
    assert 'vi = "Khai sinh"' in Path(got).read_text(encoding="utf-8")
    assert updater.get_targetinfo("all/fees.toml") is None
    said: Metadata = Metadata.from_bytes((metadata / "targets.json").read_bytes())
    assert [path for path in said.signed.targets if path.startswith(("all/", "device/"))] == [
        "all/catalogue.toml"
    ]


def test_a_kiosk_that_has_the_new_software_takes_the_same_rules_once_more(ruled, province):
    """What it took before is named by all that was signed; from now on by what is its own."""
    versions = ruled.workspace.rules_versions
    old = versions / "2-0badcafe"
    shutil.copytree(versions / ruled.rules.version, old)
    ruled.workspace.rules_current.unlink()
    ruled.workspace.rules_current.symlink_to("versions/2-0badcafe")
    ruled.ask(province.served).pull()
    assert ruled.rules.version == province.rollout.version("kiosk-1", "H38.101")
    assert ruled.shown == "Khai sinh"
