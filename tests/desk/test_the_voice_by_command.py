"""`python -m kiosk.desk voice`: a technician learns which recorded words can be played, and hears a call."""

import subprocess

import pytest

from kiosk.desk import voice
from kiosk.hall import spoken


@pytest.fixture
def ask(tmp_path):
    """The command with a kiosk.toml of these lines under [hall]: its exit code and what it said, in English."""

    def run(hall: str, *arguments: str) -> tuple[int, list[str]]:
        settings = tmp_path / "kiosk.toml"
        settings.write_text(f"kiosk = 1\n[[counters]]\nnumber = 12\n[hall]\n{hall}\n")
        said: list[str] = []
        code = voice.main(
            ["--settings", str(settings), "--language", "en", *arguments], said.append
        )
        return code, said

    return run


def test_the_folder_that_every_other_command_is_given_is_taken_too(ask, tmp_path):
    assert ask('voice = ""', "--state", str(tmp_path))[0] == 0


def word(path):
    order = [
        "sox",
        "-n",
        "-r",
        "22050",
        "-b",
        "16",
        "-c",
        "1",
        str(path),
        "synth",
        "0.2",
        "sine",
        "330",
    ]
    subprocess.run(order, check=True)


def test_a_call_is_written_to_be_listened_to(ask, tmp_path):
    file = tmp_path / "call.wav"
    code, said = ask("", "--call", "A1-007", "--counter", "3", "--to", str(file))
    assert code == 0
    assert said == ["No recorded words: the machine speaks.", f"{file}: spoken by the machine"]
    assert file.read_bytes().startswith(b"RIFF")


def test_files_that_cannot_be_played_are_named_with_the_reason(ask, tmp_path):
    folder = tmp_path / "words"
    folder.mkdir()
    word(folder / "moi-so.wav")
    (folder / "so-1.wav").write_bytes(b"no sound")
    code, said = ask(f'recordings = "{folder}"')
    assert code == 1
    assert said[:2] == [f"{folder}: 1 recorded words can be played.", "so-1.wav: no whole WAV file"]
    assert said[2].endswith("den-quay-so, " + ", ".join(f"so-{n}" for n in (*range(10), 12)))


def test_a_whole_set_of_words_calls_by_itself(ask, tmp_path):
    folder = tmp_path / "words"
    folder.mkdir()
    for name in ("moi-so", "den-quay-so", "chu-a", *(f"so-{n}" for n in (*range(10), 12))):
        word(folder / f"{name}.wav")
    assert set(spoken.recorded("A1-007", 12)) <= {path.stem for path in folder.iterdir()}
    file = tmp_path / "call.wav"
    code, said = ask(f'recordings = "{folder}"', "--counter", "12", "--to", str(file))
    assert (code, said[1:]) == (0, [f"{file}: recorded words"])


def test_an_office_without_a_voice_is_told_so(ask):
    assert ask('voice = ""') == (0, ['No number is called aloud here: [hall] voice = "".'])


@pytest.mark.parametrize("wrong", [("--call", "A1"), ("--counter", "100")])
def test_what_cannot_be_called_is_said(ask, tmp_path, wrong, capsys):
    code, _ = ask("", *wrong, "--to", str(tmp_path / "call.wav"))
    assert code == 2
    assert "--call must look like A1-007" in capsys.readouterr().err
