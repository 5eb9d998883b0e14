"""Every change ever made to the kiosk's database, oldest first; never edit one that shipped."""

# The order of these lines is that of the changes.
from kiosk.store.migrations import first, forwarding, rules, stick
from kiosk.store.migrations.book import migrations

__all__ = ["first", "forwarding", "migrations", "rules", "stick"]
