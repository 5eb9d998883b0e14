"""kiosk-devices: every device behind one Unix socket; a stuck device call never stops the screen."""
