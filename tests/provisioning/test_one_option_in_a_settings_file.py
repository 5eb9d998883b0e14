"""One option is set in a kiosk.toml that somebody wrote: its remarks and its order stay theirs."""

import tomllib

import pytest

from provisioning.option_lines import with_option

WRITTEN = """# of our office
device = "kiosk-1"   # the one at the door
[office]  # who we are
place = "Vạn Hòa"

[office.name]
vi = "Bộ phận Một cửa"
en = "One-stop office"
"""


@pytest.mark.parametrize(
    ("option", "value"),
    [("device", "kiosk-7"), ("kiosk", 2), ("office.agency", "H38.101"), ("screen.width", 800)],
)
@pytest.mark.parametrize(
    "text", ["", WRITTEN, "[office]\n", '[screen]\nwidth = 1\n[office]\nagency = "H1"']
)
def test_it_says_what_was_set_and_what_it_said_before(text, option, value):
    before = tomllib.loads(text)
    after = tomllib.loads(with_option(text, option, value))
    table, _, name = option.rpartition(".")
    assert (after[table] if table else after)[name] == value
    (after[table] if table else after).pop(name)
    (before.setdefault(table, {}) if table else before).pop(name, None)
    assert after == before


def test_a_remark_stays_beside_the_option():
    assert 'device = "kiosk-7"  # the one at the door\n' in with_option(
        WRITTEN, "device", "kiosk-7"
    )


def test_what_is_so_already_is_not_touched():
    assert with_option(WRITTEN, "device", "kiosk-1") == WRITTEN
