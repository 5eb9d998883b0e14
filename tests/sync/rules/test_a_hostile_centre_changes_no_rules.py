"""Whoever stands between kiosk and province, or took its centre over: the rules in use stay as they are."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile

from kiosk.faults import Fault
from kiosk.settings import CentreSettings, Secret
from kiosk.store.journal import JournalEvent
from kiosk.sync.connection import CentreError
from kiosk.sync.framework import BundleError, BundleFault, LapsedError
from kiosk.sync.stick import FolderSource
from kiosk.sync.transport import Centre
from tests.sync.test_the_centre_talks_nonsense import Stranger, http
from tests.workbench.keys import public_of
from tests.workbench.province import DAY


@pytest.fixture(autouse=True)
def _the_old_version_still_works(ruled):
    """Whatever a test does to it: the kiosk shows what it showed, and takes the next honest version."""
    before = ruled.rules.version
    yield
    assert ruled.rules.version == before
    assert ruled.shown == "Khai sinh"


def refused(kiosk, source):
    with pytest.raises(BundleError) as error:
        kiosk.ask(source).pull()
    return error.value.fault


def resigned(province, name, change, signers=None):
    """Metadata changed, and signed by the province's own keys unless by others."""
    path = province.served / "metadata" / name
    metadata = Metadata.from_bytes(path.read_bytes())
    change(metadata.signed)
    metadata.signatures.clear()
    for signer in signers if signers is not None else province.online.of("online"):
        metadata.sign(signer, append=True)
    path.write_bytes(metadata.to_bytes())


def test_an_old_repository_is_not_believed_again(ruled, province, tmp_path):
    old = province.copied(tmp_path / "old")
    province.extend()
    ruled.ask(province.served).pull()
    assert refused(ruled, old) is BundleFault.OLD
    assert ruled.standing.fault is Fault.RULES_REFUSED
    assert ruled.noted()[-1] == (JournalEvent.RULES_NOT_TAKEN, "old")
    ruled.ask(province.served).pull()
    assert ruled.standing.fault is None
    assert ruled.noted()[-1] == (JournalEvent.RULES_IN_ORDER, "")


def test_an_old_snapshot_under_a_new_timestamp_is_not_believed(ruled, province):
    province.extend()

    def back(timestamp):
        timestamp.version += 1
        timestamp.snapshot_meta.version = 1

    resigned(province, "timestamp.json", back)
    assert refused(ruled, province.served) is BundleFault.OLD


def test_old_targets_under_a_new_snapshot_are_not_believed(ruled, province):
    def back(snapshot):
        snapshot.version = 3
        snapshot.meta["targets.json"] = MetaFile(1)

    metadata = province.served / "metadata"
    shutil.copy(metadata / "2.snapshot.json", metadata / "3.snapshot.json")
    resigned(province, "3.snapshot.json", back)

    def onward(timestamp):
        timestamp.version += 1
        timestamp.snapshot_meta = MetaFile(3)

    resigned(province, "timestamp.json", onward)
    assert refused(ruled, province.served) is BundleFault.OLD


def test_parts_of_two_versions_do_not_mix(ruled, province):
    province.rename("Giấy khai sinh")
    province.publish()
    metadata = province.served / "metadata"
    (metadata / "3.targets.json").write_bytes((metadata / "2.targets.json").read_bytes())
    assert refused(ruled, province.served) is BundleFault.ALTERED


def test_a_repository_frozen_for_weeks_is_said_to_be_out_of_date(ruled, province):
    ruled.now += 20 * DAY
    assert refused(ruled, province.served) is BundleFault.EXPIRED
    assert ruled.standing.fault is Fault.RULES_EXPIRED
    assert ruled.noted()[-1] == (JournalEvent.RULES_NOT_TAKEN, "expired")
    province.now = ruled.now
    province.extend()
    ruled.ask(province.served).pull()
    assert ruled.standing.fault is None


def test_the_same_trouble_is_noted_once(ruled, province):
    ruled.now += 20 * DAY
    for _ in range(3):
        with pytest.raises(LapsedError):
            ruled.ask(province.served).pull()
    assert [why for _, why in ruled.noted()] == ["", "expired"]


def test_a_stranger_who_signs_is_not_believed(ruled, province):
    stranger = [CryptoSigner.generate_ed25519()]
    resigned(province, "timestamp.json", lambda it: None, stranger)
    assert refused(ruled, province.served) is BundleFault.UNSIGNED


def test_the_online_key_alone_changes_no_law(ruled, province):
    """It lies on a server: who steals it can say what is newest, but not what it says."""
    province.rename("Thủ tục của kẻ trộm")
    shutil.copy(
        province.served / "metadata/2.targets.json", province.served / "metadata/3.targets.json"
    )

    def forged(targets):
        targets.version = 3
        targets.targets["all/catalogue.toml"].length = 7

    resigned(province, "3.targets.json", forged)
    shutil.copy(
        province.served / "metadata/2.snapshot.json", province.served / "metadata/3.snapshot.json"
    )

    def naming_it(snapshot):
        snapshot.version = 3
        snapshot.meta["targets.json"] = MetaFile(3)

    def newest(timestamp):
        timestamp.version += 1
        timestamp.snapshot_meta = MetaFile(3)

    resigned(province, "3.snapshot.json", naming_it)
    resigned(province, "timestamp.json", newest)
    assert refused(ruled, province.served) is BundleFault.UNSIGNED


def test_a_root_signed_by_too_few_is_not_believed(ruled, province):
    shutil.copy(province.served / "metadata/1.root.json", province.served / "metadata/2.root.json")

    def next_one(root):
        root.version = 2

    resigned(province, "2.root.json", next_one, province.offline.of("root")[:1])
    assert refused(ruled, province.served) is BundleFault.UNSIGNED


@pytest.mark.parametrize("change", ["longer", "shorter", "other"])
def test_other_bytes_than_were_signed_are_not_taken(ruled, province, change):
    province.rename("Giấy khai sinh")
    province.publish()
    for path in (province.served / "targets" / "all").iterdir():
        data = path.read_bytes()
        changed = {"longer": data + b" ", "shorter": data[:-1], "other": b"!" + data[1:]}
        path.write_bytes(changed[change])
    with pytest.raises((BundleError, CentreError)):
        ruled.ask(province.served).pull()


def test_nonsense_for_metadata_is_not_believed(ruled, province):
    for text in (b"", b"{", b"[]", b'{"signed": 7}', json.dumps({"a": [[]] * 9}).encode()):
        (province.served / "metadata" / "timestamp.json").write_bytes(text)
        assert refused(ruled, province.served) is BundleFault.MALFORMED


def test_a_file_that_is_named_and_not_there_changes_nothing(ruled, province):
    province.rename("Giấy khai sinh")
    province.publish()
    for path in (province.served / "targets" / "all").iterdir():
        path.unlink()
    assert refused(ruled, province.served) is BundleFault.MISSING


class TestOverALine:
    """The same from a stranger who answers in the centre's place."""

    @pytest.fixture
    def stranger(self):
        with Stranger() as stranger:
            yield stranger

    @pytest.fixture
    def line(self, stranger):
        centre = Centre(CentreSettings(stranger.url, Secret("t"), key=public_of("centre")))
        yield centre
        centre.close()

    def at(self, province, answers):
        """What the province would say, but for some of it."""
        honest = FolderSource(province.served)

        def says(asked):
            path = asked.split(" ")[1].removeprefix("/v1/bundles/")
            for part, answer in answers.items():
                if part in path:
                    return answer
            data = honest.bundle(path, 1 << 22)
            return http(404, b"{}") if data is None else http(200, data)

        return says

    @pytest.mark.parametrize(
        ("answer", "fault"),
        [
            pytest.param(http(500), Fault.CENTRE_UNREACHABLE, id="broken"),
            pytest.param(http(403), Fault.CENTRE_DENIED, id="denied"),
            pytest.param(
                http(302, b"", "Location: http://127.0.0.1:1/"),
                Fault.CENTRE_NONSENSE,
                id="redirect",
            ),
            pytest.param(
                http(200, b"\x1f\x8b", "Content-Encoding: gzip"), Fault.CENTRE_NONSENSE, id="packed"
            ),
        ],
    )
    @pytest.mark.parametrize("which", ["root", "timestamp", "targets/all"])
    def test_odd_answers_end_the_asking(
        self, ruled, province, stranger, line, which, answer, fault
    ):
        province.rename("Giấy khai sinh")
        province.publish()
        stranger.says = self.at(province, {which: answer})
        with pytest.raises(CentreError) as error:
            ruled.ask(line).pull()
        assert error.value.fault is fault

    @pytest.mark.parametrize("which", ["root", "timestamp", "targets/all"])
    def test_an_endless_body_is_read_no_further_than_it_may_be(
        self, ruled, province, stranger, line, which
    ):
        province.rename("Giấy khai sinh")
        province.publish()
        sent = []

        def endless():
            yield b"HTTP/1.1 200 X\r\nConnection: close\r\n\r\n"
            while True:
                sent.append(65536)
                yield bytes(65536)

        stranger.says = self.at(province, {which: endless()})
        with pytest.raises(CentreError) as error:
            ruled.ask(line).pull()
        assert error.value.fault is Fault.CENTRE_NONSENSE
        assert sum(sent) < 8 * 1024 * 1024


def test_a_day_far_in_the_future_is_good_for_nothing(ruled, province):
    """Signed by the thief of the online key to outlive everything; a root with another key ends it."""

    def for_ever(timestamp):
        timestamp.version = 10**6
        timestamp.expires = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)
        timestamp.unrecognized_fields["issued"] = "2098-01-01T00:00:00+00:00"

    honest = (province.served / "metadata/timestamp.json").read_bytes()
    resigned(province, "timestamp.json", for_ever)
    ruled.ask(province.served).pull()
    (province.served / "metadata/timestamp.json").write_bytes(honest)
    with pytest.raises(BundleError):
        ruled.ask(province.served).pull()
    province.renew("online")
    ruled.ask(province.served).pull()
    assert ruled.standing.fault is None
    assert ruled.rules.version.startswith("2-")


@pytest.mark.parametrize("name", ["../../rules/elsewhere", "A" * 64, "", "."])
def test_a_hash_that_is_none_names_no_place_on_the_disk(ruled, province, name):
    """Not even if all keys signed it: what is in use would be copied to wherever that leads."""
    before = set(ruled.workspace.root.rglob("*"))

    def named(targets):
        targets.targets["all/catalogue.toml"].hashes = {"sha256": name}

    resigned(province, "2.targets.json", named, province.offline.of("targets"))
    data = (province.served / "metadata/2.targets.json").read_bytes()
    (ruled.workspace.rules_metadata / "targets.json").write_bytes(data)

    def naming_it(snapshot):
        snapshot.meta["targets.json"] = MetaFile.from_data(2, data, ["sha256"])

    def newest(timestamp):
        timestamp.version += 1
        data = (province.served / "metadata/2.snapshot.json").read_bytes()
        timestamp.snapshot_meta = MetaFile.from_data(2, data, ["sha256"])

    resigned(province, "2.snapshot.json", naming_it)
    (ruled.workspace.rules_metadata / "snapshot.json").unlink()
    resigned(province, "timestamp.json", newest)
    assert refused(ruled, province.served) is BundleFault.MALFORMED
    new = set(ruled.workspace.root.rglob("*")) - before
    assert not [path for path in new if path.is_file() and "metadata" not in path.parts]
