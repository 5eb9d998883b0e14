"""Everything the journal can say, and what each event means and carries."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class JournalEvent(StrEnum):
    """Everything the journal can say; CATALOGUE tells what each means and carries."""

    SERVICE_STARTED = "service-started"
    SERVICE_STOPPED = "service-stopped"
    CASE_OPENED = "case-opened"
    CASE_SEALED = "case-sealed"
    CASE_CORRECTED = "case-corrected"
    CASE_ACT = "case-act"
    CASE_LOOKED_INTO = "case-looked-into"
    NUMBER_SHOWN = "number-shown"
    REGISTER_ENTERED = "register-entered"
    REGISTER_VOID = "register-void"
    REGISTER_BLANKED = "register-blanked"
    LEAFLET_PRINTED = "leaflet-printed"
    CASE_FORGOTTEN = "case-forgotten"
    CASE_ERASED = "case-erased"
    CASE_KEPT = "case-kept"
    OLD_CASES_BROUGHT = "old-cases-brought"
    CARD_READ = "card-read"
    CARD_NOT_READ = "card-not-read"
    CARD_DIFFERS = "card-differs"
    CODE_READ = "code-read"
    HOLDER_DECLARED = "holder-declared"
    PAPERS_SCANNED = "papers-scanned"
    PAPERS_PARTED = "papers-parted"
    TICKET_PRINTED = "ticket-printed"
    TICKET_HANDED = "ticket-handed"
    CLERK_CALLED = "clerk-called"
    CLERK_DONE = "clerk-done"
    ORDER_GIVEN = "order-given"
    ORDER_OVER = "order-over"
    VISIT_SEEN = "visit-seen"
    BATCH_ASKED = "batch-asked"
    BATCH_ENDED = "batch-ended"
    SCANNER_SERVICED = "scanner-serviced"
    DEVICE_STOPPED = "device-stopped"
    DEVICE_WORKS = "device-works"
    ENVELOPE_DELIVERED = "envelope-delivered"
    ENVELOPE_POSTPONED = "envelope-postponed"
    ENVELOPE_REFUSED = "envelope-refused"
    ENVELOPE_COPIED = "envelope-copied"
    RULES_TAKEN = "rules-taken"
    RULES_NOT_TAKEN = "rules-not-taken"
    RULES_IN_ORDER = "rules-in-order"
    NEWS_CAME = "news-came"
    NEWS_ANEW = "news-anew"
    RESULT_HERE = "result-here"
    RESULT_HANDED = "result-handed"
    ENVELOPE_PUT_BACK = "envelope-put-back"
    IDENTITY_TWIN = "identity-twin"
    IDENTITY_RESTORED = "identity-restored"
    IDENTITY_NEW = "identity-new"
    TAKEN_OVER = "taken-over"
    CENTRE_RESTORED = "centre-restored"
    CENTRE_CAUGHT_UP = "centre-caught-up"
    CLOCK_DIFFERS = "clock-differs"
    OCR_READ = "ocr-read"
    OCR_OFF = "ocr-off"
    ORIGINALS_REMOVED = "originals-removed"
    COPY_PREPARED = "copy-prepared"
    COPY_SIGNED = "copy-signed"
    COPY_VOID = "copy-void"
    COPY_COMPLETED = "copy-completed"
    COPY_POSTPONED = "copy-postponed"
    SIGNING_ENDED = "signing-ended"
    SIGNING_ASKED = "signing-asked"
    COPY_HANDLED = "copy-handled"
    FILE_JUDGED = "file-judged"
    BATCH_SORTED = "batch-sorted"
    OLD_PAPER_TAKEN = "old-paper-taken"
    SIGNER_ADDED = "signer-added"
    SIGNER_BOUND = "signer-bound"
    SIGNER_ENDED = "signer-ended"
    DESK_SIGNED_IN = "desk-signed-in"
    DESK_NOT_SIGNED_IN = "desk-not-signed-in"
    DESK_LOCKED = "desk-locked"
    DESK_UNLOCKED = "desk-unlocked"
    DESK_SIGNED_OUT = "desk-signed-out"
    DESK_REFUSED = "desk-refused"
    DESK_LED = "desk-led"
    DESK_ARRIVED = "desk-arrived"
    PASSWORD_CHANGED = "password-changed"
    PASSWORD_GIVEN = "password-given"
    PERSON_ADDED = "person-added"
    POST_GIVEN = "post-given"
    POST_ENDED = "post-ended"


@dataclass(frozen=True)
class Entry:
    """What an event means, for the one who reads the journal, and the fields it carries."""

    meaning: str
    fields: frozenset[str] = frozenset()


def _entry(meaning: str, *fields: str) -> Entry:
    return Entry(meaning, frozenset(fields))


CATALOGUE: dict[JournalEvent, Entry] = {
    JournalEvent.SERVICE_STARTED: _entry("A service of the kiosk started.", "service", "version"),
    JournalEvent.SERVICE_STOPPED: _entry("A service was told to stop, and did.", "service"),
    JournalEvent.CASE_OPENED: _entry(
        "A citizen touched the welcome screen, or a counter's batch began.", "case", "counter"
    ),
    JournalEvent.CASE_SEALED: _entry(
        "A case became final: it has its ticket and its envelope; a number without papers has neither `procedure` nor "
        "`envelope`.",
        *("case", "code", "procedure", "ticket", "documents", "pages", "envelope", "rules"),
    ),
    JournalEvent.CASE_CORRECTED: _entry(
        "Further papers of a sealed case went into an envelope of their own, which names the one it `corrects`.",
        *("case", "code", "documents", "pages", "envelope", "corrects"),
    ),
    JournalEvent.CASE_ACT: _entry(
        "Somebody of the office, in a role, did something to a case.", "case", "act", "by", "role"
    ),
    JournalEvent.CASE_LOOKED_INTO: _entry(
        "Somebody of the office opened a case at the desk; told once a person, case and day.",
        *("case", "by"),
    ),
    JournalEvent.NUMBER_SHOWN: _entry(
        "Somebody of the office had the holder's whole number shown.", "case", "by"
    ),
    JournalEvent.REGISTER_ENTERED: _entry(
        "A case was written into the register of a kiosk and year under the number `entry`; `line` is a salted hash "
        "of what stands there.",
        *("case", "kiosk", "year", "entry", "line"),
    ),
    JournalEvent.REGISTER_VOID: _entry(
        "The reception of a case was undone: its number in the register stays, void.",
        *("case", "kiosk", "year", "entry"),
    ),
    JournalEvent.REGISTER_BLANKED: _entry(
        "The register's lines up to and with a year were kept as long as they must be: so many `entries` lost "
        "everything but number, code and days.",
        *("year", "entries"),
    ),
    JournalEvent.LEAFLET_PRINTED: _entry(
        "How to file from home next time was printed for a case.", "case", "by"
    ),
    JournalEvent.CASE_FORGOTTEN: _entry(
        "A case was left unfinished; its key is destroyed.", "case"
    ),
    JournalEvent.CASE_ERASED: _entry(
        "A sealed case was erased: its key is destroyed. `why` is `retention` where its days were over.",
        *("case", "code", "why"),
    ),
    JournalEvent.CASE_KEPT: _entry(
        "A case's days are over and it stays, for a reason that is new.", "case", "code", "why"
    ),
    JournalEvent.OLD_CASES_BROUGHT: _entry(
        "A list of old cases was brought into the worklist, or as far as it went.",
        *("new", "known", "bad"),
    ),
    JournalEvent.CARD_READ: _entry(
        "A card's chip was read for a case.", "case", "access", "apdus", "verdict"
    ),
    JournalEvent.CARD_NOT_READ: _entry("A card could not be read for a case.", "case", "fault"),
    JournalEvent.CARD_DIFFERS: _entry(
        "The code on a card and its chip say different things in these fields, parted by dots.",
        *("case", "fields"),
    ),
    JournalEvent.CODE_READ: _entry(
        "The code printed on a card was read for a case.", "case", "source"
    ),
    JournalEvent.HOLDER_DECLARED: _entry(
        "A case goes on with what the code on the card says, verified by nobody.", "case"
    ),
    JournalEvent.PAPERS_SCANNED: _entry(
        "A batch of sheets ended.", "case", "document", "pages", "fault"
    ),
    JournalEvent.PAPERS_PARTED: _entry(
        "Separator sheets parted a document's pages; `unknown` of them named no paper of the visit, behind "
        "`miscounted` of them lay more or fewer sheets than they say.",
        *("case", "document", "moved", "separators", "unknown", "miscounted"),
    ),
    JournalEvent.TICKET_PRINTED: _entry("A ticket was printed.", "case", "ticket"),
    JournalEvent.TICKET_HANDED: _entry("A citizen saw the ticket to the end.", "case"),
    JournalEvent.CLERK_CALLED: _entry("A clerk was called to the kiosk.", "case", "fault"),
    JournalEvent.CLERK_DONE: _entry("The clerk let the citizen go on.", "case"),
    JournalEvent.ORDER_GIVEN: _entry(
        "Somebody of the office ordered something of the kiosk from the desk.",
        *("order", "case", "service", "by", "role"),
    ),
    JournalEvent.ORDER_OVER: _entry(
        "An order was carried out (`why` is `done`), or was not and why.",
        *("order", "case", "service", "why", "fault"),
    ),
    JournalEvent.VISIT_SEEN: _entry(
        "Somebody of the office looked at name and pages of a visit that had called a clerk.",
        *("case", "by", "role"),
    ),
    JournalEvent.BATCH_ASKED: _entry(
        "A counter asked for a batch, of one scanner or of any.", "batch", "counter", "scanner"
    ),
    JournalEvent.BATCH_ENDED: _entry(
        "A counter's batch is over.",
        *("batch", "case", "counter", "scanner", "pages", "state", "fault"),
    ),
    JournalEvent.SCANNER_SERVICED: _entry("A technician has serviced a scanner.", "scanner"),
    JournalEvent.DEVICE_STOPPED: _entry("A device stopped working.", "device", "fault"),
    JournalEvent.DEVICE_WORKS: _entry("A device works again.", "device"),
    JournalEvent.ENVELOPE_DELIVERED: _entry(
        "The centre acknowledged an envelope; `way`: its receipt came on a stick.",
        *("envelope", "code", "receipt", "attempts", "way"),
    ),
    JournalEvent.ENVELOPE_POSTPONED: _entry(
        "An envelope could not be sent now and will be again.",
        *("envelope", "code", "fault", "attempts"),
    ),
    JournalEvent.ENVELOPE_REFUSED: _entry(
        "The centre refused an envelope for good.",
        *("envelope", "code", "refusal", "attempts"),
    ),
    JournalEvent.ENVELOPE_COPIED: _entry(
        "An envelope lies on a stick, sealed to the centre, written or found there; it waits on.",
        *("envelope", "code", "attempts"),
    ),
    JournalEvent.RULES_TAKEN: _entry(
        "Rules that the province signed are in use from now on.", "rules", "files"
    ),
    JournalEvent.RULES_NOT_TAKEN: _entry(
        "The rules in use are too old, or new ones could not be used, for a reason that is new; they stay.",
        *("rules", "fault", "why", "file"),
    ),
    JournalEvent.RULES_IN_ORDER: _entry("The rules in use are good again.", "rules"),
    JournalEvent.NEWS_CAME: _entry(
        "The centre told how cases stand; `strays` are no cases of this kiosk, `unread` of a shape it does not know.",
        *("new", "strays", "unread"),
    ),
    JournalEvent.NEWS_ANEW: _entry(
        "The centre has lost what it told before: all of it is asked for once more."
    ),
    JournalEvent.RESULT_HERE: _entry("A result to hand over arrived whole.", "case", "code"),
    JournalEvent.RESULT_HANDED: _entry("A result was handed over.", "case", "code"),
    JournalEvent.ENVELOPE_PUT_BACK: _entry(
        "The centre lost an envelope it had a `receipt` for; it is sent again, and its new receipt will count.",
        *("envelope", "code", "receipt"),
    ),
    JournalEvent.IDENTITY_TWIN: _entry(
        "Two machines were seen under this kiosk's name; `seen` by the centre or here.", "seen"
    ),
    JournalEvent.IDENTITY_RESTORED: _entry(
        "The centre knows more links than this disk, which was put back to an older copy: the chain goes on "
        "behind the centre's, and today's tickets behind number `behind`.",
        *("ours", "centre", "behind"),
    ),
    JournalEvent.IDENTITY_NEW: _entry(
        "The machine was given a new key, for a new name; what was sent under the old one stays.",
        *("links", "delivered"),
    ),
    JournalEvent.TAKEN_OVER: _entry(
        "Another machine took over what this one held, because it was broken: from here on the new one writes. So many "
        "`cases`, of them `waiting` envelopes to be sent; of `damaged` ones documents could not be read.",
        *("cases", "waiting", "damaged"),
    ),
    JournalEvent.CENTRE_RESTORED: _entry(
        "The centre knows fewer receipts than it gave: it was put back to an older copy.",
        *("ours", "centre"),
    ),
    JournalEvent.CENTRE_CAUGHT_UP: _entry(
        "The centre was asked for all that is still kept here: so many envelopes are sent `again`; of as many as "
        "`gone` says it has no receipt any more, and this kiosk no papers.",
        *("again", "gone"),
    ),
    JournalEvent.CLOCK_DIFFERS: _entry(
        "The kiosk's clock and the centre's differ by more than five minutes; the kiosk's is `ahead` or `behind`.",
        *("side", "seconds"),
    ),
    JournalEvent.OCR_READ: _entry(
        "A sealed document was read as text.", "case", "document", "pages", "unread"
    ),
    JournalEvent.OCR_OFF: _entry(
        "Papers are not read as text although the settings ask for it.", "why"
    ),
    JournalEvent.ORIGINALS_REMOVED: _entry(
        "The centre has the case: its pages as scanned left the vault.", "case", "pages"
    ),
    JournalEvent.COPY_PREPARED: _entry(
        "A document drew a number of the certification register and waits for signatures.",
        *("case", "document", "year", "entry"),
    ),
    JournalEvent.COPY_SIGNED: _entry(
        "A certified copy got a signature; with the organisation's it is certified.",
        *("case", "year", "entry", "role"),
    ),
    JournalEvent.COPY_VOID: _entry(
        "A number of the certification register was declared void.", "case", "year", "entry"
    ),
    JournalEvent.COPY_COMPLETED: _entry(
        "Proof for later years was added to a certified copy.", "case", "year", "entry", "level"
    ),
    JournalEvent.COPY_POSTPONED: _entry(
        "A certified copy cannot be completed yet, for a reason that is new; it is tried again.",
        *("case", "year", "entry", "fault"),
    ),
    JournalEvent.SIGNING_ENDED: _entry(
        "A batch of signatures is over; `fault` is what stopped it.",
        *("role", "signed", "left", "fault"),
    ),
    JournalEvent.SIGNING_ASKED: _entry(
        "Somebody at the desk asked for a batch of so many signatures.", "by", "role", "copies"
    ),
    JournalEvent.COPY_HANDLED: _entry(
        "Somebody at the desk did this to a number of the certification register: prepared, void or read.",
        *("by", "deed", "year", "entry"),
    ),
    JournalEvent.FILE_JUDGED: _entry(
        "Somebody at the desk had a signed file judged; nothing of it is kept.", "by", "verdict"
    ),
    JournalEvent.BATCH_SORTED: _entry(
        "Somebody at the desk made this of a counter's batch: new-case, added, later or destroyed.",
        *("batch", "by", "way", "case", "documents", "pages"),
    ),
    JournalEvent.OLD_PAPER_TAKEN: _entry(
        "Somebody at the desk is done with a paper of the worklist.", "by", "document"
    ),
    JournalEvent.SIGNER_ADDED: _entry(
        "A line was added to the registry of signers.", "signer", "role", "delegate_of"
    ),
    JournalEvent.SIGNER_BOUND: _entry(
        "A line of the registry signs with this certificate from now on, and no other.",
        *("signer", "certificate"),
    ),
    JournalEvent.SIGNER_ENDED: _entry(
        "Nobody signs by this line of the registry after its last day.", "signer", "last"
    ),
    JournalEvent.DESK_SIGNED_IN: _entry(
        "Somebody of the office signed in at the desk, as what they are today.", "person", "roles"
    ),
    JournalEvent.DESK_NOT_SIGNED_IN: _entry(
        "Somebody tried to sign in, or to unlock; `person` where the login is one of the office's.",
        *("person", "why"),
    ),
    JournalEvent.DESK_LOCKED: _entry(
        "A session asks for its password again: `idle`, or because its person `asked` for it.",
        *("person", "why"),
    ),
    JournalEvent.DESK_UNLOCKED: _entry("Its password was given again.", "person"),
    JournalEvent.DESK_SIGNED_OUT: _entry("Somebody signed out.", "person"),
    JournalEvent.DESK_LED: _entry(
        "Somebody opened a case that another kiosk holds, and was led to its desk.",
        *("person", "kiosk", "case"),
    ),
    JournalEvent.DESK_ARRIVED: _entry(
        "Somebody came from another kiosk's desk, signed in there, and is signed in here.",
        *("person", "kiosk", "roles"),
    ),
    JournalEvent.DESK_REFUSED: _entry(
        "A page was asked for without the right to it, or sent by no page of ours: nothing was done.",
        *("room", "why", "person", "roles"),
    ),
    JournalEvent.PASSWORD_CHANGED: _entry(
        "Somebody chose a new password; their other sessions are over.", "person"
    ),
    JournalEvent.PASSWORD_GIVEN: _entry(
        "A one-time password was made for somebody; `by` is `command` on the machine itself.",
        *("person", "by"),
    ),
    JournalEvent.PERSON_ADDED: _entry("Somebody was added to the roster.", "person", "by"),
    JournalEvent.POST_GIVEN: _entry(
        "Somebody has a role from a day on, perhaps to a last one.",
        *("post", "person", "role", "since", "last", "by"),
    ),
    JournalEvent.POST_ENDED: _entry(
        "Somebody has a role no more after its last day.", "post", "person", "role", "last", "by"
    ),
}
