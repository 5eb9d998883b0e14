"""A further revision of a PDF: everything before it stays byte for byte (ISO 32000-1, 7.5.6)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.generic import StreamObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


class Update(IncrementalPdfFileWriter):
    """What is added to `pdf`; nothing is written before it is signed or `appended`.

    The document's metadata stay as they are: a day of change in them would be one more thing that the first
    signature did not cover, and twice the work.
    """

    def __init__(self, pdf: bytes) -> None:
        super().__init__(BytesIO(pdf))

    def appended(self) -> bytes:
        """The file with this revision at its end."""
        whole = BytesIO()
        self.write(whole)
        return whole.getvalue()

    def _update_meta(self) -> None:
        """Nothing is noted down."""

    def _write_objects(self, stream: Any, object_position_dict: Any) -> None:  # noqa: ANN401 - pyHanko's
        # pyHanko ends a stream's data with a bare LF: a last CR would be taken for a part of that line end, and
        # the stream read a byte short. In hexadecimal (7.4.2) every stream ends with ">".
        for thing in self.objects.values():
            if isinstance(thing, StreamObject) and thing.encoded_data.endswith(b"\r"):
                thing.apply_filter(pdf_name("/ASCIIHexDecode"))
        super()._write_objects(stream, object_position_dict)
