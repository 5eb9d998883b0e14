"""The icons, all in one line style on a grid of 24 by 24; each always stands with a word."""

from __future__ import annotations

import math

from kiosk.ui.drawing import Pen, Shape

GRID = (24.0, 24.0)
WEIGHT = 1.7


def arrow_right(pen: Pen) -> None:
    pen.line((4, 12), (20, 12))
    pen.line((13.5, 5.5), (20, 12), (13.5, 18.5))


def arrow_left(pen: Pen) -> None:
    pen.line((4, 12), (20, 12))
    pen.line((10.5, 5.5), (4, 12), (10.5, 18.5))


def chevron(pen: Pen) -> None:
    pen.line((9, 5), (16, 12), (9, 19))


def tick(pen: Pen) -> None:
    pen.line((4.5, 12.8), (9.6, 18), (19.5, 6.5))


def cross(pen: Pen) -> None:
    pen.line((6, 6), (18, 18))
    pen.line((18, 6), (6, 18))


def clerk(pen: Pen) -> None:
    """A raised hand: somebody is asked to come."""
    pen.curve((7, 13), (5.2, 11.3), (3.9, 12.4), (6, 16.4), (9, 20.4), (13.5, 21.4), (17.6, 18.6))
    pen.curve((17.6, 18.6), (18.8, 15.5), (18.8, 9))
    for x, top in ((7, 6.4), (10.9, 3.4), (14.8, 4.6)):
        pen.line((x, 12.8), (x, top))
        pen.arc((x + 1.95, top), 1.95, 180, 360)
        pen.line((x + 3.9, top), (x + 3.9, 11.4))


def again(pen: Pen) -> None:
    """Start over: an arrow round to its beginning."""
    pen.arc((12.3, 12.4), 8, 207, 500)
    pen.line((4.2, 3), (4.9, 9), (10.8, 8.3))


def globe(pen: Pen) -> None:
    pen.circle((12, 12), 9)
    pen.oval((12, 12), 4.2, 9)
    pen.line((3, 12), (21, 12))


def letters(pen: Pen) -> None:
    """A large letter A beside a small one."""
    pen.line((2.5, 20), (8.8, 4), (15, 20))
    pen.line((4.8, 14.3), (12.8, 14.3))
    pen.line((15.6, 20), (18.9, 11.6), (22, 20))
    pen.line((16.8, 17.2), (20.9, 17.2))


def contrast(pen: Pen) -> None:
    pen.circle((12, 12), 9)
    pen.fill((12, 3), *(_half_circle(12, 12, 9)), (12, 21))


def speaker(pen: Pen) -> None:
    pen.line((3.5, 9.5), (7.5, 9.5), (12.5, 5), (12.5, 19), (7.5, 14.5), (3.5, 14.5), closed=True)
    pen.arc((12.5, 12), 4.5, -50, 50)
    pen.arc((12.5, 12), 8.3, -50, 50)


def document(pen: Pen) -> None:
    pen.line((5, 3), (14.5, 3), (19, 7.5), (19, 21), (5, 21), closed=True)
    pen.line((8.5, 11), (15.5, 11))
    pen.line((8.5, 15.5), (15.5, 15.5))


def card(pen: Pen) -> None:
    """An identity card: a face and lines."""
    pen.box(2.5, 5, 21.5, 19, 2)
    pen.circle((8, 10.5), 2)
    pen.arc((8, 17), 3.6, 200, 340)
    pen.line((14, 10), (18.5, 10))
    pen.line((14, 14), (18.5, 14))


def printer(pen: Pen) -> None:
    pen.line((7, 8), (7, 3), (17, 3), (17, 8))
    pen.line((7, 17), (3.5, 17), (3.5, 8.5), (20.5, 8.5), (20.5, 17), (17, 17))
    pen.line((7, 14), (17, 14), (17, 21), (7, 21), closed=True)


def scanner(pen: Pen) -> None:
    """A sheet on its way into a feeder."""
    pen.line((7, 12), (7, 3), (17, 3), (17, 12))
    pen.box(3, 12, 21, 20.5, 2)
    pen.line((6.5, 16.2), (17.5, 16.2))


def clock(pen: Pen) -> None:
    pen.circle((12, 12), 9)
    pen.line((12, 6.8), (12, 12), (15.8, 14.2))


def coin(pen: Pen) -> None:
    """A coin with the letter đ of đồng."""
    pen.circle((12, 12), 9)
    pen.circle((11.4, 13.4), 2.9)
    pen.line((14.3, 7), (14.3, 16.3))
    pen.line((11.8, 8.9), (16.4, 8.9))


def shield(pen: Pen) -> None:
    pen.curve((12, 3), (8.5, 5), (4.5, 5.8))
    pen.curve((4.5, 5.8), (4.8, 13), (7.5, 17.8), (12, 21))
    pen.curve((12, 3), (15.5, 5), (19.5, 5.8))
    pen.curve((19.5, 5.8), (19.2, 13), (16.5, 17.8), (12, 21))
    pen.line((8.4, 12), (11.2, 14.8), (15.8, 9.6))


def search(pen: Pen) -> None:
    pen.circle((10.5, 10.5), 6.5)
    pen.line((15.3, 15.3), (21, 21))


def plus(pen: Pen) -> None:
    pen.line((12, 4.5), (12, 19.5))
    pen.line((4.5, 12), (19.5, 12))


def bin_(pen: Pen) -> None:
    pen.line((4, 6.5), (20, 6.5))
    pen.line((9, 6.5), (9, 3.5), (15, 3.5), (15, 6.5))
    pen.line((6, 6.5), (7, 20.5), (17, 20.5), (18, 6.5))
    pen.line((10.2, 10.5), (10.4, 16.5))
    pen.line((13.8, 10.5), (13.6, 16.5))


def turn(pen: Pen) -> None:
    """A sheet, and an arrow a quarter round it."""
    pen.line((4, 9), (12.5, 9), (12.5, 21), (4, 21), closed=True)
    pen.arc((11.5, 13), 8.6, 268, 352)
    pen.line((16.8, 9.2), (20.2, 12.6), (22.6, 8.4))


def over(pen: Pen) -> None:
    """A stack, and an arrow over it to its other side."""
    pen.line((6, 13), (18, 13), (18, 21), (6, 21), closed=True)
    pen.line((9, 17), (15, 17))
    pen.curve((5, 9), (8, 4.5), (12, 3), (16, 4.5), (19, 9))
    pen.line((15.4, 8.4), (19.2, 9.4), (20.4, 5.6))


def insert(pen: Pen) -> None:
    """A sheet that goes in behind another."""
    pen.line((3, 4), (10, 4), (10, 20), (3, 20), closed=True)
    pen.line((17.5, 7.5), (17.5, 16.5))
    pen.line((13, 12), (22, 12))


def more(pen: Pen) -> None:
    for x in (5, 12, 19):
        pen.dot((x, 12), 1.9)


def erase(pen: Pen) -> None:
    """The key that takes the last digit back."""
    pen.line((8.5, 5), (21, 5), (21, 19), (8.5, 19), (2.5, 12), closed=True)
    pen.line((11.5, 9.2), (17, 14.8))
    pen.line((17, 9.2), (11.5, 14.8))


def warning(pen: Pen) -> None:
    pen.line((12, 3.6), (21.6, 20), (2.4, 20), closed=True)
    pen.line((12, 9.6), (12, 14))
    pen.dot((12, 17.1), 1.2)


def stop(pen: Pen) -> None:
    pen.line((8, 3), (16, 3), (21, 8), (21, 16), (16, 21), (8, 21), (3, 16), (3, 8), closed=True)
    pen.line((12, 7), (12, 13))
    pen.dot((12, 16.6), 1.2)


def person(pen: Pen) -> None:
    pen.circle((12, 8), 4)
    pen.arc((12, 21), 7.5, 188, 352)


def family(pen: Pen) -> None:
    pen.circle((8.5, 8.5), 3.3)
    pen.arc((8.5, 20.5), 6, 190, 350)
    pen.arc((16.5, 8.5), 3.3, -110, 110)
    pen.arc((16, 20.5), 6, 285, 350)


def home(pen: Pen) -> None:
    pen.line((3, 11.5), (12, 4), (21, 11.5))
    pen.line((5.5, 10), (5.5, 20), (18.5, 20), (18.5, 10))
    pen.line((10, 20), (10, 14), (14, 14), (14, 20))


def land(pen: Pen) -> None:
    """A field marked off on a map."""
    pen.line(
        (3, 6), (9, 3.5), (15, 6), (21, 3.5), (21, 18), (15, 20.5), (9, 18), (3, 20.5), closed=True
    )
    pen.line((9, 3.5), (9, 18))
    pen.line((15, 6), (15, 20.5))


def care(pen: Pen) -> None:
    pen.curve((12, 20.5), (5, 14.5), (3, 9.5), (5, 5), (9, 4.6), (12, 8))
    pen.curve((12, 8), (15, 4.6), (19, 5), (21, 9.5), (19, 14.5), (12, 20.5))


def stamp(pen: Pen) -> None:
    pen.circle((12, 6.5), 3.5)
    pen.line((10.4, 9.6), (9.6, 14.2))
    pen.line((13.6, 9.6), (14.4, 14.2))
    pen.line((4.5, 18), (4.5, 16), (6.3, 14.2), (17.7, 14.2), (19.5, 16), (19.5, 18), closed=True)
    pen.line((4.5, 21), (19.5, 21))


def ticket(pen: Pen) -> None:
    pen.line((6, 2.8), (18, 2.8), (18, 21), (15, 19), (12, 21), (9, 19), (6, 21), closed=True)
    pen.line((9.5, 7.5), (14.5, 7.5))
    pen.line((9.5, 12), (14.5, 12))


def cane(pen: Pen) -> None:
    """Somebody old, with a stick."""
    pen.circle((9.5, 5), 2.6)
    pen.line((9.5, 8.5), (8, 14.5), (10, 21))
    pen.line((8, 14.5), (5.5, 21))
    pen.line((9, 10.5), (15.5, 13))
    pen.line((15.5, 11.5), (15.5, 21))


def wheelchair(pen: Pen) -> None:
    pen.circle((10, 4.4), 2.2)
    pen.line((10, 7.5), (10.6, 13.5), (16, 13.5), (18.5, 19))
    pen.line((10.3, 10.5), (15.5, 10.5))
    pen.arc((10.3, 15.8), 5.2, 100, 345)


def mother(pen: Pen) -> None:
    """A grown-up with a small child by the hand."""
    pen.circle((8.5, 5), 2.7)
    pen.line((8.5, 8.5), (4.8, 16.5), (12.2, 16.5), closed=True)
    pen.line((7.2, 16.5), (7.2, 21))
    pen.line((9.8, 16.5), (9.8, 21))
    pen.circle((17.5, 11.5), 1.9)
    pen.line((17.5, 14), (17.5, 17.5), (16, 21))
    pen.line((17.5, 17.5), (19, 21))
    pen.line((10.2, 11), (14.2, 14.8), (17.5, 14.6))


def medal(pen: Pen) -> None:
    pen.line((8, 2.8), (11, 9))
    pen.line((16, 2.8), (13, 9))
    pen.circle((12, 15), 6)
    pen.line((12, 11.6), (13.1, 14), (15.5, 14.2), (13.7, 15.8), (14.2, 18.2), (12, 17), (9.8, 18.2), (10.3, 15.8),
             (8.5, 14.2), (10.9, 14), closed=True)  # fmt: skip


def shop(pen: Pen) -> None:
    pen.line((4.5, 4), (19.5, 4), (21.5, 9.5), (2.5, 9.5), closed=True)
    pen.line((4.5, 9.5), (4.5, 20), (19.5, 20), (19.5, 9.5))
    pen.line((9.5, 20), (9.5, 14), (14.5, 14), (14.5, 20))


def _half_circle(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    turns = (math.radians(-90 + 6 * n) for n in range(31))
    return [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]


ICONS: dict[str, Shape] = {
    shape.__name__.rstrip("_").replace("_", "-"): shape
    for shape in (
        arrow_right, arrow_left, chevron, tick, cross, clerk, again, globe, letters, contrast,
        speaker, document, card, printer, scanner, clock, coin, shield, search, plus, bin_, turn, over, insert, more,
        erase, warning, stop, person, family, home, land, care, stamp, ticket, shop, cane,
        wheelchair, mother, medal,
    )
}  # fmt: skip
