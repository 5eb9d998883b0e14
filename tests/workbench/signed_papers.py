"""Papers that invented officials sign, in every honest way: what verification must call valid."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pikepdf
from asn1crypto import keys, x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.workbench.authority import Authority

RECT = (330, 60, 560, 130)
SEAL = (260, 60, 360, 160)


def paper(pages: int = 3, form: bool = False, streams: bool = False) -> bytes:
    """An unsigned PDF: plain text on plain pages; with a form's field, or with its objects in streams."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for number in range(1, pages + 1):
        pdf.add_blank_page(page_size=(595, 842))
        page = pdf.pages[-1]
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        words = f"BT /F1 14 Tf 60 700 Td (Trang {number}: so tien 16.000 dong) Tj ET"
        page.Contents = pdf.make_stream(words.encode())
    if form:
        _add_form(pdf, font)
    out = io.BytesIO()
    modes = pikepdf.ObjectStreamMode
    pdf.save(
        out,
        object_stream_mode=modes.generate if streams else modes.disable,
        compress_streams=False,
        static_id=True,
    )
    return out.getvalue()


def _add_form(pdf: pikepdf.Pdf, font: pikepdf.Object) -> None:
    look = pdf.make_stream(b"BT /F1 12 Tf 2 5 Td (16.000) Tj ET")
    look.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=[0, 0, 120, 20],
        Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font)),
    )
    field = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="amount",
            V="16.000",
            DA="/F1 12 Tf 0 g",
            Rect=[60, 600, 180, 620],
            F=4,
            AP=pikepdf.Dictionary(N=look),
            P=pdf.pages[0].obj,
        )
    )
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([field]))
    pdf.Root.AcroForm = pikepdf.Dictionary(
        Fields=[field], DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    )


@dataclass(frozen=True)
class Pen:
    """One who signs, with a key at hand."""

    signer: signers.SimpleSigner
    field: str
    box: tuple[int, int, int, int] | None = None

    @classmethod
    def of(
        cls,
        authority: Authority,
        name: str,
        field: str,
        box: tuple[int, int, int, int] | None = None,
    ) -> Pen:
        der = authority.key(name).private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        store = SimpleCertificateStore()
        store.register_multiple(x509.Certificate.load(one) for one in authority.chain(name))
        certificate = x509.Certificate.load(authority.certificate(name))
        return cls(
            signers.SimpleSigner(certificate, keys.PrivateKeyInfo.load(der), store), field, box
        )

    def sign(
        self, pdf: bytes, *, certify: fields.MDPPerm | None = None, pades: bool = True, **more: Any
    ) -> bytes:
        """The file with this signature at its end (PAdES B-B)."""
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
        if self.field not in str([name for name, _, _ in fields.enumerate_sig_fields(writer.prev)]):
            spec = fields.SigFieldSpec(self.field, on_page=0, box=self.box)
            fields.append_signature_field(writer, spec)
        meta = signers.PdfSignatureMetadata(
            field_name=self.field,
            certify=certify is not None,
            docmdp_permissions=certify or fields.MDPPerm.FILL_FORMS,
            subfilter=fields.SigSeedSubFilter.PADES
            if pades
            else fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
            md_algorithm="sha256",
            **more,
        )
        out = io.BytesIO()
        signers.PdfSigner(meta, self.signer).sign_pdf(writer, output=out)
        return out.getvalue()


def official(authority: Authority) -> Pen:
    return Pen.of(authority, "official", "Official", RECT)


def organisation(authority: Authority) -> Pen:
    return Pen.of(authority, "organisation", "Organisation", SEAL)
