"""Whoever has one kiosk's disk, with its key and token, reads and changes nothing of another kiosk's."""

from __future__ import annotations

import json

import pytest

from tests.central.conftest import Case

THIEF = "token-of-kiosk-2"


class Named(Case):
    """A case under a code of the thief's choice."""

    def __post_init__(self):
        super().__post_init__()
        self.names = "a.pdf", "b.pdf"

    @property
    def announcement(self):
        said = super().announcement
        files = [f | {"name": name} for f, name in zip(said["files"], self.names, strict=True)]
        return said | {"code": self.code, "files": files}


def received(caller, case):
    upload = caller.upload(case)
    assert caller.patch(upload, 0, case.bytes).status == 204
    return upload


def test_no_code_that_it_can_think_of_lays_its_papers_over_anothers(centre, kiosk, calls, tmp_path):
    first, second = Named(), Named()
    second.code = first.code  # further papers
    received(kiosk, first)
    received(kiosk, second)
    thief = calls(THIEF)
    for code in (first.code, f"{first.code}.{second.envelope}", f"{first.code}.{first.envelope}"):
        copy = Named(device="kiosk-2")
        copy.code = code
        received(thief, copy)
    to = tmp_path / "papers"
    assert centre.export(to).startswith("5 cases")
    assert len(list(to.iterdir())) == 5
    for name, case in ((first.code, first), (f"{first.code}.{second.envelope}", second)):
        papers = [(to / name / file).read_bytes() for file in case.names]
        assert papers == case.contents


@pytest.mark.parametrize("whole", [False, True])
def test_every_route_knows_nothing_of_anothers_case(centre, kiosk, calls, case, whole):
    upload = received(kiosk, case) if whole else kiosk.upload(case)
    thief = calls(THIEF)
    at = len(case.bytes) if whole else 0
    assert thief.ask("GET", case.path).status == 403
    assert thief.ask("GET", f"/v1/envelopes/kiosk-2/{case.envelope}").status == 404
    assert thief.ask("HEAD", upload).status == 404
    assert thief.patch(upload, at, b"").status == 404
    assert thief.create(case).status == 403
    mine = {**case.announcement, "device": "kiosk-2"}
    assert thief.ask("POST", "/v1/announcements", mine).status == 201
    assert thief.create(case, Upload_Metadata=case.metadata).status == 403
    assert kiosk.ask("HEAD", upload).headers["Upload-Offset"] == str(at)
    missing = thief.question("/v1/questions/missing", {"envelopes": [case.envelope]}).json
    assert missing["missing"] == [case.envelope]
    corrects = Case(device="kiosk-2").announcement | {"corrects": case.envelope, "code": case.code}
    assert thief.ask("POST", "/v1/announcements", corrects | {"case": "cd" * 16}).status == 409
    standing = kiosk.ask("GET", case.path).json
    assert (standing["receipt"] is not None) == whole
    assert not standing["twin"]


def test_asked_about_again_a_received_upload_leaves_nothing_behind(centre, kiosk, case):
    upload = received(kiosk, case)
    assert kiosk.patch(upload, len(case.bytes), b"").status == 204
    assert kiosk.patch(upload, len(case.bytes), b"x").status == 413
    assert centre.left_over() == []
    assert json.loads(kiosk.ask("GET", case.path).body)["receipt"]
