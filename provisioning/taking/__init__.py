"""The cases of a broken box, taken over by the one in its place."""
