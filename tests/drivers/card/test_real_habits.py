"""Cards with other people's habits behind the real pcscd: each alone, and some in pairs."""

import itertools
import random

import pytest

from drivers.card import Wish
from drivers.card.chip import Make
from drivers.card.credentials import Credentials
from drivers.card.habits import HABITS
from tests.workbench.people import MAI

pytestmark = pytest.mark.device

BORN = Credentials(MAI.number, birth_date=MAI.birth_date)
ALL = {1, 2, 13, 14, 15}
PAIRS = random.Random(1127).sample(list(itertools.combinations(HABITS, 2)), 10)


@pytest.mark.parametrize("habits", [*((habit,) for habit in HABITS), *PAIRS], ids=" + ".join)
def test_a_card_with_strange_habits_is_read_whole_over_a_real_reader(reader, lay_down, habits):
    pace = {} if len(habits) % 2 else {"pace": (), "card_access": False}
    lay_down(MAI, make=Make(habits=habits, **pace))
    reading = reader.read(BORN, lambda percent: None, 60.0, 60.0, Wish(photo=True))
    assert (reading.holder.name, set(reading.hashes)) == (MAI.name, ALL)
    assert reading.hashes_match
