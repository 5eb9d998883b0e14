"""Uploads follow tus 1.0, core and creation, in every detail a client can see."""

from __future__ import annotations

import pytest


def test_a_server_says_what_it_can_do_without_being_shown_a_token(kiosk):
    answer = kiosk.ask("OPTIONS", "/v1/uploads", Authorization=None, Tus_Resumable=None)
    assert answer.status == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation"
    assert int(answer.headers["Tus-Max-Size"]) == 512 * 1024 * 1024


def test_an_upload_is_created_where_its_location_says(kiosk, case):
    kiosk.announce(case)
    created = kiosk.create(case)
    assert created.status == 201
    head = kiosk.ask("HEAD", created.headers["Location"])
    assert head.status == 200
    assert head.headers["Upload-Offset"] == "0"
    assert head.headers["Upload-Length"] == str(len(case.bytes))
    assert head.headers["Cache-Control"] == "no-store"
    assert head.headers["Tus-Resumable"] == "1.0.0"


def test_creation_asked_again_gives_the_same_location(kiosk, case):
    first = kiosk.upload(case)
    kiosk.patch(first, 0, case.bytes[:100])
    assert kiosk.create(case).headers["Location"] == first
    assert kiosk.offset(first) == 100


def test_bytes_sent_in_parts_add_up(kiosk, case):
    upload = kiosk.upload(case)
    for start in range(0, len(case.bytes), 700):
        part = case.bytes[start : start + 700]
        answer = kiosk.patch(upload, start, part)
        assert answer.status == 204
        assert answer.headers["Upload-Offset"] == str(start + len(part))
    assert kiosk.offset(upload) == len(case.bytes)
    files = kiosk.ask("GET", case.path).json["receipt"]["files"]
    assert files == list(case.announcement["files"])


@pytest.mark.parametrize("wrong", [0, 99, 101, 4000])
def test_a_wrong_offset_is_409_and_changes_nothing(kiosk, case, wrong):
    upload = kiosk.upload(case)
    kiosk.patch(upload, 0, case.bytes[:100])
    answer = kiosk.patch(upload, wrong, b"x")
    assert answer.status == 409
    assert answer.json == {"refusal": "offset", "why": "Upload-Offset"}
    assert kiosk.offset(upload) == 100


@pytest.mark.parametrize("version", [None, "0.2.2", "1.0"])
def test_another_version_of_tus_is_412_and_named(kiosk, case, version):
    upload = kiosk.upload(case)
    for answer in (
        kiosk.create(case, Tus_Resumable=version),
        kiosk.ask("HEAD", upload, Tus_Resumable=version),
        kiosk.patch(upload, 0, b"x", Tus_Resumable=version),
    ):
        assert answer.status == 412
        assert answer.headers["Tus-Version"] == "1.0.0"
        assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert kiosk.offset(upload) == 0


@pytest.mark.parametrize("kind", [None, "application/octet-stream", "text/html"])
def test_another_content_type_is_415(kiosk, case, kind):
    upload = kiosk.upload(case)
    assert kiosk.patch(upload, 0, b"x", Content_Type=kind).status == 415
    assert kiosk.offset(upload) == 0


def test_a_length_beyond_the_most_is_413(kiosk, case):
    kiosk.announce(case)
    assert kiosk.create(case, Upload_Length=512 * 1024 * 1024 + 1).status == 413


@pytest.mark.parametrize("length", [None, "", "-1", "many", "1e3", "²"])
def test_a_length_that_is_no_number_is_400(kiosk, case, length):
    kiosk.announce(case)
    answer = kiosk.create(case, Upload_Length=length)
    assert answer.status == 400
    assert answer.json == {"refusal": "malformed", "why": "Upload-Length"}


@pytest.mark.parametrize("metadata", [None, "", "device", "device !!!", "envelope YQ=="])
def test_metadata_that_names_no_envelope_are_400(kiosk, case, metadata):
    kiosk.announce(case)
    assert kiosk.create(case, Upload_Metadata=metadata).status == 400


def test_more_than_the_length_is_413_and_nothing_of_it_is_kept(kiosk, case):
    upload = kiosk.upload(case)
    assert kiosk.patch(upload, 0, case.bytes + b"x").status == 413
    assert kiosk.offset(upload) == 0


def test_a_stream_without_a_length_that_runs_over_is_refused_and_can_come_again(kiosk, case):
    upload = kiosk.upload(case)
    answer = kiosk.patch(upload, 0, iter([case.bytes, b"more"]))
    assert answer.status == 413
    at = kiosk.offset(upload)
    assert at <= len(case.bytes)
    assert kiosk.patch(upload, at, case.bytes[at:]).status == 204
    assert kiosk.ask("GET", case.path).json["receipt"] is not None


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_what_tus_does_not_know_is_405(kiosk, case, method):
    answer = kiosk.ask(method, kiosk.upload(case))
    assert answer.status == 405
    assert answer.json["refusal"] == "method"
    assert set(answer.headers["Allow"].split(", ")) == {"HEAD", "PATCH"}


def test_a_complete_upload_still_says_where_it_stands(kiosk, case):
    upload = kiosk.upload(case)
    kiosk.patch(upload, 0, case.bytes)
    assert kiosk.offset(upload) == len(case.bytes)
    assert kiosk.create(case).headers["Location"] == upload
    assert kiosk.patch(upload, len(case.bytes), b"").status == 204
