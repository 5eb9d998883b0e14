"""Whatever a chip answers, wherever: a reading of the holder, or the one declared error."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card import CardError, Wish, contents, tlv
from drivers.card.chip import Chip, Make
from drivers.card.credentials import Credentials
from drivers.card.reading import read_chip
from tests.workbench.people import MAI

KNOWN = Credentials(MAI.number, birth_date=MAI.birth_date)
MAKES = {
    "PACE": Make(),
    "extended": Make(extended=True, says_extended=True),
    "BAC": Make(pace=(), card_access=False),
    "3DES": Make(pace=("ECDH-GM-DES3/12",)),
    "numbers": Make(pace=("DH-IM-AES128/0",)),
    "own mapping": Make(pace=("ECDH-CAM-AES128/12",)),
    "careful": Make(short_names=False),
}
STATUSES = st.sampled_from([0x61, 0x62, 0x63, 0x67, 0x69, 0x6A, 0x6C])
LIES = st.one_of(
    st.tuples(st.just("flipped"), st.integers(0, 400)),
    st.tuples(st.just("cut"), st.integers(0, 400)),
    st.tuples(st.just("noise"), st.binary(max_size=300)),
    st.tuples(st.just("more"), st.binary(max_size=300)),
    st.tuples(st.just("status"), st.tuples(STATUSES, st.integers(0, 255)).map(bytes)),
)


class Liar:
    """A chip whose answers, from a command on, are what the lies make of them."""

    def __init__(self, chip, lies):
        self.chip, self.lies, self.told = chip, lies, 0

    def transmit(self, command):
        answer = self.chip.transmit(command)
        self.told += 1
        if self.told not in self.lies:
            return answer
        kind, what = self.lies[self.told]
        if kind == "flipped":
            at = what % len(answer)
            return answer[:at] + bytes([answer[at] ^ 1]) + answer[at + 1 :]
        if kind == "cut":
            return answer[: what % len(answer)]
        return answer[:-2] + what + answer[-2:] if kind == "more" else what


def here(function, data, seconds):
    """Judge in this process: hundreds of children would take long."""
    try:
        return contents.parse(data)
    except tlv.Malformed:
        return None


@pytest.mark.parametrize("make", MAKES.values(), ids=MAKES)
@pytest.mark.parametrize("again", [False, True], ids=["", "with a fresh start"])
@settings(max_examples=60, deadline=None)
@given(lies=st.dictionaries(st.integers(1, 30), LIES, min_size=1, max_size=4))
def test_lies_end_in_the_holder_or_in_the_declared_error(make, again, lies):
    chip = Chip(MAI, make=make)
    try:
        reading = read_chip(
            Liar(chip, lies),
            KNOWN,
            lambda percent: None,
            60.0,
            Wish(genuine=True),
            again=chip.reset if again else None,
            atr=chip.atr,
            run=here,
        )
    except CardError:
        return
    assert reading.holder.number == MAI.number
    assert reading.holder.name in (MAI.name, MAI.latin)
