"""Which USB devices this box listens to, and sticks that nothing is run from."""
