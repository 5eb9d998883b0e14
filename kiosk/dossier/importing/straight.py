"""A sheet of paper photographed askew, seen from straight above again."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.dossier.importing.foreign import LONG_SIDE, ForeignPage
from kiosk.dossier.importing.pictures import QUALITY

Corners = npt.NDArray[np.float32]  # 4 x 2, clockwise from the top left

SMALL = 800  # pixels of the long side in which the sheet is looked for
LEAST = 0.2  # of the picture: a smaller quadrangle is something printed on the sheet
MOST = 0.98  # a larger one is the picture's own frame
STRAIGHTEST = 6.0  # pixels of SMALL: nearer to the frame a corner is cut off
A4 = 297 / 210
NEAR_A4 = 0.12
FOCAL = (0.5, 2.5)  # of the long side: from a wide phone to a tablet's zoom
USUAL_FOCAL = 0.75
FLAT = 1e-6  # seen straight from above, it says nothing of the focal length
LONGEST = 2.5  # sides: a longer thing is no sheet


def straightened(page: ForeignPage) -> ForeignPage:
    """A photo cropped to its sheet and freed of perspective; as it was where no whole sheet is seen.

    `dpi` is then the sheet's, its long side taken for A4's. Pages that are no photos stay as they are.
    """
    if not page.photo:
        return page
    flags = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
    picture = cv2.imdecode(np.frombuffer(page.jpeg, np.uint8), flags)
    if picture is None:
        return page
    corners = _sheet(np.asarray(picture, np.uint8))
    if corners is None:
        return page
    middle = np.array([picture.shape[1] / 2, picture.shape[0] / 2])
    width, height = _size(corners, middle)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    flat = cv2.warpPerspective(
        picture,
        cv2.getPerspectiveTransform(corners, target),
        (width, height),
        flags=cv2.INTER_AREA,
        borderMode=cv2.BORDER_REPLICATE,
    )
    written, jpeg = cv2.imencode(".jpg", flat, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not written:
        return page
    dpi = round(max(width, height) / LONG_SIDE) or 1
    return replace(page, jpeg=jpeg.tobytes(), width=width, height=height, dpi=dpi)


def _sheet(picture: npt.NDArray[np.uint8]) -> Corners | None:
    """The corners of the largest bright quadrangle, in pixels of the picture."""
    scale = SMALL / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (5, 5), 0)
    bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    # Print must not cut the sheet apart, nor a bright spot of the table hang on to it.
    closed = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((25, 25), np.uint8))
    outlines, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    outline = cv2.convexHull(max(outlines, key=cv2.contourArea))
    area = cv2.contourArea(outline) / (small.shape[0] * small.shape[1])
    corners = cv2.approxPolyDP(outline, 0.02 * cv2.arcLength(outline, True), True)
    if not LEAST <= area <= MOST or len(corners) != 4:
        return None
    ordered = _clockwise(corners[:, 0, :].astype(np.float32))
    height, width = small.shape[:2]
    frame = np.array([width, height], np.float32) - 1
    if bool(np.any(ordered < STRAIGHTEST)) or bool(np.any(ordered > frame - STRAIGHTEST)):
        return None
    sides = np.hypot(*(np.roll(ordered, -1, axis=0) - ordered).T)
    if sides.min() <= 0 or sides.max() / sides.min() > LONGEST:
        return None
    return np.asarray((ordered + 0.5) / scale, np.float32)


def _clockwise(corners: Corners) -> Corners:
    middle = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    turning = corners[np.argsort(angles)]
    first = int(np.argmin(turning.sum(axis=1)))
    return np.asarray(np.roll(turning, -first, axis=0), np.float32)


def _size(corners: Corners, middle: npt.NDArray[np.float64]) -> tuple[int, int]:
    """Of the flat sheet, in pixels; A4's shape where it comes near."""
    top, right, bottom, left = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    shape = _shape(corners.astype(np.float64) - middle, 2 * float(middle.max()))
    for known in (A4, 1 / A4):
        if abs(shape / known - 1) <= NEAR_A4:
            shape = known
    height = max(left, right, max(top, bottom) * shape)  # no side loses pixels
    return max(1, round(float(height / shape))), max(1, round(float(height)))


def _shape(corners: npt.NDArray[np.float64], long: float) -> float:
    """Height to width of the rectangle that a camera sees as `corners`, counted from the picture's middle.

    A rectangle's two vanishing points give the camera's focal length, and that the shape.
    """
    points = np.hstack([corners, np.ones((4, 1))])
    left_top, right_top, right_bottom, left_bottom = points
    far = np.cross(left_top, right_bottom)
    along = (far @ left_bottom) / (np.cross(right_top, right_bottom) @ left_bottom)
    down = (far @ right_top) / (np.cross(left_bottom, right_bottom) @ right_top)
    across, upright = along * right_top - left_top, down * left_bottom - left_top
    depths = across[2] * upright[2]
    square = -(across[:2] @ upright[:2]) / depths if abs(depths) > FLAT else 0.0
    least, most = (factor * long for factor in FOCAL)
    focal = float(np.sqrt(square)) if least**2 <= square <= most**2 else USUAL_FOCAL * long
    scale = np.array([1 / focal, 1 / focal, 1.0])
    return float(np.linalg.norm(upright * scale) / np.linalg.norm(across * scale))
