"""kiosk-desk: the clerks' page."""
