"""What needs root goes through a few named functions; whoever reads provisioning/box.py has read them all."""

import ast
from collections.abc import Iterator
from pathlib import Path

PROVISIONING = Path(__file__).parents[2] / "provisioning"
ALLOWED = {
    "box.py": "is the box",
    "package": "builds packages on a developer's machine, without root",
    "keys/inside.py": "has left the box for a mount namespace of its own, to become a service's user",
    "keys/sealed.py": "makes the folder that only root enters before the first key",
    "trusted.py": "lets kiosk.sync's own carrying write, as kiosk-sync does with what it fetches",
    "kept.py": "moves what was staged; the way back is run by the system's Python with little else",
    "snapshot.py": "copies the state by links, while nothing of the kiosk runs",
    "walking.py": "runs from a copy of itself, while the packages are changed under it",
    "updating.py": "as walking.py",
    "supporting.py": "writes onto a stick, where no file has an owner",
}
# Calls that change the machine, by the last part of their name.
CHANGES = {
    "Popen", "chmod", "chown", "copy", "copy2", "copyfile", "copytree", "execv", "execvp", "fchmod", "fchown",
    "hardlink_to", "mkdir", "makedirs", "rename", "rmdir", "rmtree", "symlink_to", "system", "touch", "unlink",
    "write_bytes", "write_text", "check_call", "check_output",
}  # fmt: skip


def test_nobody_else_runs_programs_or_writes_files():
    found = {
        path.relative_to(PROVISIONING).as_posix(): changes
        for path in PROVISIONING.rglob("*.py")
        if not _is_allowed(path) and (changes := sorted(set(_changes(path))))
    }
    assert found == {}


def test_every_exception_is_still_one():
    for name in ALLOWED:
        path = PROVISIONING / name
        files = path.rglob("*.py") if path.is_dir() else [path]
        assert any(any(_changes(file)) for file in files), name


def _is_allowed(path: Path) -> bool:
    name = path.relative_to(PROVISIONING).as_posix()
    return any(name == allowed or name.startswith(f"{allowed}/") for allowed in ALLOWED)


def _changes(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        of = node.func.value
        if isinstance(of, ast.Name) and of.id == "box":
            continue
        if isinstance(of, ast.Name) and of.id == "subprocess":
            yield f"subprocess.{node.func.attr}"
        elif node.func.attr in CHANGES:
            yield f"{node.func.attr}, line {node.lineno}"
