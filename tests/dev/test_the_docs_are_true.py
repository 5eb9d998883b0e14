"""The documentation says what the code does: tables, settings, commands, paths and links."""

import re
import subprocess
import tomllib
from dataclasses import fields, is_dataclass

import pytest

from kiosk.journey import delays
from kiosk.model import Words
from kiosk.settings import Counter, Settings, SharedScanner, load
from tests.dev.tables import DOCS, PLACES, written

ROOT = DOCS.parent
TEXTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
MODULE = re.compile(r"python -m ((?:kiosk|drivers|central|tests)(?:\.\w+)*)")
PATH = re.compile(r"`((?:kiosk|drivers|central|tests|docs)/[\w./-]*)`")


@pytest.mark.parametrize("name", PLACES)
def test_a_table_is_as_the_code_has_it(name):
    text = (DOCS / PLACES[name][0]).read_text(encoding="utf-8")
    assert text == written(name, text), "write it anew: ./dev shell python -m tests.dev.tables"


def _options(kind, where=""):
    for option in fields(kind):
        value = getattr(kind(), option.name)
        if isinstance(value, Words):
            yield from (f"{where}{option.name}.{language}" for language in ("vi", "en"))
        elif is_dataclass(value):
            yield from _options(type(value), f"{where}{option.name}.")
        else:
            yield f"{where}{option.name}"


def _named(table, where=""):
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _named(value, f"{where}{name}.")
        else:
            yield f"{where}{name}"


def test_the_example_settings_load_and_name_every_option():
    settings = load(DOCS / "kiosk.toml")
    assert settings.screen.per_mm == pytest.approx(4.03, abs=0.01)
    table = tomllib.loads((DOCS / "kiosk.toml").read_text(encoding="utf-8"))
    assert sorted(_named(table)) == sorted(_options(Settings))


def test_what_the_example_calls_usual_is_what_is_left_out():
    """Options without the word "example" have the value they would have unsaid."""
    text = (DOCS / "kiosk.toml").read_text(encoding="utf-8")
    where = ""
    shared = SharedScanner("hall", "airscan:e1:Hall")
    usual = Settings(scanners=(shared,), counters=(Counter(1),))
    for line in text.splitlines():
        line = re.sub(r"^\[\[(\w+)\]\]", r"[\1]", line)
        if found := re.match(r"\[([\w.]+)\](.*)", line):
            where, example = found[1], "example" in found[2]
        elif found := re.match(r"(\w+) = (.+)", line):
            if (where == "office.name" and example) or "# example" in line:
                continue
            section = usual
            for name in where.split(".") if where else ():
                section = getattr(section, name)
            section = section[0] if isinstance(section, tuple) else section
            value = tomllib.loads(line)[found[1]]
            value = tuple(value) if isinstance(value, list) else value
            assert getattr(section, found[1]) == value, f"{where}.{found[1]}"


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_paths_and_commands_lead_somewhere(text):
    words = text.read_text(encoding="utf-8")
    for link in LINK.findall(words):
        assert (text.parent / link).exists(), link
    for path in PATH.findall(words):
        assert (ROOT / path).exists(), path
    for module in MODULE.findall(words):
        folder = ROOT / module.replace(".", "/")
        assert (folder / "__main__.py").exists() or folder.with_suffix(".py").exists(), module


def test_the_readme_names_the_commands_that_dev_knows():
    usage = subprocess.run([ROOT / "dev", "help"], capture_output=True, text=True, check=True)
    known = set(re.findall(r"^\./dev (\w+)", usage.stdout, re.MULTILINE))
    named = set(re.findall(r"\./dev (\w+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert {"demo", "test"} <= named <= known


def test_every_document_can_be_found_from_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    linked = {(ROOT / link).resolve() for link in LINK.findall(readme)}
    ours = {path.resolve() for path in DOCS.glob("*.md")} | {(DOCS / "kiosk.toml").resolve()}
    assert ours <= linked


def test_clerks_are_told_how_long_a_visit_waits_for_them():
    told = (ROOT / "docs" / "clerk.md").read_text(encoding="utf-8")
    assert delays.CLERK.end == 10 * 60
    assert "Sau mười phút không ai đến" in told
    assert "after ten minutes without anybody" in told
