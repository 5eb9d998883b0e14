"""A slip is found before it is signed: one sentence names the file and the place in it."""

from __future__ import annotations

import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from central.bundles.checking import check, read
from central.bundles.repository import BundleError
from kiosk.workspace import CATALOGUE, WORDS
from tests.workbench.certificates import House

TODAY = dt.date(2026, 11, 23)
LAW = CATALOGUE.read_text(encoding="utf-8")
VI = (WORDS / "vi.toml").read_text(encoding="utf-8")
FEE = '[[fee]]\nprocedure = "1.001193"\namount = 8000\nvalid_from = 2026-07-01\nbasis = "thử"\n'
FORM = (
    '[[form]]\nid = "to-khai"\nname = { vi = "Tờ khai", en = "Form" }\nnumber = "01"\n'
    'valid_from = 2026-07-01\nbasis = "thử"\n'
)
MEMBER = '[[member]]\nid = "cb-01"\nrole = "clerk"\nname = "Trần Thị Thử"\ncounters = [1]\n'


@pytest.fixture(scope="module")
def pem(tmp_path_factory):
    """An invented authority's certificate."""
    return House(tmp_path_factory.mktemp("authority")).ca.read_bytes()


@pytest.fixture(scope="module")
def der(pem):
    return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)


def refused(path, data):
    with pytest.raises(BundleError) as error:
        check({path: data.encode() if isinstance(data, str) else data}, TODAY)
    said = str(error.value)
    assert said.startswith(f"{path}: ")
    assert "\n" not in said
    return said


def test_one_of_each_may_be_published(der, pem):
    files = {
        "all/catalogue.toml": LAW,
        "all/fees.toml": FEE,
        "all/forms.toml": FORM,
        "all/holidays.toml": 'source = "thử"\noff = [2026-09-02]\n',
        "all/words/vi.toml": VI,
        "all/words/en.toml": (WORDS / "en.toml").read_text(encoding="utf-8"),
        "office/H38.101/roster.toml": MEMBER,
        "device/kiosk-1/settings.toml": "[scanner]\nwait = 3.0\n",
    }
    told = {path: text.encode() for path, text in files.items()}
    check({**told, "all/trust/vn.cer": der, "all/signing-trust/a.pem": pem + pem}, TODAY)


@pytest.mark.parametrize(
    ("path", "data", "place"),
    [
        ("all/catalogue.toml", LAW[:-300], "document"),
        ("all/catalogue.toml", LAW.replace('series = "A"', 'series = "a"', 1), "series"),
        ("all/catalogue.toml", b"\xff\xfe", "not UTF-8"),
        ("all/catalogue.toml", "procedure = [", "not TOML"),
        ("all/fees.toml", FEE.replace("8000", '"8.000"'), "fee 1, amount"),
        ("all/fees.toml", FEE + FEE, "1.001193 from 2026-07-01: stands there twice"),
        ("all/forms.toml", FORM.replace("2026-07-01", "'soon'"), "form to-khai, valid_from"),
        ("all/holidays.toml", 'source = "x"\noff = ["2 Sep"]\n', "holidays, off"),
        ("office/H38.101/roster.toml", MEMBER.replace("clerk", "king"), "member 1, role"),
        ("all/settings.toml", "[scanner]\nwait = 3000.0\n", "scanner.wait"),
        ("all/settings.toml", '[pages]\nprofile = "nice"\n', "pages.profile"),
        ("device/kiosk-1/settings.toml", '[centre]\ntoken = "x"\n', "centre.token"),
        ("all/words/vi.toml", VI.replace("back =", "retour =", 1), "bar.back: is missing"),
        ("all/words/vi.toml", VI.replace("{count}", "{number}", 1), "{count}"),
        ("all/words/de.toml", VI, "not this language"),
        ("all/trust/vn.cer", b"hello", "is no certificate"),
        ("all/signing-trust/root.pem", b"0" * 70_000, "larger than"),
        ("all/catalog.toml", LAW, "no kiosk knows a file of this name"),
        ("all/words/vi/extra.toml", VI, "no kiosk knows a file of this name"),
    ],
)
def test_a_slip_is_named_with_its_file_and_its_place(path, data, place):
    assert place in refused(path, data)


@pytest.mark.parametrize("folder", ["trust", "signing-trust"])
def test_certificates_that_are_cut_off_or_changed_are_named(der, pem, folder):
    path = f"all/{folder}/vn.cer"
    assert "is cut off" in refused(path, der[:-1])
    assert "is no certificate" in refused(path, der[:8] + b"\x00" + der[9:])
    assert "is cut off" in refused(path, pem + pem[:200])
    assert "is not base64" in refused(path, pem.replace(b"\nM", b"\n!", 1))


def test_a_directory_of_countries_is_looked_at_from_outside():
    ldif = b"version: 1\n\ndn: c=VN,dc=data\nCscaMasterListData:: MIIB\n"
    check({"all/trust/list.ldif": ldif}, TODAY)
    assert "without certificates" in refused("all/trust/list.ldif", b"dn: c=VN,dc=data\nc: VN\n")
    assert "is no certificate" in refused("all/signing-trust/list.ldif", ldif)


def test_screens_that_would_be_empty_today_are_not_published():
    tomorrow = LAW.replace("valid_from = 2025-", "valid_from = 2027-").replace(
        "valid_from = 2026-", "valid_from = 2027-"
    )
    assert "none is in force today" in refused("all/catalogue.toml", tomorrow)


def test_a_catalogue_that_was_looked_through_tomorrow_is_a_slip():
    day = LAW.split("checked_on = ")[1].split("\n")[0].split()[0]
    said = refused(
        "all/catalogue.toml", LAW.replace(f"checked_on = {day}", "checked_on = 2026-11-24")
    )
    assert "checked_on: 2026-11-24 is not yet" in said


def test_more_than_a_kiosk_takes_is_not_published(der):
    many = {f"all/signing-trust/{number}.cer": der for number in range(60)}
    check(many, TODAY)
    many |= {f"office/H38.101/signing-trust/o{number}.cer": der for number in range(3)}
    many |= {f"office/H38.102/signing-trust/o{number}.cer": der for number in range(4)}
    check(many, TODAY)
    many["device/kiosk-1/settings.toml"] = b""
    with pytest.raises(BundleError, match="a kiosk could get 65 files, and takes 64"):
        check(many, TODAY)


def test_a_folder_whose_names_no_kiosk_asks_for(tmp_path):
    for name in ("office/h38/roster.toml", "catalogue.toml", "trial/all/fees.toml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
        with pytest.raises(BundleError, match=f"^{name}: must be all/NAME"):
            read(tmp_path)
        path.unlink()
    with pytest.raises(BundleError, match="holds nothing to publish"):
        read(tmp_path)
