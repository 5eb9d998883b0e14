"""What forgers do to signed PDFs: every trick that is known, made with our own hands against our own papers."""

from __future__ import annotations

from tests.workbench import shadow_bytes, shadow_fields, shadow_shown
from tests.workbench.forgery import Attack

ATTACKS: tuple[Attack, ...] = (
    *shadow_shown.attack.all,
    *shadow_fields.attack.all,
    *shadow_bytes.attack.all,
)
