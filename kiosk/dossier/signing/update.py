"""A later revision of a PDF (ISO 32000-1, 7.5.6): what stands in the file stays where it is, byte for byte."""

from __future__ import annotations

import io
from typing import IO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

_END = b"\nendstream"


class Update(IncrementalPdfFileWriter):
    """Objects added behind `pdf` or written anew; raises pyHanko's own errors for a file it cannot read.

    Streams end with CR LF, and the document's metadata stay as they are.
    """

    def __init__(self, pdf: bytes) -> None:
        super().__init__(io.BytesIO(pdf))

    def written(self) -> bytes:
        """The whole file with the new revision."""
        output = io.BytesIO()
        self.write(output)
        return output.getvalue()

    def _write(self, stream: IO[bytes], skip_header: bool = False) -> None:
        super()._write(_Written(stream), skip_header)

    def _update_meta(self) -> None:
        """Whoever signs changes nothing in what the document says of itself: a day in it would be one more
        thing that the first signature did not cover."""


class _Written:
    """Where pyHanko writes; a reader that looks for a line's end takes a CR of a stream's data for part of it,
    unless the line ends with CR LF."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        return int(self._stream.write(b"\r\nendstream" if data == _END else data))

    def tell(self) -> int:
        return self._stream.tell()
