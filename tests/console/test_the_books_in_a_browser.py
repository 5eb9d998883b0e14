"""The registers' page looks as it was approved, keeps nobody out, and works without script."""

import pytest

from kiosk.rules.roster import Role
from tests.console import draw


@pytest.fixture
def filled(house):
    from tests.console.test_forms_of_a_case import received

    for _ in range(3):
        received(house)
    return house


@pytest.mark.parametrize(("path", "name"), [("/books", "months"), ("/books/check", "check")])
def test_the_page_is_for_everybody_and_as_approved(filled, served, path, name, tmp_path):
    with served.page(path, Role.ARCHIVIST, script=name == "months") as page:
        if name == "months":
            assert draw.axe(page) == []
        assert draw.looks_as_kept(page, f"books/{name}", tmp_path)
