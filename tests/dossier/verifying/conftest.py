from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest

from kiosk.dossier.signing.report import Report
from kiosk.dossier.signing.verify import verify
from tests.workbench.authority import Authority

Judge = Callable[[bytes], Report]


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    """It answers, and nobody here sets its clock."""
    with Authority(tmp_path_factory.mktemp("verifying")).serve() as house:
        yield house


@pytest.fixture(scope="session")
def judge(authority: Authority) -> Judge:
    """Judged now, with the authority's root as the one that is trusted."""
    return lambda pdf: verify(pdf, authority.trust, dt.datetime.now(dt.UTC))
