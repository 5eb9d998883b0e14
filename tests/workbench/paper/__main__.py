"""Write papers into a folder as a scanner gives them: python -m tests.workbench.paper DIR [NAME...]"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2

from tests.workbench.paper import make, names


def main(folder: str, *wanted: str) -> None:
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name in wanted or names():
        path = Path(folder) / f"{name}.png"
        cv2.imwrite(str(path), make(name).raw, [cv2.IMWRITE_PNG_COMPRESSION, 1])
        print(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
