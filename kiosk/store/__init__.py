"""The one database and the vault: what must survive a power cut."""
