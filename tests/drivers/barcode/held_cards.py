"""Pictures of a card's QR code as a camera sees it: turned, tilted, noisy, dim, glaring, small, soft."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import segno

Picture = npt.NDArray[np.uint8]
SIZE = 1280, 720
PAPER, INK, DESK = 230, 25, 190


def code(text: str, dots: int = 5) -> Picture:
    """The code with its quiet zone, `dots` pixels a module."""
    rows = segno.make(text, error="m", micro=False).matrix_iter(border=4)
    grey = np.where(np.array([list(row) for row in rows]), INK, PAPER).astype(np.uint8)
    return cv2.resize(grey, None, fx=dots, fy=dots, interpolation=cv2.INTER_NEAREST)


def held(card: Picture, degrees: float = 0, tilt: float = 0.1) -> Picture:
    """Before the camera, turned, and with its lower edge farther away by `tilt` of its size."""
    width, height = SIZE
    side = card.shape[0]
    turn = np.deg2rad(degrees)
    corners = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
    x, y = (corners - side / 2).T
    across, down = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
    away = 1 + tilt * down / side
    seen = np.stack([width / 2 + across / away, height / 2 + down / away], 1).astype(np.float32)
    warp = cv2.getPerspectiveTransform(corners, seen)
    return cv2.warpPerspective(card, warp, SIZE, borderValue=DESK, flags=cv2.INTER_AREA)


def grainy(picture: Picture, grain: float, luck: np.random.Generator) -> Picture:
    return np.clip(picture + luck.normal(0, grain, picture.shape), 0, 255).astype(np.uint8)


def dim(picture: Picture, light: float) -> Picture:
    return (picture * light).astype(np.uint8)


def soft(picture: Picture, dots: float) -> Picture:
    return cv2.GaussianBlur(picture, (0, 0), dots)


def glaring(picture: Picture, luck: np.random.Generator) -> Picture:
    """A lamp's reflection somewhere on the code."""
    height, width = picture.shape
    down, across = np.mgrid[:height, :width]
    at = luck.uniform(-60, 60, 2)
    far = (across - width / 2 - at[0]) ** 2 + (down - height / 2 - at[1]) ** 2
    return np.clip(picture + 180 * np.exp(-far / (2 * 55**2)), 0, 255).astype(np.uint8)


def sights(card: str, turns: int = 24) -> Iterator[tuple[str, list[Picture]]]:
    """Kinds of sight, each as pictures all around the circle."""
    luck = np.random.default_rng(1)
    angles = [360 * i / turns + 3 for i in range(turns)]
    near, far, farther = code(card), code(card, 3), code(card, 2)
    yield "plain", [grainy(held(near, a), 6, luck) for a in angles]
    yield "grainy", [grainy(held(near, a), 25, luck) for a in angles]
    yield "very grainy", [grainy(held(near, a), 45, luck) for a in angles]
    yield "tilted", [grainy(held(near, a, 0.5), 6, luck) for a in angles]
    yield "dim", [grainy(dim(held(near, a), 0.15), 3, luck) for a in angles]
    yield "very dim", [grainy(dim(held(near, a), 0.08), 3, luck) for a in angles]
    yield "glaring", [grainy(glaring(held(near, a), luck), 6, luck) for a in angles]
    yield "soft", [grainy(soft(held(near, a), 2), 6, luck) for a in angles]
    yield "small", [grainy(soft(held(far, a), 0.7), 6, luck) for a in angles]
    yield "very small", [grainy(soft(held(farther, a), 0.7), 6, luck) for a in angles]
    yield "very near", [grainy(soft(held(code(card, 12), a), 2), 6, luck) for a in angles]


def video(file: Path, pictures: list[Picture]) -> Path:
    """The pictures as a camera's MJPEG."""
    writer = cv2.VideoWriter(
        str(file), cv2.CAP_OPENCV_MJPEG, cv2.VideoWriter.fourcc(*"MJPG"), 10, SIZE
    )
    for picture in pictures:
        writer.write(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
    writer.release()
    return file


def numbered(folder: Path, pictures: list[Picture]) -> str:
    """The pictures as files, and what a camera of them is called."""
    folder.mkdir(parents=True, exist_ok=True)
    for i, picture in enumerate(pictures):
        cv2.imwrite(str(folder / f"picture-{i:03}.png"), picture)
    return f"{folder}/picture-%03d.png"
