"""One run of the token child, asked line by line; a crash or a hang of the maker's library ends it alone."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from drivers.limited import watched
from drivers.token import TokenError, TokenFault

ROOT = Path(__file__).parents[2]  # where the child finds this package
GRACE = 2.0  # seconds for a child to log out


class Child:
    """`with Child(module, budget, env) as child`: nothing of it outlives the `with`, nor the thread that made it."""

    def __init__(self, module: str, budget: float, env: Mapping[str, str] | None = None) -> None:
        """`budget`: seconds for each answer; then the child is killed. `env` stands in for this process's own."""
        self._budget = budget
        environment = dict(os.environ if env is None else env)
        environment |= {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "drivers.token.worker", module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a library may print what it was told, a PIN too
                env=environment,
                start_new_session=True,  # Ctrl-C at a terminal is for whoever asked
            )
        except OSError as error:
            raise TokenError(TokenFault.MODULE_FAILED, f"no child: {error.strerror}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ask(self, order: str, **what: str) -> dict[str, Any]:
        """The child's answer; raises TokenError, MODULE_FAILED where it crashed, hung or spoke nonsense."""
        assert self._process.stdin
        assert self._process.stdout
        with watched(self._budget, self._process.kill) as overran:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.write(json.dumps({"order": order, **what}).encode() + b"\n")
                self._process.stdin.flush()
            line = self._process.stdout.readline()
        if not line.endswith(b"\n"):
            self._process.kill()
            ended = f"ended with {self._process.wait()}"
            raise TokenError(
                TokenFault.MODULE_FAILED,
                f"{order}: no answer in {self._budget:g} s" if overran.is_set() else ended,
            )
        return _answer(line)

    def close(self) -> None:
        """Log out and end; a child that does not end by itself is killed."""
        assert self._process.stdin
        assert self._process.stdout
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()


def _answer(line: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(line)
        fault = answer.get("fault")
        if fault is None:
            return dict(answer)
        raise TokenError(TokenFault(fault), str(answer.get("detail", "")))
    except (ValueError, AttributeError):
        raise TokenError(TokenFault.MODULE_FAILED, "nonsense from the child") from None
