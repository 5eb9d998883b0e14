"""In the limited child: one signed PDF judged, with all that pyHanko would import on its way imported before."""

from __future__ import annotations

import base64
import datetime as dt
import encodings.idna
import encodings.punycode
import json
import logging
from typing import Any

from lxml import etree  # type: ignore[import-untyped]
from pyhanko.pdf_utils import crypt, filters
from pyhanko.pdf_utils.metadata import xmp_xml

from kiosk.dossier.signing.report import to_json
from kiosk.dossier.signing.verify import verify

# What pyHanko and asn1crypto import where they need it: here that would be too late, for no file can be opened.
NEEDED_LATER = (crypt, encodings.idna, encodings.punycode, etree, filters, xmp_xml)


def judged(data: bytes) -> dict[str, Any]:
    """One line of JSON (anchors, answers, now), then the PDF's bytes; gives the report as JSON."""
    logging.disable()  # what pyHanko logs would quote the file
    line, _, pdf = data.partition(b"\n")
    head = json.loads(line)
    trust, answers = (
        tuple(base64.b64decode(one) for one in head[what]) for what in ("trust", "answers")
    )
    return to_json(verify(pdf, trust, dt.datetime.fromisoformat(head["now"]), answers))
