"""Fees and rules: what holds at this office today, since when, by whose word, and what changed."""
