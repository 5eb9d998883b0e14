"""Pages of the console in a real browser: everybody can use them."""

from tests.console.draw import axe


def test_the_inbox_can_be_used_by_everybody(served):
    served.house.case("Vàng Thị Mẫu")
    with served.page("/inbox") as page:
        assert "Vàng Thị Mẫu" in page.text("main")
        assert axe(page) == []
        assert page.complaints() == []
