"""A case's way through the office, as a fold over what was done to it."""
