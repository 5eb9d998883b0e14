"""What is here of an upload is gone, by a disk put back or a bucket that clears old things away: it begins anew."""

from __future__ import annotations

import pytest

HALF = 30_000


@pytest.mark.parametrize("sizes", [(2 * HALF,), (100, 2 * HALF)])
def test_an_upload_whose_piece_is_gone_begins_anew_and_arrives(centre, kiosk, new_case, sizes):
    case = new_case(sizes=sizes)
    upload = kiosk.upload(case)
    assert kiosk.patch(upload, 0, case.bytes[:HALF]).status == 204
    with centre.objects() as objects:
        (piece,) = objects.names("uploads")
        objects.remove(piece)
    at = kiosk.offset(upload)
    answer = kiosk.patch(upload, at, case.bytes[at:])
    assert (answer.status, answer.json["refusal"]) == (422, "corrupt")
    again = str(kiosk.create(case).headers["Location"])
    assert (again != upload, kiosk.offset(again)) == (True, 0)
    assert kiosk.patch(again, 0, case.bytes).status == 204
    assert len(centre.received()) == 1
    assert centre.left_over() == []
