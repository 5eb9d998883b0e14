"""Who vouches for a signer, and since when a signature existed; nothing is fetched for it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import unicodedata
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms, core, crl, ocsp, x509
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation import generic_cms
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from kiosk.dossier.signing.objects import followed, items, value
from kiosk.dossier.signing.report import Kind, Trust

MOST_HELD = 200  # certificates, answers and lists that a file brings along
MOST_LETTERS = 200

_OUT_OF_TIME = (
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED,
)
_REVOKED = (
    AdESIndeterminate.REVOKED_NO_POE,
    AdESIndeterminate.REVOKED_CA_NO_POE,
)
# Of answers about revocation that do not fit; other failures of a chain are called the same.
_NO_USE = (
    AdESIndeterminate.TRY_LATER,
    AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE,
)
# To pyHanko what is revoked in a moment is not revoked yet at that moment, and many answers are given just then.
_AFTER = dt.timedelta(seconds=1)
# A person's or an office's signature; a timestamp's purpose pyHanko checks by itself.
_USAGES = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"})
_FOR_TIME = KeyUsageConstraints(key_usage=set(), extd_key_usage={"time_stamping"})
# Words a body's name begins with; a certificate seldom says in another way that it is no person's.
_BODIES = (
    *(
        "ỦY BAN",
        "UỶ BAN",
        "UBND",
        "HỘI ĐỒNG",
        "HĐND",
        "VĂN PHÒNG",
        "PHÒNG ",
        "SỞ ",
        "BỘ ",
        "CỤC ",
        "CHI CỤC",
    ),
    *("TRUNG TÂM", "CÔNG AN", "CÔNG TY", "TRƯỜNG ", "BỆNH VIỆN", "TRẠM "),
)


@dataclass(frozen=True)
class Brought:
    """What may be used to judge: the anchors trusted here, what the file brings along, what was asked before."""

    trust: tuple[x509.Certificate, ...]
    certificates: tuple[x509.Certificate, ...] = ()
    answers: tuple[ocsp.OCSPResponse, ...] = ()
    lists: tuple[crl.CertificateList, ...] = ()
    asked: tuple[ocsp.OCSPResponse | crl.CertificateList, ...] = ()

    def all(self) -> Brought:
        """With what was asked before as if the file had brought it."""
        answers = tuple(one for one in self.asked if isinstance(one, ocsp.OCSPResponse))
        lists = tuple(one for one in self.asked if isinstance(one, crl.CertificateList))
        return dataclasses.replace(
            self, answers=self.answers + answers, lists=self.lists + lists, asked=()
        )


@dataclass(frozen=True)
class Judged:
    """One CMS signature looked at for a moment in time."""

    intact: bool
    trust: Trust
    known: bool  # nothing is left to be asked about revocation
    lasting: bool  # and all of it lies in the file


@dataclass(frozen=True)
class Proof:
    """A time given by somebody else, and whether what it is about holds."""

    moment: dt.datetime
    by: str
    judged: Judged


def anchors(trust: tuple[bytes, ...]) -> tuple[x509.Certificate, ...]:
    """The trusted certificates, from DER; raises ValueError for what is none."""
    return tuple(x509.Certificate.load(one, strict=True) for one in trust)


def asked_before(data: tuple[bytes, ...]) -> tuple[ocsp.OCSPResponse | crl.CertificateList, ...]:
    """Answers of OCSP and lists of revoked certificates, from DER; what is neither is left out."""
    found = []
    for one in data:
        for shape in (ocsp.OCSPResponse, crl.CertificateList):
            parsed = _parsed(one, shape)
            if parsed is not None:
                found.append(parsed)
                break
    return tuple(found)


def brought(
    root: DictionaryObject,
    trust: tuple[x509.Certificate, ...],
    asked: tuple[ocsp.OCSPResponse | crl.CertificateList, ...] = (),
) -> Brought:
    """The validation data of a file's /DSS (ISO 32000-2, 12.8.4.3); what cannot be read is left out."""
    dss = value(root, "/DSS")
    if not isinstance(dss, DictionaryObject):
        return Brought(trust, asked=asked)
    return Brought(
        trust,
        tuple(_read(dss, "/Certs", DecodePurpose.GENERIC, x509.Certificate)),
        tuple(_read(dss, "/OCSPs", DecodePurpose.OCSP_RESPONSE, ocsp.OCSPResponse)),
        tuple(_read(dss, "/CRLs", DecodePurpose.CRL, crl.CertificateList)),
        asked,
    )


def judged(
    signed: cms.SignedData, digest: bytes | None, held: Brought, now: dt.datetime, proven: dt.datetime | None,
    claimed: dt.datetime | None,
) -> Judged:  # fmt: skip
    """A person's or an organisation's signature: at its proven time, else now. Raises ValueError for a broken one."""
    moment = proven or now
    every = held.all()
    first = _with_stale(signed, digest, every, moment, _USAGES)
    trust = _trust(first, moment)
    if proven is None and first["valid"] and trust in (Trust.TRUSTED, Trust.EXPIRED):
        trust = _by_its_word(signed, digest, every, now, claimed, trust)
    good = trust is Trust.TRUSTED
    lasting = good and _needs_nothing(signed, digest, held, moment, _USAGES)
    known = lasting or (good and _needs_nothing(signed, digest, every, moment, _USAGES))
    return Judged(first["intact"] and first["valid"], trust, known, lasting)


def signature_proofs(signed: cms.SignedData, held: Brought, now: dt.datetime) -> list[Proof]:
    """The timestamps that a signature carries itself (RFC 3161; EN 319 122-1, 5.3); raises ValueError."""
    info = extract_signer_info(signed)
    expected = generic_cms.message_imprint_checker(info)
    proofs = []
    for token in generic_cms.extract_tst_data_iter(info, signed=False):
        imprint = token["encap_content_info"]["content"].parsed["message_imprint"]
        wanted = expected(imprint["hash_algorithm"]["algorithm"].native)
        proofs.append(proof(token, wanted, held, now))
    return proofs


def proof(token: cms.SignedData, imprint: bytes, held: Brought, now: dt.datetime) -> Proof:
    """A timestamp, judged for now, or for its own time where its authority has run out since; raises ValueError."""
    info = token["encap_content_info"]["content"].parsed
    given = info["gen_time"].native
    said = _with_stale(token, None, held.all(), now, _FOR_TIME)
    trust = _trust(said, now)
    if trust is Trust.EXPIRED and said["signing_cert"].not_valid_after > given:
        # Nothing renews it here: whoever broke its key later could have made it. So it is told, not believed.
        trust = Trust.LAPSED
    held_imprint = info["message_imprint"]["hashed_message"].native
    intact = said["intact"] and said["valid"] and held_imprint == imprint
    lasting = trust is Trust.TRUSTED and _needs_nothing(token, None, held, given, _FOR_TIME)
    who = common_name(said["signing_cert"])
    return Proof(given, who, Judged(intact, trust, lasting, lasting))


def proof_at(
    token: cms.SignedData, imprint: bytes, held: Brought, moments: list[dt.datetime]
) -> Proof:
    """The same, believed if it was good at any of the `moments`: now, or when a later timestamp renewed it."""
    first: Proof | None = None
    for moment in moments:
        found = proof(token, imprint, held, moment)
        if found.judged.intact and found.judged.trust is Trust.TRUSTED:
            return found
        first = first or found
    assert first
    return first


def kind_of(certificate: x509.Certificate) -> Kind:
    """Whether a certificate speaks for a person or for a body."""
    subject = certificate.subject.native
    if "organization_identifier" in subject:
        return Kind.ORGANISATION
    name = common_name(certificate)
    if name and name == _text(subject.get("organization_name")):
        return Kind.ORGANISATION
    return Kind.ORGANISATION if name.upper().startswith(_BODIES) else Kind.PERSON


def common_name(certificate: x509.Certificate) -> str:
    return _text(certificate.subject.native.get("common_name"))


def organisation(certificate: x509.Certificate) -> str:
    return _text(certificate.subject.native.get("organization_name"))


def _text(value: Any) -> str:  # noqa: ANN401 - a name may be one string, several, or none
    one = value[0] if isinstance(value, list) and value else value
    text = unicodedata.normalize("NFC", one) if isinstance(one, str) else ""
    return "".join(letter for letter in text if letter.isprintable())[:MOST_LETTERS]


def _read(dss: DictionaryObject, key: str, purpose: DecodePurpose, shape: type[Any]) -> list[Any]:
    found = []
    for one in items(dss, key)[:MOST_HELD]:
        stream = followed(one)
        if not isinstance(stream, StreamObject):
            continue
        parsed = _parsed(stream.read_data(purpose), shape)
        if parsed is not None:
            found.append(parsed)
    return found


def _parsed(data: bytes, shape: type[Any]) -> Any:  # noqa: ANN401 - of that shape, or None
    try:
        parsed = shape.load(data, strict=True)
        _ = parsed.native
    except (ValueError, TypeError, KeyError):
        return None
    return parsed


def _context(held: Brought, moment: dt.datetime, mode: str) -> ValidationContext:
    return ValidationContext(
        trust_roots=list(held.trust),
        other_certs=list(held.certificates),
        crls=list(held.lists),
        ocsps=list(held.answers),
        moment=moment,
        best_signature_time=moment,
        allow_fetching=False,
        revocation_mode=mode,
        # An answer given after the signature speaks for the time before it as well (RFC 6960, 2.4).
        retroactive_revinfo=True,
        weak_hash_algos={"md2", "md5", "sha1"},
    )


def _basic(
    signed: cms.SignedData,
    digest: bytes | None,
    held: Brought,
    moment: dt.datetime,
    usages: KeyUsageConstraints,
    mode: str = "soft-fail",
) -> dict[str, Any]:
    said: dict[str, Any] = _at_once(
        generic_cms.cms_basic_validation(
            signed,
            raw_digest=digest,
            validation_context=_context(held, moment, mode),
            key_usage_settings=usages,
        )
    )
    return said


def _with_stale(
    signed: cms.SignedData,
    digest: bytes | None,
    held: Brought,
    moment: dt.datetime,
    usages: KeyUsageConstraints,
) -> dict[str, Any]:
    """Where what the file brings along is too old, or about others, the signer is judged as if it brought nothing.

    What too old an answer says of its own time still counts, if it is bad.
    """
    said = _basic(signed, digest, held, moment, usages)
    if said["trust_problem_indic"] not in _NO_USE or not (held.answers or held.lists):
        return said
    # Each at its own time: a newer answer about others would make it too old again.
    for given in sorted({one for one in _given(held) if one <= moment}, reverse=True):
        then = _basic(signed, digest, held, min(given + _AFTER, moment), usages)
        if then["trust_problem_indic"] in _REVOKED:
            return then
    without = dataclasses.replace(held, answers=(), lists=())
    return _basic(signed, digest, without, moment, usages)


def _given(held: Brought) -> Iterator[dt.datetime]:
    """When the answers about revocation were given."""
    for one in held.lists:
        yield one["tbs_cert_list"]["this_update"].native
    for answer in held.answers:
        if answer["response_status"].native == "successful":
            yield from (entry["this_update"].native for entry in answer.response_data["responses"])


def _needs_nothing(
    signed: cms.SignedData,
    digest: bytes | None,
    held: Brought,
    moment: dt.datetime,
    usages: KeyUsageConstraints,
) -> bool:
    """Whether the file shows of the signer's certificate and of those above that none had been revoked."""
    if not held.answers and not held.lists:
        return False
    said = _basic(signed, digest, held, moment, usages, "require")
    return said["trust_problem_indic"] is None and said["validation_path"] is not None


def _trust(said: dict[str, Any], moment: dt.datetime) -> Trust:
    problem = said["trust_problem_indic"]
    if problem is None:
        return Trust.TRUSTED if said["validation_path"] is not None else Trust.UNKNOWN
    if said["validation_path"] is not None and said["signing_cert"].not_valid_before > moment:
        return Trust.EXPIRED  # not yet valid: pyHanko has no word for it
    if problem in _REVOKED:
        return Trust.REVOKED
    if problem in _OUT_OF_TIME:
        return Trust.EXPIRED
    if problem is AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE:
        return Trust.PURPOSE
    return Trust.UNKNOWN


def _by_its_word(
    signed: cms.SignedData,
    digest: bytes | None,
    held: Brought,
    now: dt.datetime,
    claimed: dt.datetime | None,
    trust: Trust,
) -> Trust:
    """Without a proven time: what its own word about the time adds, which can only speak against it."""
    if claimed is None or claimed > now:
        return trust
    then = _trust(_basic(signed, digest, held, claimed, _USAGES), claimed)
    if trust is Trust.EXPIRED:
        return Trust.LAPSED if then is Trust.TRUSTED else Trust.EXPIRED
    return Trust.EXPIRED if then is Trust.EXPIRED else trust


def _at_once(steps: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - whatever it returns
    """Run it without an event loop, which would need descriptors: nothing is fetched, so it never waits."""
    try:
        steps.send(None)
    except StopIteration as done:
        return done.value
    steps.close()
    raise ValueError("it waits for something")


def is_timestamp(signed: cms.SignedData) -> bool:
    content = signed["encap_content_info"]
    return bool(
        content["content_type"].native == "tst_info" and content["content"] is not core.VOID
    )
