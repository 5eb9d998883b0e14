"""The law as pure functions over data: catalogue and search."""
