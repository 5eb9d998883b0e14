import subprocess

import cv2
import numpy as np
import pytest

from tests.workbench.papers import draw

DARK, LIGHT = (40, 41, 43), (226, 228, 229)


@pytest.fixture(scope="session")
def form():
    """A filled-in form of an invented family, as an array: black print, blue handwriting, 300 dpi."""
    return paper("to-khai-ct01")


@pytest.fixture(scope="session")
def sealed():
    """The same with a red seal."""
    return paper("giay-chung-sinh")


@pytest.fixture(scope="session")
def bare():
    """A sheet of A4 that nobody wrote on."""
    return np.full((3508, 2480, 3), (247, 251, 252), np.uint8)


def paper(kind):
    return np.ascontiguousarray(np.asarray(draw(kind, 1))[:, :, ::-1])


@pytest.fixture
def lay():
    """Put a sheet on a scanner's bed: askew by `skew` degrees clockwise; the scan, and the sheet's corners on it."""

    def lay(sheet, skew=0.0, turned=0, bed=DARK, margin=80, noise=4.0):
        sheet = np.ascontiguousarray(
            np.rot90(sheet, turned // 90)
        )  # fed so, it must be turned back
        height, width = sheet.shape[:2]
        angle = np.radians(skew)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        corners = np.array([(0, 0), (width, 0), (width, height), (0, height)]) @ turn.T
        low, high = corners.min(axis=0), corners.max(axis=0)
        size = tuple(int(side) + 2 * margin for side in high - low)
        matrix = np.column_stack([turn, margin - low])
        raw = cv2.warpAffine(sheet, matrix, size, flags=cv2.INTER_CUBIC, borderValue=bed)
        grain = np.random.default_rng(7).standard_normal((size[1], size[0], 1), np.float32) * noise
        raw = np.clip(raw + grain, 0, 255).astype(np.uint8)
        return raw, np.roll(corners - low + margin, turned // 90, axis=0)

    return lay


@pytest.fixture
def rendered(tmp_path):
    """What poppler, an independent reader, shows of the first page of a PDF."""

    def rendered(pdf, dpi=300):
        (tmp_path / "page.pdf").write_bytes(pdf)
        command = ("pdftoppm", "-r", str(dpi), "-png", "-singlefile", "page.pdf", "page")
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        return cv2.imread(str(tmp_path / "page.png"))

    return rendered
