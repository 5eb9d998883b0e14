"""Every change ever made to the kiosk's database, oldest first; never edit one that shipped."""

# The order of these lines is that of the changes.
# isort: off
from kiosk.store.migrations import (
    first,
    forwarding,
    keys,
    rules,
    twins,
    news,
    stick,
    queue,
    times,
    tallies,
    desk,
    door,
    flow,
    inboxes,
    earlier,
    registers,
    backlog,
    watching,
    checkups,
    served,
)
from kiosk.store.migrations.book import migrations

__all__ = [
    "backlog",
    "checkups",
    "desk",
    "door",
    "earlier",
    "first",
    "flow",
    "forwarding",
    "inboxes",
    "keys",
    "migrations",
    "news",
    "queue",
    "registers",
    "rules",
    "served",
    "stick",
    "tallies",
    "times",
    "twins",
    "watching",
]
