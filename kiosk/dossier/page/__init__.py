"""Raw scans of paper made into small, upright, clean pages, and those into one PDF/A-2b."""

from kiosk.dossier.page.document import Leaf, write_pdf
from kiosk.dossier.page.found import (
    Found,
    Layer,
    LayerKind,
    MadePage,
    MakeError,
    PageReason,
    PageVerdict,
    Picture,
)
from kiosk.dossier.page.make import make_page
from kiosk.dossier.page.profile import Profile, Written, profile, profiles
from kiosk.dossier.words import Word

__all__ = [
    "Found",
    "Layer",
    "LayerKind",
    "Leaf",
    "MadePage",
    "MakeError",
    "PageReason",
    "PageVerdict",
    "Picture",
    "Profile",
    "Word",
    "Written",
    "make_page",
    "profile",
    "profiles",
    "write_pdf",
]
