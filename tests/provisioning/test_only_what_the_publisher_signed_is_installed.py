"""A bundle is refused with one sentence unless the publisher signed it, lately, whole, and nothing newer was seen."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

import pytest

from kiosk.contract.release import Release
from kiosk.model import Words
from provisioning.box import Box, BoxError
from provisioning.layout import OWN, RELEASES
from provisioning.trusted import Bundle, lay_root, open_bundle
from tests.workbench.publisher import KIND, Publisher


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    publisher = Publisher(tmp_path / "publisher")
    publisher.publish("0.2.0")
    return publisher


@pytest.fixture
def box(tmp_path: Path, publisher: Publisher) -> Box:
    """One that `start` has run on."""
    box = Box(tmp_path / "box")
    for folder in (OWN, RELEASES):
        box.path(folder).mkdir(parents=True)
    lay_root(box, publisher.bundle)
    return box


def staged(bundle: Bundle, to: Path, installed: str = "0.1.0") -> list[str]:
    wanted = bundle.release.wanted(KIND, {"kiosk": installed}.get or str)
    return [path.name for path in bundle.stage(KIND, wanted, to)]


def refused(box: Box, folder: Path, to: Path) -> Words:
    try:
        bundle = open_bundle(box, folder)
        bundle.stage(KIND, bundle.release.kinds[KIND], to)
    except BoxError as error:
        return error.said
    pytest.fail("the bundle was believed")


def test_a_box_takes_what_it_lacks_off_a_signed_bundle(
    box: Box, publisher: Publisher, tmp_path: Path
) -> None:
    bundle = open_bundle(box, publisher.bundle)
    assert bundle.release.version == "0.2.0"
    have = {"kiosk": "0.1.0", "invented": "0.1.4-4+deb12u1"}
    wanted = bundle.release.wanted(KIND, lambda name: have.get(name, ""))
    (path,) = bundle.stage(KIND, wanted, tmp_path / "staged")
    assert path.name == "kiosk_0.2.0_all.deb"
    assert path.read_bytes() == publisher.target(path.name).read_bytes()


def test_a_box_on_which_start_never_ran_believes_nobody(
    tmp_path: Path, publisher: Publisher
) -> None:
    said = refused(Box(tmp_path / "bare"), publisher.bundle, tmp_path / "staged")
    assert "start" in said.en


def test_a_bundle_signed_by_somebody_else_is_refused(box: Box, tmp_path: Path) -> None:
    other = Publisher(tmp_path / "other")
    other.publish("9.0.0")
    assert "not signed" in refused(box, other.bundle, tmp_path / "staged").en


def test_a_stick_of_last_month_is_refused_once_a_newer_one_was_seen(
    box: Box, publisher: Publisher, tmp_path: Path
) -> None:
    old = publisher.stick(tmp_path / "old")
    publisher.publish("0.3.0")
    open_bundle(box, publisher.bundle)
    assert "older" in refused(box, old, tmp_path / "staged").en


def test_new_words_over_an_old_list_of_files_are_refused(
    box: Box, publisher: Publisher, tmp_path: Path
) -> None:
    old = publisher.stick(tmp_path / "old")
    publisher.publish("0.3.0")
    mixed = publisher.stick(tmp_path / "mixed")
    snapshot = max(old.glob("metadata/*.snapshot.json"))
    newest = max(mixed.glob("metadata/*.snapshot.json"), key=lambda path: int(path.name[:-14]))
    newest.write_bytes(snapshot.read_bytes())
    assert "metadata" in refused(box, mixed, tmp_path / "staged").en


def test_a_bundle_that_nobody_vouched_for_in_months_is_refused_as_frozen(
    box: Box, tmp_path: Path
) -> None:
    then = Publisher(tmp_path / "then", dt.datetime.now(dt.UTC) - dt.timedelta(days=61))
    then.publish("0.2.0")
    other = Box(tmp_path / "other-box")
    other.path(RELEASES).mkdir(parents=True)
    lay_root(other, then.bundle)
    assert "past their day" in refused(other, then.bundle, tmp_path / "staged").en
    then.now = dt.datetime.now(dt.UTC)
    then.repository.extend(then.online)
    assert open_bundle(other, then.bundle).release.version == "0.2.0"


@pytest.mark.parametrize(
    "harm", ["half of it", "another byte", "gone", "endless", "a pipe"], ids=lambda text: text
)
def test_a_package_that_is_not_as_it_was_signed_is_refused_by_its_name(
    box: Box, publisher: Publisher, tmp_path: Path, harm: str
) -> None:
    package = publisher.target("kiosk_0.2.0_all.deb")
    whole = package.read_bytes()
    package.unlink()
    if harm == "half of it":
        package.write_bytes(whole[: len(whole) // 2])
    if harm == "another byte":
        package.write_bytes(whole[:-1] + b"?")
    if harm == "endless":
        package.write_bytes(b"0" * len(whole) + whole)
    if harm == "a pipe":
        os.mkfifo(package)
    assert "kiosk_0.2.0_all.deb" in refused(box, publisher.bundle, tmp_path / "staged").vi
    assert not (tmp_path / "staged" / "kiosk_0.2.0_all.deb").exists()


def test_signed_words_that_have_no_end_are_not_read_to_their_end(
    box: Box, publisher: Publisher, tmp_path: Path
) -> None:
    with (publisher.bundle / "metadata" / "timestamp.json").open("ab") as file:
        file.truncate(10 * 1024**3)  # no bytes on the disk: a hole
    assert "cannot be read" in refused(box, publisher.bundle, tmp_path / "staged").en


def test_half_a_bundle_is_refused(box: Box, publisher: Publisher, tmp_path: Path) -> None:
    shutil.rmtree(publisher.bundle / "targets")
    assert "release.json is missing" in refused(box, publisher.bundle, tmp_path / "s").en


def test_a_folder_that_is_no_bundle_is_refused(box: Box, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    assert "missing" in refused(box, tmp_path / "photos", tmp_path / "staged").en


def test_a_release_list_of_another_shape_is_refused_though_it_is_signed(
    box: Box, publisher: Publisher, tmp_path: Path
) -> None:
    targets = publisher.repository.own_targets(publisher.offline)
    strange = publisher.repository.keep("release.json", b'{"version": "0.3.0", "kinds": {}}')
    targets.targets["release.json"] = strange
    publisher.repository.say(targets, publisher.keys, None)
    assert "release.json" in refused(box, publisher.bundle, tmp_path / "staged").vi


def test_what_was_copied_before_the_power_went_is_not_copied_again(
    box: Box, publisher: Publisher, tmp_path: Path
) -> None:
    bundle = open_bundle(box, publisher.bundle)
    whole = publisher.target("kiosk_0.2.0_all.deb").read_bytes()
    (tmp_path / "staged").mkdir()
    (tmp_path / "staged" / "kiosk_0.2.0_all.deb.part").write_bytes(whole[:300_000])
    publisher.target("kiosk_0.2.0_all.deb").write_bytes(b"?" * 300_000 + whole[300_000:])
    assert "kiosk_0.2.0_all.deb" in staged(bundle, tmp_path / "staged")
    assert (tmp_path / "staged" / "kiosk_0.2.0_all.deb").read_bytes() == whole


def test_a_publisher_with_new_keys_is_believed_by_way_of_the_old_ones(
    box: Box, publisher: Publisher
) -> None:
    publisher.repository.renew(publisher.offline, publisher.online, ["root", "targets"])
    publisher.publish("0.3.0")
    assert open_bundle(box, publisher.bundle).release.version == "0.3.0"


def test_the_root_that_a_box_believes_is_laid_once(box: Box, tmp_path: Path) -> None:
    held = box.read(RELEASES / "root.json")
    other = Publisher(tmp_path / "other")
    lay_root(box, other.bundle)
    assert box.read(RELEASES / "root.json") == held == box.read(OWN / "releases" / "root.json")


@pytest.mark.parametrize("name", ["99.root.json", "._1.root.json", "mine.root.json"])
def test_a_root_that_the_compared_paper_does_not_speak_of_is_nobodys_word(
    tmp_path: Path, publisher: Publisher, name: str
) -> None:
    """A stranger's beside the true one, or what a Mac leaves on every stick."""
    true, other = publisher.repository.root.read_text(), Publisher(tmp_path / "other")
    (publisher.bundle / "metadata" / name).write_bytes(other.repository.root.read_bytes())
    bare = Box(tmp_path / "bare")
    lay_root(bare, publisher.bundle)
    assert bare.read(OWN / "releases" / "root.json") == true


def test_a_root_that_is_not_as_the_compared_paper_says_is_refused(
    tmp_path: Path, publisher: Publisher
) -> None:
    other = Publisher(tmp_path / "other")
    named = publisher.bundle / "metadata" / "1.root.json"
    named.write_bytes(other.repository.root.read_bytes())
    bare = Box(tmp_path / "bare")
    with pytest.raises(BoxError, match=r"1\.root\.json is not as it was signed"):
        lay_root(bare, publisher.bundle)
    assert bare.read(OWN / "releases" / "root.json") is None


def test_a_release_reads_itself_back(publisher: Publisher) -> None:
    release = Release.from_bytes((publisher.draft / "release.json").read_bytes())
    assert Release.from_bytes(release.to_bytes()) == release


def test_a_link_that_a_service_laid_leads_root_nowhere(box: Box, tmp_path: Path) -> None:
    precious = tmp_path / "shadow"
    precious.write_text("as it was")
    releases = box.path(RELEASES)
    for name in (".last-update.json.part", "last-update.json"):
        (releases / name).symlink_to(precious)
    box.write(RELEASES / "last-update.json", "{}")
    assert precious.read_text() == "as it was"
    assert (releases / "last-update.json").read_text() == "{}"
