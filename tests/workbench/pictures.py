"""Pictures of screens, kept small and compared as eyes do: a little noise passes, a moved button does not."""

from __future__ import annotations

import numpy as np
from PIL import Image

STEP = 16  # of 255; smaller differences of a pixel are another machine's smoothing
SHARE = 0.005  # of all pixels may differ by more


def keepable(picture: Image.Image) -> Image.Image:
    """The picture as it is kept, under 100 KB: half as large, 22 steps a colour (the paper stays paper)."""
    size = (picture.width // 2, picture.height // 2)
    small = picture.convert("RGB").resize(size, Image.Resampling.BOX)
    return small.point(lambda value: round(value / 12) * 12)


def difference(kept: Image.Image, drawn: Image.Image) -> tuple[float, Image.Image]:
    """The share of pixels that differ, 1 where the sizes do; and `drawn` faded, with those pixels red."""
    if kept.size != drawn.size:
        return 1.0, drawn.convert("RGB")
    old, new = (np.asarray(picture.convert("RGB"), dtype=np.int16) for picture in (kept, drawn))
    differs = np.abs(old - new).max(axis=2) > STEP
    shown = (new // 3 + 170).astype(np.uint8)
    shown[differs] = (220, 0, 0)
    return float(differs.mean()), Image.fromarray(shown)


def alike(kept: Image.Image, drawn: Image.Image) -> bool:
    """Whether two pictures show the same screen."""
    return difference(kept, drawn)[0] <= SHARE
