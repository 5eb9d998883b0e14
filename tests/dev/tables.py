"""The tables of the documentation that the code already knows: written into docs/ by `python -m tests.dev.tables`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from central.fleet.alarms import TABLE as FLEET
from central.fleet.said import ACTORS as WHO
from drivers.card.pace_info import CIPHERS, MAPPINGS, everything
from drivers.card.parameters import NAMES
from kiosk.desk.words import CARD, FOR_STAFF, TEXT, WHAT
from kiosk.dossier.importing.refused import TABLE as REFUSED
from kiosk.dossier.signing.command import EXIT
from kiosk.dossier.signing.told import REASONS, VERDICTS
from kiosk.faults import TABLE, Fault
from kiosk.hall.words import CAUSES as SOONER
from kiosk.model import Actor, Verdict
from kiosk.rules.queue.order import Cause
from kiosk.rules.roster import Role
from kiosk.settings import QueueSettings
from kiosk.signing import ONLY_TOLD
from kiosk.signing_causes import ACTORS
from kiosk.signing_causes import TABLE as CAUSES
from kiosk.store.journal import CATALOGUE
from tests.console.access import TABLE as ROLES
from tests.workbench import access
from tests.workbench.access import Who

DOCS = Path(__file__).parents[2] / "docs"


def faults_for_technicians() -> str:
    """Every fault in both languages: its code, what it means, who must act, what that person does."""
    rows = ["| mã · code | máy báo · what happened | ai · who | việc cần làm · what to do |"]
    rows.append("|---|---|---|---|")
    for fault, told in TABLE.items():
        what, do = WHAT.get(fault, told.what), FOR_STAFF[fault]
        said, to_do = (f"{words.vi}<br>{words.en}" for words in (what, do))
        cells = (f"`{fault}`", said, told.actor.value, to_do)
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def calls_for_clerks() -> str:
    """The faults that call somebody of the office, as the desk words them."""
    rows = ["| Trang theo dõi báo | Việc cần làm |", "|---|---|"]
    for fault, told in TABLE.items():
        if told.actor is not Actor.CITIZEN and fault is not Fault.CLERK_CALLED:
            rows.append(f"| {WHAT.get(fault, told.what).vi} | {FOR_STAFF[fault].vi} |")
    return "\n".join(rows)


def verdicts_for_clerks() -> str:
    """How far a card is believed, as the desk words it, and what the clerk does then."""
    rows = ["| Cột “Thẻ căn cước” | Việc cần làm |", "|---|---|"]
    for verdict, told in CARD.items():
        match verdict:
            case Verdict.PROVEN:
                todo = "Không cần làm gì thêm."
            case _ if verdict.doubtful:
                todo = f"**{TEXT['compare'].vi}**"
            case _:
                todo = "Xem thẻ như mọi khi."
        rows.append(f"| {told.vi} | {todo} |")
    rows.append(f"| {TEXT['no_card'].vi} | Xem thẻ như mọi khi. |")
    return "\n".join(rows)


def causes_for_technicians() -> str:
    """Every cause that keeps something unsigned: its code, what it means, who can remove it, and how."""
    rows = ["| code | what is the matter | who acts | what to do |", "|---|---|---|---|"]
    for fault, told in CAUSES.items():
        code = f"`{fault}`" + (" (only told)" if fault in ONLY_TOLD else "")
        rows.append(f"| {code} | {told.what.en} | {told.actor.value} | {told.do.en} |")
    return "\n".join(rows)


def causes_for_clerks() -> str:
    """The same in the words that officials and clerks read."""
    rows = ["| Máy báo | Ai làm | Việc cần làm |", "|---|---|---|"]
    for told in CAUSES.values():
        rows.append(f"| {told.what.vi} | {ACTORS[told.actor].vi} | {told.do.vi} |")
    return "\n".join(rows)


def journal() -> str:
    """Every event the journal can hold, what it means, and the fields it carries."""
    rows = ["| event | what it means | fields |", "|---|---|---|"]
    for event, entry in CATALOGUE.items():
        fields = ", ".join(f"`{name}`" for name in sorted(entry.fields)) or "–"
        rows.append(f"| `{event}` | {entry.meaning} | {fields} |")
    return "\n".join(rows)


def imports() -> str:
    """Why something brought along is not taken, as its person reads it."""
    rows = ["| code | in Vietnamese | in English |", "|---|---|---|"]
    rows += [f"| `{reason}` | {told.vi} | {told.en} |" for reason, told in REFUSED.items()]
    return "\n".join(rows)


def judgements_for_clerks() -> str:
    """What is said of a signed file, and what the clerk does then."""
    todo = {
        "valid": "Nhận như bản có chữ ký.",
        "valid-with-unknown-signer": "Hỏi nơi cấp, hoặc nhờ kỹ thuật viên ghi nơi cấp chữ ký số vào máy.",
        "altered": "**Không nhận.** Xin bản chính.",
        "suspicious": "**Không nhận.** Hỏi nơi cấp bằng số điện thoại đã biết từ trước.",
        "unsigned": "Xem như bản chụp.",
        "unreadable": "Xin tệp khác hoặc bản giấy.",
    }
    rows = ["| Máy báo | Việc cần làm |", "|---|---|"]
    rows += [f"| {told.vi} | {todo[verdict]} |" for verdict, told in VERDICTS.items()]
    return "\n".join(rows)


def judgements_for_technicians() -> str:
    """How `verify` ends, and every reason it can give."""
    rows = ["| code | ends with | in English |", "|---|---|---|"]
    rows += [f"| `{verdict}` | {EXIT[verdict]} | {told.en} |" for verdict, told in VERDICTS.items()]
    rows += [f"| `{reason}` | | {told.en} |" for reason, told in REASONS.items()]
    return "\n".join(rows)


def ways_into_a_card() -> str:
    """Every access that the reader knows; each row is read over a real reader in the tests."""
    rows = ["| access | ciphers | over | passwords |", "|---|---|---|---|"]
    for kind, mapping in MAPPINGS.values():
        infos = [i for i in everything() if i.title.startswith(f"PACE-{kind}-{mapping}-")]
        ciphers = ", ".join(dict.fromkeys(CIPHERS[info.suite] for info in infos))
        groups = ", ".join(dict.fromkeys(NAMES[info.parameter] for info in infos))
        rows.append(f"| PACE-{kind}-{mapping} | {ciphers} | {groups} | CAN, MRZ |")
    return "\n".join([*rows, "| BAC | 3DES | – | MRZ |"])


def access_of(whom: tuple[Who, ...]) -> str:
    """What each of these is answered where; without the routes that know none of them."""
    rows = [
        f"| request | what | {' | '.join(who.value for who in whom)} |",
        f"|---|---|{'---|' * len(whom)}",
    ]
    for route in access.TABLE:
        if {route.answers[who] for who in whom} == {access.UNKNOWN}:
            continue
        cells = (_told(route.answers[who]) for who in whom)
        rows.append(f"| {route.method} `{route.path}` | {route.what} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _told(answer: str) -> str:
    return f"**{answer}**" if answer.startswith("2") else answer


def access_of_devices() -> str:
    return access_of(access.DEVICES)


def access_of_callers() -> str:
    return access_of(access.CALLERS)


def access_of_codes() -> str:
    return access_of(access.CODES)


def access_of_roles() -> str:
    """Each address of the desk, and the roles of the office that get through its door."""
    rows = [f"| request | {' | '.join(Role)} |", "|---|" + "---|" * len(Role)]
    for name, let_in in ROLES.items():
        method, path = name.split(" ", 1)
        cells = ("**yes**" if role in let_in.split() else "403" for role in Role)
        rows.append(f"| {method} `{path}` | {' | '.join(cells)} |")
    return "\n".join(rows)


def head_starts() -> str:
    """Every reason to be called sooner, as the pad words it, with its usual minutes and its option."""
    law = QueueSettings()
    rows = ["| trên máy ghi | on the pad | phút · minutes | `[queue]` |", "|---|---|---|---|"]
    for cause in Cause:
        if cause is not Cause.FIRST_COME:
            option = cause.value.replace("-", "_")
            minutes = getattr(law, option)
            words = (
                text.format(n=minutes, at="…") for text in (SOONER[cause].vi, SOONER[cause].en)
            )
            rows.append(f"| {' | '.join(words)} | {minutes} | `{option}` |")
    return "\n".join(rows)


# Where each table stands, between <!-- NAME --> and <!-- end of NAME -->.
def alarms() -> str:
    """Every alarm of the fleet: how much it presses, what is wrong, who acts, what that person does."""
    rows = ["| alarm | presses | what is wrong | who acts | what to do |", "|---|---|---|---|---|"]
    for alarm, told in FLEET.items():
        name = f"{told.name.en} (`{alarm}`)"
        who = WHO[told.actor].en
        cells = (name, told.press.name.lower(), told.what.en, who, told.do.en)
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


PLACES: dict[str, tuple[str, Callable[[], str]]] = {
    "faults": ("technician.md", faults_for_technicians),
    "calls": ("clerk.md", calls_for_clerks),
    "verdicts": ("clerk.md", verdicts_for_clerks),
    "causes": ("by-hand.md", causes_for_technicians),
    "signing": ("clerk.md", causes_for_clerks),
    "alarms": ("fleet.md", alarms),
    "head-starts": ("queue.md", head_starts),
    "journal": ("journal.md", journal),
    "ways": ("card.md", ways_into_a_card),
    "imports": ("by-hand.md", imports),
    "judged": ("clerk.md", judgements_for_clerks),
    "verify": ("by-hand.md", judgements_for_technicians),
    "devices-access": ("access.md", access_of_devices),
    "callers-access": ("access.md", access_of_callers),
    "codes-access": ("access.md", access_of_codes),
    "desk-access": ("access.md", access_of_roles),
}


def written(name: str, text: str) -> str:
    """`text` with the table of this name as the code has it now; raises ValueError where it has no place."""
    place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    if not place.search(text):
        raise ValueError(f"there is no place for {name}")
    table = PLACES[name][1]() + "\n"
    return place.sub(lambda found: found[1] + table + found[2], text)


def main() -> int:
    for name, (file, _) in PLACES.items():
        path = DOCS / file
        path.write_text(written(name, path.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
