"""PACE: the worked example of the standard, and chips that do not play along."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card import CardError, CardState, pace, pace_info, tlv
from drivers.card.chip import Make
from drivers.card.chip_made import card_access
from drivers.card.fake import ScriptedChannel
from drivers.card.issuer import CARD_ACCESS
from drivers.card.mapping import BadPoint, Curve, Point
from drivers.card.parameters import BRAINPOOL_P256, P256, STANDARDIZED
from drivers.card.refused import Reason

# ICAO 9303-11, appendix G.1: its EF.CardAccess entry, MRZ information and ephemeral keys.
INFO = bytes.fromhex("3012060A04007F0007020204020202010202010D")
MRZ_INFORMATION = b"T22000129364081251010318"
MAPPING_KEY = 0x7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99
AGREEMENT_KEY = 0xA73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595
OUR_MAPPING = (
    "047ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E"
    "544552DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922D"
)
CHIP_MAPPING = (
    "04824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F57"
    "30D8C879AAA9C9F73991E61B58F4D52EB87A0A0C709A49DC63719363CCD13C54"
)
OUR_KEY = (
    "042DB7A64C0355044EC9DF190514C625CBA2CEA48754887122F3A5EF0D5EDD301C"
    "3556F3B3B186DF10B857B58F6A7EB80F20BA5DC7BE1D43D9BF850149FBB36462"
)
CHIP_KEY = (
    "049E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB"
    "7764B22277A2EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F094"
)
EXAMPLE = f"""
    > 0022C1A40F800A04007F00070202040202830101
    < 9000
    > 10860000027C0000
    < 7C12801095A3A016522EE98D01E76CB6B98B42C39000
    > 10860000457C438141{OUR_MAPPING}00
    < 7C438241{CHIP_MAPPING}9000
    > 10860000457C438341{OUR_KEY}00
    < 7C438441{CHIP_KEY}9000
    > 008600000C7C0A8508C2B0BD78D94BA86600
"""
GOOD_PROOF = "< 7C0A86083ABB9674BCE93C089000"


def established(script):
    keys = iter([MAPPING_KEY, AGREEMENT_KEY])
    channel = ScriptedChannel(script)
    (info,) = pace_info.pace_infos(tlv.make(0x31, INFO))
    mrz = pace.mrz(MRZ_INFORMATION)
    secured = pace.establish(channel, info, mrz, scalar=lambda group: next(keys))
    assert channel.finished()
    return secured


def test_the_worked_example_of_the_standard():
    established(EXAMPLE + GOOD_PROOF)


def test_the_session_keys_of_the_worked_example():
    shared = bytes.fromhex("28768D20701247DAE81804C9E780EDE582A9996DB4A315020B2733197DB84925")
    keys = pace.session_keys(shared)
    assert keys.enc.hex().upper() == "F5F0E35C0D7161EE6724EE513A0D9A7F"
    assert keys.mac.hex().upper() == "FE251C7858B356B24514B3BD5F4297D1"


def test_the_mapped_generator_of_the_worked_example():
    shared = Point(
        0x60332EF2450B5D247EF6D3868397D398852ED6E8CAF6FFEEF6BF85CA57057FD5,
        0x0840CA7415BAF3E43BD414D35AA4608B93A2CAF3A4E3EA4E82C9C13D03EB7181,
    )
    nonce = bytes.fromhex("3F00C4D39D153F2B2A214A078D899B22")
    assert BRAINPOOL_P256.mapped_by(nonce, shared) == Point(
        0x8CED63C91426D4F0EB1435E7CB1D74A46723A0AF21C89634F65A9AE87A9265E2,
        0x8C879506743F8611AC33645C5B985C80B5F09A0B83407C1B6A4D857AE76FE522,
    )


@pytest.mark.parametrize("refusal", ["6300", "63C2", "6982", "6985", "6988", "6A80"])
def test_a_proof_that_fails_means_a_wrong_number(refusal):
    with pytest.raises(CardError) as error:
        established(EXAMPLE + "< " + refusal)
    assert error.value.state is CardState.WRONG_NUMBER


@pytest.mark.parametrize(
    "nonsense",
    [
        "< 7C0A86083ABB9674BCE93C099000",  # the chip cannot prove itself
        "< 7C0286009000",
        "< 9000",
        "< 7C8484FFFFFF9000",
        "< 6F00",
    ],
)
def test_a_chip_that_cannot_prove_itself_is_not_believed(nonsense):
    with pytest.raises(CardError) as error:
        established(EXAMPLE + nonsense)
    assert error.value.state is CardState.UNREADABLE


def test_a_chip_that_mirrors_our_key_is_not_believed():
    lines = EXAMPLE.strip().splitlines()[:7]
    with pytest.raises(CardError) as error:
        established("\n".join([*lines, f"< 7C438441{OUR_KEY}9000"]))
    assert error.value.state is CardState.UNREADABLE


def test_a_point_off_the_curve_is_refused():
    lines = EXAMPLE.strip().splitlines()[:5]
    with pytest.raises(CardError) as error:
        established("\n".join([*lines, f"< 7C43824104{'11' * 64}9000"]))
    assert error.value.state is CardState.UNREADABLE


def test_a_card_that_knows_no_pace_is_no_citizen_card():
    with pytest.raises(CardError) as error:
        established("> 0022C1A40F800A04007F00070202040202830101\n< 6D00")
    assert error.value.reason is Reason.NOT_OFFERED


def test_vietnamese_cards_offer_brainpool():
    assert pace_info.pace_infos(CARD_ACCESS) == [pace_info.VIETNAMESE]


def test_a_card_that_offers_only_what_we_cannot_do_is_told_apart():
    unknown_curve = bytes.fromhex("3012060A04007F0007020204020202010202010B")
    assert pace_info.pace_infos(tlv.make(0x31, unknown_curve)) == []


def test_among_several_parameters_ours_is_named():
    other = bytes.fromhex("3012060A04007F0007020204020202010202010B")
    (info,) = pace_info.pace_infos(tlv.make(0x31, other, INFO))
    assert (info.parameter, info.ambiguous) == (13, True)


def test_the_strongest_of_several_offers_comes_first():
    offers = ["ECDH-GM-DES3/13", "DH-GM-AES128/0", "ECDH-GM-AES128/13", "ECDH-GM-AES256/17"]
    make = Make(pace=tuple(offers))
    found = pace_info.pace_infos(card_access(make))
    assert [str(info) for info in found] == [offers[3], offers[2], offers[0], offers[1]]


def test_every_way_has_a_name_of_its_own():
    ways = pace_info.everything()
    assert len({str(way) for way in ways}) == len(ways)
    assert all(pace_info.named(str(way)) == way for way in ways)


@given(st.binary(max_size=100))
def test_any_card_access_is_understood_or_refused(data):
    try:
        pace_info.pace_infos(data)
    except tlv.Malformed:
        return


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([group for group in STANDARDIZED.values() if isinstance(group, Curve)]),
    st.data(),
)
def test_whole_points_come_out_right(curve, data):
    scalars = st.integers(1, curve.n - 1) | st.sampled_from([1, 2, curve.n - 2, curve.n - 1])
    left, right = data.draw(scalars), data.draw(scalars)
    both = curve.of_generator(left * right % curve.n)
    assert curve.multiply(left, curve.of_generator(right)) == both


def test_two_equal_points_are_not_added():
    with pytest.raises(BadPoint):
        P256.add(P256.of_generator(5), P256.of_generator(5))


def test_passwords_never_show_themselves():
    assert "000123" not in repr(pace.can("000123"))
