"""An invented certification authority: signers of an office that is not there, and who vouches for them."""

from __future__ import annotations

import datetime as dt
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from asn1crypto import ocsp, tsp
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig
from certomancer.registry.issued.general import RevocationStatus
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from tests.workbench.centre import free_port

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

OFFICIAL = "GIÀNG A PÁO"
ORGANISATION = "ỦY BAN NHÂN DÂN XÃ SUỐI LÀNH"
ANSWER_HOLDS = 12  # hours an answer of OCSP may be believed; a list of revoked certificates, 24
HUGE = 64 * 1024 * 1024  # bytes

_ARCH = "vn"
_KINDS = {"tsa": "time-stamping", "ocsp": "ocsp", "crl": "crl-repo"}
_DAYS = {  # name: valid from and to, in days from now
    "root": (-3650, 7300),
    "sub": (-1825, 3650),
    "tsa": (-60, 1800),
    "ocsp": (-60, 1800),
    "official": (-30, 335),
    "organisation": (-30, 335),
    "official_ec": (-30, 335),
    "expired": (-400, -35),
    "early": (30, 395),
    "revoked": (-200, 165),
}
_PEOPLE = {
    "official": OFFICIAL,
    "official_ec": OFFICIAL,
    "expired": "VÀNG THỊ MỶ",
    "early": "LÒ VĂN THÔNG",
    "revoked": "SÙNG A CHỨ",
}
_REVOKED_DAYS = -3  # when "revoked" was


class Oddity(StrEnum):
    """What a service says instead of an answer."""

    HTML = "html"  # a login page of some network, with 200
    GARBAGE = "garbage"
    EMPTY = "empty"
    HUGE = "huge"
    SLOW = "slow"  # a byte now and then, until the house is closed
    ERROR = "error"  # 503
    REDIRECT = "redirect"
    STRANGER = "stranger"  # a good answer, to what somebody else asked


class Authority:
    """Keys and certificates come with it; its services stand only inside `serve()`.

    Names: root, sub (intermediate), tsa, ocsp, official, official_ec (P-256, the same person), organisation,
    and the signers who should not sign: expired, early, revoked.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.clock = dt.timedelta(0)  # how far the services' clock is off
        self.asked: list[str] = []  # services, in the order they were asked
        self._ports = {kind: free_port() for kind in (*_KINDS, "certs")}
        self._keys = {name: _key(name) for name in _DAYS}
        for name, key in self._keys.items():
            (folder / f"{name}.key").write_bytes(_pem(key))
        now = _now()
        config = CertomancerConfig(_config(now, self._ports), key_search_dir=str(folder))
        self._arch = config.get_pki_arch(ArchLabel(_ARCH))
        self._animator = Animator(AnimatorArchStore(config.pki_archs), with_web_ui=False)
        self._odd: dict[str, Oddity] = {}
        self._servers: dict[str, BaseWSGIServer] = {}
        # Ports while nobody listens there: whoever else looks for a free one does not get these.
        self._kept = {kind: _bound(port) for kind, port in self._ports.items()}
        self._closing = threading.Event()

    def certificate(self, name: str) -> bytes:
        """DER."""
        return bytes(self._arch.get_cert(CertLabel(name)).dump())

    def key(self, name: str) -> PrivateKey:
        return self._keys[name]

    def chain(self, name: str) -> tuple[bytes, ...]:
        """The intermediates between that certificate and the root, nearest first."""
        return () if name in ("root", "sub") else (self.certificate("sub"),)

    @property
    def root(self) -> bytes:
        return self.certificate("root")

    @property
    def trust(self) -> tuple[bytes, ...]:
        return (self.root,)

    @property
    def tsa_url(self) -> str:
        return f"{_prefix(self._ports['tsa'])}/{_ARCH}/tsa/tsa"

    def url(self, kind: str) -> str:
        """Where "tsa", "ocsp" or "crl" (that of the intermediate) answers."""
        if kind == "tsa":
            return self.tsa_url
        if kind == "ocsp":
            return f"{_prefix(self._ports['ocsp'])}/{_ARCH}/ocsp/ocsp"
        return f"{_prefix(self._ports['crl'])}/{_ARCH}/crls/sub/latest.crl"

    def revoke(self, name: str, since: dt.datetime) -> None:
        """From now on OCSP says so; the list too, as soon as a day's list begins after `since`."""
        specs = self._arch._cert_specs
        revocation = RevocationStatus.from_config(
            {
                "revoked-since": since.replace(microsecond=0).isoformat(),
                "reason": "key_compromise",
            }
        )
        specs[CertLabel(name)] = replace(specs[CertLabel(name)], revocation=revocation)

    @contextmanager
    def serve(self) -> Iterator[Authority]:
        self._closing.clear()
        try:
            for kind in self._ports:
                self.up(kind)
            yield self
        finally:
            self._closing.set()
            for kind in self._ports:
                self.down(kind)
            while self._kept:
                self._kept.popitem()[1].close()

    @contextmanager
    def mended(self) -> Iterator[Authority]:
        """Everything up and its clock right, before and after."""
        yield self
        for kind in self._ports:
            self.up(kind)
        self.clock = dt.timedelta(0)

    def down(self, kind: str) -> None:
        """Nobody listens at the port of "tsa", "ocsp" or "crl" any more."""
        server = self._servers.pop(kind, None)
        if server is not None:
            server.shutdown()
            server.server_close()
            self._kept[kind] = _bound(self._ports[kind])

    def up(self, kind: str) -> None:
        """It answers again, and well."""
        self._odd.pop(kind, None)
        if kind in self._servers:
            return
        if kept := self._kept.pop(kind, None):
            kept.close()
        server = make_server(
            "127.0.0.1",
            self._ports[kind],
            lambda environ, start: self._answer(kind, Request(environ))(environ, start),
            threaded=True,
            request_handler=_Silent,
        )
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        self._servers[kind] = server

    def odd(self, kind: str, oddity: Oddity) -> None:
        """That service answers so until `up`."""
        self._odd[kind] = oddity

    def _answer(self, kind: str, request: Request) -> Response:
        self.asked.append(kind)
        match self._odd.get(kind):
            case None:
                self._animator.fixed_time = _now() + self.clock
                return self._animator.dispatch(request)
            case Oddity.HTML:
                return Response("<html><title>Đăng nhập</title></html>", mimetype="text/html")
            case Oddity.GARBAGE:
                return Response(bytes(range(256)) * 8, mimetype=_mime(kind))
            case Oddity.EMPTY:
                return Response(b"", mimetype=_mime(kind))
            case Oddity.HUGE:
                pieces = (b"\x30\x84\x7f\xff\xff\xff".ljust(65536) for _ in range(HUGE // 65536))
                return Response(pieces, mimetype=_mime(kind))
            case Oddity.SLOW:
                return Response(self._trickle(), mimetype=_mime(kind))
            case Oddity.ERROR:
                return Response("", status=503)
            case Oddity.REDIRECT:
                return Response("", status=302, headers={"Location": self.url("crl")})
            case Oddity.STRANGER:
                return self._for_another(kind)

    def _trickle(self) -> Iterator[bytes]:
        while not self._closing.wait(0.2):
            yield b"0"

    def _for_another(self, kind: str) -> Response:
        """Signed well and of now, but not about what was asked."""
        services = self._arch.service_registry
        now = _now()
        if kind == "tsa":
            imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": b"\0" * 32}
            request = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint})
            answer = services.summon_timestamper("tsa", now).request_tsa_response(request)
        elif kind == "ocsp":
            issuer, other = (self._arch.get_cert(CertLabel(n)) for n in ("sub", "early"))
            which = {
                "hash_algorithm": {"algorithm": "sha1"},
                "issuer_name_hash": issuer.subject.sha1,
                "issuer_key_hash": issuer.public_key.sha1,
                "serial_number": other.serial_number,
            }
            asked = ocsp.OCSPRequest({"tbs_request": {"request_list": [{"req_cert": which}]}})
            answer = services.summon_responder("ocsp", now).build_ocsp_response(asked)
        else:
            answer = services.get_crl("root", now)
        return Response(answer.dump(), mimetype=_mime(kind))


class _Silent(WSGIRequestHandler):
    def log_request(self, *_: object) -> None:
        """Requests are counted in `asked`."""

    def handle(self) -> None:
        with suppress(OSError):  # whoever asked has hung up
            super().handle()


def _now() -> dt.datetime:
    """Whole seconds: DER knows no others in certificates, lists and OCSP (RFC 5280, 4.1.2.5.2)."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def _bound(port: int) -> socket.socket:
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    with suppress(OSError):  # somebody was quicker, or an answer is still on its way out
        held.bind(("127.0.0.1", port))
    return held


def _key(name: str) -> PrivateKey:
    if name == "official_ec":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _pem(key: PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _prefix(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _mime(kind: str) -> str:
    return {
        "tsa": "application/timestamp-reply",
        "ocsp": "application/ocsp-response",
    }.get(kind, "application/pkix-crl")


def _config(now: dt.datetime, ports: dict[str, int]) -> dict[str, Any]:
    services = {
        "ocsp": {"ocsp": {"for-issuer": "sub", "responder-cert": "ocsp"}},
        "crl-repo": {
            name: {"for-issuer": name, "simulated-update-schedule": "P1D"}
            for name in ("root", "sub")
        },
        "cert-repo": {"certs": {"for-issuer": "sub", "publish-issued-certs": False}},
        "time-stamping": {"tsa": {"signing-cert": "tsa", "certs-to-embed": ["sub"]}},
    }
    services["ocsp"]["ocsp"]["validity-period"] = {"hours": ANSWER_HOLDS}
    for kind, service in [*_KINDS.items(), ("certs", "cert-repo")]:
        for entry in services[service].values():
            entry["external-url-prefix"] = _prefix(ports[kind])
    return {
        "keysets": {_ARCH: {"keys": {name: {"path": f"{name}.key"} for name in _DAYS}}},
        "pki-architectures": {
            _ARCH: {
                "entities": {name: _subject(name) for name in _DAYS},
                "certs": {name: _spec(name, now) for name in _DAYS},
                "services": services,
            }
        },
    }


def _subject(name: str) -> dict[str, str]:
    subject = {"country-name": "VN"}
    if name in _PEOPLE:
        subject |= {"organization-name": ORGANISATION, "common-name": _PEOPLE[name]}
        # Two certificates of one person: told apart as real ones are, by a number of their own.
        return subject | {"user-id": f"MSCB-{list(_DAYS).index(name):06d}"}
    if name == "organisation":
        return subject | {"locality-name": "Xã Suối Lành", "common-name": ORGANISATION}
    return subject | {
        "organization-name": "Cơ quan chứng thực thử nghiệm",
        "common-name": {
            "root": "CA gốc thử nghiệm",
            "sub": "CA cấp dưới thử nghiệm",
            "tsa": "Dấu thời gian thử nghiệm",
            "ocsp": "OCSP thử nghiệm",
        }[name],
    }


def _spec(name: str, now: dt.datetime) -> dict[str, Any]:
    begins, ends = (now + dt.timedelta(days=days) for days in _DAYS[name])
    spec: dict[str, Any] = {
        "issuer": "root" if name in ("root", "sub") else "sub",
        "validity": {"valid-from": begins.isoformat(), "valid-to": ends.isoformat()},
        "serial": secrets.randbits(62) | 1 << 62,
    }
    if name == "root":
        spec["profiles"] = [{"id": "simple-ca", "params": {"crl-repo": "root"}}]
        spec["extensions"] = [_usage("key_cert_sign", "crl_sign")]
    elif name == "sub":
        params = {"max-path-len": 0, "crl-repo": "sub", "ocsp-service": "ocsp"}
        spec["profiles"] = [{"id": "simple-ca", "params": params}]
    elif name == "ocsp":
        spec["profiles"] = ["ocsp-responder"]
    elif name == "tsa":
        purpose = {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]}
        spec["extensions"] = [_usage("digital_signature"), purpose]
    else:
        issuer = {
            "id": "authority_information_access",
            "smart-value": {
                "schema": "aia-urls",
                "params": {
                    "ocsp-responder-names": ["ocsp"],
                    "ca-issuer-links": [{"repo": "certs"}],
                },
            },
        }
        spec["extensions"] = [_usage("digital_signature", "non_repudiation"), issuer]
    if name == "revoked":
        since = now + dt.timedelta(days=_REVOKED_DAYS)
        spec["revocation"] = {"revoked-since": since.isoformat(), "reason": "key_compromise"}
    return spec


def _usage(*bits: str) -> dict[str, Any]:
    return {
        "id": "key_usage",
        "critical": True,
        "smart-value": {"schema": "key-usage", "params": list(bits)},
    }
