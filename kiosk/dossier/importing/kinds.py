"""What a foreign file is, judged by its first bytes and never by its name."""

from __future__ import annotations

from enum import StrEnum

from kiosk.dossier.importing.refused import ImportReason, ImportRefused

HEAD = 1024  # bytes that tell; a PDF may begin anywhere in them
PDF_LETTER = b"%PDF-"


class Kind(StrEnum):
    """What is taken."""

    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"
    PDF = "pdf"

    @property
    def picture(self) -> bool:
        return self is not Kind.PDF


MiB = 1024 * 1024
# A page scanned losslessly in colour at 300 dpi has 26 MB. A child must hold the file and its pixels.
MOST_BYTES = {Kind.JPEG: 40 * MiB, Kind.PNG: 60 * MiB, Kind.TIFF: 100 * MiB, Kind.PDF: 50 * MiB}
MOST_OF_ANY = max(MOST_BYTES.values())

_STARTS = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
)
_OFFICE = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"{\\rtf",
)
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif")


def kind_of(head: bytes) -> Kind:
    """What a file with these first bytes (HEAD are enough) is; raises ImportRefused."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if not head:
        raise ImportRefused(ImportReason.EMPTY)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        raise ImportRefused(ImportReason.HEIC)
    if head.startswith(_OFFICE):
        raise ImportRefused(ImportReason.OFFICE)
    if PDF_LETTER in head[:HEAD]:
        return Kind.PDF
    raise ImportRefused(ImportReason.OTHER_KIND)


def must_fit(kind: Kind, size: int) -> None:
    """Raises ImportRefused for a file that is too large to be looked into; nothing of it was read."""
    if size > MOST_BYTES[kind]:
        raise ImportRefused(ImportReason.TOO_LARGE, f"{size // MiB} MB")
