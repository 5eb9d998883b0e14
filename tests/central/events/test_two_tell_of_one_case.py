"""A system tells a status while somebody tells another one: what stays as it was told before is not lost."""

from __future__ import annotations

from central.mirror import Mirror
from central.news import News
from central.objects import Folder
from kiosk.contract.news import NewsItem
from tests.workbench.told import invented


def test_a_number_told_meanwhile_stays(centre, tmp_path):
    centre.targets.add("dvc")
    said = centre.receive(invented())
    centre.claim("dvc")
    news = News(centre.database, Folder(tmp_path / "objects"), centre.now, centre.events)
    at = centre.now().isoformat()
    others = [NewsItem(said.envelope, said.code, "H00.000-0001", "accepted", at)]

    def now():
        if others:  # in the middle of what the system tells
            news.tell(said.device, others.pop())
        centre.wait(seconds=1)
        return centre.now()

    mirror = Mirror(centre.database, centre.deliveries, news, now)
    row = {"device": said.device, "envelope": said.envelope, "status": "in-hand"}
    assert mirror.tell("dvc", row)
    told = news.page(said.device, 0, "", 10)["items"]
    assert [(one["status"], one["official"]) for one in told] == [
        ("accepted", "H00.000-0001"),
        ("in-hand", "H00.000-0001"),
    ]
