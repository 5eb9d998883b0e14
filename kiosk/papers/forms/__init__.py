"""The statutory forms of a one-stop office, and the leaflet that goes with a result, as PDFs to be printed."""

from kiosk.papers.forms.facts import Extension, Facts, HandOver
from kiosk.papers.forms.paper import FORMS, pdf

__all__ = ["FORMS", "Extension", "Facts", "HandOver", "pdf"]
