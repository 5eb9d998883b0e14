"""Plain pyHanko with a text stamp in the whole typeface, in a venv of its own: no file of the kiosk is used.

`python tests/bench/sign_peer.py MODULE LABEL PIN FONT IN.pdf COUNT` prints seconds and bytes added of each.
"""

from __future__ import annotations

import io
import json
import sys
import time
from pathlib import Path

from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.pdf_utils.font.opentype import GlyphAccumulatorFactory
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.sign import fields, signers
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.stamp import TextStampStyle

WORDS = "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nGIÀNG A PÁO\n%(ts)s"


def main(module: str, label: str, pin: str, font: str, given: str, count: str) -> None:
    pdf = Path(given).read_bytes()
    rows = []
    with open_pkcs11_session(
        module, token_criteria=TokenCriteria(label=label), user_pin=pin
    ) as session:
        signer = PKCS11Signer(session, cert_label="certificate 01", key_label=label)
        for _ in range(int(count)):
            began = time.perf_counter()
            signed = _signed(pdf, signer, font)
            rows.append((time.perf_counter() - began, len(signed) - len(pdf)))
    print(json.dumps(rows))


def _signed(pdf: bytes, signer: PKCS11Signer, font: str) -> bytes:
    style = TextBoxStyle(font=GlyphAccumulatorFactory(font), font_size=12)
    metadata = signers.PdfSignatureMetadata(
        field_name="Official", subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    place = fields.SigFieldSpec("Official", on_page=-1, box=(300, 300, 530, 420))
    maker = signers.PdfSigner(
        metadata,
        signer=signer,
        stamp_style=TextStampStyle(stamp_text=WORDS, text_box_style=style),
        new_field_spec=place,
    )
    written = io.BytesIO()
    maker.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=written)
    return written.getvalue()


if __name__ == "__main__":
    main(*sys.argv[1:])
