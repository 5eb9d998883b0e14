"""Who may give which role: a moved official loses it on the day, nobody serves themself, somebody always can."""

import datetime as dt
import html
import re

import pytest

from kiosk.desk.people.deeds import By, People, PeopleError, Unfit
from kiosk.rules.roster import Post, Role, leaves_nobody
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.roster import Roster
from tests.console.conftest import words_of

DAY = dt.date(2026, 11, 23)
NEXT = dt.timedelta(days=1)
ONCE = re.compile(r"<code>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</code>")


def add(browser, login="ha", name="Vũ Thị Hà Mẫu", role=Role.CLERK, **more):
    return browser.send("/people", login=login, name=name, role=role.value, **more)


def events(house, event):
    return [row.fields for row in Journal(house.db).since(0, 1000) if row.event is event]


def post_of(house, role, person=None):
    posts = Roster(house.db).posts((person or house.people[role]).id)
    return next(post for post in posts if post.role is role)


def end(house, by, role, last=DAY, person=None):
    post = post_of(house, role, person)
    path = f"/people/{post.person}/posts/{post.id}/end"
    return house.browser(by).send(path, last=last.isoformat())


def deeds(house, role):
    """What the person of a role may do."""
    who = house.people[role]
    return People(house.db, By(who.id, frozenset({role})), house.clock(), lambda _: "")


def refused(deed, *told):
    with pytest.raises(PeopleError) as error:
        deed(*told)
    return error.value.why


def test_a_leader_adds_a_clerk_who_chooses_a_password_and_works(house):
    page = add(house.browser(Role.LEADER))
    once = ONCE.search(page.text)[1]
    new = house.stranger()
    answer = new.send("/sign-in", login="ha", password=once, next="/inbox")
    for path in ("/inbox", "/"):
        assert new.get(path).headers["location"] == "/password"
    new.csrf = re.search(r'name="mark" value="([^"]+)"', new.get("/password").text)[1]
    chosen = "mưa nguồn chớp bể"
    typed = {"password-old": once, "password-new": chosen, "password-again": chosen}
    answer = new.send("/password", **typed)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert new.get("/inbox").status == 200
    ha = Roster(house.db).by_login("ha").id
    leader = house.people[Role.LEADER].id
    assert events(house, JournalEvent.PERSON_ADDED) == [{"person": ha, "by": leader}]
    assert events(house, JournalEvent.PASSWORD_CHANGED) == [{"person": ha}]
    (given,) = events(house, JournalEvent.POST_GIVEN)
    assert (given["role"], given["since"], given["by"]) == ("clerk", "2026-11-23", leader)


def test_a_one_time_password_opens_for_three_days(house):
    once = ONCE.search(add(house.browser(Role.LEADER)).text)[1]
    house.clock.later(days=3, minutes=1)
    answer = house.stranger().send("/sign-in", login="ha", password=once)
    assert answer.status == 403
    assert "quá hạn" in words_of(answer.text)


def test_a_one_time_password_is_shown_once(house):
    browser = house.browser(Role.LEADER)
    once = ONCE.search(add(browser).text)[1]
    ha = Roster(house.db).by_login("ha").id
    assert once not in browser.get(f"/people/{ha}").text
    assert once not in browser.get("/people").text


def test_a_new_one_time_password_ends_the_persons_sessions(house):
    clerk = house.browser(Role.CLERK)
    id = house.people[Role.CLERK].id
    page = house.browser(Role.LEADER).send(f"/people/{id}/password")
    assert ONCE.search(page.text)
    assert clerk.get("/inbox").headers["location"].startswith("/sign-in")
    assert events(house, JournalEvent.PASSWORD_GIVEN) == [
        {"person": id, "by": house.people[Role.LEADER].id}
    ]


def test_a_moved_official_loses_the_role_with_the_day(house):
    answer = end(house, Role.LEADER, Role.CLERK)
    assert answer.status == 303
    assert house.browser(Role.CLERK).get("/inbox").status == 200
    house.clock.later(hours=24)
    assert house.browser(Role.CLERK).get("/inbox").status == 403
    (ended,) = events(house, JournalEvent.POST_ENDED)
    assert (ended["role"], ended["last"]) == ("clerk", "2026-11-23")


def test_a_role_can_be_ended_at_once(house):
    browser = house.browser(Role.CLERK)
    end(house, Role.LEADER, Role.CLERK, DAY - NEXT)
    assert browser.get("/inbox").status == 403


def test_what_is_over_is_not_begun_again(house):
    end(house, Role.LEADER, Role.CLERK, DAY)
    post = post_of(house, Role.CLERK)
    assert refused(deeds(house, Role.LEADER).end, post.id, DAY + NEXT) is Unfit.ENDED
    assert refused(deeds(house, Role.LEADER).end, post.id, DAY - 2 * NEXT) is Unfit.PAST


@pytest.mark.parametrize("role", [Role.CLERK, Role.SPECIALIST, Role.LEADER, Role.ARCHIVIST])
def test_a_technician_gives_nobody_a_role_that_sees_cases(house, role):
    people, helper = deeds(house, Role.TECHNICIAN), house.people[Role.HELPER].id
    assert refused(people.give, helper, role, DAY, None) is Unfit.NOT_YOURS
    assert refused(people.add, "moi", "Người Mới Mẫu", role, DAY, None) is Unfit.NOT_YOURS
    assert Roster(house.db).by_login("moi") is None  # nothing of it stays


@pytest.mark.parametrize("role", [Role.HELPER, Role.TECHNICIAN])
def test_a_technician_gives_roles_that_see_none(house, role):
    person, password = deeds(house, Role.TECHNICIAN).add("moi", "Người Mới Mẫu", role, DAY, None)
    assert password
    assert Roster(house.db).roles(person.id, DAY) == {role}


def test_a_technician_names_the_first_leader_where_there_is_none(house):
    post = post_of(house, Role.LEADER)
    Roster(house.db).end(post.id, DAY - NEXT, house.clock())
    deeds(house, Role.TECHNICIAN).add("moi", "Lãnh Đạo Mẫu", Role.LEADER, DAY, None)
    assert (
        refused(deeds(house, Role.TECHNICIAN).add, "hai", "Hai Mẫu", Role.LEADER, DAY, None)
        is Unfit.NOT_YOURS
    )


@pytest.mark.parametrize("role", [Role.LEADER, Role.TECHNICIAN])
def test_nobody_gives_a_role_or_a_password_to_themself(house, role):
    people, own = deeds(house, role), house.people[role].id
    assert refused(people.give, own, Role.HELPER, DAY, None) is Unfit.OWN
    assert refused(people.reset, own) is Unfit.OWN


def test_a_technician_cannot_come_in_as_somebody_who_sees_cases(house):
    """Whoever makes a one-time password could use it."""
    for role in (Role.CLERK, Role.SPECIALIST, Role.LEADER, Role.ARCHIVIST):
        assert (
            refused(deeds(house, Role.TECHNICIAN).reset, house.people[role].id) is Unfit.NOT_YOURS
        )
    later = house.person("mai", "Mai Mẫu")
    Roster(house.db).post(later.id, Role.CLERK, DAY + NEXT, house.clock())
    assert refused(deeds(house, Role.TECHNICIAN).reset, later.id) is Unfit.NOT_YOURS


def test_an_account_whose_password_a_technician_knows_gets_another_with_its_first_office_role(
    house,
):
    technician, leader = deeds(house, Role.TECHNICIAN), deeds(house, Role.LEADER)
    person, known = technician.add("moi", "Người Mới Mẫu", Role.HELPER, DAY, None)
    given = leader.give(person.id, Role.CLERK, DAY, None)
    assert given not in ("", known)
    assert leader.give(person.id, Role.SPECIALIST, DAY, None) == ""


def test_the_last_who_keeps_the_roster_keeps_it(house):
    assert end(house, Role.LEADER, Role.TECHNICIAN).status == 303
    house.clock.later(minutes=1)
    answer = end(house, Role.LEADER, Role.LEADER)
    assert answer.status == 422
    assert "người cuối cùng" in words_of(answer.text)


def test_no_day_is_left_without_somebody_who_keeps_the_roster():
    one = Post("a", Role.LEADER, DAY, None, "1")
    until = Post("b", Role.TECHNICIAN, DAY, DAY + 9 * NEXT, "2")
    later = Post("c", Role.LEADER, DAY + 5 * NEXT, None, "3")
    assert leaves_nobody([one], one, DAY)
    assert leaves_nobody([one, until], one, DAY)  # from the tenth day on nobody
    assert leaves_nobody([one, later], one, DAY)  # until the fifth day nobody
    assert not leaves_nobody([one, until, later], one, DAY)
    assert not leaves_nobody([one, until], until, DAY)


def test_a_vacancy_is_told(house):
    browser = house.browser(Role.LEADER)
    assert "chưa có ai giữ vai trò" not in words_of(browser.get("/people").text)
    end(house, Role.LEADER, Role.ARCHIVIST, DAY - NEXT)
    assert "chưa có ai giữ vai trò: Văn thư" in words_of(browser.get("/people").text)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"login": "LAN'--"}, Unfit.LOGIN),
        ({"login": "lan"}, Unfit.LOGIN_TAKEN),
        ({"login": "x"}, Unfit.LOGIN),
        ({"name": ""}, Unfit.NAME),
        ({"name": "x" * 121}, Unfit.NAME),
        ({"name": "a\u202eb"}, Unfit.NAME),
        ({"since": "2026-11-22"}, Unfit.DATES),
        ({"since": "2026-12-02", "last": "2026-12-01"}, Unfit.DATES),
        ({"since": "mai"}, Unfit.DATES),
        ({"since": "1888-01-01"}, Unfit.DATES),
    ],
)
def test_what_cannot_be_is_told_and_nothing_typed_is_lost(house, told, why):
    from kiosk.desk.people.words import UNFIT

    before = Roster(house.db).people()
    answer = add(house.browser(Role.LEADER), **{"name": "Vũ Thị Hà Mẫu", **told})
    assert answer.status == 422
    assert UNFIT[why].vi in html.unescape(words_of(answer.text))
    typed = told.get("name", "Vũ Thị Hà Mẫu")
    assert f'value="{html.escape(typed)}"' in answer.text
    assert Roster(house.db).people() == before


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "'; drop table people; --",
        '" onfocus="alert(1)',
        "{{7*7}}",
        "Ha=1+1",
    ],
)
def test_a_name_is_a_name_whatever_stands_in_it(house, name):
    browser = house.browser(Role.LEADER)
    page = add(browser, name=name)
    assert page.status == 200
    for text in (page.text, browser.get("/people").text):
        assert html.escape(name).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in text
        assert "<script>alert" not in text
    assert Roster(house.db).by_login("ha").name == name


def test_a_name_with_combining_marks_is_kept_in_one_way(house):
    import unicodedata

    name = "Nguyễn Thị Ngọc Ánh Mẫu"
    add(house.browser(Role.LEADER), name=unicodedata.normalize("NFD", name))
    assert Roster(house.db).by_login("ha").name == name


def test_a_post_is_ended_on_its_own_persons_page_alone(house):
    post = post_of(house, Role.CLERK)
    other = house.people[Role.HELPER].id
    answer = house.browser(Role.LEADER).send(
        f"/people/{other}/posts/{post.id}/end", last="2026-11-23"
    )
    assert answer.status == 422
    assert not events(house, JournalEvent.POST_ENDED)


def test_a_person_that_is_none_is_not_there(house):
    browser = house.browser(Role.LEADER)
    assert browser.get("/people/nobody").status == 404
    assert browser.send("/people/nobody/password").status == 404
    assert browser.send("/people/nobody/posts", role="clerk").status == 404
    assert browser.send("/people/nobody/posts", role="king").status == 400


def test_whom_the_province_names_is_offered_and_added_by_hand_alone(house):
    listed = (
        '[[member]]\nid = "ha-vu"\nrole = "helper"\nname = "Vũ Thị Hà Mẫu"\ncounters = []\n'
        '[[member]]\nid = "lan"\nrole = "clerk"\nname = "Nguyễn Thị  Lan Mẫu"\ncounters = [1]\n'
    )
    files = {"roster.toml": listed.encode()}
    house.console.book.take("7-0123abcd", house.clock(), files)
    browser = house.browser(Role.LEADER)
    page = browser.get("/people")
    assert "Vũ Thị Hà Mẫu – Người hỗ trợ" in words_of(page.text)
    assert words_of(page.text).count("Lan Mẫu") == 1  # has an account
    assert Roster(house.db).by_login("ha.vu") is None
    link = html.unescape(re.search(r'href="(/people\?name=[^"#]+)', page.text)[1])
    offered = browser.get(link).text
    assert 'value="Vũ Thị Hà Mẫu"' in offered
    assert 'value="ha.vu"' in offered


def test_what_a_link_fills_in_is_text(house):
    page = house.browser(Role.LEADER).get(
        "/people?name=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&role=king"
    )
    assert page.status == 200
    assert "<script>alert" not in page.text


def test_a_role_given_for_as_long_as_a_calendar_goes_can_be_ended(house):
    page = add(house.browser(Role.LEADER), role=Role.LEADER, last=dt.date.max.isoformat())
    assert page.status == 200
    new = Roster(house.db).by_login("ha")
    assert end(house, Role.LEADER, Role.LEADER, person=new).status == 303
    assert post_of(house, Role.LEADER, new).until == DAY


def test_who_is_given_cases_while_a_technician_resets_them_keeps_the_leaders_password(house):
    page = add(house.browser(Role.LEADER), role=Role.HELPER)
    assert page.status == 200
    ha = Roster(house.db).by_login("ha").id
    leader, technician = (house.people[role].id for role in (Role.LEADER, Role.TECHNICIAN))

    def meanwhile(_):
        by = By(leader, frozenset({Role.LEADER}))
        People(house.db, by, house.clock(), lambda _: "leader's").give(ha, Role.CLERK, DAY, None)
        return "technician's"

    by = By(technician, frozenset({Role.TECHNICIAN}))
    resetting = People(house.db, by, house.clock(), meanwhile)
    assert refused(resetting.reset, ha) is Unfit.NOT_YOURS
    assert Roster(house.db).password(ha).phc == "leader's"
