"""The room from which the office watches over its kiosk and helps whoever stands at it."""
