"""The chip's side of PACE and BAC (ICAO 9303-11, 4.3 and 4.4)."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from drivers.card import bac, chip_keys, pace, tlv
from drivers.card.chip_commands import BAD_DATA, OUT_OF_ORDER, WRONG_PROOF, Refusal
from drivers.card.chip_made import Make, mrz_information
from drivers.card.integrated import field_number
from drivers.card.mapping import Curve
from drivers.card.pace import CAN, MRZ
from drivers.card.pace_info import Mapping, PaceInfo
from drivers.card.person import Person
from drivers.card.secure_messaging import Protection, SessionKeys


@dataclass
class _Run:
    """Where a PACE run stands (4.4)."""

    info: PaceInfo
    password: pace.Password
    one_block: bool = False  # the nonce is one block of the cipher, not as long as its key
    nonce: bytes = b""
    generator: bytes = b""
    mapping: int = 0
    keys: SessionKeys | None = None
    theirs: bytes = b""
    ours: bytes = b""


class Door:
    """Who may come in, and how often they may try."""

    def __init__(self, person: Person, make: Make) -> None:
        self._make = make
        self._can = pace.can(person.number[-6:])
        self._mrz = mrz_information(person)
        self._left = {MRZ: make.tries, CAN: make.tries}
        self.clone = False  # it has not the key that it would map with
        self.close()

    def close(self) -> None:
        """Forget what was begun, not how often it failed."""
        self._run: _Run | None = None
        self._challenge = b""

    @property
    def begun(self) -> bool:
        return self._run is not None

    def begin(self, data: bytes) -> int:
        """MSE:Set AT; the status word."""
        fields = {element.tag: element.value for element in tlv.elements(data)}
        offers = [i for i in self._make.infos() if i.protocol == fields.get(0x80)]
        if 0x84 in fields:
            offers = [i for i in offers if bytes([i.parameter]) == fields[0x84]]
        passwords = {MRZ: pace.mrz(self._mrz)} | ({CAN: self._can} if self._make.can else {})
        wanted = passwords.get(int.from_bytes(fields.get(0x83, b""), "big"))
        if not offers or wanted is None:
            raise Refusal(BAD_DATA)
        left = self._left[wanted.reference]
        if self._make.tries and not left:
            raise Refusal(self._make.blocked)
        self._run = _Run(offers[0], wanted, self._make.habit().one_block)
        return 0x9000 if left == self._make.tries else 0x63C0 | left

    def step(self, data: bytes) -> tuple[bytes, Protection | None]:
        """GENERAL AUTHENTICATE: the answer, and the session where this was the last step."""
        run = self._run
        if run is None:
            raise Refusal(OUT_OF_ORDER)
        steps = list(tlv.elements(tlv.only(data, 0x7C)))
        value = steps[0].value if steps else b""
        match [step.tag for step in steps]:
            case []:
                given = tlv.make(0x80, _nonce(run))
            case [0x81] if run.nonce:
                given = tlv.make(0x82, _mapped(run, value))
            case [0x83] if run.generator:
                given = tlv.make(0x84, _agreed(run, value))
            case [0x85] if run.keys:
                return tlv.make(0x7C, self._proven(run, run.keys, value)), Protection(run.keys)
            case _:
                raise Refusal(OUT_OF_ORDER)
        return tlv.make(0x7C, given), None

    def challenge(self) -> bytes:
        """GET CHALLENGE."""
        self._challenge = secrets.token_bytes(bac.NONCE)
        return self._challenge

    def authenticate(self, data: bytes) -> tuple[bytes, Protection]:
        """EXTERNAL AUTHENTICATE: the answer, and the session."""
        challenge, self._challenge = self._challenge, b""
        if not challenge:
            raise Refusal(OUT_OF_ORDER)
        keys = bac.document_keys(self._mrz)
        try:
            plain = bac.opened(keys, data)
        except ValueError:
            raise Refusal(WRONG_PROOF) from None
        theirs, back, half = plain[:8], plain[8:16], plain[16:]
        if back != challenge:
            raise Refusal(WRONG_PROOF)
        ours = secrets.token_bytes(bac.KEY)
        agreed, counter = bac.session(half, ours, challenge, theirs)
        return bac.sealed(keys, challenge + theirs + ours), Protection(agreed, counter)

    def _proven(self, run: _Run, keys: SessionKeys, proof: bytes) -> bytes:
        self._run = None
        group, protocol = run.info.group, run.info.protocol
        if not hmac.compare_digest(proof, pace.token(keys, protocol, group.tag, run.ours)):
            left = max(0, self._left[run.password.reference] - 1)
            self._left[run.password.reference] = left
            raise Refusal(0x63C0 | left if self._make.tries else self._make.wrong)
        self._left[run.password.reference] = self._make.tries
        answer = tlv.make(0x86, pace.token(keys, protocol, group.tag, run.theirs))
        if run.info.mapping is Mapping.CHIP_AUTHENTICATION:
            answer += tlv.make(0x8A, _chip_proof(run, keys, self.clone))
        return answer


def _nonce(run: _Run) -> bytes:
    suite = run.info.suite
    size = suite.block if run.one_block else -(-suite.key // 16) * 16
    run.nonce = secrets.token_bytes(size)
    return suite.encrypt(pace.password_key(run.password, suite), run.nonce)


def _mapped(run: _Run, data: bytes) -> bytes:
    group = run.info.group
    if run.info.mapping is Mapping.INTEGRATED:
        run.generator = group.embedded(field_number(run.info.suite, run.nonce, data, group.p))
        return b""
    run.mapping = group.random_scalar()
    run.generator = group.mapped(run.nonce, run.mapping, data)
    return group.public(run.mapping)


def _agreed(run: _Run, data: bytes) -> bytes:
    group = run.info.group
    scalar, run.theirs = group.random_scalar(), data
    run.ours = group.public(scalar, run.generator)
    run.keys = pace.session_keys(group.shared(scalar, data), run.info.suite)
    return run.ours


def _chip_proof(run: _Run, keys: SessionKeys, clone: bool) -> bytes:
    """The mapping's secret over the chip's own (4.4.3.5.1)."""
    group = run.info.group
    assert isinstance(group, Curve)
    secret, _ = chip_keys.mapping_key(run.info.parameter)
    if clone:
        secret = group.random_scalar()
    number = run.mapping * pow(secret, -1, group.n) % group.n
    plain = number.to_bytes((group.n.bit_length() + 7) // 8, "big")
    vector = keys.suite.first_vector(keys.enc, (1 << 128) - 1)
    return keys.suite.encrypt(keys.enc, keys.suite.pad(plain), vector)
