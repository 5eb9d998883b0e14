"""What a technician sees and a script gets: python -m drivers.card on a real pcscd."""

import json

import pytest

from drivers.card import issuer
from drivers.card.chip import Make
from drivers.card.shown import BIRTH_DATE, SUMMARIES, TO_BE_GIVEN, Exit
from drivers.card.verdict import Summary
from tests.workbench.people import MAI

pytestmark = pytest.mark.device

# A chip whose only proof is given on the way in.
MAPPING = {"pace": ["ECDH-CAM-AES128/13"], "active": "none", "agreement": "none"}


def told(house, *more, ends=Exit.DONE):
    done = house.run("read", "--id", MAI.number, "--json", *more)
    assert done.returncode == ends, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("make", "faults", "summary", "ends"),
    [
        ({}, {}, "proven", Exit.DONE),
        ({"signing": "rsa", "active": "rsa"}, {}, "proven", Exit.DONE),
        ({"signing": "pss", "active": "none"}, {}, "proven", Exit.DONE),
        ({"signing": "explicit", "explicit_keys": True}, {}, "proven", Exit.DONE),
        ({"signing": "since-expired"}, {}, "proven", Exit.DONE),
        ({"active": "none", "agreement": "none"}, {}, "may-be-a-copy", Exit.DONE),
        (MAPPING, {}, "proven", Exit.DONE),
        (MAPPING, {"clone": True}, "cloned", Exit.LINK_FAILED),
        ({"chaining": True, "active": "rsa-2048", "agreement": "dh"}, {}, "proven", Exit.DONE),
        ({"signing": "unknown"}, {}, "unanchored", Exit.LINK_FAILED),
        ({}, {"wrong_hash": True}, "tampered", Exit.LINK_FAILED),
        ({}, {"clone": True}, "cloned", Exit.LINK_FAILED),
        ({"signing": "expired"}, {}, "expired-signer", Exit.LINK_FAILED),
        ({"signing": "revoked"}, {}, "revoked", Exit.LINK_FAILED),
        ({"signing": "weak"}, {}, "weak", Exit.LINK_FAILED),
    ],
    ids=str,
)
def test_the_verdict_is_told_and_the_exit_code_follows(
    house, reader, lay_down, make, faults, summary, ends
):
    lay_down(MAI, make=Make(**make), **faults)
    row = told(house, f"--trust={house.trust()}", ends=ends)
    assert row["verdict"]["summary"] == summary
    assert row["access"] == "PACE-CAN"


def test_without_trust_nothing_is_called_proven(house, reader, lay_down):
    lay_down(MAI)
    row = told(house, "--no-photo")
    assert row["verdict"]["summary"] == "unanchored"
    assert row["verdict"]["anchored"] == {"state": "not-checked", "reason": "no-trust"}
    assert row["photo"] is None


def test_the_cost_is_told(house, reader, lay_down):
    lay_down(MAI)
    row = told(house)
    assert row["photo"] == [373, 480]
    assert row["apdus"] > 20
    assert row["received"] > 20_000 > row["sent"]
    assert {"access", "DG1", "DG13", "SOD", "genuine", "DG2", "judging"} <= row["ms"].keys()


def test_the_holder_is_masked_unless_shown(house, reader, lay_down):
    lay_down(MAI)
    masked = house.run("read", "--id", MAI.number, "--no-photo")
    for private in (MAI.number, "Giàng", "Mai", "15/01", "1990-01-15"):
        assert private not in masked.stdout + masked.stderr
    clear = house.run("read", "--id", MAI.number, "--no-photo", "--show")
    assert "Giàng Thị Mai" in clear.stdout


@pytest.mark.parametrize("by", ["can", "mrz"])
def test_a_card_is_read_by_whatever_is_known_of_it(house, reader, lay_down, by):
    lay_down(MAI)
    lines = issuer.mrz(MAI)
    known = {
        "can": ["--can", MAI.number[-6:]],
        "mrz": ["--mrz", lines[:30], lines[30:60], lines[60:]],
    }
    done = house.run("read", *known[by], "--no-photo", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["holder"]["number"] == "********0123"


@pytest.mark.parametrize("way", [["-"], []], ids=["dash", "nothing"])
@pytest.mark.parametrize("by", ["id", "can", "mrz", ""])
def test_what_opens_the_card_need_not_stand_in_the_list_of_processes(
    house, reader, lay_down, by, way
):
    lay_down(MAI)
    lines = issuer.mrz(MAI)
    typed = {
        "can": MAI.number[-6:],
        "mrz": "\n".join([lines[:30], lines[30:60], lines[60:]]),
    }.get(by, MAI.number)
    option = [f"--{by}", *way] if by else []
    done = house.run("read", "--no-photo", "--json", *option, answer=f"{typed}\n")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["holder"]["number"] == "********0123"
    assert typed.splitlines()[0] not in done.stdout + done.stderr


@pytest.mark.parametrize("option", [[], ["--can", "-"], ["--mrz", "-"]], ids=str)
def test_when_nothing_is_typed_the_card_is_not_tried(house, reader, lay_down, option):
    lay_down(MAI)
    done = house.run("read", "--no-photo", *option)
    assert done.returncode == Exit.USAGE
    assert "Traceback" not in done.stderr


def test_evidence_is_verified_again_somewhere_else(house, reader, lay_down, tmp_path):
    kept = tmp_path / "evidence.json"
    trust = f"--trust={house.trust()}"
    lay_down(MAI)
    told(house, trust, f"--evidence={kept}")
    assert kept.stat().st_mode & 0o077 == 0
    again = house.run("verify", str(kept), trust, "--json")
    assert again.returncode == Exit.DONE
    assert json.loads(again.stdout)["summary"] == "proven"
    assert "everything is proven" in house.run("verify", str(kept), trust).stdout
    lay_down(MAI, clone=True)
    told(house, trust, f"--evidence={kept}", ends=Exit.LINK_FAILED)
    again = house.run("verify", str(kept), trust)
    assert again.returncode == Exit.LINK_FAILED
    assert "a copy" in again.stdout


def test_what_cannot_be_verified_is_said(house, tmp_path):
    junk = tmp_path / "evidence.json"
    junk.write_text("{}")
    for arguments in ([str(junk)], [str(tmp_path / "none.json")], [str(junk), "--trust=/nowhere"]):
        done = house.run("verify", *arguments)
        assert done.returncode == Exit.NOT_READ
        assert done.stderr


def test_a_folder_mistyped_is_not_trust_in_nobody(house, tmp_path):
    done = house.run("read", "--id", MAI.number, f"--trust={tmp_path / 'typo'}")
    assert done.returncode == Exit.NOT_READ
    assert "typo" in done.stderr


def test_comings_and_goings_are_told(house, reader, lay_down):
    lay_down(MAI)
    done = house.run("monitor", "--seconds", "1")
    assert "Virtual PCD 00 00: a card lies there" in done.stdout


def test_every_summary_has_its_words():
    assert SUMMARIES.keys() == set(Summary)


@pytest.mark.parametrize(
    "given",
    [("--id", "12"), ("--id", "abcdefghijkl"), ("--can", "1"), ("--mrz", "IDVNM", "X", "Y")],
    ids=["short", "letters", "can", "mrz"],
)
def test_what_cannot_be_a_number_is_said_before_any_card_is_waited_for(house, given):
    done = house.run("read", *given)
    assert (done.returncode, done.stdout) == (Exit.USAGE, "")
    assert done.stderr.endswith(f"{TO_BE_GIVEN}\n")
    assert "waiting" not in done.stderr


@pytest.mark.parametrize("given", ["nan", "inf", "-1", "0", "soon"])
@pytest.mark.parametrize("option", ["--wait", "--budget"])
def test_a_time_that_is_none_is_said_before_any_card_is_waited_for(house, option, given):
    done = house.run("read", "--id", MAI.number, f"{option}={given}")
    assert (done.returncode, done.stdout) == (Exit.USAGE, "")
    assert f"{option}: '{given}' is no number of seconds" in done.stderr


def test_a_card_that_knows_no_pace_asks_for_the_day_of_birth(reader, house, lay_down):
    lay_down(MAI, make=Make(pace=(), card_access=False))
    done = house.run("read", "--id", MAI.number, "--no-photo")
    assert done.returncode == Exit.NOT_READ
    assert BIRTH_DATE in done.stderr
    told(house, "--no-photo", "--born", MAI.birth_date.isoformat())


def test_evidence_that_cannot_be_written_is_said_in_one_line(reader, house, lay_down, tmp_path):
    lay_down(MAI)
    place = tmp_path / "nowhere" / "evidence.json"
    done = house.run("read", "--id", MAI.number, "--no-photo", "--evidence", str(place))
    assert done.returncode == Exit.NOT_READ
    assert "Verdict" in done.stdout
    assert done.stderr.endswith(f"{place}: No such file or directory: no evidence is kept\n")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--make", "nonsense = 1"), "--make: there is an unexpected keyword argument 'nonsense'"),
        (("--make", "active = 'foo'"), "--make: 'foo' is not a valid Active"),
        (
            ("--person", "/nowhere.toml"),
            "--person: [Errno 2] No such file or directory: '/nowhere.toml'",
        ),
    ],
)
def test_a_simulated_card_that_cannot_be_is_said_in_one_line(house, given, told):
    done = house.run("simulate", *given)
    assert done.returncode == Exit.USAGE
    assert done.stderr.startswith(told)  # some Pythons go on to guess what was meant
    assert done.stderr.count("\n") == 1
