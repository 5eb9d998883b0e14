"""A list of old cases, as Vietnamese Excel saves it: read whole, and each line that does not hold is named."""

import pytest

from kiosk.dossier.importing.refused import ImportReason, ImportRefused
from kiosk.dossier.importing.rows import MOST_BYTES, MOST_ROWS, rows_of

HEADER = "case;procedure;document;file;number;name;birth"
GOOD = "12/2019/HS-KS;2.000815;to-khai;2019/a.jpg;001099000017;Trịnh Thị Bịa Đặt;28/02/1999"


def listed(*lines, header=HEADER, end="\r\n"):
    return end.join([header, *lines]).encode()


def only(data):
    (row,), problems = rows_of(data)
    assert not problems
    return row


def test_a_line_says_all_that_is_known():
    row = only(listed(GOOD))
    assert (row.line, row.reference, row.procedure) == (2, "12/2019/HS-KS", "2.000815")
    assert (row.document, row.steps) == ("to-khai", ("2019", "a.jpg"))
    assert (row.holder.number, row.holder.name) == ("001099000017", "Trịnh Thị Bịa Đặt")
    assert row.holder.birth == "1999-02-28"
    assert "Bịa" not in repr(row)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_excel_may_save_it_any_way(mark, separator, end):
    data = listed(GOOD.replace(";", separator), header=HEADER.replace(";", separator), end=end)
    assert only(mark + data).reference == "12/2019/HS-KS"


def test_columns_may_be_vietnamese_and_in_any_order():
    header = "Tệp;MÃ HỒ SƠ;Mã thủ tục;ghi chú;mã giấy tờ"
    row = only(listed("a.pdf;HS 1;2.000815;xem sau;to-khai", header=header))
    assert (row.reference, row.steps, row.holder) == ("HS 1", ("a.pdf",), None)


def test_letters_taken_apart_are_the_same_letters():
    import unicodedata

    apart = unicodedata.normalize("NFD", listed(GOOD).decode()).encode()
    assert only(apart).holder.name == "Trịnh Thị Bịa Đặt"


def test_a_cell_of_two_lines_does_not_shift_the_numbers():
    first = GOOD.replace("Trịnh Thị Bịa Đặt", '"Trịnh Thị\nBịa Đặt"')
    rows, problems = rows_of(listed(first, "HS 2;wrong;to-khai;b.jpg;;;", GOOD, end="\n"))
    assert rows[0].holder.name == "Trịnh Thị Bịa Đặt"
    assert [(one.line, one.reason) for one in problems] == [
        (4, ImportReason.ROW_PROCEDURE),
        (5, ImportReason.ROW_TWICE),
    ]


def test_windows_paths_are_paths():
    assert only(listed(GOOD.replace("2019/a.jpg", r"2019\tháng 3\a.jpg"))).steps == (
        "2019",
        "tháng 3",
        "a.jpg",
    )


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (";2.000815;to-khai;a.jpg;;;", ImportReason.ROW_REFERENCE),
        ("../x;2.000815;to-khai;a.jpg;;;", ImportReason.ROW_REFERENCE),
        ("=cmd|calc;2.000815;to-khai;a.jpg;;;", ImportReason.ROW_REFERENCE),
        (f"{'9' * 80};2.000815;to-khai;a.jpg;;;", ImportReason.ROW_REFERENCE),
        ("HS;2000815;to-khai;a.jpg;;;", ImportReason.ROW_PROCEDURE),
        ("HS;2.000815;Tờ khai;a.jpg;;;", ImportReason.ROW_DOCUMENT),
        ("HS;2.000815;to-khai;;;;", ImportReason.MISSING),
        ("HS;2.000815;to-khai;../a.jpg;;;", ImportReason.OUTSIDE),
        ("HS;2.000815;to-khai;b/../../a.jpg;;;", ImportReason.OUTSIDE),
        (r"HS;2.000815;to-khai;..\..\a.jpg;;;", ImportReason.OUTSIDE),
        ("HS;2.000815;to-khai;/etc/passwd;;;", ImportReason.OUTSIDE),
        (r"HS;2.000815;to-khai;C:\a.jpg;;;", ImportReason.OUTSIDE),
        ("HS;2.000815;to-khai;a.jpg;1099000017;;", ImportReason.ROW_HOLDER),  # Excel ate its zeros
        ("HS;2.000815;to-khai;a.jpg;1,099E+09;;", ImportReason.ROW_HOLDER),
        ("HS;2.000815;to-khai;a.jpg;;;30/02/1999", ImportReason.ROW_HOLDER),
        ("HS;2.000815;to-khai;a.jpg;;;1999", ImportReason.ROW_HOLDER),
        ("HS;2.000815;to-khai;a.jpg", ImportReason.ROW_SHAPE),
        ("HS;2.000815;to-khai;a.jpg;;;;", ImportReason.ROW_SHAPE),
        (f"HS;2.000815;to-khai;a.jpg;;{'ồ' * 600};", ImportReason.ROW_SHAPE),
    ],
)
def test_a_line_that_does_not_hold_is_named_and_the_others_count(cells, reason):
    rows, problems = rows_of(listed(GOOD, cells))
    assert len(rows) == 1
    assert [(one.line, one.reason) for one in problems] == [(3, reason)]


def test_empty_lines_are_nothing():
    rows, problems = rows_of(listed(GOOD, "", ";;;;;;", ""))
    assert (len(rows), problems) == (1, ())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", ImportReason.LIST_NO_HEADER),
        (b"case;procedure;document\r\n", ImportReason.LIST_NO_HEADER),
        (b"case;case;procedure;document;file\r\n", ImportReason.LIST_NO_HEADER),
        (listed(GOOD).decode().encode("utf-16"), ImportReason.LIST_NO_TEXT),
        (
            "case;procedure;document;file\nHồ;".encode("cp1258", "replace") + b"\xff",
            ImportReason.LIST_NO_TEXT,
        ),
        (listed(GOOD) + b"\0", ImportReason.LIST_NO_TEXT),
        (listed('HS;"2.000815'), ImportReason.LIST_NO_TEXT),
        (listed(f"HS;2.000815;to-khai;{'a' * 200_000};;;"), ImportReason.LIST_NO_TEXT),
        (b" " * (MOST_BYTES + 1), ImportReason.LIST_TOO_LONG),
        (listed(*[GOOD] * (MOST_ROWS + 1)), ImportReason.LIST_TOO_LONG),
    ],
)
def test_what_is_no_list_is_refused_whole(data, reason):
    with pytest.raises(ImportRefused) as told:
        rows_of(data)
    assert told.value.reason is reason
