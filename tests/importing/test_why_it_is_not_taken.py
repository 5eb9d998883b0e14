"""The table of reasons: every one is a plain sentence in both languages."""

import re
import unicodedata

import pytest

from kiosk.dossier.importing.refused import TABLE, ImportReason, ImportRefused, words

JARGON = re.compile(
    r"(?i:error|exception|null|parse|invalid|xref|javascript|openaction|errno|\blỗi \d)"
)


def test_every_reason_has_its_sentence_and_none_is_left_over():
    assert set(TABLE) == set(ImportReason)


@pytest.mark.parametrize("reason", ImportReason)
def test_a_reason_is_one_whole_sentence(reason):
    told = words(reason)
    for text in (told.vi, told.en):
        assert text.endswith(".")
        assert text.count(".") - len(re.findall(r"\d\.\d", text)) == 1
        assert text[0].isupper()
        assert text == " ".join(text.split())
        assert len(text) <= 110
        assert unicodedata.is_normalized("NFC", text)
        assert not JARGON.search(text)
    assert not told.vi.isascii()
    assert told.en.replace("“", "").replace("”", "").isascii()


def test_no_two_reasons_say_the_same():
    assert len({told.vi for told in TABLE.values()}) == len(TABLE)
    assert len({told.en for told in TABLE.values()}) == len(TABLE)


def test_a_refusal_carries_its_reason():
    error = ImportRefused(ImportReason.ENCRYPTED, "")
    assert (error.reason, str(error)) == (ImportReason.ENCRYPTED, "encrypted")
    assert str(ImportRefused(ImportReason.TOO_LARGE, "45 MB")) == "too-large: 45 MB"
