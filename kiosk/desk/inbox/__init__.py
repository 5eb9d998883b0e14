"""The inboxes: every case of the office in one list, with owner, clock and what is missing."""
