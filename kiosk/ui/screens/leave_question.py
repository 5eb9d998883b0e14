"""Start over was touched: leave and forget, or go on."""

from __future__ import annotations

from kiosk.ui.screens.still_there import Asking


class LeaveQuestionScreen(Asking):
    has_back = True
    picture, texts, what = "leaving", "leave", "what"
