"""A tus server and a tus client that we did not write: @tus/server by npm, tuspy in a venv of its own."""

from __future__ import annotations

import http.server
import shutil
import subprocess
import sys
from pathlib import Path

from kiosk.workspace import PACKAGE
from tests.bench.figures import BenchError

PLACE = PACKAGE.parent / "build" / "tus-peers"
SERVER = ("@tus/server@2.4.5", "@tus/file-store@2.1.1")
TUSPY = "tuspy==1.1.0"
SERVE = """
import { Server } from "@tus/server"
import { FileStore } from "@tus/file-store"
const [folder, host, port] = process.argv.slice(2)
const server = new Server({ path: "/files", datastore: new FileStore({ directory: folder }) })
server.listen({ host, port: Number(port) }, () => console.log("ready"))
"""


def ready() -> None:
    """Both installed where they are not yet; raises BenchError where they cannot be."""
    wanted, stamp = " ".join((*SERVER, TUSPY)), PLACE / "installed"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    if not shutil.which("npm"):
        raise BenchError("node and npm are needed for @tus/server")
    print(f"Installing {wanted} into build/tus-peers", file=sys.stderr)
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    for command in (
        ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", *SERVER],
        [sys.executable, "-m", "venv", "venv"],
        ["venv/bin/pip", "install", "--quiet", "--disable-pip-version-check", TUSPY],
    ):
        done = subprocess.run(command, cwd=PLACE, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BenchError(f"{command[0]} could not install the peers: {done.stderr[-300:]}")
    (PLACE / "serve.mjs").write_text(SERVE, encoding="utf-8")
    stamp.write_text(wanted, encoding="utf-8")


def tus_server(folder: Path, host: str, port: int) -> list[str]:
    """A command that says "ready" once it takes uploads at /files, and keeps them in `folder`."""
    folder.mkdir(parents=True)
    return ["node", str(PLACE / "serve.mjs"), str(folder), host, str(port)]


def python() -> str:
    """An interpreter that has tuspy, and requests."""
    return str(PLACE / "venv" / "bin" / "python")


def sink(host: str, port: int) -> list[str]:
    """A command that says "ready" once it takes whatever is posted, whole."""
    return [sys.executable, "-m", "tests.bench.drain_peers", host, str(port)]


class _Sink(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        left = int(self.headers["Content-Length"])
        while left:
            left -= len(self.rfile.read(min(left, 65536)) or bytes(left))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()


if __name__ == "__main__":
    with http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), _Sink) as server:
        print("ready", flush=True)
        server.serve_forever()
