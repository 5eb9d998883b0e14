"""The technician's tool: from a bare box to a kiosk and back, offline, as often as anybody likes."""
