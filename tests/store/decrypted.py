"""The database as somebody sees it who has its key and a hex editor: every page, used or free, and the log."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from kiosk.workspace import Workspace

PAGE, SALT, IV, MAC = 4096, 16, 16, 64  # SQLCipher 4: what is encrypted, then its IV and its MAC
HEADER, FRAME = 32, 24  # of the write-ahead log, and of each page in it


def decrypted(workspace: Workspace) -> bytes:
    """All there is in the clear, one page after another; free pages and stale frames of the log too."""
    key = bytes.fromhex(workspace.database_key.read_text())
    data = _bytes(workspace.database)
    pages = [(at // PAGE + 1, data[at : at + PAGE]) for at in range(0, len(data), PAGE)]
    log = _bytes(workspace.database.with_name("kiosk.db-wal"))
    for at in range(HEADER, len(log) - FRAME - PAGE + 1, FRAME + PAGE):
        number = int.from_bytes(log[at : at + 4], "big")
        pages.append((number, log[at + FRAME : at + FRAME + PAGE]))
    return b"".join(_page(key, number, page) for number, page in pages)


def _page(key: bytes, number: int, page: bytes) -> bytes:
    start, end = SALT if number == 1 else 0, PAGE - IV - MAC
    cipher = Cipher(algorithms.AES(key), modes.CBC(page[end : end + IV])).decryptor()
    return cipher.update(page[start:end]) + cipher.finalize()


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""
