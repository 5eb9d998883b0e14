"""Objects in a bucket of S3-compatible storage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from central.objects import PIECE, NoObjectError, ObjectsError

PATIENCE = timedelta(seconds=8)  # for one request, its repetitions included: kiosks ask again
ANSWER = timedelta(seconds=20)  # for one answer; four megabytes are written meanwhile


class BucketError(ValueError):
    """The address of a bucket cannot be used; the text says why in one sentence."""


class Bucket:
    """The address is s3://NAME/PREFIX?endpoint=http://HOST:PORT&region=REGION. Who asks stands in the environment
    (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), never in the address, which others can see.
    """

    def __init__(self, address: str) -> None:
        """Raises BucketError. Asks nobody yet."""
        parts = urlsplit(address)
        said = {key: values[0] for key, values in parse_qs(parts.query).items()}
        endpoint = said.pop("endpoint", None)
        region = said.pop("region", "us-east-1")
        if parts.scheme != "s3" or not parts.netloc or parts.username or said:
            raise BucketError("--blobs is s3://BUCKET/PREFIX?endpoint=URL&region=NAME")
        self._store = S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            endpoint=endpoint,
            region=region,
            virtual_hosted_style_request=False,
            client_options={
                "allow_http": bool(endpoint and endpoint.startswith("http:")),
                "connect_timeout": PATIENCE / 2,
                "timeout": ANSWER,
            },
            retry_config={"max_retries": 3, "retry_timeout": PATIENCE},
        )

    def put(self, name: str, data: bytes | Iterable[bytes]) -> None:
        with _told():
            obstore.put(self._store, name, data if isinstance(data, bytes) else iter(data))

    def create(self, name: str, data: bytes) -> bool:
        with _told():
            try:
                obstore.put(self._store, name, data, mode="create")
            except AlreadyExistsError:
                return False
        return True

    def size(self, name: str) -> int | None:
        with _told():
            try:
                return int(obstore.head(self._store, name)["size"])
            except FileNotFoundError:
                return None

    def read(self, name: str, first: int = 0, count: int | None = None) -> bytes:
        if count == 0:
            return b""
        with _told():
            try:
                if count is None and not first:
                    return bytes(obstore.get(self._store, name).bytes())
                end = None if count is None else first + count
                whole = obstore.head(self._store, name)["size"] if end is None else end
                return bytes(obstore.get_range(self._store, name, start=first, end=whole))
            except FileNotFoundError:
                raise NoObjectError(name) from None

    def pieces(self, name: str) -> Iterator[bytes]:
        with _told():
            try:
                stream = obstore.get(self._store, name).stream(min_chunk_size=PIECE)
            except FileNotFoundError:
                raise NoObjectError(name) from None
            for piece in stream:
                yield bytes(piece)

    def remove(self, name: str) -> None:
        with _told():
            try:
                obstore.delete(self._store, name)
            except FileNotFoundError:
                return

    def names(self, prefix: str, older: float = 0.0) -> Iterator[str]:
        until = datetime.now(UTC) - timedelta(seconds=older)
        with _told():
            for batch in obstore.list(self._store, prefix):
                for row in batch:
                    if not older or row["last_modified"] < until:
                        yield str(row["path"])

    def sweep(self, prefix: str, older: float = 0.0) -> None:
        """Nothing is half kept in a bucket, but parts of large objects, which its own rules remove."""


@contextmanager
def _told() -> Iterator[None]:
    """The library's words hold names and addresses: they go no further."""
    try:
        yield
    except NoObjectError:
        raise
    except (BaseError, OSError):
        raise ObjectsError("the object store failed") from None
