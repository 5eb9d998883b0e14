"""A stick that an invented province signed, made once."""

from pathlib import Path

import pytest

from tests.workbench.stick import Publisher
from tests.workbench.tree import tree


@pytest.fixture(scope="session")
def stick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as it lies on the stick; to be copied, not changed."""
    folder = tmp_path_factory.mktemp("province")
    (folder / "tree").mkdir()
    with tree(folder / "tree") as made:
        return Publisher(folder).publish(made)
