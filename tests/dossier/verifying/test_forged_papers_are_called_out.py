"""Nothing that a forger does to a signed paper is called valid, and the clerk is told what was done."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable

import pytest

from kiosk.dossier.signing.odd import BROKEN
from kiosk.dossier.signing.report import ALTERING, Reason, Report, Verdict
from kiosk.dossier.signing.verify import verify
from tests.workbench.authority import Authority
from tests.workbench.forgery import Attack
from tests.workbench.shadow import ATTACKS
from tests.workbench.shadow_bytes import wrapped
from tests.workbench.signed_papers import Pen, official, paper

# Comments at the end are no contents: whoever signs them later has signed a paper with comments.
LASTING = [attack for attack in ATTACKS if Reason.TAIL not in attack.reasons]


@pytest.fixture(scope="module")
def forged(authority) -> Callable[[Attack], bytes]:
    """Each forgery is made once."""
    return functools.cache(lambda attack: attack.make(authority))


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_a_forged_paper_is_called_out_with_the_reason(attack: Attack, forged, judge):
    report: Report = judge(forged(attack))

    assert report.verdict in (Verdict.ALTERED, Verdict.SUSPICIOUS)
    assert set(attack.reasons) & set(report.reasons), report.reasons
    altered = not ALTERING.isdisjoint(report.reasons)
    assert (report.verdict is Verdict.ALTERED) is altered


@pytest.mark.parametrize("attack", LASTING, ids=lambda attack: attack.name)
def test_sealing_a_forged_paper_does_not_heal_it(attack: Attack, forged, authority, judge):
    """A last honest signature over everything changes nothing about what was done before it."""
    sealed = forged(attack)
    with contextlib.suppress(*BROKEN):  # pyHanko refuses to sign many of them
        sealed = Pen.of(authority, "organisation", "Seal").sign(sealed)

    assert judge(sealed).verdict in (Verdict.ALTERED, Verdict.SUSPICIOUS)


def test_a_namesake_whom_nobody_trusts_is_not_the_official(tmp_path, authority, judge):
    namesake = Authority(tmp_path)

    report = judge(official(namesake).sign(paper()))

    assert report.verdict is Verdict.UNKNOWN_SIGNER
    assert report.signatures[0].who == "GIÀNG A PÁO"


def test_without_any_anchor_nobody_is_trusted(authority, judge):
    from_nowhere = official(authority).sign(paper())
    moment = judge(from_nowhere).signatures[0].claimed
    assert moment

    assert verify(from_nowhere, (), moment).verdict is Verdict.UNKNOWN_SIGNER


def test_a_paper_cut_back_to_before_its_signature_is_unsigned(judge):
    assert judge(paper()).verdict is Verdict.UNSIGNED


def test_a_wrapped_signature_is_not_said_to_cover_the_file(authority, judge):
    assert [one.whole for one in judge(wrapped(authority)).signatures] == [False]
