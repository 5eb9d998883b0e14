import io

import numpy
import pytest
from PIL import Image


@pytest.fixture
def jpeg():
    """A page as a scanner gives it: noise, so that no two are equal."""

    def make(seed=0, mode="RGB", size=(620, 877), **options):
        noise = numpy.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), "uint8")
        page = io.BytesIO()
        Image.fromarray(noise).convert(mode).save(page, "JPEG", quality=60, **options)
        return page.getvalue()

    return make
