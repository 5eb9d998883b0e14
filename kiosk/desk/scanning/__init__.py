"""Scanning at the desk: a batch of any scanner becomes named documents, and old cases leave the worklist."""
