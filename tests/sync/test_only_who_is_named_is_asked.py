"""The completer speaks to the time stamping authority and to whom trusted certificates name, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.dossier.signing.levels import FetchError, FetchFault, Request
from kiosk.sync import fetching
from kiosk.sync.fetching import Fetcher
from tests.workbench.authority import Authority, Oddity
from tests.workbench.centre import free_port


@pytest.fixture
def fetcher(authority: Authority) -> Iterator[Fetcher]:
    fetcher = Fetcher(authority.tsa_url, authority.trust)
    yield fetcher
    fetcher.close()


def asking(url: str, *named_by: bytes, most: int = 64 * 1024, body: bytes | None = None) -> Request:
    return Request(url, body, "application/ocsp-request", "application/any", most, named_by)


def refusal(fetcher: Fetcher, request: Request) -> FetchFault:
    with pytest.raises(FetchError) as caught:
        fetcher(request)
    return caught.value.fault


def test_the_list_that_a_signers_certificate_names_is_fetched(
    authority: Authority, fetcher: Fetcher
) -> None:
    named = (authority.certificate("official"), *authority.chain("official"))
    assert fetcher(asking(authority.url("crl"), *named))


def test_an_address_that_nobody_names_is_not_asked(authority: Authority, fetcher: Fetcher) -> None:
    before = list(authority.asked)
    assert refusal(fetcher, asking(authority.url("crl"))) is FetchFault.FORBIDDEN
    assert authority.asked == before


def test_a_certificate_that_names_another_address_is_no_leave(
    authority: Authority, fetcher: Fetcher
) -> None:
    named = (authority.certificate("official"), *authority.chain("official"))
    asked = asking(authority.url("crl") + "?who=cares", *named)
    assert refusal(fetcher, asked) is FetchFault.FORBIDDEN


def test_a_strangers_certificate_is_no_leave(
    authority: Authority, fetcher: Fetcher, tmp_path: Path
) -> None:
    stranger = Authority(tmp_path)
    named = (stranger.certificate("official"), *stranger.chain("official"), stranger.root)
    assert refusal(fetcher, asking(stranger.url("crl"), *named)) is FetchFault.FORBIDDEN


@pytest.mark.parametrize("name", [b"", b"\x30\x00", b"no certificate"])
def test_what_is_no_certificate_is_no_leave(
    authority: Authority, fetcher: Fetcher, name: bytes
) -> None:
    assert refusal(fetcher, asking(authority.url("crl"), name)) is FetchFault.FORBIDDEN


def test_an_odd_certificate_is_no_leave(authority: Authority, fetcher: Fetcher) -> None:
    v3, v5 = bytes.fromhex("a003020102"), bytes.fromhex("a003020104")
    odd = authority.certificate("official").replace(v3, v5, 1)
    asked = asking(authority.url("crl"), odd, *authority.chain("official"))
    assert refusal(fetcher, asked) is FetchFault.FORBIDDEN


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://", "ftp://127.0.0.1/", "\x00", ""])
def test_an_address_that_is_none_is_not_asked(fetcher: Fetcher, url: str) -> None:
    assert refusal(fetcher, asking(url)) is FetchFault.FORBIDDEN


def test_a_redirect_is_not_followed(authority: Authority, fetcher: Fetcher) -> None:
    authority.odd("tsa", Oddity.REDIRECT)
    before = authority.asked.count("crl")
    assert refusal(fetcher, asking(authority.tsa_url, body=b"")) is FetchFault.NONSENSE
    assert authority.asked.count("crl") == before


def test_an_endless_answer_is_not_read_to_its_end(authority: Authority, fetcher: Fetcher) -> None:
    authority.odd("tsa", Oddity.HUGE)
    assert refusal(fetcher, asking(authority.tsa_url, body=b"")) is FetchFault.NONSENSE


def test_an_answer_that_trickles_is_given_up(
    authority: Authority, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "EXCHANGE", 1.0)
    authority.odd("tsa", Oddity.SLOW)
    assert refusal(fetcher, asking(authority.tsa_url, body=b"")) is FetchFault.UNREACHABLE


def test_out_of_order_is_for_later(authority: Authority, fetcher: Fetcher) -> None:
    authority.odd("tsa", Oddity.ERROR)
    assert refusal(fetcher, asking(authority.tsa_url, body=b"")) is FetchFault.UNREACHABLE


def test_nobody_there_is_for_later() -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/tsa"
    fetcher = Fetcher(nowhere, ())
    assert refusal(fetcher, asking(nowhere, body=b"")) is FetchFault.UNREACHABLE
    fetcher.close()


def test_after_the_end_nobody_is_asked(authority: Authority, fetcher: Fetcher) -> None:
    fetcher.end()
    assert refusal(fetcher, asking(authority.tsa_url, body=b"")) is FetchFault.UNREACHABLE
