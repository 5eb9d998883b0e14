"""The statutory forms of a case: what they say, taken from its acts, and where they are printed."""
