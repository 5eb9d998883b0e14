"""Write every paper into a folder: python -m tests.workbench.papers DIR [SEED]"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.workbench.papers import draw, kinds
from tests.workbench.papers.sheet import DPI


def main(folder: str, seed: str = "1") -> None:
    Path(folder).mkdir(parents=True, exist_ok=True)
    for kind in kinds():
        path = Path(folder) / f"{kind}-{seed}.png"
        draw(kind, int(seed)).save(path, dpi=(DPI, DPI), compress_level=1)
        print(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
