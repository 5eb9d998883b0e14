"""What citizens bring and offices have, taken in: pictures and PDFs of strangers, sticks, old cases.

Nothing is imported here: the children that meet hostile bytes have 300 MiB, and OpenCV alone would fill them.
"""
