"""An announcement may be said again and never otherwise; what was received stays received."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.workbench.centre import EMBEDDED, ROOT


def test_the_same_announcement_again_stands_where_it_stood(kiosk, case):
    first, second = kiosk.announce(case), kiosk.announce(case)
    assert (first.status, second.status) == (201, 200)
    assert first.json == second.json
    spaced = kiosk.ask("POST", "/v1/announcements", json.dumps(case.announcement, indent=4))
    assert spaced.status == 200


def test_the_same_envelope_with_other_contents_is_refused_and_changes_nothing(kiosk, case):
    kiosk.announce(case)
    other = case.announcement | {"ticket": "A008"}
    answer = kiosk.ask("POST", "/v1/announcements", other)
    assert answer.status == 409
    assert (answer.json["refusal"], answer.json["why"]) == ("conflict", "envelope")
    assert kiosk.announce(case).status == 200


def test_the_receipt_never_changes(centre, kiosk, calls, case):
    kiosk.patch(kiosk.upload(case), 0, case.bytes)
    receipt = kiosk.ask("GET", case.path).json["receipt"]
    assert kiosk.announce(case).json["receipt"] == receipt
    centre.restart()
    after = calls()
    assert after.ask("GET", case.path).json["receipt"] == receipt
    assert after.announce(case).json["receipt"] == receipt


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"files": []}, "files"),
        ({"code": ".."}, "code"),
        ({"case": "x"}, "case"),
        ({"version": 2}, "version"),
        ({"opened_at": "2026-11-02T08:30:00"}, "opened_at"),
        ({"holder": {"name": 1}}, "holder.name"),
        ({"office": "x" * 301}, "office"),
    ],
)
def test_what_is_not_in_the_contract_is_refused_by_its_field_never_its_value(
    kiosk, case, change, why
):
    answer = kiosk.ask("POST", "/v1/announcements", case.announcement | change)
    assert answer.status == 400
    assert (answer.json["refusal"], answer.json["why"]) == ("malformed", why)


@pytest.mark.parametrize("name", ["..", ".", "../x", "a/b", "", "x" * 121])
def test_a_file_name_that_could_leave_its_folder_is_refused(kiosk, case, name):
    announcement = case.announcement
    announcement["files"] = [announcement["files"][0] | {"name": name}]
    assert kiosk.ask("POST", "/v1/announcements", announcement).json["why"] == "name"


def test_two_files_of_one_name_are_refused(kiosk, case):
    announcement = case.announcement
    announcement["files"] = [announcement["files"][0]] * 2
    assert kiosk.ask("POST", "/v1/announcements", announcement).status == 400


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 60_000, b"9" * 60_000, b"null"])
def test_what_is_not_json_is_refused(kiosk, body):
    assert kiosk.ask("POST", "/v1/announcements", body).status == 400


def test_an_announcement_of_more_than_64_kib_is_refused(kiosk):
    assert kiosk.ask("POST", "/v1/announcements", b" " * 65_537).status == 413


def test_more_than_the_most_bytes_cannot_be_announced(kiosk, case):
    announcement = case.announcement
    announcement["files"] = [file | {"size": 300 * 1024 * 1024} for file in announcement["files"]]
    assert kiosk.ask("POST", "/v1/announcements", announcement).status == 400


@pytest.mark.parametrize("value", [None, "", "Bearer", "Bearer wrong", "Basic a2lvc2s6eA=="])
def test_without_a_known_token_nothing_is_told(kiosk, case, value):
    upload = kiosk.upload(case)
    for method, path in (
        ("POST", "/v1/announcements"),
        ("GET", case.path),
        ("POST", "/v1/uploads"),
        ("HEAD", upload),
        ("PATCH", upload),
    ):
        answer = kiosk.ask(method, path, Authorization=value)
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "path",
    ["/", "/v1", "/v1/announcements/", "/v1/uploads/", "/v1/uploads/../uploads", "/v1/envelopes/a"],
)
def test_a_path_nobody_agreed_on_is_404_and_not_repeated(kiosk, path):
    answer = kiosk.ask("GET", path)
    assert answer.status == 404
    assert answer.json == {"refusal": "unknown", "why": "unknown"}


def test_one_kiosk_cannot_speak_for_another(centre, calls, kiosk, case, new_case):
    kiosk.upload(case)
    stranger = calls(centre.tokens["kiosk-2"])
    assert stranger.ask("GET", case.path).status == 403
    assert stranger.announce(new_case()).status == 403
    assert stranger.create(case).status == 403


def test_two_kiosks_may_use_the_same_envelope_number(centre, calls, kiosk, case, new_case):
    theirs = new_case(device="kiosk-2", envelope=case.envelope)
    stranger = calls(centre.tokens["kiosk-2"])
    kiosk.patch(kiosk.upload(case), 0, case.bytes)
    stranger.patch(stranger.upload(theirs), 0, theirs.bytes)
    assert [row["device"] for row in centre.received()] == ["kiosk-1", "kiosk-2"]


def test_received_files_lie_under_their_names(centre, kiosk, case, tmp_path):
    kiosk.patch(kiosk.upload(case), 0, case.bytes)
    centre.export(tmp_path / "out")
    for file, contents in zip(case.announcement["files"], case.contents, strict=True):
        assert (tmp_path / "out" / case.code / file["name"]).read_bytes() == contents


def test_a_case_announced_only_is_not_listed_as_received(centre, kiosk, case):
    kiosk.upload(case)
    assert centre.received() == []


def test_nothing_of_the_holder_is_logged_listed_or_answered(centre, kiosk, case):
    kiosk.patch(kiosk.upload(case), 0, case.bytes)
    said = [
        kiosk.ask("POST", "/v1/announcements", case.announcement | {"ticket": "B1"}).body,
        kiosk.ask("POST", "/v1/announcements", case.announcement | {"case": "x"}).body,
        kiosk.ask("GET", case.path).body,
        centre.logged().encode(),
        centre.run("list").encode(),
    ]
    for secret in (*case.announcement["holder"].values(), centre.token):
        assert secret
        assert not any(secret.encode() in text for text in said)
        assert not any(secret.encode("unicode_escape") in text for text in said)


@pytest.mark.parametrize("home", [EMBEDDED])
def test_only_one_process_serves_a_folder(centre):
    second = subprocess.run(
        [
            *(sys.executable, "-m", "central", "serve", "--port", "0", "--data", str(centre.data)),
            *("--devices", str(centre.devices)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert second.returncode == 1
    assert "another process serves" in second.stderr


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("devices.json", "{"),
        ("devices.json", "[]"),
        ("devices.toml", 'kiosk-1 = "no digest"'),
        ("devices.toml", f'kiosk-1 = {{ token = "{"0" * 64}" }}'),
        (
            "devices.json",
            json.dumps({f"k{n}": {"token": f"{n}" * 64, "key": "0" * 64} for n in "12"}),
        ),
        (
            "devices.json",
            json.dumps({f"k{n}": {"token": "0" * 64, "key": f"{n}" * 64} for n in "12"}),
        ),
    ],
)
def test_a_file_of_devices_that_cannot_be_used_says_why(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    told = subprocess.run(
        [
            *(sys.executable, "-m", "central", "serve", "--data", str(tmp_path / "data")),
            *("--devices", str(tmp_path / name)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert told.returncode == 1
    assert name in told.stderr
    assert "Traceback" not in told.stderr
