"""docs/appliance.md tells a technician what the box says; it is what the code says."""

import ast
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
HEAD = "### What it says when something is wrong"


def _rows() -> list[str]:
    told = (PROJECT / "docs" / "appliance.md").read_text().split(HEAD)[1].split("\n#")[0]
    table = [line for line in told.splitlines() if line.startswith("| ")][1:]
    return [line.split("|")[2].strip() for line in table]


def _said() -> list[str]:
    """Every sentence of `start`, and every text in provisioning; what is filled in is left out."""
    start = (PROJECT / "provisioning" / "start").read_text().replace('\\"', '"')
    said = [re.sub(r"\$\{?[a-z]+[^ ]*\}?", "", start)]
    for path in (PROJECT / "provisioning").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said.append(node.value)
            if isinstance(node, ast.JoinedStr):
                parts = [part.value for part in node.values if isinstance(part, ast.Constant)]
                said.append("".join(map(str, parts)))
    return said


@pytest.mark.parametrize("sentence", _rows())
def test_a_sentence_of_the_table_is_one_of_the_codes(sentence):
    pieces = [piece.strip(" .():,") for piece in sentence.split("...")]
    assert any(all(piece in text for piece in pieces) for text in _said())
