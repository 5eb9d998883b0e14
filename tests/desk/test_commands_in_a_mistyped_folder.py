"""A folder mistyped behind --state: a command says so, and makes no kiosk of it."""

import pytest

from kiosk.desk import appointments, hall, queue, reprint

LOOKS = [
    (appointments.main, ["list"]),
    (hall.main, ["status"]),
    (queue.main, ["stats"]),
    (reprint.main, ["A1-007"]),
]


@pytest.mark.parametrize(("command", "words"), LOOKS)
@pytest.mark.parametrize(
    ("language", "said"), [("vi", "không có dữ liệu của máy nào"), ("en", "No kiosk has kept")]
)
def test_it_is_named_and_stays_empty(tmp_path, capsys, command, words, language, said):
    settings, state = tmp_path / "kiosk.toml", tmp_path / "mistyped"
    settings.write_text("kiosk = 1\n", encoding="utf-8")
    state.mkdir()
    lines = []
    where = ["--settings", str(settings), "--state", str(state), "--language", language]
    assert command([*words, *where], lines.append) == 2
    refused = capsys.readouterr().err
    assert said in refused
    assert str(state) in refused
    assert lines == []
    assert list(state.iterdir()) == []
