"""A citizen's stick: only attached safely, only so many files, none from elsewhere, each whole or not at all."""

import os

import pytest

from kiosk.dossier.importing.kinds import Kind
from kiosk.dossier.importing.refused import ImportReason, ImportRefused
from kiosk.dossier.importing.stick import MOST_CANDIDATES, MOST_ENTRIES, attached
from tests.importing.sticks import SAFELY, in_a_room, mounted, run

PHOTO = b"\xff\xd8\xff\xe0 a photo"
PDF = b"%PDF-1.7 a paper"


def write(place, name, data, age=0):
    (place / name).parent.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(data)
    os.utime(place / name, (1_800_000_000 - age,) * 2)


def listed(fill, place):
    """What is shown of a stick with these files."""

    def work():
        with attached(mounted(place, fill)) as stick:
            listing = stick.candidates()
            return (
                [(one.name, one.kind) for one in listing.candidates],
                listing.more,
                listing.endless,
            )

    return in_a_room(work)


def test_papers_on_a_stick_are_listed_newest_first_by_what_they_hold(tmp_path):
    def fill(place):
        write(place, "old.jpg", PHOTO, age=900)
        write(place, "giấy khai sinh.txt", PDF, age=5)  # a PDF, whatever it is called
        write(place, "photo.jpg", b"MZ a program", age=1)
        write(place, "letter.docx", b"PK\x03\x04", age=2)
        write(place, "tốt nghiệp/bằng.png", b"\x89PNG\r\n\x1a\n", age=20)
        write(place, ".hidden.jpg", PHOTO)
        write(place, "System Volume Information/x.jpg", PHOTO)

    candidates, more, endless = listed(fill, tmp_path / "stick")
    assert candidates == [
        ("giấy khai sinh.txt", Kind.PDF),
        ("bằng.png", Kind.PNG),
        ("old.jpg", Kind.JPEG),
    ]
    assert (more, endless) == (0, False)


@pytest.mark.parametrize(
    "options",
    [
        "rw,noexec,nosuid,nodev",
        "ro,exec,nosuid,nodev",
        "ro,noexec,suid,nodev",
        "ro,noexec,nosuid,dev",
    ],
)
def test_a_stick_attached_otherwise_is_not_touched(tmp_path, options):
    def work():
        place = mounted(tmp_path / "stick", lambda place: write(place, "a.jpg", PHOTO), options)
        try:
            with attached(place):
                return None
        except ImportRefused as error:
            return error.reason

    assert in_a_room(work) is ImportReason.STICK_UNSAFE


def test_a_folder_that_is_no_stick_is_not_touched(tmp_path):
    with pytest.raises(ImportRefused) as told, attached(tmp_path):
        pass
    assert told.value.reason is ImportReason.STICK_UNSAFE


def test_no_stick_is_no_stick(tmp_path):
    with pytest.raises(ImportRefused) as told, attached(tmp_path / "stick"):
        pass
    assert told.value.reason is ImportReason.STICK_GONE


def test_links_on_a_stick_lead_nowhere(tmp_path):
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(PHOTO + b" of the next citizen")

    def fill(place):
        write(place, "real.jpg", PHOTO)
        (place / "link.jpg").symlink_to(secret)
        (place / "folder").symlink_to(tmp_path)
        os.mkfifo(place / "pipe.jpg")

    candidates, _, _ = listed(fill, tmp_path / "stick")
    assert [name for name, _ in candidates] == ["real.jpg"]


def test_another_disk_inside_a_stick_is_not_entered(tmp_path):
    def work():
        place = tmp_path / "stick"

        def fill(place):
            write(place, "real.jpg", PHOTO)
            mounted(place / "inside", lambda inside: write(inside, "other.jpg", PHOTO))

        with attached(mounted(place, fill)) as stick:
            return [one.name for one in stick.candidates().candidates]

    assert in_a_room(work) == ["real.jpg"]


def test_a_stick_with_10000_files_shows_the_newest_200_and_says_how_many_more(tmp_path):
    def fill(place):
        for number in range(10_000):
            write(place, f"{number % 50}/{number:05d}.jpg", PHOTO, age=number)

    candidates, more, endless = listed(fill, tmp_path / "stick")
    assert len(candidates) == MOST_CANDIDATES
    assert [name for name, _ in candidates[:2]] == ["00000.jpg", "00001.jpg"]
    assert (more, endless) == (10_000 - MOST_CANDIDATES, False)


def test_a_stick_of_other_things_does_not_keep_anybody_waiting(tmp_path):
    def fill(place):
        for number in range(3_000):
            write(place, f"{number}.mp3", b"ID3 a song", age=number)

    candidates, more, _ = listed(fill, tmp_path / "stick")
    assert candidates == []
    assert more == 1_000


def test_a_stick_without_end_is_counted_no_further(tmp_path):
    def fill(place):
        for number in range(MOST_ENTRIES + 10):
            (place / str(number)).touch()

    _, more, endless = listed(fill, tmp_path / "stick")
    assert endless
    assert more <= MOST_ENTRIES


def test_a_name_cannot_write_over_the_screen(tmp_path):
    def fill(place):
        write(place, "a\u202egpj.exe", PHOTO)
        write(place, "b\n\x1b[2J" + "b" * 200, PHOTO)

    candidates, _, _ = listed(fill, tmp_path / "stick")
    names = [name for name, _ in candidates]
    assert all(name.isprintable() and len(name) <= 80 for name in names)
    assert len(names) == 2


def test_a_stick_pulled_out_gives_whole_files_and_one_sentence(tmp_path):
    """The first file was read; the second is asked for when the stick is gone."""

    def work():
        def fill(place):
            write(place, "one.jpg", PHOTO)
            write(place, "two.jpg", PHOTO, age=5)

        place = mounted(tmp_path / "stick", fill)
        with attached(place) as stick:
            one, two = stick.candidates().candidates
            first = stick.read(one)
            run("umount", "--lazy", place)
            reasons = []
            for ask in (lambda: stick.read(two), stick.candidates):
                try:
                    ask()
                except ImportRefused as error:
                    reasons.append(error.reason)
            return first, reasons

    assert in_a_room(work) == (PHOTO, [ImportReason.STICK_GONE] * 2)


def test_a_file_that_shrank_since_it_was_listed_is_none(tmp_path):
    def work():
        place = mounted(tmp_path / "stick", lambda place: write(place, "one.jpg", PHOTO))
        with attached(place) as stick:
            (one,) = stick.candidates().candidates
            run("mount", "-o", "remount,bind,rw,noexec,nosuid,nodev", place)
            (place / "one.jpg").write_bytes(PHOTO[:6])
            run("mount", "-o", f"remount,bind,{SAFELY}", place)
            try:
                return stick.read(one)
            except ImportRefused as error:
                return error.reason

    assert in_a_room(work) is ImportReason.STICK_GONE


def test_a_stick_that_cannot_be_read_any_more_says_so(tmp_path):
    """As strace makes it: from the third read of the file on, the device answers with EIO."""
    ask = (
        "import sys, pathlib\n"
        "from kiosk.dossier.importing.stick import attached\n"
        "from kiosk.dossier.importing.refused import ImportRefused\n"
        "with attached(pathlib.Path(sys.argv[1])) as stick:\n"
        "    (one,) = stick.candidates().candidates\n"
        "    try:\n"
        "        stick.read(one)\n"
        "    except ImportRefused as error:\n"
        "        print(error.reason)\n"
    )

    def work():
        import subprocess
        import sys

        place = mounted(tmp_path / "stick", lambda place: write(place, "one.jpg", PHOTO * 9000))
        trace = [
            "strace",
            "-qq",
            "-o",
            "/dev/null",
            "-P",
            str(place / "one.jpg"),
            "-e",
            "trace=read",
        ]
        inject = ["-e", "inject=read:error=EIO"]
        command = [*trace, *inject, sys.executable, "-c", ask, str(place)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    assert in_a_room(work) == "stick-gone"
