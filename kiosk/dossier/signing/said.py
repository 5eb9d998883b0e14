"""What is said of each signature: who, since when, how far it is to be believed, for how long it can be judged."""

from __future__ import annotations

import datetime as dt

from asn1crypto import cms
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.sign.validation.generic_cms import get_signing_cert_attr

from kiosk.dossier.signing import vouching
from kiosk.dossier.signing.found import Found
from kiosk.dossier.signing.levels import Level
from kiosk.dossier.signing.objects import value
from kiosk.dossier.signing.report import Change, Kind, Signature, Trust
from kiosk.dossier.signing.vouching import Brought, Judged, Proof

PADES = "/ETSI.CAdES.detached"
ETERNITY = dt.datetime.max.replace(tzinfo=dt.UTC)


class Times:
    """When things existed, by the timestamps of one file: each later one renews what came before."""

    def __init__(self, found: list[Found], held: Brought, now: dt.datetime) -> None:
        self.now = now
        self.held = held
        self._moments = [now]
        self._proofs: dict[str, Proof] = {}
        self._found = {one.name: one for one in found}
        for one in reversed(found):
            if not one.timestamp:
                continue
            proof = self._of_document(one)
            self._proofs[one.name] = proof
            if _good(proof):
                self._moments.append(proof.moment)

    def document(self, one: Found) -> Proof:
        """Of a document timestamp itself."""
        return self._proofs[one.name]

    def earliest(self, one: Found) -> Proof | None:
        """The first good proof that a signature existed: its own timestamp, or one over the document."""
        good = [proof for proof in (*self._own(one), *self._later(one)) if _good(proof)]
        # A proof that needs no question is worth more than one that came a moment before.
        return min(good, key=lambda proof: (proof.moment, not proof.judged.lasting), default=None)

    def renewed(self, one: Found) -> bool:
        """Whether a good document timestamp stands over the signature and its validation data."""
        return any(
            _good(self._proofs[name]) and _holds_validation_data(self._found[name])
            for name in self._proofs
            if self._found[name].revision > one.revision
        )

    def _later(self, one: Found) -> list[Proof]:
        return [
            proof
            for name, proof in self._proofs.items()
            if self._found[name].revision > one.revision
        ]

    def _own(self, one: Found) -> list[Proof]:
        try:
            proofs = [
                vouching.signature_proofs(one.embedded.signed_data, self.held, moment)
                for moment in self._moments
            ]
        except (ValueError, TypeError, KeyError, AttributeError):
            return []
        return [proof for at_moment in proofs for proof in at_moment]

    def _of_document(self, one: Found) -> Proof:
        digest = one.embedded.compute_digest()
        return vouching.proof_at(one.embedded.signed_data, digest, self.held, self._moments)


def of_signature(one: Found, times: Times, since: tuple[Change, ...]) -> Signature:
    """A person's or an organisation's signature."""
    embedded = one.embedded
    claimed = _aware(embedded.self_reported_timestamp)
    proof = times.earliest(one)
    proven = proof.moment if proof else None
    held = vouching.judged(
        embedded.signed_data, embedded.compute_digest(), times.held, times.now, proven, claimed
    )
    certificate = embedded.signer_cert
    return Signature(
        field=_short(one.name),
        kind=vouching.kind_of(certificate),
        who=vouching.common_name(certificate),
        organisation=vouching.organisation(certificate),
        claimed=claimed,
        proven=proven,
        proven_by=proof.by if proof else "",
        intact=held.intact,
        revision=one.revision + 1,
        whole=_whole(one),
        since=since,
        trust=held.trust,
        revocation_known=held.known,
        level=_level(one, held, proof, times),
        visible=one.visible,
    )


def of_timestamp(one: Found, times: Times, since: tuple[Change, ...]) -> Signature:
    """A timestamp over the whole document."""
    proof = times.document(one)
    good = _good(proof)
    return Signature(
        field=_short(one.name),
        kind=Kind.TIMESTAMP,
        who=proof.by,
        organisation=vouching.organisation(one.embedded.signer_cert),
        claimed=None,
        proven=proof.moment if good else None,
        proven_by=proof.by if good else "",
        intact=proof.judged.intact,
        revision=one.revision + 1,
        whole=_whole(one),
        since=since,
        trust=proof.judged.trust,
        revocation_known=proof.judged.known,
        level=None,
        visible=one.visible,
    )


def _level(one: Found, held: Judged, proof: Proof | None, times: Times) -> Level | None:
    if value(one.embedded.sig_object, "/SubFilter") != PADES or not _names_its_signer(one):
        return None
    if proof is None:
        return Level.B_B
    if not (held.lasting and proof.judged.lasting):
        return Level.B_T
    return Level.B_LTA if times.renewed(one) else Level.B_LT


def _names_its_signer(one: Found) -> bool:
    """EN 319 122-1, 5.2.2: the signature itself says which certificate it was made with."""
    signed: cms.CMSAttributes = one.embedded.signer_info["signed_attrs"]
    return get_signing_cert_attr(signed) is not None


def _holds_validation_data(one: Found) -> bool:
    root = one.embedded.reader.get_historical_root(one.revision)
    store = value(root, "/DSS")
    return isinstance(store, DictionaryObject) and ("/OCSPs" in store or "/CRLs" in store)


def _good(proof: Proof) -> bool:
    return proof.judged.intact and proof.judged.trust is Trust.TRUSTED


def _whole(one: Found) -> bool:
    if one.span is None:
        return False
    gap = one.span.after - one.span.gap
    own = 2 * len(one.embedded.pkcs7_content) + 2  # in hexadecimal, with its brackets
    return gap == own and one.span.end == one.embedded.reader.stream.seek(0, 2)


def _aware(moment: dt.datetime | None) -> dt.datetime | None:
    if moment is not None and moment.tzinfo is None:
        return moment.replace(tzinfo=dt.UTC)
    return moment


def _short(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable())[:100]
