"""What docs/centre.md and openapi.json say is enough to build another centre: both are held against this one."""

from __future__ import annotations

import json
import re

import pytest
from openapi_schema_validator import OAS31Validator

from central.answers import Trouble
from central.app import OPENAPI
from kiosk.contract import Link, Receipt, Refusal, answer, question, refusing
from tests.workbench.centre import ROOT
from tests.workbench.keys import seed_of, signed_by

PAGE = (ROOT / "docs" / "centre.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```text (\S+)\n(.*)\n(.*)\n(.*)\n```", PAGE)
WORDS = {
    "envelope": lambda row: Link.said(row["device"], row["seq"], row["previous"], b"{}"),
    "receipt": lambda row: Receipt.from_json(row | {"signature": "0" * 128}).said(),
    "refusal": lambda row: refusing(Refusal(row["refusal"]), row["device"], b"{}"),
    "question": lambda row: question(row["path"], asked()),
    "answer /v1/questions/time": lambda row: answer("/v1/questions/time", row),
}


def asked():
    (body,) = re.findall(r"body here is `(.*)`", PAGE)
    return body.encode()


def fits(name, row):
    """Against the schema of that name, in which nothing is said about what is not named."""
    document = json.loads(OPENAPI.read_text(encoding="utf-8"))
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    OAS31Validator(schema).validate(row)
    unnamed = set(row) - set(document["components"]["schemas"][name]["properties"])
    assert not unnamed
    return row


def test_the_page_shows_whatever_is_signed():
    words = [first.removeprefix("commune-kiosk/1 ") for _, first, _, _ in BLOCKS]
    assert sorted(words) == sorted(WORDS)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block[1].split()[1])
def test_each_example_is_what_is_signed_here(block):
    who, first, row, signature = block
    assert seed_of(who).hex() in PAGE
    said = WORDS[first.removeprefix("commune-kiosk/1 ")](json.loads(row))
    assert said == f"{first}\n{row}".encode()
    assert signature == signed_by(who, said)


def test_what_is_not_ascii_is_signed_as_the_page_says():
    assert answer("/", {"b": 1, "a": "ế😀"}).endswith(b'\n{"a":"\\u1ebf\\ud83d\\ude00","b":1}')


def test_whatever_is_said_on_the_way_of_a_case_has_its_described_shape(
    centre, kiosk, case, tmp_path
):
    announcement = fits("Announcement", json.loads(json.dumps(case.announcement)))
    standing = fits("Standing", kiosk.announce(case).json)
    assert fits("Refusal", kiosk.ask("POST", "/v1/announcements", b"{").json)["signature"]
    kiosk.patch(standing["upload"], 0, case.bytes)
    receipt = fits("Standing", kiosk.ask("GET", case.path).json)["receipt"]
    assert fits("Receipt", receipt)["files"] == announcement["files"]
    paper = tmp_path / "a.pdf"
    paper.write_bytes(b"%PDF")
    centre.run("status", case.code, "decided", "--result", str(paper))
    asks = {
        "greeting": {"run": "ab" * 16, "before": "", "at": "2026-11-02T08:00:00+07:00"}
        | {"seq": 1, "receipts": 0},
        "missing": {"envelopes": [case.envelope, "cd" * 16]},
        "time": {},
        "news": {"version": 1, "after": 0, "mark": "", "most": 50},
    }
    told, shapes = {}, ("Known", "StillMissing", "Time", "NewsPage")
    for shape, (name, row) in zip(shapes, asks.items(), strict=True):
        told[name] = fits(shape, kiosk.question(f"/v1/questions/{name}", row).json)
    (item,) = told["news"]["items"]
    became = {"id": fits("Item", item)["result"]["id"], "here": receipt["received_at"]}
    answered = kiosk.question("/v1/questions/handed", {"results": [became]}).json
    assert fits("Noted", answered)["noted"] == [became["id"]]


def test_every_no_is_described_once():
    document = json.loads(OPENAPI.read_text(encoding="utf-8"))
    described = document["components"]["schemas"]["Refusal"]["properties"]["refusal"]["enum"]
    assert sorted(described) == sorted([*Refusal, *Trouble])
