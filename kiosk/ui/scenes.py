"""The pictures of what to do: this reader, this tray, this printer; a grid of 160 by 100."""

from __future__ import annotations

import math

from kiosk.ui import props
from kiosk.ui.drawing import Pen, Picture, Point, Scene

UNITS = (160.0, 100.0)


def welcome(scene: Scene) -> None:
    """The commune's house between hills, its door open; a lotus pond before it."""
    scene.pen("tint").blob(
        (-4, 82),
        (18, 50),
        (40, 34),
        (62, 52),
        (96, 40),
        (126, 26),
        (164, 56),
        (170, 90),
        (80, 96),
        (0, 92),
    )
    sun = scene.pen("accent")
    sun.dot((134, 17), 9)
    white = scene.pen("card")
    white.fill((44, 52), (116, 52), (116, 82), (44, 82))
    white.fill((30, 52), (44, 30), (116, 30), (130, 52))
    pen = scene.pen("ink")
    pen.curve((26, 49), (33, 52), (38, 44), (46, 30))
    pen.curve((134, 49), (127, 52), (122, 44), (114, 30))
    pen.line((46, 30), (114, 30))
    pen.line((32, 52), (128, 52))
    pen.line((44, 52), (44, 82))
    pen.line((116, 52), (116, 82))
    pen.line((60, 52), (60, 82))
    pen.line((100, 52), (100, 82))
    pen.line((72, 82), (72, 62), (88, 62), (88, 82))
    pen.line((80, 22), (80, 30))
    pen.line((36, 82), (124, 82))
    pen.line((28, 88), (132, 88))
    flag = scene.pen("accent")
    flag.fill((80, 10), (94, 10), (94, 19), (80, 19))
    pole = scene.pen("ink")
    pole.line((80, 10), (80, 24))
    fine = scene.pen("line", 0.9)
    for x in range(56, 108, 8):
        fine.line((x, 34), (x - (80 - x) * -0.12, 48))
    for x in (50, 106):
        fine.line((x - 2, 62), (x + 6, 62), (x + 6, 74), (x - 2, 74), closed=True)
        fine.line((x + 2, 62), (x + 2, 74))
    props.lotus(scene, 20, 90)
    props.lotus(scene, 143, 91)


def terraces(ground: Pen, lines: Pen, width: float, height: float) -> None:
    """Rice terraces along the foot of the screen."""

    def ridge(base: float, rise: float, shift: float) -> list[Point]:
        return [
            (x, base - rise * (0.5 + 0.5 * math.sin(x / width * 6.2 + shift)))
            for x in range(-2, int(width) + 3)
        ]

    back = ridge(height * 0.62, height * 0.5, 0.4)
    ground.fill((-2, height), *back, (width + 2, height))
    for step in range(1, 5):
        lines.line(
            *((x, y + step * height * 0.13 + (y - height * 0.3) * 0.16 * step) for x, y in back)
        )


def card(scene: Scene) -> None:
    """A hand lays the card on the reader."""
    props.reader(scene)
    guide = scene.pen("accent_edge", 1.6)
    guide.line((66, 60), (66, 69))
    guide.line((62.5, 66), (66, 69.5), (69.5, 66))
    props.held_card(scene)


def reading(scene: Scene) -> None:
    """The card lies on the reader and is left alone."""
    props.reader(scene)
    props.flat_card(scene, (36, 76), (88, 76), (98, 60), (46, 60))
    waves = scene.pen("accent_edge", 1.6)
    for radius in (8, 14, 20):
        waves.arc((67, 56), radius, -140, -40)


def number(scene: Scene) -> None:
    """Where the twelve digits stand on the card's front."""
    scene.pen("card").plate(24, 8, 136, 92, 6)
    head = scene.pen("tint")
    head.plate(33, 34, 62, 74, 3)
    pen = scene.pen("ink")
    pen.box(24, 8, 136, 92, 6)
    pen.box(33, 34, 62, 74, 3)
    pen.circle((47.5, 49), 6)
    pen.arc((47.5, 70), 10, 200, 340)
    fine = scene.pen("line", 1.4)
    fine.line((48, 17), (112, 17))
    fine.line((58, 23), (102, 23))
    for y, end in ((58, 118), (67, 104), (76, 122)):
        fine.line((72, y), (end, y))
    fine.line((33, 82), (62, 82))
    mark = scene.pen("accent")
    mark.plate(70, 33, 128, 49, 3)
    edge = scene.pen("accent_edge", 1.6)
    edge.box(70, 33, 128, 49, 3)
    digits = scene.pen("on_accent", 1.9)
    for n in range(12):
        x = 75 + n * 4.1 + (2 if n >= 3 else 0) + (2 if n >= 6 else 0)
        digits.line((x, 38), (x, 44))


def code(scene: Scene) -> None:
    """The card is held before the barcode reader's window, its code towards it."""
    beam = scene.pen("tint")
    beam.fill((32, 38), (98, 26), (98, 78), (32, 62))
    window = scene.pen("card")
    window.plate(10, 26, 34, 74, 5)
    pen = scene.pen("ink")
    pen.box(10, 26, 34, 74, 5)
    glass = scene.pen("accent")
    glass.plate(28, 36, 34, 64, 2)
    scene.pen("card").plate(64, 14, 152, 86, 6)
    scene.pen("ink").box(64, 14, 152, 86, 6)
    props.code(scene, 76, 28, 44)
    fine = scene.pen("line", 1.4)
    for y, right in ((34, 144), (44, 138), (54, 144), (64, 134)):
        fine.line((128, y), (right, y))
    corners = scene.pen("accent_edge", 1.8)
    for x, y, along, down in ((72, 24, 8, 8), (124, 24, -8, 8), (72, 76, 8, -8), (124, 76, -8, -8)):
        corners.line((x + along, y), (x, y), (x, y + down))


def papers(scene: Scene) -> None:
    """A sheet is turned so that its writing looks down, and laid into the tray."""
    written = scene.pen("card")
    written.fill((6, 30), (36, 30), (36, 72), (6, 72))
    pen = scene.pen("ink")
    pen.line((6, 30), (36, 30), (36, 72), (6, 72), closed=True)
    fine = scene.pen("line", 1.5)
    fine.line((14, 38), (28, 38))
    for y in (46, 52, 58, 64):
        fine.line((11, y), (31, y))
    props.feeder(scene)
    scene.pen("card").fill((68, 10), (101, 10), (114.6, 22), (110, 60), (74, 60))
    edge = scene.pen("ink")
    edge.line((101, 10), (68, 10), (74, 60))
    edge.line((110, 60), (114.6, 22))
    curl = scene.pen("card")
    curl.fill((101, 10), (99, 24), (114.6, 22))
    lines = scene.pen("line", 1.3)
    lines.line((101.6, 15), (105.6, 19))
    lines.line((101, 19.4), (103.6, 22))
    edge = scene.pen("ink")
    edge.line((101, 10), (99, 24), (114.6, 22))
    edge.line((101, 10), (114.6, 22))
    turn = scene.pen("accent_edge", 1.8)
    turn.curve((22, 24), (34, 11), (52, 7.5), (70, 16.5))
    turn.line((63.4, 17.4), (70.6, 17), (70, 9.8))
    down = scene.pen("accent_edge", 1.8)
    down.line((88, 26), (88, 46))
    down.line((83, 41), (88, 46.5), (93, 41))
    props.feeder_front(scene)


def backs(scene: Scene) -> None:
    """The whole stack is turned over, and laid into the tray with its backs down."""
    for lower in (6, 3, 0):
        sheet = scene.pen("card")
        sheet.fill((4, 36 + lower), (38, 36 + lower), (38, 78 + lower), (4, 78 + lower))
        pen = scene.pen("ink")
        pen.line(
            *((4, 36 + lower), (38, 36 + lower), (38, 78 + lower), (4, 78 + lower)), closed=True
        )
    fine = scene.pen("line", 1.5)
    for y in (46, 53, 60, 67):
        fine.line((10, y), (32, y))
    props.feeder(scene)
    for lower in (0, 4, 8):
        sheet = scene.pen("card")
        sheet.fill((66, 8 + lower), (114, 8 + lower), (110, 60), (74, 60))
        pen = scene.pen("ink")
        pen.line((74, 60), (66, 8 + lower), (114, 8 + lower), (110, 60))
    turn = scene.pen("accent_edge", 1.8)
    turn.curve((20, 28), (30, 14), (44, 8), (58, 13))
    turn.line((51, 15.6), (58.6, 13.4), (57, 5.8))
    down = scene.pen("accent_edge", 1.8)
    down.line((90, 26), (90, 46))
    down.line((85, 41), (90, 46.5), (95, 41))
    props.feeder_front(scene)


def scanning(scene: Scene) -> None:
    """A sheet goes through the feeder by itself."""
    props.feeder(scene)
    sheet = scene.pen("card")
    sheet.fill((70, 26), (114, 26), (110, 60), (74, 60))
    scene.pen("ink").line((74, 60), (70, 26), (114, 26), (110, 60))
    out = scene.pen("card")
    out.fill((48, 88), (112, 88), (104, 98), (36, 98))
    scene.pen("ink").line((48, 88), (112, 88), (104, 98), (36, 98), closed=True)
    fine = scene.pen("line", 1.3)
    fine.line((54, 91.5), (100, 91.5))
    fine.line((50, 94.8), (94, 94.8))
    props.feeder_front(scene)
    light = scene.pen("accent", 2.4)
    light.line((56, 74), (124, 74))
    down = scene.pen("accent_edge", 1.8)
    down.line((92, 34), (92, 50))
    down.line((87.5, 46), (92, 50.5), (96.5, 46))


def stopped(scene: Scene) -> None:
    """Sheets wait beside a clock for whoever scanned them."""
    scene.pen("tint").dot((80, 52), 40)
    props.stack(scene)
    face = scene.pen("card")
    face.dot((112, 66), 19)
    ring = scene.pen("ink")
    ring.circle((112, 66), 19)
    hands = scene.pen("accent_edge", 2)
    hands.line((112, 54), (112, 66), (120, 72))


def sealing(scene: Scene) -> None:
    """The papers lie in their folder and are closed."""
    props.stack(scene)
    folder = scene.pen("tint")
    folder.fill((38, 44), (60, 44), (66, 50), (122, 50), (122, 90), (38, 90))
    pen = scene.pen("ink")
    pen.line((38, 44), (60, 44), (66, 50), (122, 50), (122, 90), (38, 90), closed=True)
    seal = scene.pen("card")
    seal.dot((80, 70), 13)
    ring = scene.pen("done", 2)
    ring.circle((80, 70), 13)
    ring.line((74, 70.5), (78.4, 75), (86.5, 65))


def printing(scene: Scene) -> None:
    """The ticket comes out of the printer."""
    body = scene.pen("tint")
    body.plate(44, 56, 116, 94, 6)
    paper = scene.pen("card")
    paper.fill((60, 8), (100, 8), (100, 66), (60, 66))
    pen = scene.pen("ink")
    pen.box(44, 56, 116, 94, 6)
    pen.line(
        (60, 66),
        (60, 10),
        (65, 7),
        (70, 10),
        (75, 7),
        (80, 10),
        (85, 7),
        (90, 10),
        (95, 7),
        (100, 10),
        (100, 66),
    )
    pen.line((54, 66), (106, 66))
    bold = scene.pen("ink", 3)
    bold.line((68, 28), (92, 28))
    fine = scene.pen("line", 1.4)
    for y in (38, 45, 52):
        fine.line((68, y), (92, y))
    scene.pen("accent").dot((104, 82), 3)


def clerk(scene: Scene) -> None:
    """A clerk behind the counter, coming to help."""
    scene.pen("tint").dot((80, 48), 40)
    skin = scene.pen("skin")
    skin.dot((80, 31), 13)
    skin.blob((112, 29), (116, 24), (121, 26), (121, 35), (115, 40), (110, 36))
    shirt = scene.pen("card")
    shirt.fill(
        (52, 84),
        (55, 62),
        (66, 53),
        (80, 50),
        (94, 53),
        (102, 58),
        (110, 38),
        (120, 41),
        (110, 70),
        (106, 84),
    )
    pen = scene.pen("ink")
    pen.circle((80, 31), 13)
    pen.curve((67, 29), (72, 18.5), (84, 17), (93, 27))
    pen.curve((67, 29), (76, 27.5), (84, 22))
    pen.curve((52, 84), (55, 63), (66, 53), (80, 50), (94, 53), (102, 57))
    pen.line((102, 57), (110, 38))
    pen.line((106, 84), (109, 72), (120, 41), (110, 38))
    pen.curve((110, 38), (111, 29), (115, 23.5), (121, 26), (121.5, 35), (120, 41))
    pen.line((74, 51), (80, 60), (86, 51))
    pen.curve((75, 36), (80, 39), (85, 36))
    badge = scene.pen("accent")
    badge.plate(60, 66, 70, 73, 1)
    desk = scene.pen("card")
    desk.fill((22, 84), (138, 84), (138, 96), (22, 96))
    pen = scene.pen("ink")
    pen.line((22, 84), (138, 84), (138, 96), (22, 96), closed=True)


def leaving(scene: Scene) -> None:
    """A sheet goes back to blank."""
    scene.pen("tint").dot((80, 50), 42)
    turn = scene.pen("ink", 2.6)
    turn.arc((80, 51), 25, 207, 500)
    turn.line((54, 22), (56.5, 40.5), (75, 38))


def choosing(scene: Scene) -> None:
    """Forms for every purpose, one of them taken out."""
    scene.pen("tint").blob((8, 84), (22, 56), (60, 62), (100, 54), (138, 58), (152, 84), (80, 94))
    for left, top in ((22, 30), (106, 30), (62, 14)):
        chosen = left == 62
        scene.pen("card").fill(
            (left, top),
            (left + 25, top),
            (left + 34, top + 9),
            (left + 34, top + 48),
            (left, top + 48),
        )
        pen = scene.pen("ink")
        pen.line(
            (left, top),
            (left + 25, top),
            (left + 34, top + 9),
            (left + 34, top + 48),
            (left, top + 48),
            closed=True,
        )
        pen.line((left + 25, top), (left + 25, top + 9), (left + 34, top + 9))
        fine = scene.pen("line", 1.4)
        for y in (18, 26, 34):
            fine.line((left + 7, top + y), (left + (27 if y < 34 or chosen else 20), top + y))
    scene.pen("accent").dot((96, 62), 11)
    ring = scene.pen("accent_edge", 1.6)
    ring.circle((96, 62), 11)
    scene.pen("on_accent", 2.2).line((90.5, 62.5), (94.6, 66.6), (101.8, 57.6))
    shelf = scene.pen("ink")
    shelf.line((12, 84), (148, 84))


SCENES: dict[str, Picture] = {
    picture.__name__: picture
    for picture in (
        welcome, choosing, card, reading, number, code, papers, backs, scanning, stopped, sealing,
        printing, clerk, leaving,
    )
}  # fmt: skip
