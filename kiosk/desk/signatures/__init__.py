"""Certified copies at the desk: prepare, sign, seal, hand on, and judge what others signed."""
