"""What the token itself says before any PIN is asked for."""

import pytest

from drivers.token import HeldCertificate, TokenError, TokenFault, TokenState
from kiosk.dossier.signing.facts import Belief, facts_of
from kiosk.dossier.signing.preflight import preflight
from kiosk.signing import SigningFault, SignRole
from tests.signing.conftest import NOW, line


class Token:
    """A token in one state; its certificates, or the fault that it answers with."""

    def __init__(self, state, answer):
        self._state, self._answer = state, answer

    def state(self):
        return self._state

    def certificates(self):
        if isinstance(self._answer, TokenFault):
            raise TokenError(self._answer)
        return self._answer


@pytest.mark.parametrize(
    ("state", "fault"),
    [
        (TokenState.PIN_LAST, SigningFault.PIN_LAST),
        (TokenState.PIN_LOCKED, SigningFault.PIN_LOCKED),
        (TokenState.PIN_TO_CHANGE, SigningFault.PIN_TO_CHANGE),
    ],
)
def test_the_state_of_the_pin_is_told(faults, good, state, fault):
    assert faults(good, line(certificate=good), token=state) == [fault]


def test_who_was_told_and_wants_the_last_try_gets_it(faults, good):
    mine = line(certificate=good)
    assert faults(good, mine, token=TokenState.PIN_LAST, last_try=True) == []
    assert faults(good, mine, token=TokenState.PIN_LOCKED, last_try=True) == [
        SigningFault.PIN_LOCKED
    ]


@pytest.mark.parametrize(
    ("state", "fault"),
    [
        (TokenState.ABSENT, SigningFault.TOKEN_ABSENT),
        (TokenState.MODULE_MISSING, SigningFault.MODULE_MISSING),
        (TokenState.MODULE_FAILED, SigningFault.MODULE_FAILED),
    ],
)
def test_without_a_token_there_is_nothing_to_say_of_keys_and_names(faults, state, fault):
    assert faults(None, line(), token=state) == [fault]


def test_a_token_without_a_key_cannot_sign(issuer, good):
    held = (HeldCertificate(good, b"", "no key"), HeldCertificate(b"rubbish", b"1", ""))
    belief = Belief((issuer.root,), lambda *_: "good")
    facts = facts_of(Token(TokenState.READY, held), SignRole.OFFICIAL, (), belief, NOW)
    found = preflight(SignRole.OFFICIAL, facts, (line(certificate=good),), NOW)
    assert [finding.fault for finding in found] == [SigningFault.KEY_MISSING]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (TokenFault.ABSENT, SigningFault.TOKEN_ABSENT),
        (TokenFault.REMOVED, SigningFault.TOKEN_ABSENT),
        (TokenFault.MODULE_MISSING, SigningFault.MODULE_MISSING),
        (TokenFault.MODULE_FAILED, SigningFault.MODULE_FAILED),
        (TokenFault.REJECTED, SigningFault.MODULE_FAILED),
    ],
)
def test_a_token_pulled_while_it_is_looked_at_is_a_finding_and_no_crash(issuer, answer, fault):
    belief = Belief((issuer.root,), lambda *_: "good")
    token = Token(TokenState.READY, answer)
    facts = facts_of(token, SignRole.OFFICIAL, (), belief, NOW)
    found = preflight(SignRole.OFFICIAL, facts, (line(),), NOW)
    assert [finding.fault for finding in found] == [fault]
