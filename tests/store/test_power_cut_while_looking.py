"""A power cut while a page is put behind another, or what was found on it is kept, costs at most that look."""

from kiosk.model import Language, PageVerdict
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.looks import Looks, Seen
from kiosk.store.pages import Pages
from kiosk.store.parting import Parting
from kiosk.store.visits import Visits


def test_a_page_put_behind_another_is_there_in_its_place_or_not_at_all(
    workspace, vault, cut_at, morning
):
    db = open_database(workspace)
    Cases(db).open("case-1", morning)
    pages = Pages(db, vault)
    first, last = (pages.add("case-1", "d", jpeg, 1, 1, 300, morning).id for jpeg in (b"1", b"9"))
    db.close()

    def insert(db):
        Pages(db, vault).add("case-1", "d", b"between", 1, 1, 300, morning, after=first)

    moments, before = 0, 2
    while cut_at(moments + 1, insert):
        moments += 1
        db = open_database(workspace)
        kept = Pages(db, vault).of("case-1", "d")
        assert (kept[0].id, kept[-1].id) == (first, last)
        assert len(kept) in (before, before + 1)
        assert all(vault.read(Cases(db).key("case-1"), page.path) for page in kept)
        before = len(kept)
        db.close()
    assert moments >= 10


def test_a_look_cut_short_is_done_again_and_the_page_is_safe(workspace, vault, cut_at, morning):
    moments, done = 0, False
    while not done:
        case = f"case-{moments}"
        db = open_database(workspace)
        Cases(db).open(case, morning)
        Pages(db, vault).add(case, "d", b"page", 1, 1, 300, morning)
        db.close()

        def look(db, again="a"):
            page = Looks(db, vault).next()
            file = f"{page.id}-{again * 32}.made"
            boxes = vault.write_all(Cases(db).key(page.case), page.case, file, (b"small", b"made"))
            Looks(db, vault).keep(page, Seen(PageVerdict.OK, False, 0, "A4", *boxes))

        done = not cut_at(moments + 1, look)
        moments += 1
        db = open_database(workspace)
        key = Cases(db).key(case)
        (page,) = Pages(db, vault).of(case, "d")
        assert vault.read(key, page.path) == b"page"
        if page.look is None:
            look(db, "b")
            (page,) = Pages(db, vault).of(case, "d")
        assert vault.read(key, page.look.preview) == b"small"
        assert vault.read(key, Pages(db, vault).files(case, "d")[0].made) == b"made"
        Cases(db).forget(case, morning)
        assert not (workspace.vault / case).exists()
        db.close()
    assert moments >= 8


def test_a_stack_is_parted_as_a_whole_or_not_at_all(workspace, vault, cut_at, morning):
    moments, done = 0, False
    while not done:
        case = f"case-{moments}"
        db = open_database(workspace)
        Cases(db).open(case, morning)
        Visits(db).note(case, "1.001193", Language.VI, ("d", "e"), morning)
        for jpeg in (b"1", b"separator", b"2", b"3"):
            Pages(db, vault).add(case, "d", jpeg, 1, 1, 300, morning)
            codes = ("tach1::e:",) if jpeg == b"separator" else ()
            seen = Seen(PageVerdict.OK, False, 0, "A4", f"{case}/none:0:1", "", codes)
            Looks(db, vault).keep(Looks(db, vault).next(), seen)
        db.close()

        def part(db, case=case):
            Parting(db, vault).part(case, "d", morning, most=30)

        done = not cut_at(moments + 1, part)
        moments += 1
        db = open_database(workspace)
        before = contents(db, vault, case)
        assert before in (([b"1", b"separator", b"2", b"3"], []), ([b"1"], [b"2", b"3"]))
        part(db)
        assert contents(db, vault, case) == ([b"1"], [b"2", b"3"])
        assert not Parting(db, vault).waits(case, "d")
        Cases(db).forget(case, morning)
        db.close()
    assert moments >= 8


def contents(db, vault, case):
    key, pages = Cases(db).key(case), Pages(db, vault)
    return tuple([vault.read(key, page.path) for page in pages.of(case, name)] for name in "de")
