"""What officials and archivists sign, in every honest way, is valid, and the report says who, when and how long."""

from __future__ import annotations

import datetime as dt

import pytest
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields

from kiosk.dossier.signing.complete import complete
from kiosk.dossier.signing.levels import Level
from kiosk.dossier.signing.report import Change, ChangeKind, Kind, Trust, Verdict
from kiosk.dossier.signing.verify import verify
from tests.dossier.completing.signed import Line
from tests.workbench.forgery import by_hand, revised, size_and_root, stream, stream_obj
from tests.workbench.signed_papers import Pen, official, organisation, paper

HONEST = (ChangeKind.SIGNATURE, ChangeKind.TIMESTAMP, ChangeKind.VALIDATION_DATA)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@pytest.fixture(scope="module")
def twice(authority) -> bytes:
    return organisation(authority).sign(official(authority).sign(paper()))


@pytest.fixture(scope="module")
def completed(authority, twice) -> bytes:
    done = complete(twice, Line(), authority.tsa_url, authority.trust, now())
    assert done.level is Level.B_LTA
    return done.pdf


def test_signed_once(authority, judge):
    report = judge(official(authority).sign(paper()))

    assert (report.verdict, report.reasons) == (Verdict.VALID, ())
    (one,) = report.signatures
    assert (one.who, one.kind, one.trust) == ("GIÀNG A PÁO", Kind.PERSON, Trust.TRUSTED)
    assert one.organisation == "ỦY BAN NHÂN DÂN XÃ SUỐI LÀNH"
    assert (one.intact, one.whole, one.visible, one.level) == (True, True, True, Level.B_B)
    assert one.proven is None
    assert not one.revocation_known


def test_signed_and_then_sealed(judge, twice):
    report = judge(twice)

    assert (report.verdict, report.reasons) == (Verdict.VALID, ())
    first, second = report.signatures
    assert (first.kind, second.kind) == (Kind.PERSON, Kind.ORGANISATION)
    assert first.since == (Change(ChangeKind.SIGNATURE),)
    assert (first.whole, second.whole) == (False, True)
    assert first.revision < second.revision == report.revisions


@pytest.mark.parametrize("kind", ["form", "streams"])
def test_papers_with_forms_or_packed_objects(kind, authority, judge):
    once = official(authority).sign(paper(**{kind: True}))

    assert judge(once).verdict is Verdict.VALID
    assert judge(organisation(authority).sign(once)).verdict is Verdict.VALID


def test_signed_with_an_elliptic_curve(authority, judge):
    assert judge(Pen.of(authority, "official_ec", "Of").sign(paper())).verdict is Verdict.VALID


def test_certified_and_then_sealed_out_of_sight(authority, judge):
    certified = official(authority).sign(paper(), certify=fields.MDPPerm.FILL_FORMS)

    sealed = Pen.of(authority, "organisation", "Seal").sign(certified)

    report = judge(sealed)
    assert report.verdict is Verdict.VALID
    assert [one.visible for one in report.signatures] == [True, False]


def test_signed_in_another_way_than_pades(authority, judge):
    report = judge(official(authority).sign(paper(), pades=False))

    assert report.verdict is Verdict.VALID
    assert report.signatures[0].level is None


def test_completed_for_the_long_term(authority, completed):
    report = verify(completed, authority.trust, now())

    assert (report.verdict, report.reasons) == (Verdict.VALID, ())
    people = [one for one in report.signatures if one.kind is not Kind.TIMESTAMP]
    stamps = [one for one in report.signatures if one.kind is Kind.TIMESTAMP]
    assert [one.level for one in people] == [Level.B_LTA, Level.B_LTA]
    assert all(one.proven and one.proven_by for one in people)
    assert all(one.revocation_known for one in people)
    assert stamps
    later = {change.kind for one in report.signatures for change in one.since}
    assert later <= {*HONEST, ChangeKind.METADATA}


def test_sealed_after_it_was_completed(authority, judge):
    alone = official(authority).sign(paper())
    done = complete(alone, Line(), authority.tsa_url, authority.trust, now()).pdf

    report = judge(organisation(authority).sign(done))

    assert (report.verdict, report.reasons) == (Verdict.VALID, ())
    assert report.signatures[-1].kind is Kind.ORGANISATION


def test_years_later_when_the_signers_have_run_out(authority, completed, twice):
    later = now() + dt.timedelta(days=700)

    completed_then = verify(completed, authority.trust, later)
    plain_then = verify(twice, authority.trust, later)

    assert completed_then.verdict is Verdict.VALID
    assert plain_then.verdict is Verdict.UNKNOWN_SIGNER
    assert {one.trust for one in plain_then.signatures} == {Trust.LAPSED}


@pytest.mark.parametrize("name", ["expired", "early"])
def test_a_signer_out_of_time_is_told(name, authority, judge):
    report = judge(Pen.of(authority, name, "Of").sign(paper()))

    assert report.verdict is Verdict.SUSPICIOUS
    assert report.signatures[0].trust is Trust.EXPIRED


def test_who_was_not_asked_about_is_not_called_good(authority, judge):
    """Whether a certificate was revoked is known only where the file brings the answer along."""
    report = judge(Pen.of(authority, "revoked", "Of").sign(paper()))

    assert not report.signatures[0].revocation_known


def test_a_paper_that_had_two_tables_before_it_was_signed(authority, judge):
    """As Word writes them: nothing is hidden by it that the signer could not see."""
    pdf = paper()
    size, _ = size_and_root(pdf)
    entry = b"\x01" + len(pdf).to_bytes(4, "big") + b"\0"
    keys = b"/Type/XRef/W[1 4 1]/Index[%d 1]/Size %d" % (size, size + 1)
    named = b"/XRefStm %d" % len(pdf)
    hybrid = by_hand(pdf, [(size, stream_obj(size, entry, keys))], trailer=named)

    assert judge(official(authority).sign(hybrid)).verdict is Verdict.VALID


def test_a_paper_whose_metadata_are_badly_written_and_stay_so(authority, judge):
    def describe(writer: IncrementalPdfFileWriter) -> None:
        badly = stream(b"<rdf/>", Type=pdf_name("/Metadata"), Subtype=pdf_name("/XML"))
        writer.root["/Metadata"] = writer.add_object(badly)
        writer.update_root()

    once = official(authority).sign(revised(paper(), describe))

    assert judge(organisation(authority).sign(once)).verdict is Verdict.VALID
