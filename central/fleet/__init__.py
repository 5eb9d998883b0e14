"""The fleet: how each kiosk does, by what it told and what was seen of it; what is wrong, and who must act."""
