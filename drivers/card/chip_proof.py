"""How a simulated chip proves that it is no copy: active and chip authentication."""

from __future__ import annotations

from drivers.card.chip_commands import Commands

# Asked inside secure messaging: INTERNAL AUTHENTICATE, MSE:Set KAT, MSE:Set AT, GENERAL AUTHENTICATE.
COMMANDS: Commands = {}
