"""Whatever object of a signed paper is written anew behind the signature, in whatever small way, is noticed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NullObject,
    NumberObject,
    Reference,
    StreamObject,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from kiosk.dossier.signing.report import Verdict
from tests.workbench.signed_papers import official, organisation, paper

# What is said about a file (ISO 32000-2, 14.3), and the tables themselves: no page shows it, and it is told.
_SAID_ABOUT = ("/Info", "/Metadata")


@pytest.fixture(scope="module", params=["plain", "form", "streams", "sealed"])
def signed(request, authority) -> bytes:
    form, streams = request.param == "form", request.param == "streams"
    once = official(authority).sign(paper(2, form=form, streams=streams))
    return organisation(authority).sign(once) if request.param == "sealed" else once


def _key_added(held: object) -> object:
    if isinstance(held, DictionaryObject):
        held[NameObject("/Forged")] = NumberObject(1)
        return held
    return None


def _key_removed(held: object) -> object:
    if isinstance(held, DictionaryObject) and held:
        del held[sorted(held)[-1]]
        return held
    if isinstance(held, ArrayObject) and held:
        held.pop()
        return held
    return None


def _data_changed(held: object) -> object:
    if isinstance(held, StreamObject):
        return StreamObject(
            {k: held.raw_get(k) for k in held if k not in ("/Length", "/Filter")},
            stream_data=b"q Q",
        )
    return None


def _made_null(held: object) -> object:
    return NullObject()


def _objects(pdf: bytes) -> Iterator[Reference]:
    """Every object of the file as it is now, but what is said about it."""
    reader = PdfFileReader(io.BytesIO(pdf))
    trailer = reader.trailer_view
    left_out = {trailer.raw_get(key).reference for key in _SAID_ABOUT if key in trailer}
    packed = set()
    for revision in range(reader.xrefs.total_revisions):
        container = reader.xrefs.get_xref_container_info(revision)
        packed |= {container.stream_ref} | reader.xrefs.object_streams_used_in(revision)
    for revision in range(reader.xrefs.total_revisions):
        for ref in reader.xrefs.explicit_refs_in_revision(revision):
            if ref not in left_out and ref not in packed and reader.xrefs[ref] is not None:
                yield ref


@pytest.mark.parametrize("change", [_key_added, _key_removed, _data_changed, _made_null])
def test_every_object_is_watched(change: Callable[[object], object], signed, judge):
    changed = 0
    for ref in _objects(signed):
        writer = IncrementalPdfFileWriter(io.BytesIO(signed))
        other = change(writer.get_object(Reference(ref.idnum, ref.generation, writer)))
        if other is None:
            continue
        writer.objects[ref.generation, ref.idnum] = other
        out = io.BytesIO()
        writer.write(out)
        changed += 1

        told = judge(out.getvalue()).verdict

        assert told in (Verdict.ALTERED, Verdict.SUSPICIOUS), (ref, told)

    assert changed
