"""The technician's room of the console: what the kiosk's own checks found."""
