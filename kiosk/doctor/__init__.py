"""What works at this kiosk, what does not, and what to do: for technician, clerk and centre."""
