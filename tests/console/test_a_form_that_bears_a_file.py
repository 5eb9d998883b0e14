"""A form with a file, taken apart: as browsers send it, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.desk.console.upload import MOST_PARTS, bears_files, parts_of

KIND = "multipart/form-data; boundary=x"


def field(name, value):
    return (
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value + b"\r\n"
    )


def file(name, called, data):
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="{called}"\r\n'
    return head.encode() + b"Content-Type: application/pdf\r\n\r\n" + data + b"\r\n"


def test_fields_and_a_file_come_as_they_were_sent():
    body = (
        field("mark", "dấu".encode()) + file("file", "a b.pdf", b"\r\n%PDF\r\n--y") + b"--x--\r\n"
    )
    parts = parts_of(KIND, body)
    assert parts.fields == (("mark", "dấu"),)
    assert (parts.files["file"].name, parts.files["file"].data) == ("a b.pdf", b"\r\n%PDF\r\n--y")


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "multipart/form-data", "multipart/mixed; boundary=x"]
)
def test_other_forms_bear_no_files(kind):
    assert not bears_files(kind)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x",
        b"preamble\r\n--x--",
        field("a", b"1"),
        b"--x\r\n\r\n1\r\n--x--",
        b'--x\r\nContent-Disposition: form-data; filename="f"\r\n\r\n1\r\n--x--',
        field("a", b"1") * (MOST_PARTS + 1) + b"--x--",
        field("a", b"\xff") + b"--x--",
        b"--x\r\nX: " + b"y" * 3000 + b"\r\n\r\n1\r\n--x--",
    ],
)
def test_what_no_browser_sends_is_refused(body):
    with pytest.raises(ValueError):  # noqa: PT011 - the one type that callers know
        parts_of(KIND, body)


@given(st.binary(max_size=400).map(lambda data: data.replace(b"\r\n--x", b"")))
def test_any_bytes_of_a_file_come_back(data):
    body = file("file", "f", data) + b"--x--\r\n"
    assert parts_of(KIND, body).files["file"].data == data


@given(st.binary(max_size=300))
def test_nothing_but_one_kind_of_error_comes_of_rubbish(body):
    try:
        parts_of(KIND, b"--x" + body)
    except ValueError:
        return
