"""What the pictures of what to do are put together from."""

from __future__ import annotations

from kiosk.ui.drawing import Pen, Point, Scene


def reader(scene: Scene) -> None:
    """The card reader on the counter."""
    plate = scene.pen("tint")
    plate.fill((16, 80), (112, 80), (126, 56), (34, 56))
    plate.fill((16, 80), (112, 80), (112, 90), (16, 90))
    plate.fill((112, 80), (126, 56), (126, 66), (112, 90))
    pen = scene.pen("ink")
    pen.line((16, 80), (112, 80), (126, 56), (34, 56), closed=True)
    pen.line((16, 80), (16, 90), (112, 90), (112, 80))
    pen.line((112, 90), (126, 66), (126, 56))
    fine = scene.pen("line", 1.1)
    fine.line((36, 76), (88, 76), (98, 60), (46, 60), closed=True)
    lamp = scene.pen("done")
    lamp.dot((104, 85), 2)


def flat_card(scene: Scene, *corners: Point) -> None:
    """A card lying between four corners, from the lower left counter-clockwise."""
    scene.pen("card").fill(*corners)
    pen = scene.pen("ink")
    pen.line(*corners, closed=True)
    (x0, y0), (x1, _), (x2, y2), (x3, _) = corners
    chip = scene.pen("accent")

    def at(across: float, down: float) -> Point:
        left, right = x3 + (x0 - x3) * down, x2 + (x1 - x2) * down
        return left + (right - left) * across, y2 + (y0 - y2) * down

    chip.fill(at(0.1, 0.3), at(0.26, 0.3), at(0.26, 0.65), at(0.1, 0.65))
    fine = scene.pen("line", 1.2)
    fine.line(at(0.36, 0.3), at(0.8, 0.3))
    fine.line(at(0.36, 0.55), at(0.7, 0.55))
    fine.line(at(0.36, 0.78), at(0.8, 0.78))


def held_card(scene: Scene) -> None:
    """A card between a hand's thumb and fingers."""
    under = scene.pen("skin")
    fingers: tuple[Point, ...] = (
        (160, 22),
        (134, 20),
        (112, 28),
        (94, 44),
        (88, 52),
        (93, 56),
        (104, 50),
        (118, 50),
        (136, 56),
        (160, 58),
    )
    under.blob(*fingers)
    outline = scene.pen("ink")
    outline.curve((160, 58), (136, 56), (118, 51), (104, 51), (93, 56), (88, 53))
    flat_card(scene, (40, 54), (92, 54), (102, 38), (50, 38))
    thumb = scene.pen("skin")
    thumb.blob(
        (164, 20),
        (134, 18),
        (114, 26),
        (98, 38),
        (88, 43),
        (87, 47),
        (92, 49),
        (104, 46),
        (116, 43),
        (128, 46),
        (146, 54),
        (164, 56),
    )
    pen = scene.pen("ink")
    pen.curve(
        (146, 17),
        (130, 19),
        (114, 26),
        (98, 38),
        (88, 43),
        (87, 47),
        (92, 49),
        (104, 46),
        (117, 43),
    )
    cuff = scene.pen("card")
    cuff.fill((142, 12), (160, 10), (160, 64), (142, 60))
    sleeve = scene.pen("ink")
    sleeve.line((160, 10), (142, 12), (142, 60), (160, 64))


def feeder(scene: Scene) -> None:
    """The tray of the scanner's feeder, behind the sheets."""
    tray = scene.pen("tint")
    tray.fill((60, 4), (124, 4), (116, 60), (68, 60))
    scene.pen("ink").line((68, 60), (60, 4), (124, 4), (116, 60))


def feeder_front(scene: Scene) -> None:
    """The scanner before its tray."""
    body = scene.pen("card")
    body.plate(46, 58, 138, 90, 6)
    pen = scene.pen("ink")
    pen.box(46, 58, 138, 90, 6)
    pen.line((46, 74), (138, 74))
    pen.line((60, 66), (124, 66))
    scene.pen("done").dot((128, 82), 2.2)


def stack(scene: Scene) -> None:
    """Two written sheets."""
    for left, top in ((52, 22), (58, 14)):
        scene.pen("card").fill((left, top), (left + 46, top), (left + 46, 70), (left, 70))
        scene.pen("ink").line((left, 70), (left, top), (left + 46, top), (left + 46, 70))
    fine = scene.pen("line", 1.4)
    for y in (22, 29, 36):
        fine.line((66, y), (96, y))


def lotus(scene: Scene, x: float, y: float) -> None:
    """A lotus whose foot is at x, y."""
    petals: tuple[tuple[Point, ...], ...] = (
        ((x, y), (x - 9, y - 2), (x - 11, y - 8), (x - 4, y - 5)),
        ((x, y), (x + 9, y - 2), (x + 11, y - 8), (x + 4, y - 5)),
        ((x, y), (x - 4.5, y - 6), (x, y - 13), (x + 4.5, y - 6)),
    )
    for petal in petals:
        scene.pen("card").blob(*petal)
        pen: Pen = scene.pen("accent_edge", 1.1)
        pen.curve(*petal, closed=True)


def code(scene: Scene, left: float, top: float, side: float) -> None:
    """A QR code that says nothing: three finders and a few modules."""
    cell = side / 11
    dark = scene.pen("ink")

    def block(column: float, row: float, size: float) -> None:
        x, y, end = left + column * cell, top + row * cell, size * cell
        dark.fill((x, y), (x + end, y), (x + end, y + end), (x, y + end))

    ring = scene.pen("ink", cell)
    for column, row in ((0, 0), (7, 0), (0, 7)):
        x, y = left + (column + 0.5) * cell, top + (row + 0.5) * cell
        ring.line(
            (x, y), (x + 3 * cell, y), (x + 3 * cell, y + 3 * cell), (x, y + 3 * cell), closed=True
        )
        block(column + 1.5, row + 1.5, 1)
    for column, row in (
        (5, 0), (5, 2), (5, 4), (0, 5), (2, 5), (4, 5), (6, 5), (8, 5), (10, 5), (5, 6), (7, 7),
        (9, 7), (5, 8), (8, 8), (10, 8), (6, 9), (9, 9), (5, 10), (7, 10), (10, 10),
    ):  # fmt: skip
        block(column, row, 1)
