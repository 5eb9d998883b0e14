"""Two hundred sheets in one batch: all of them, in order, in the memory of one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from drivers.scanner import ScanProfile

pytestmark = pytest.mark.device

STACK = 200
SETTLED = 20


def resident(pid: int) -> int:
    """Pages of memory, as the kernel counts them."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1])


def test_every_sheet_of_a_thick_stack_arrives_and_memory_stays_flat(
    house, scanner, sheets, workers, colour_of
):
    house.load([sheets[number % 3] for number in range(STACK)])
    numbers, colours, memory = [], [], []
    for page in scanner.scan_batch(ScanProfile(100)):
        numbers.append(page.number)
        colours.append(colour_of(page))
        memory.append(resident(workers(os.getpid())[0]))
    assert numbers == list(range(1, STACK + 1))
    assert colours == [("red", "green", "blue")[number % 3] for number in range(STACK)]
    assert max(memory[SETTLED:]) <= 1.1 * memory[SETTLED]
