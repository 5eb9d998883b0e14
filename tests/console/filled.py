"""A form of a page as it stands filled in, changed and sent as a browser without script would."""

from __future__ import annotations

from html.parser import HTMLParser

from tests.console.browser import Answer, Browser


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._now: dict[str, str] | None = None
        self._select = self._area = ""

    def handle_starttag(self, tag, attrs):
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._now = self.forms.setdefault(said.get("action", ""), {})
        elif self._now is None:
            return
        elif tag == "input" and said.get("name"):
            if said.get("type") not in ("checkbox", "radio") or "checked" in said:
                self._now[said["name"]] = said.get("value", "")
        elif tag == "select":
            self._select = said["name"]
        elif tag == "option" and (self._select not in self._now or "selected" in said):
            self._now[self._select] = said.get("value", "")
        elif tag == "textarea":
            self._area = said["name"]
            self._now[self._area] = ""

    def handle_endtag(self, tag):
        if tag == "form":
            self._now = None
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data):
        if self._area and self._now is not None:
            self._now[self._area] += data


def filled(answer: Answer, action: str) -> dict[str, str]:
    """The fields of the page's form that is sent to `action`, as they stand."""
    forms = _Forms()
    forms.feed(answer.text)
    return forms.forms[action]


def press(browser: Browser, answer: Answer, action: str, do: str = "", to: str = "", **changed):
    """The answer to the page's form, some of its fields changed; a field changed to None is not sent.

    `to`: where a button with an address of its own sends it.
    """
    fields = filled(answer, action) | {name.replace("__", "-"): v for name, v in changed.items()}
    fields = {name: value for name, value in fields.items() if value is not None}
    return browser.send(to or action, **{**fields, "do": do})
