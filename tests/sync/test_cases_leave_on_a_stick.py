"""No line at all: whatever waits goes onto a stick, sealed, and waits on until its receipt is here."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.links import Links
from kiosk.store.outbox import EnvelopeState
from kiosk.store.vault import Vault
from tests.sync.sticks import AtTheKiosk, files_of
from tests.workbench.centre import ROOT
from tests.workbench.keys import signed_by

CANARY = ("Nguyễn Văn Thử", "001099000001", "kiosk-1@example.vn")


@pytest.fixture
def kiosk(office, tmp_path):
    return AtTheKiosk(office, tmp_path)


def test_every_waiting_case_is_copied_and_waits_on(office, kiosk):
    envelopes = [office.hand_in(30_000, 5), office.hand_in(200_000, evidence=True)]
    said = kiosk.export()
    assert said.code == 0
    assert said.lines[-1] == (
        "2 cases (0.2 MB) are on the stick, sealed to the centre. It may be pulled out."
    )
    assert files_of(kiosk.stick) == sorted(
        f"kiosk-outbox/kiosk-1/{envelope.id}.sealed" for envelope in envelopes
    )
    for envelope in envelopes:
        assert office.row(envelope).state is EnvelopeState.READY
        assert office.row(envelope).copied is not None
    copied = [
        row.fields["envelope"]
        for row in Journal(office.db).since()
        if row.event is JournalEvent.ENVELOPE_COPIED
    ]
    assert copied == [envelope.id for envelope in envelopes]


def test_an_empty_outbox_says_so_and_leaves_the_stick_alone(kiosk):
    said = kiosk.export()
    assert (said.code, said.lines) == (0, ["No case waits to be sent."])
    assert files_of(kiosk.stick) == []


def test_a_second_run_finds_what_is_there_by_what_it_is_and_writes_the_rest(office, kiosk):
    first, torn = office.hand_in(100_000), office.hand_in(100_000)
    kiosk.export()
    later = office.hand_in(1000)
    whole = kiosk.sealed(first).read_bytes()
    cut = kiosk.sealed(torn).read_bytes()[:-1]
    kiosk.sealed(torn).write_bytes(cut)
    said = kiosk.export()
    assert [line.split("  ")[-1] for line in said.lines[:-1]] == [
        "is there already",
        "copied, 0.1 MB",
        "copied, 0.0 MB",
    ]
    assert kiosk.sealed(first).read_bytes() == whole
    assert len(kiosk.sealed(torn).read_bytes()) == len(cut) + 1
    assert kiosk.sealed(later).exists()


def test_another_file_under_its_name_is_not_taken_for_the_envelope(office, kiosk):
    one, other = office.hand_in(5000), office.hand_in(5000)
    kiosk.export()
    moved = kiosk.sealed(other).read_bytes()
    kiosk.sealed(one).write_bytes(moved)
    assert "copied" in kiosk.export().lines[0]
    assert kiosk.sealed(one).read_bytes() != moved


def test_a_second_stick_gets_all_of_them_too(office, kiosk, tmp_path):
    envelopes = [office.hand_in(1000) for _ in range(3)]
    other = tmp_path / "second stick"
    other.mkdir()
    assert kiosk.export().code == kiosk.export(other).code == 0
    for envelope in envelopes:
        here, there = kiosk.sealed(envelope), kiosk.sealed(envelope, other)
        assert here.read_bytes() != there.read_bytes()  # sealed anew


def test_cases_of_the_day_go_first_and_then_the_oldest(office, kiosk):
    old, new = office.hand_in(1000), office.hand_in(1000)
    today = office.hand_in(1000, same_day=True)
    said = kiosk.export()
    codes = [line.split("  ")[1] for line in said.lines[:-1]]
    assert codes == [today.case_code, old.case_code, new.case_code]


def test_a_delivered_case_stays_at_home(office, kiosk, centre):
    office.hand_in(1000)
    office.courier(centre.url, centre.token).carry()
    assert kiosk.export().lines == ["No case waits to be sent."]


def test_a_case_that_the_centre_refused_is_told_and_stays(office, kiosk):
    bad, good = office.hand_in(1000), office.hand_in(1000)
    sent = office.outbox.claim(int(office.now))
    assert sent.id == bad.id
    office.outbox.refused(sent, "conflict")
    said = kiosk.export()
    assert said.code == 1
    assert "1 cases" in said.lines[-1]
    assert "1 (refused by the centre: see the clerks' page)" in said.lines[-1]
    assert kiosk.sealed(good).exists()
    assert not kiosk.sealed(bad).exists()


def test_a_case_whose_paper_is_damaged_is_told_and_the_others_go(office, kiosk):
    bad, good = office.hand_in(1000), office.hand_in(1000)
    case = office.announced(bad).case
    (paper,) = (office.workspace.vault / case).iterdir()
    paper.write_bytes(b"scratched")
    said = kiosk.export()
    assert said.code == 1
    assert "1 (papers cannot be read: tell a technician)" in said.lines[-1]
    assert kiosk.sealed(good).exists()
    assert not list(kiosk.stick.rglob("*.part"))


def test_its_place_in_the_chain_is_the_same_on_stick_and_line(office, kiosk, centre):
    envelope = office.hand_in(1000)
    kiosk.export()
    (link,) = office.db.conn.execute("select seq, envelope, signature from links").fetchall()
    office.courier(centre.url, centre.token).carry()
    assert office.db.conn.execute("select seq, envelope, signature from links").fetchall() == [link]
    assert link[:2] == (1, envelope.id)


def test_nothing_on_the_stick_tells_whose_case_it_is(office, kiosk):
    envelope = office.hand_in(50_000, evidence=True)
    kiosk.export()
    plain = office.plain(envelope)
    words = [word.encode() for word in CANARY] + [
        *(envelope.case_code.encode(), office.announced(envelope).case.encode()),
        *(b"giay-1", b"1.001193", plain[:24], plain[-24:], envelope.body[:40]),
    ]
    for path in kiosk.stick.rglob("*"):
        assert not any(word in bytes(path) for word in words)
        if path.is_file():
            data = path.read_bytes()
            assert not any(word in data for word in words)


def test_without_the_centres_sealing_key_nothing_leaves(office, kiosk):
    office.hand_in(1000)
    text = kiosk.settings.read_text()
    kiosk.settings.write_text(text[: text.index("sealing_key")])
    said = kiosk.export()
    assert said.code == 2
    assert "centre.sealing_key" in said.lines[-1]
    assert files_of(kiosk.stick) == []


def test_a_folder_where_no_stick_is_mounted_is_refused(office, kiosk, tmp_path):
    office.hand_in(1000)
    said = kiosk.run("export", kiosk.stick, "--language", "en")
    assert said.code == 2
    assert "mount the stick there first" in said.lines[-1]
    said = kiosk.run("export", tmp_path / "nowhere", "--language", "vi")
    assert said.lines == [f"Không thấy USB tại {tmp_path / 'nowhere'}."]


def test_two_exports_at_once_do_not_touch_the_same_stick(office, kiosk):
    office.hand_in(1000)
    holder = (
        "import sys; from pathlib import Path; from kiosk.contract.stick import attached\n"
        "with attached(Path(sys.argv[1])): print(flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(kiosk.stick)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        other.stdout.readline()
        said = kiosk.export()
        other.stdin.close()
    assert (said.code, said.lines) == (2, ["Another command is at the stick."])


def test_what_was_kept_under_an_older_key_of_the_centre_is_sealed_anew(office, kiosk):
    envelope = office.hand_in(1000)
    kiosk.export()
    before = kiosk.sealed(envelope).read_bytes()
    text = kiosk.settings.read_text()
    new = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"
    start = text.index("sealing_key")
    kiosk.settings.write_text(f'{text[:start]}sealing_key = "{new}"\n')
    assert kiosk.export().code == 0
    assert kiosk.sealed(envelope).read_bytes()[:100] != before[:100]


def test_the_outbox_is_exported_while_the_vault_is_only_read(office, kiosk):
    envelope = office.hand_in(1000)
    case = office.announced(envelope).case
    before = Vault(office.workspace.vault).names(case)
    kiosk.export()
    assert Vault(office.workspace.vault).names(case) == before
    assert json.loads(office.outbox.find(envelope.id).body) == json.loads(envelope.body)


def test_two_processes_make_one_link(office, same_office):
    """The courier and the stick come to the same envelope at the same moment."""
    envelope = office.hand_in(1000)
    with same_office() as other:
        theirs = Links(other.db, "kiosk-1", lambda said: signed_by("kiosk-1", said))
        made = []

        def sign(said):
            return signed_by("kiosk-1", said)

        class Slow(Links):
            def _known(self, id, body):
                known = super()._known(id, body)
                if not made:
                    made.append(theirs.of(envelope.id, envelope.body))
                    return None  # looked a moment before the other wrote
                return known

        assert Slow(office.db, "kiosk-1", sign).of(envelope.id, envelope.body) == made[0]
