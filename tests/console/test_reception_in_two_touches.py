"""A self-scanned case is accepted in two touches: one opens it from the inbox, the other is the one main button."""

from tests.console.draw import SMALL, axe
from tests.console.handed_in import handed_in


def test_two(served, tmp_path):
    case = handed_in(served.house)
    with served.page(f"/cases/0/{case}/receive", size=SMALL) as page:
        page.tab.wait_for_timeout(800)
        page.shot(tmp_path / "x.png")
        import shutil

        shutil.copy(tmp_path / "x.png", "/tmp/rec.png")
        print(axe(page), page.complaints())
