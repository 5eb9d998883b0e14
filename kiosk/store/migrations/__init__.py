"""Every change ever made to the kiosk's database, oldest first; never edit one that shipped."""

# isort: off, for the order of these lines is that of the changes.
from kiosk.store.migrations import (
    desk,
    first,
    forwarding,
    keys,
    news,
    queue,
    rules,
    stick,
    tallies,
    times,
    twins,
    watching,
)
from kiosk.store.migrations.book import migrations

__all__ = [
    "desk",
    "first",
    "forwarding",
    "keys",
    "migrations",
    "news",
    "queue",
    "rules",
    "stick",
    "tallies",
    "times",
    "twins",
    "watching",
]
