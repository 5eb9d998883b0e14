"""A made page as one box of the vault: what a PDF needs of it, nothing to be done again."""

from __future__ import annotations

import json

from kiosk.dossier.page import Layer, LayerKind, Leaf, MadePage


def pack(page: MadePage) -> bytes:
    """One line of JSON, then the layers' bytes as they stand in the PDF."""
    layers = [
        [layer.kind, len(layer.data), layer.width, layer.height, layer.box, layer.colour]
        for layer in page.layers
    ]
    head = json.dumps([page.width_mm, page.height_mm, layers], separators=(",", ":"))
    return b"\n".join((head.encode("ascii"), b"".join(layer.data for layer in page.layers)))


def unpack(box: bytes) -> Leaf:
    """What `pack` was given; the vault vouches for its bytes."""
    head, _, data = box.partition(b"\n")
    width, height, rows = json.loads(head)
    layers, at = [], 0
    for kind, length, across, down, place, colour in rows:
        part = data[at : at + length]
        layers.append(Layer(LayerKind(kind), part, across, down, tuple(place), tuple(colour)))
        at += length
    return Leaf(width, height, tuple(layers))
