"""Bytes that a machine can send and none of the readers behind can bear: refused at the door, with a word."""

from __future__ import annotations

import json
import time

import pytest

BEARING = {"case-system": '"x\\ud800"', "number": "1e999", "under": '{"in": ["\\udfff"]}'}


@pytest.mark.parametrize("more", [*BEARING.values()], ids=[*BEARING])
def test_what_nobody_asked_for_in_an_announcement_stops_no_connected_system(
    centre, calls, kiosk, case, more
):
    system = calls(centre.ask("target", "add", "dvc", check=True).stdout.strip())
    whole = json.dumps(case.announcement)
    answer = kiosk.ask("POST", "/v1/announcements", f'{whole[:-1]}, "more": {more}}}')
    assert (answer.status, answer.json["refusal"]) == (400, "malformed")
    good = type(case)()
    kiosk.patch(kiosk.upload(good), 0, good.bytes)
    assert system.ask("POST", "/v1/targets/dvc/claims", {}).json["events"]


def test_an_office_that_no_database_can_hold_is_refused_before_its_papers_come(kiosk, case):
    answer = kiosk.ask("POST", "/v1/announcements", {**case.announcement, "office": "a\0b"})
    assert (answer.status, answer.json["refusal"]) == (400, "malformed")


@pytest.mark.parametrize("path", ["/fleet", "/v1/alarms", "/v1/targets/dvc"])
def test_a_name_and_token_in_other_letters_than_base64_are_nobodys(calls, path):
    assert calls().ask("GET", path, Authorization="Basic \xe9").status == 401


def test_metadata_of_an_upload_in_other_letters_than_base64_are_malformed(kiosk, case):
    kiosk.announce(case)
    answer = kiosk.create(case, Upload_Metadata="device \xe9,envelope \xe9")
    assert (answer.status, answer.json["refusal"]) == (400, "malformed")


def test_a_path_to_rules_that_no_disk_and_no_bucket_can_have_is_no_path(kiosk):
    answer = kiosk.ask("GET", f"/v1/bundles/targets/all/{'a/' * 3000}a")
    assert (answer.status, answer.json["refusal"]) == (404, "unknown")


@pytest.mark.parametrize("path", ["/v1/questions/time", "/v1/uploads", "/v1/targets/dvc/claims"])
def test_who_hangs_up_in_mid_word_fills_no_log(centre, calls, path):
    system = centre.ask("target", "add", "dvc", check=True).stdout.strip()
    stranger = calls(system if path.endswith("claims") else centre.token)
    for _ in range(3):
        stranger.begin("POST", path, 100, b"{")
        stranger.hang_up()
    assert calls().ask("GET", "/openapi.json").status == 200
    time.sleep(0.5)
    assert "Traceback" not in centre.logged()
