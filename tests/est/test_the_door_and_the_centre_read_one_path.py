"""A token without its certificate comes no further than the door, however oddly a path is written."""

from __future__ import annotations

import hashlib
import http.client
import json
import ssl
from contextlib import closing

import pytest

from tests.est.house import ProvinceHouse
from tests.workbench.keys import public_of

OWN = "/v1/envelopes/kiosk-1/" + "0" * 32
BELONGS_TO_THE_CENTRE = "tus-resumable"  # a header of all its answers


@pytest.fixture(scope="module")
def province():
    with ProvinceHouse() as house:
        row = {"token": hashlib.sha256(b"token").hexdigest(), "key": public_of("kiosk-1")}
        house.devices.write_text(json.dumps({"kiosk-1": row}))
        house.start(options=("--devices", house.devices))
        house.open()
        yield house


def asked(province, path):
    """Status, refusal, and whether it was the centre who answered."""
    trusting = ssl._create_unverified_context()  # whose door it is other tests ask
    line = http.client.HTTPSConnection("127.0.0.1", province.port, timeout=60, context=trusting)
    with closing(line):
        claims = {"Kiosk-Certificate": "x", "Kiosk-Certificate-Verified": "SUCCESS"}
        line.request("GET", path, headers={"Authorization": "Bearer token", **claims})
        answer = line.getresponse()
        heard = BELONGS_TO_THE_CENTRE in answer.headers
        return answer.status, json.loads(answer.read())["refusal"], heard


@pytest.mark.parametrize(
    "path",
    [
        "/v1/envelopes/../fleet",
        "/v1/envelopes/%2E./fleet",
        "/v1/bundles/targets/all/../../../fleet.csv",
        "/v1/bundles/targets/all%2f..%2F../../fleet",
        "/v1/results/./../alarms",
        "/fleet/.." + OWN,
        "//fleet",
        "/fleet%2f/kiosk-1",
        OWN + "/../../../questions/time",
        OWN + "#/../../../../fleet",
        "/fleet/..",
        "/fleet/..?x=1",
    ],
)
def test_a_path_that_two_could_read_in_two_ways_is_nobodys(province, path):
    assert asked(province, path) == (404, "unknown", False)


@pytest.mark.parametrize("path", [OWN, "/openapi.json", "/v1/uploads/..a", OWN + "?to=/../fleet"])
def test_without_a_certificate_a_plain_one_is_refused_at_the_door(province, path):
    assert asked(province, path) == (403, "certificate", False)


@pytest.mark.parametrize("path", ["/fleet", "/fleet?office=a//b/../c", "/v1/fleet"])
def test_what_people_ask_gets_through(province, path):
    assert asked(province, path) == (401, "denied", True)
