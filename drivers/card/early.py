"""The holder's name while the chip is still being read: shown at once, verified later."""

from __future__ import annotations

from collections.abc import Mapping

from drivers.card import HolderData, dg1, dg13, tlv
from drivers.card.files import EF


def holder(files: Mapping[EF, bytes]) -> HolderData | None:
    """What DG1, and DG13 where there is one, say of the holder; None where they say nothing sensible.

    Nobody has vouched for it yet.
    """
    try:
        mrz = dg1.parse(files[EF.DG1])
    except tlv.Malformed:
        return None
    try:
        fields = dg13.parse(files[EF.DG13]) if EF.DG13 in files else dg13.Holder()
    except tlv.Malformed:
        fields = dg13.Holder()
    return HolderData(
        mrz.number,
        fields.name or mrz.name,
        dg13.date(fields.birth_date) or mrz.birth_date,
        fields.sex or mrz.sex,
        fields.nationality or mrz.nationality,
        dg13.date(fields.expiry) if fields.expiry else mrz.expiry,
    )
