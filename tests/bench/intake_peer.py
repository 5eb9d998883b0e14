"""pgbench as the peer: it says to PostgreSQL, word for word, what the intake was heard to say for one case.

What was the same for two cases stays as it is; what differed differs from one transaction to the next: names of
envelopes and uploads by chance, numbers in a client's chain one after another, each client with its own devices.
"""

from __future__ import annotations

import re
import subprocess
from itertools import zip_longest
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, event

from central.database import Database
from tests.bench.figures import BenchError
from tests.bench.intake_cases import DEVICES, name_of

CLIENTS, THREADS = 8, 2
_FIRST = 10_000  # number in the chain: behind those of whoever was here before
_PARAMETER = re.compile(r"%\((\w+)\)s")
_HEX = re.compile(r"(?:[0-9a-f]{32})+")
_NUMBERED = re.compile(r"(.*?)([0-9]+)")
_DEVICE = re.compile(name_of(0).replace("0", "[0-9]"))
_TPS = re.compile(r"^tps = ([0-9.]+) ", re.MULTILINE)
_FAILED = re.compile(r"^number of failed transactions: ([0-9]+)", re.MULTILINE)

Said = list[Any]  # words and values; no values: begin, commit, rollback


class Recorder:
    """Everything that is said to the database from `with` on, in order."""

    def __init__(self, database: Database) -> None:
        self._engine = database._engine
        self.said: list[Said] = []
        self._ears: dict[str, Any] = {
            "before_cursor_execute": self._statement,
            "begin": lambda connection: self._bound(connection, "begin"),
            "commit": lambda connection: self._bound(connection, "commit"),
            "rollback": lambda connection: self._bound(connection, "rollback"),
        }

    def __enter__(self) -> Self:
        for name, ear in self._ears.items():
            event.listen(self._engine, name, ear)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for name, ear in self._ears.items():
            event.remove(self._engine, name, ear)

    def _bound(self, connection: Connection, words: str) -> None:
        """Said where statements are bound together; each of the others is a transaction by itself."""
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            self.said.append([words, None])

    def _statement(
        self, connection: Connection, cursor: Any, words: str, values: Any, context: Any, many: bool
    ) -> None:
        row = {
            name: "\\x" + value.hex() if isinstance(value, bytes) else value
            for name, value in dict(values or {}).items()
        }
        self.said.append([words, row])


class Script:
    """What pgbench does for one case, made of what was said for two."""

    def __init__(self, one: list[Said], other: list[Said]) -> None:
        """Raises BenchError where the two did not go the same way."""
        self.constants: dict[str, str] = {"seq": str(_FIRST)}
        self._chances: dict[str, str] = {}  # hex digits -> their variable
        self.statements = 0
        lines = []
        for said, again in zip_longest(one, other):
            if not said or not again or said[0] != again[0]:
                raise BenchError("two cases did not say the same to the database")
            lines.append(self._line(said[0], said[1], again[1]))
            self.statements += said[1] is not None
        share = DEVICES // CLIENTS
        self.text = "\n".join(
            [
                f"\\set device :client_id * {share} + random(0, {share - 1})",
                "\\set seq :seq + 1",
                *(f"\\set {name} random(1, 1000000000000000)" for name in self._chances.values()),
                *lines,
                "",
            ]
        )

    def _line(self, words: str, row: dict[str, Any] | None, again: dict[str, Any]) -> str:
        if row is None:
            return f"{words};"
        said = _PARAMETER.sub(
            lambda found: self._term(row[found[1]], again[found[1]]), " ".join(words.split())
        )
        return f"{said.replace('%%', '%')};"

    def _term(self, value: Any, again: Any) -> str:
        if value is None:
            return "null"
        text, other = str(value), str(again)
        if _DEVICE.fullmatch(text):
            return self._numbered(text, "device")
        if text == other:
            return self._constant(text)
        if isinstance(value, int):
            return ":seq"
        if _HEX.fullmatch(text):
            name = self._chances.setdefault(text, f"chance{len(self._chances)}")
            parts = (f"md5({n} || :{name}::text)" for n in range(len(text) // 32))
            return f"({' || '.join(parts)})"
        found, second = _NUMBERED.fullmatch(text), _NUMBERED.fullmatch(other)
        if found and second and found[1] == second[1] and len(text) == len(other) < 60:
            return self._numbered(text, "seq")
        return self._constant(text)  # a moment, a signature, a text that nobody looks for

    def _numbered(self, text: str, variable: str) -> str:
        found = _NUMBERED.fullmatch(text)
        assert found
        start = self._constant(found[1])
        return f"({start} || lpad(:{variable}::text, {len(found[2])}, '0'))"

    def _constant(self, text: str) -> str:
        """As a variable too, for so it travels apart from the words; pgbench has none that is empty."""
        if not text:
            return "''"
        for name, known in self.constants.items():
            if known == text and name != "seq":
                return f":{name}"
        name = f"same{len(self.constants)}"
        self.constants[name] = text
        return f":{name}"


class Pgbench:
    """One database and what is said to it."""

    def __init__(self, script: Script, folder: Path, url: str) -> None:
        tools = sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
        if not tools:
            raise BenchError("pgbench is not installed")
        self._tool, self._url = tools[-1], url
        self._file = folder / "case.sql"
        self._file.write_text(script.text)
        self._constants = dict(script.constants)
        self._done = 0

    def __call__(self, cases: int) -> float:
        """Cases a second; raises BenchError where not every one was done."""
        each = cases // CLIENTS
        self._constants["seq"] = str(_FIRST + self._done)
        self._done += each
        said = subprocess.run(
            [
                *(str(self._tool), "--no-vacuum", "--protocol=prepared", f"--file={self._file}"),
                *(f"--client={CLIENTS}", f"--jobs={THREADS}", f"--transactions={each}"),
                *(f"--define={name}={value}" for name, value in self._constants.items()),
                self._url,
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        tps, failed = _TPS.search(said.stdout), _FAILED.search(said.stdout)
        if said.returncode or not tps or (failed and failed[1] != "0"):
            raise BenchError(f"pgbench: {said.stderr.strip()[-500:]}")
        return float(tps[1])
