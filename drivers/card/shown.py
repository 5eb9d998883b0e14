"""A reading in the words of the command line; docs/card.md explains each of them."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import Any

from drivers.card import CardState, HolderData, Reading, verdict
from drivers.card.trust import TrustStore
from drivers.card.verdict import LINKS, State, Summary, Verdict

HINTS = {
    CardState.READER_GONE: "No reader to be had. Is it plugged in, is pcscd running (systemctl status pcscd.socket),"
    " does another program hold the card?",
    CardState.ABSENT: "No card came in time. Lay it flat on the reader and run this again.",
    CardState.REMOVED: "The card moved away. Lay it down again and do not touch it.",
    CardState.WRONG_NUMBER: "What was typed is not this card's. Check the digits on its front, the MRZ on its back.",
    CardState.UNREADABLE: "The chip answers nonsense, or too late. Wipe it, turn it, try another reader.",
    CardState.NOT_CITIZEN: "A card, but not a citizen card with a chip.",
    CardState.ALTERED: "The data on the chip differ from what the issuer hashed. Keep the card aside.",
}
SUMMARIES = {
    Summary.PROVEN: "everything is proven",
    Summary.MAY_BE_A_COPY: "the data are the issuer's; that the chip is no copy is not proven",
    Summary.UNANCHORED: "consistent, but no trusted country vouches for the signer",
    Summary.TAMPERED: "the data are not what was signed",
    Summary.FORGED: "the signature is not the issuer's",
    Summary.REVOKED: "the country has revoked the signer",
    Summary.EXPIRED_SIGNER: "the signer was not entitled at that time",
    Summary.CLONED: "the chip did not prove the keys it was signed with: perhaps a copy",
    Summary.WEAK: "signed in a way that proves nothing any more",
    Summary.DECLARED: "nothing is proven",
}
LABELS = {
    "hashes": "Hashes",
    "signature": "Signature",
    "anchored": "Anchored",
    "genuine": "Genuine",
}


TO_BE_GIVEN = (
    "Give the 12 digits, or the six of the CAN, or the MRZ as two or three lines in quotes."
)
BIRTH_DATE = "An older card perhaps: it opens with --born as well, or with --mrz."


class Exit(IntEnum):
    """How the command line ends."""

    DONE = 0  # no link of the proof failed; not all need be proven
    NOT_READ = 1
    USAGE = 2  # what was given makes no sense
    LINK_FAILED = 3


def exit_of(judged: Verdict) -> int:
    """LINK_FAILED when any link failed, else DONE."""
    failed = any(getattr(judged, name).state is State.FAILED for name in LINKS)
    return Exit.LINK_FAILED if failed else Exit.DONE


def state(found: CardState | None) -> str:
    """A reader's state in a few words."""
    return "a card lies there" if found is None else found.value


def lines(reading: Reading, clear: bool = False) -> Iterator[str]:
    """A reading, line by line; the holder masked unless `clear`."""
    for label, value in _holder(reading.holder, clear).items():
        yield f"{label:<12} {value}"
    if reading.face:
        yield f"Photo        {reading.face.width} x {reading.face.height}"
    yield from verdict_lines(reading.verdict)
    tried = ", ".join(f"{tried.access} {tried.reason}" for tried in reading.attempts)
    yield f"Access       {reading.access}{f' ({tried})' if len(reading.attempts) > 1 else ''}"
    if reading.traffic:
        traffic = reading.traffic
        yield f"APDUs        {traffic.apdus}, {traffic.sent} bytes sent, {traffic.received} received"
        phases = ", ".join(f"{name} {took:.0f}" for name, took in traffic.phases.items())
        yield f"Took         {sum(traffic.phases.values()):.0f} ms: {phases}"
    for file, why in reading.refused.items():
        yield f"Not given    {file.name}: {why}"


def verdict_lines(judged: Verdict) -> Iterator[str]:
    """The four links and what follows from them."""
    for name in LINKS:
        link = getattr(judged, name)
        yield f"{LABELS[name]:<12} {link.state.value}{f' ({link.reason.value})' if link.reason else ''}"
    if judged.signer:
        signed = f", {judged.signed_at:%Y-%m-%d}" if judged.signed_at else ""
        since = ", expired since" if judged.signer_expired_since else ""
        yield f"Signed by    {judged.signer}{signed}{since}"
    if judged.country:
        yield f"Country      {judged.country}, revocation: {judged.revocation.value}"
        yield f"             sha256 {judged.fingerprint}"
    yield f"Verdict      {judged.summary.value}: {SUMMARIES[judged.summary]}"


def verdict_json(judged: Verdict) -> dict[str, Any]:
    """The verdict as plain values."""
    return verdict.to_json(judged)


def as_json(reading: Reading, clear: bool = False) -> dict[str, Any]:
    """A reading as plain values; the holder masked unless `clear`."""
    traffic = reading.traffic
    return {
        "holder": {label.lower(): value for label, value in _holder(reading.holder, clear).items()},
        "photo": [reading.face.width, reading.face.height] if reading.face else None,
        "verdict": verdict_json(reading.verdict),
        "access": reading.access,
        "attempts": [
            {"access": tried.access, "reason": tried.reason.value, "detail": tried.detail}
            for tried in reading.attempts
        ],
        "refused": {file.name: why for file, why in reading.refused.items()},
        "files": {file.name: len(data) for file, data in reading.files.items()},
        "apdus": reading.apdus,
        "sent": traffic.sent if traffic else None,
        "received": traffic.received if traffic else None,
        "ms": {name: round(took, 1) for name, took in traffic.phases.items()} if traffic else {},
    }


def sources(store: TrustStore) -> Iterator[str]:
    """Where trust comes from, file by file."""
    for source in store.sources:
        made = f", {source.made:%Y-%m-%d}" if source.made else ""
        why = f" ({source.reason.value})" if source.reason else ""
        left = f", {source.passed_over} not readable" if source.passed_over else ""
        signer = f", signer {source.signer.value}" if source.signer_name else ""
        yield f"{source.file}: {source.kind.value}{why} {source.taken}{left}{made}{signer}"


def _holder(holder: HolderData, clear: bool) -> dict[str, str]:
    if clear:
        return {
            "Number": holder.number,
            "Name": holder.name,
            "Born": holder.birth_date.isoformat(),
            "Sex": holder.sex,
            "Nationality": holder.nationality,
            "Expiry": holder.expiry.isoformat() if holder.expiry else "none",
        }
    return {
        "Number": f"********{holder.number[-4:]}",
        "Name": " ".join(word[0] + "*" * (len(word) - 1) for word in holder.name.split()),
        "Born": f"**/**/{holder.birth_date.year}",
        "Expiry": str(holder.expiry.year) if holder.expiry else "none",
    }
