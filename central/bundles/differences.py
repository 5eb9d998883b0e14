"""What is other in one set of files than in another, said in the words of the files themselves."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping

from central.bundles.checking import certified, name_of
from kiosk.contract.rules import bundle, catalogue, processes, slots, tariff, words
from kiosk.contract.rules.bundle import (
    CATALOGUE,
    FEES,
    FORMS,
    HOLIDAYS,
    PROCESSES,
    ROSTER,
    SETTINGS,
)
from kiosk.contract.rules.entries import RulesError
from kiosk.contract.rules.law import Deadline, Procedure, Words

LONGEST = 60  # letters of a value that is told
Rows = dict[str, dict[str, str]]  # entry -> its fields


def differences(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[str]:
    """One line for each entry and field; nothing where they are the same."""
    for path in sorted({*before, *after}):
        old, new = before.get(path), after.get(path)
        if old == new:
            continue
        name = name_of(path)
        yield f"{path}{': new' if old is None else ': gone' if new is None else ''}"
        for line in _changes(_rows(name, old), _rows(name, new)):
            yield f"  {line}"


def _changes(before: Rows, after: Rows) -> Iterator[str]:
    for entry in dict.fromkeys((*before, *after)):
        if entry not in before:
            told = after[entry].get("name") or after[entry].get("value")
            yield f"new: {entry}{': ' if told else ''}{_short(told) if told else ''}"
        elif entry not in after:
            yield f"gone: {entry}"
        else:
            old, new = before[entry], after[entry]
            for field in dict.fromkeys((*old, *new)):
                was, now = old.get(field, ""), new.get(field, "")
                if was != now:
                    yield f"{entry}, {field}: {_short(was)} -> {_short(now)}"


def _rows(name: str, data: bytes | None) -> Rows:
    if data is None:
        return {}
    try:
        if name in _READ:
            return _READ[name](bundle.text_of(data))
        if name.startswith("words/"):
            said = words.parse(bundle.text_of(data))
            return {f"text {key}": {"value": text} for key, text in said.items()}
        held = certified(name, data)
    except RulesError as error:
        return {f"cannot be read: {error}": {}}
    if not held:
        return {f"list {hashlib.sha256(data).hexdigest()[:16]}": {}}
    return {
        f"certificate of {one.subject.rfc4514_string()}, {one.serial_number:x}, "
        f"until {one.not_valid_after_utc.date()}": {}
        for one in held
    }


def _catalogue(text: str) -> Rows:
    said = catalogue.listing(text)
    rows: Rows = {
        "catalogue": {
            "checked_on": str(said.checked_on),
            "valid_until": str(said.valid_until),
            "source": said.source,
            "sample": str(said.sample),
        }
    }
    for field in said.fields:
        rows[f"field {field.id}"] = {
            "name": _both(field.name),
            "series": field.series,
            "icon": field.icon,
        }
    for one in said.versions:
        rows[f"procedure {one.code} from {one.valid_from}"] = _procedure(one)
    return rows


def _procedure(one: Procedure) -> dict[str, str]:
    told = {
        field: _both(getattr(one, field)) for field in ("name", "short", "time", "fee", "exemption")
    }
    told |= {
        field: str(getattr(one, field))
        for field in ("field", "basis", "sample", "popular", "certified", "same_day")
    }
    told["due"] = _due(one.due)
    told["documents"] = ", ".join(document.id for document in one.documents)
    for document in one.documents:
        about = (_both(document.name), _both(document.hint), document.profile)
        told[f"document {document.id}"] = "; ".join(filter(None, about))
    return told


def _due(due: Deadline | None) -> str:
    if due is None:
        return ""
    more = f", more {_due(due.more)}" if due.more else ""
    most = f", at most {_due(due.at_most)}" if due.at_most else ""
    return f"{f'{due.number} ' if due.number else ''}{due.count}{more}{most}"


def _fees(text: str) -> Rows:
    said = tariff.tariff(text)
    rows: Rows = {"fees": {"source": said.source, "sample": str(said.sample)}}
    for fee in said.fees:
        rows[f"fee {tariff.whose(fee)}"] = {
            "name": _both(fee.name),
            "amount": str(fee.amount),
            "per": fee.per,
            "steps": ", ".join(f"{step.amount} from page {step.page}" for step in fee.steps),
            "most": str(fee.most or ""),
            "valid_to": str(fee.valid_to or ""),
            "basis": fee.basis,
        }
    for each in said.exemptions:
        rows[f"exemption {each.id}"] = {
            "name": _both(each.name),
            "province": each.province,
            "procedures": ", ".join(each.procedures),
            "free": str(each.free),
            "basis": each.basis,
        }
    return rows | {f"occasion {each.id}": {"name": _both(each.name)} for each in said.occasions}


def _processes(text: str) -> Rows:
    said = processes.processes(text)
    rows: Rows = {"processes": {"sample": str(said.sample)}}
    for one in said.processes:
        rows[f"process {one.procedure} from {one.valid_from}"] = {
            "decision": f"{one.decision} {one.decided_on or ''}".strip(),
            "steps": ", ".join(f"{stage.place} {stage.minutes / 60:g} h" for stage in one.stages),
        }
    return rows


def _holidays(text: str) -> Rows:
    said = slots.holidays(text)
    rows: Rows = {f"day off {day}": {} for day in sorted(said.off)}
    rows |= {f"day worked {day}": {} for day in sorted(said.worked)}
    years = ", ".join(map(str, sorted(said.years)))
    return {**rows, "holidays": {"source": said.source, "years": years}}


def _forms(text: str) -> Rows:
    return {
        f"form {form.id} from {form.valid_from}": {
            "name": _both(form.name),
            "number": form.number,
            "basis": form.basis,
        }
        for form in slots.forms(text)
    }


def _roster(text: str) -> Rows:
    return {
        f"member {member.id}": {
            "name": member.name,
            "role": member.role,
            "counters": ", ".join(map(str, member.counters)),
        }
        for member in slots.roster(text)
    }


def _settings(text: str) -> Rows:
    return {
        f"setting {section}.{option}": {"value": str(value)}
        for section, row in tomllib.loads(text).items()
        for option, value in row.items()
    }


def _both(said: Words) -> str:
    return " / ".join(filter(None, (said.vi, said.en)))


def _short(value: str) -> str:
    if not value:
        return "nothing"
    return value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"


def checked_on(files: Mapping[str, bytes]) -> dt.date | None:
    """The oldest day on which a catalogue of the set was looked through; None without any."""
    days = []
    for path, data in files.items():
        if name_of(path) == CATALOGUE:
            days.append(catalogue.listing(bundle.text_of(data)).checked_on)
    return min(days, default=None)


_READ: dict[str, Callable[[str], Rows]] = {
    CATALOGUE: _catalogue,
    FEES: _fees,
    HOLIDAYS: _holidays,
    FORMS: _forms,
    PROCESSES: _processes,
    ROSTER: _roster,
    SETTINGS: _settings,
}
