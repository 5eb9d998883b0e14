"""The one list of changes; each chapter beside it adds its own when it is read, in their order."""

from sqlite_utils import Migrations

migrations = Migrations("kiosk")
