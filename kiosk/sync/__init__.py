"""kiosk-sync: the outbox to the centre, the only process that leaves the office."""
