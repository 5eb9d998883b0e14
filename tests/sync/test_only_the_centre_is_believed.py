"""Papers go to the centre alone: its certificate is judged by authorities the office names and by the centre's time."""

from __future__ import annotations

import datetime as dt
import json
import ssl
from contextlib import contextmanager

import pytest
import requests.adapters
from cryptography.hazmat.primitives import serialization

from kiosk.contract import TIME, answer
from kiosk.faults import Fault
from kiosk.settings import CentreSettings, Secret, SettingsError
from kiosk.store.outbox import EnvelopeState
from kiosk.sync.connection import CentreError, Connection
from kiosk.sync.transport import Centre
from kiosk.sync.trust import Trust
from tests.workbench.certificates import YEAR, House
from tests.workbench.front import Front
from tests.workbench.hostile import Stranger, http
from tests.workbench.keys import signed_by


@pytest.fixture(scope="module")
def province(tmp_path_factory):
    return House(tmp_path_factory.mktemp("province"))


@pytest.fixture(scope="module")
def nobody(tmp_path_factory):
    """An authority that calls itself the same, and that nobody named."""
    return House(tmp_path_factory.mktemp("nobody"))


@pytest.fixture
def door(centre, province):
    """Opens the province's door, with the centre's certificate unless another is given."""

    @contextmanager
    def opened(certificate=None, port=None, **how):
        with Front(port or centre.port, certificate or province.issue("centre"), **how) as front:
            yield front

    return opened


@pytest.fixture
def through(office, centre, province):
    """A courier of the office to this door."""

    def courier(front, url=None, **tls):
        ca = str(tls.pop("ca", province.ca))
        return office.courier(url or front.url, centre.token, ca=ca, **tls)

    return courier


def test_a_days_cases_and_questions_take_one_handshake(office, centre, province, door, through):
    device = str(province.issue("kiosk-1"))
    with door(devices=province.ca) as front:
        courier = through(front, certificate=device)
        asks = office.beside()
        envelopes = []
        for size in (300_000, 1, 70_000, 20_000, 5000):
            envelopes.append(office.hand_in(size))
            courier.carry()
            asks.time()
            office.now += 3600
        assert office.only(centre, *envelopes)
        assert front.handshakes == 1


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_after_a_cut_the_session_is_taken_up_again(office, centre, door, through, newest):
    with door(newest=newest) as front:
        courier = through(front)
        envelopes = [office.hand_in(1000)]
        courier.carry()
        front.cut()
        envelopes.append(office.hand_in(1000))
        while not office.only(centre, *envelopes):
            courier.carry()
            office.now += 60
        assert (front.handshakes, front.resumed) == (2, 1)
        assert front.heard.count(b"/v1/questions/time") == 1


STRANGERS = {
    "of another authority": lambda province, nobody: nobody.issue("centre"),
    "for another name": lambda province, nobody: province.issue("khac", hosts=("khac.example",)),
    "for no name": lambda province, nobody: province.issue("khong-ten", hosts=()),
    "that vouches for itself": lambda province, nobody: province.alone("tu-ky"),
    "made with a kiosk's own": lambda province, nobody: nobody.issue("kiosk-1"),
}


@pytest.mark.parametrize("who", STRANGERS)
def test_whoever_shows_a_certificate_that_is_not_the_centres_is_told_nothing(
    office, centre, province, nobody, door, through, who
):
    envelope = office.hand_in(1000)
    with door(STRANGERS[who](province, nobody)) as front:
        courier = through(front)
        courier.carry()
        assert office.row(envelope).trouble == "centre-untrusted"
        assert not front.heard
        front.renew(province.issue("centre"))
        office.now += 60
        courier.carry()
    assert office.row(envelope).state is EnvelopeState.DELIVERED


def test_the_list_that_requests_brings_along_counts_for_nothing(
    office, province, nobody, door, through, monkeypatch
):
    monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", str(nobody.ca))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(nobody.ca))
    envelope = office.hand_in(1000)
    with door(nobody.issue("centre")) as front:
        through(front).carry()
        assert not front.heard
    assert office.row(envelope).trouble == "centre-untrusted"


def test_where_no_authority_is_named_the_systems_count(office, nobody, door, through, monkeypatch):
    envelopes = [office.hand_in(1000)]
    with door(nobody.issue("centre")) as front:
        through(front, ca="").carry()
        assert office.row(envelopes[0]).trouble == "centre-untrusted"
        monkeypatch.setenv("SSL_CERT_FILE", str(nobody.ca))  # OpenSSL's own
        office.now += 60
        through(front, ca="").carry()
    assert office.row(envelopes[0]).state is EnvelopeState.DELIVERED


def test_an_authority_below_the_root_may_be_named_alone(
    office, centre, province, door, through, tmp_path
):
    shown = province.issue("centre")
    between = tmp_path / "between.pem"
    between.write_bytes(shown.read_bytes().split(b"-----END CERTIFICATE-----\n", 1)[1])
    envelope = office.hand_in(1000)
    with door(shown) as front:
        through(front, ca=between).carry()
    assert office.row(envelope).state is EnvelopeState.DELIVERED


OUT_OF_DATE = {
    "expired yesterday": (-YEAR, -1),
    "stolen years ago": (-12 * YEAR, -9 * YEAR),
    "not valid before tomorrow": (1, YEAR),
}


@pytest.mark.parametrize("days", OUT_OF_DATE.values(), ids=OUT_OF_DATE)
def test_a_certificate_that_is_out_of_date_gets_no_papers_and_no_token(
    office, centre, province, door, through, days
):
    envelope = office.hand_in(1000)
    with door(province.issue("cu", days)) as front:
        courier = through(front)
        for _ in range(3):
            assert courier.carry() > 0
            assert office.row(envelope).trouble == "centre-expired"
            office.now += 60
        assert front.heard.count(b" HTTP/1.1\r\n") == front.heard.count(b"/v1/questions/time ") == 3
        assert b"token" not in front.heard
        assert office.only(centre)
        front.renew(province.issue("centre"))
        courier.carry()
    assert office.row(envelope).state is EnvelopeState.DELIVERED


def test_an_authority_between_that_is_out_of_date_vouches_for_nobody(
    office, centre, tmp_path, door, through
):
    house = House(tmp_path / "house")
    house.intermediate((-YEAR, -1))
    envelope = office.hand_in(1000)
    with door(house.issue("centre")) as front:
        through(front, ca=house.ca).carry()
        assert b"token" not in front.heard
    assert office.row(envelope).trouble == "centre-expired"


def test_a_certificate_that_ends_while_the_kiosk_runs_is_judged_when_the_line_is_new(
    centre, province, door
):
    seconds = [0.0]  # since the kiosk was switched on
    line = Connection({}, "", Trust(str(province.ca), clock=lambda: seconds[0]))
    line.rely_on(lambda: dt.datetime.now(dt.UTC))
    with door(province.issue("ngan", (-1, 1))) as front:
        url = f"{front.url}/v1/none"
        assert line.ask("GET", url).status == 404
        seconds[0] = 3 * 86400.0
        assert line.ask("GET", url).status == 404  # the line still stands
        line.close()
        with pytest.raises(CentreError) as told:
            line.ask("GET", url)
        assert told.value.fault is Fault.CENTRE_EXPIRED
        front.renew(province.issue("centre"))
        assert line.ask("GET", url).status == 404
    line.close()


def test_without_the_centres_time_nothing_is_asked(centre, province, door):
    line = Connection({}, "", Trust(str(province.ca)))
    with door() as front:
        with pytest.raises(CentreError) as told:
            line.ask("GET", front.url)
        assert told.value.fault is Fault.CENTRE_UNTRUSTED
        assert not front.heard
    line.close()


class Clock(Stranger):
    """Says what time it is to whoever asks, under whosever name, or what it said the first time."""

    replays = False

    def __init__(self, who, now=None):
        super().__init__()
        self.who, self.now, self.kept = who, now or dt.datetime.now(dt.UTC).isoformat(), b""

    def _answer(self, line):
        said = b""
        while not (body := said.partition(b"\r\n\r\n")[2]).endswith(b"}"):
            said += line.recv(1 << 20)
        self.asked.append(said.decode())
        row = {key: json.loads(body)[key] for key in ("device", "nonce")} | {"now": self.now}
        row |= {"signature": signed_by(self.who, answer(TIME, row))}
        now = http(200, json.dumps(row).encode())
        self.kept = self.kept or now
        line.sendall(self.kept if self.replays else now)


CLOCKS = {
    "that somebody else signed": {"who": "somebody"},
    "that the kiosk signed itself": {"who": "kiosk-1"},
    "that is none": {"who": "centre", "now": "sáng nay"},
    "without a zone": {"who": "centre", "now": "2026-11-02T08:00:00"},
    "in the year 0": {"who": "centre", "now": "0000-01-01T00:00:00+07:00"},
}


@pytest.mark.parametrize("said", CLOCKS)
def test_a_time_that_is_not_the_centres_judges_no_certificate(office, door, through, said):
    """A certificate of the centre's, in date and stolen with its key: without the centre's other key it is no use."""
    envelope = office.hand_in(1000)
    with Clock(**CLOCKS[said]) as clock, door(port=clock.port) as front:
        courier = through(front)
        courier.carry()
        assert office.row(envelope).trouble == "centre-nonsense"
        assert "/v1/questions/time" in clock.asked[0]
        assert b"token" not in front.heard
        assert envelope.id.encode() not in front.heard


def test_a_centre_whose_own_clock_was_wrong_is_believed_once_it_is_right(office, door, through):
    with Clock("centre", "1970-01-01T00:00:00+00:00") as clock, door(port=clock.port) as front:
        through(front)
        with pytest.raises(CentreError) as told:
            office.beside().time()
        assert told.value.fault is Fault.CENTRE_EXPIRED
        clock.now = dt.datetime.now(dt.UTC).isoformat()
        assert office.beside().time().year > 1970


def test_yesterdays_time_judges_nothing_today(office, door, through):
    """The stolen certificate was in date when the centre signed it: but the answer is to another question."""
    with Clock("centre") as clock, door(port=clock.port) as front:
        through(front)
        assert office.beside().time()
        clock.replays = True
        through(front)
        with pytest.raises(CentreError) as told:
            office.beside().time()
        assert told.value.fault is Fault.CENTRE_NONSENSE


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1:DeprecationWarning")
def test_an_old_tls_is_not_spoken(office, door, through):
    envelope = office.hand_in(1000)
    with door(newest=ssl.TLSVersion.TLSv1_1) as front:
        through(front).carry()
        assert not front.heard
    assert office.row(envelope).state is EnvelopeState.READY


NOT_LET_IN = {
    "expired": lambda province, nobody: province.issue("kiosk-1", (-YEAR, -1)),
    "of another authority": lambda province, nobody: nobody.issue("kiosk-1"),
    "revoked": lambda province, nobody: province.issue("kiosk-1"),
    "none": lambda province, nobody: "",
}


@pytest.mark.parametrize("why", NOT_LET_IN)
def test_a_kiosk_whose_certificate_is_not_taken_says_so_and_goes_on_trying(
    office, centre, province, nobody, door, through, tmp_path, why
):
    shown = NOT_LET_IN[why](province, nobody)
    revoked = province.revoked(*([shown] if why == "revoked" else []))
    mine = tmp_path / "kiosk.pem"
    if shown:
        shown.rename(mine)
    envelope = office.hand_in(1000)
    with door(devices=province.ca, revoked=revoked) as front:
        courier = through(front, certificate=str(mine) if shown else "")
        for _ in range(2):
            assert courier.carry() > 0
            assert office.row(envelope).trouble == "certificate-refused"
            office.now += 60
        assert not front.heard
        if shown:  # renewed under a running kiosk-sync
            province.issue("moi").rename(mine)
            courier.carry()
            assert office.row(envelope).state is EnvelopeState.DELIVERED


def test_the_key_may_lie_beside_the_certificate(office, centre, province, door, through):
    shown = province.issue("kiosk-1", apart=True)
    shown.with_name("certificate.key").rename(office.workspace.certificate_key)
    envelope = office.hand_in(1000)
    with door(devices=province.ca) as front:
        through(front, certificate=str(shown)).carry()
    assert office.row(envelope).state is EnvelopeState.DELIVERED


def test_a_new_certificate_that_cannot_be_used_leaves_the_old_one_in_use(
    office, centre, province, door, through, caplog
):
    mine = province.issue("kiosk-1")
    with door(devices=province.ca) as front:
        courier = through(front, certificate=str(mine))
        mine.write_text("-----BEGIN PRIVATE KEY-----\n")
        envelope = office.hand_in(1000)
        courier.carry()
    assert office.row(envelope).state is EnvelopeState.DELIVERED
    assert "centre.certificate must name a PEM file" in caplog.text


def test_certificates_that_cannot_be_used_are_named_at_the_start(province, tmp_path):
    readable = province.issue("kiosk-1")
    readable.chmod(0o640)
    apart = province.issue("kiosk-2", apart=True)
    text = tmp_path / "text.pem"
    text.write_text("xin chào")
    for option, value, says in (
        ("ca", tmp_path / "none.pem", r"centre\.ca must name"),
        ("ca", text, r"centre\.ca must name"),
        ("certificate", tmp_path / "none.pem", r"centre\.certificate cannot be read"),
        ("certificate", text, r"centre\.certificate must name|has no key"),
        ("certificate", apart, "has no key, and there is none beside it"),
        ("certificate", readable, r"kiosk-1\.pem holds a key: only its owner may read it"),
    ):
        settings = CentreSettings("https://centre.example", Secret("token"), **{option: str(value)})
        with pytest.raises(SettingsError, match=says):
            Centre(settings, tmp_path / "certificate.key")


def test_a_locked_key_is_refused_without_asking_the_terminal(province, tmp_path):
    shown = province.issue("kiosk-1")
    key = serialization.load_pem_private_key(shown.read_bytes(), None)
    locked = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"mat khau"),
    )
    shown.write_bytes(locked + shown.read_bytes().split(b"-----END PRIVATE KEY-----\n")[1])
    settings = CentreSettings("https://centre.example", Secret("token"), certificate=str(shown))
    with pytest.raises(SettingsError, match=r"centre\.certificate must name"):
        Centre(settings)
