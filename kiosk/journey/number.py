"""The number: what it is wanted for beside papers, why it is called sooner, drawn, shown, and come back to."""

from __future__ import annotations

from dataclasses import replace

from kiosk.faults import remedy
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.journey import papers
from kiosk.journey.effects import Effect
from kiosk.journey.events import Event
from kiosk.journey.papers import Move
from kiosk.journey.states import (
    AskPriority,
    ChooseProcedure,
    EnterAppointment,
    NeedsClerk,
    Printing,
    Sealing,
    TakeTicket,
    Visit,
    VisitQuestion,
    name_of,
)
from kiosk.model import Actor, Errand, MaskedHolder


def without_papers(visit: Visit, chosen: ev.ErrandChosen | ev.AppointmentPressed) -> Move:
    """Another errand was chosen than handing in: what was scanned for one is not taken along."""
    dropped = tuple(
        do.DeletePage(visit.case, page.id, paper.document)
        for paper in visit.papers
        for page in paper.pages
    )
    bare = Visit(visit.case, visit.language, holder=visit.holder, errand=Errand.ASK)
    if isinstance(chosen, ev.AppointmentPressed):
        return EnterAppointment(bare), dropped
    return AskPriority(replace(bare, errand=chosen.errand, field=chosen.field)), dropped


def asking(state: AskPriority | EnterAppointment, event: Event) -> Move:
    match state, event:
        case AskPriority(visit), ev.PriorityChosen() if visit.papers and not visit.pages:
            return _last_paper(visit), ()  # the store has lost its last page
        case AskPriority(visit), ev.PriorityChosen(priority):
            return papers.seal(replace(visit, said=priority))
        case AskPriority(visit), ev.BackPressed() if visit.papers:
            return _last_paper(visit), ()
        case EnterAppointment(visit, asking=False), ev.AppointmentEntered(code):
            return EnterAppointment(visit, asking=True), (do.FindAppointment(visit.case, code),)
        case EnterAppointment(visit, asking=True), ev.AppointmentFound(code, field):
            return papers.seal(replace(visit, field=field, appointment=code))
        case EnterAppointment(visit, asking=True), ev.AppointmentUnmet(why, at):
            return EnterAppointment(visit, unmet=why, at=at), ()
        case AskPriority(visit) | EnterAppointment(visit), ev.BackPressed():
            return ChooseProcedure(Visit(visit.case, visit.language, holder=visit.holder)), ()
        case _:
            return state, ()


def finishing(state: Sealing | TakeTicket, event: Event) -> Move:
    match state, event:
        case Sealing(visit, taken=None), ev.Sealed(ticket) if ticket.case == visit.case:
            return shown(TakeTicket(visit.language, ticket))
        case Sealing(visit, taken=taken), ev.Sealed(ticket) if ticket.case == visit.case:
            return TakeTicket(visit.language, ticket, Printing.DONE, taken=taken), ()
        case Sealing(Visit(expected=MaskedHolder()) as visit), ev.Faulted(fault):
            # Taken over before its holder's card was read again: its pages are nobody else's to see.
            question = VisitQuestion(replace(visit, holder=None))
            if remedy(fault).actor is Actor.CITIZEN:
                return question, ()
            return NeedsClerk(fault, question), (do.CallClerk(visit.case, fault, name_of(state)),)
        case TakeTicket(taken=int()), _:
            return state, ()
        case Sealing(visit), ev.Faulted(fault):
            if remedy(fault).actor is Actor.CITIZEN:
                again = _last_paper(visit) if visit.papers else _unsealed(visit)
                return replace(again, trouble=fault), ()
            return NeedsClerk(fault, _unsealed(visit)), (
                do.CallClerk(visit.case, fault, name_of(state)),
            )
        case TakeTicket(), ev.TicketPrinted():
            return replace(state, printed=Printing.DONE, trouble=None), ()
        case TakeTicket(ticket=ticket), ev.Faulted(fault):
            return (
                replace(state, printed=Printing.FAILED, trouble=fault),
                (do.CallClerk(ticket.case, fault, name_of(state)),),
            )
        case TakeTicket(printed=printed), ev.ReprintPressed() if printed != Printing.WAITING:
            return _print(state)
        case TakeTicket(ticket=ticket), ev.QueueTold(case, queue) if ticket.case == case:
            known = state.queue
            told = replace(state, queue=queue, leaving=state.leaving and bool(queue.offers))
            # The paper says when to be back: one that is out already does not.
            return _print(told) if known and known.until != queue.until else (told, ())
        case TakeTicket(queue=queue), ev.LaterPressed() if queue and queue.offers:
            return replace(state, leaving=True), ()
        case TakeTicket(leaving=True), ev.BackPressed():
            return replace(state, leaving=False), ()
        case TakeTicket(leaving=True, ticket=ticket, queue=queue), ev.ReturnChosen(until) if (
            queue and until in queue.offers
        ):
            return replace(state, leaving=False), (do.ReturnLater(ticket.case, until),)
        case _:
            return state, ()


def shown(taking: TakeTicket) -> tuple[TakeTicket, tuple[Effect, ...]]:
    """A number is shown at once; paper comes, and word of how it stands in the queue."""
    case = taking.ticket.case
    return taking, (do.PrintTicket(case, taking.language), do.TellQueue(case))


def _print(taking: TakeTicket) -> Move:
    waiting = replace(taking, printed=Printing.WAITING, trouble=None)
    return waiting, (do.PrintTicket(taking.ticket.case, taking.language),)


def _unsealed(visit: Visit) -> papers.Calm | AskPriority | EnterAppointment:
    """Where the number is asked for again; what was said of priority still stands there."""
    if visit.appointment:
        return EnterAppointment(replace(visit, field="", appointment=""))
    if visit.said is None:
        return _last_paper(visit)
    return AskPriority(visit)


def _last_paper(visit: Visit) -> papers.Calm:
    """Whoever goes back to the papers is asked anew."""
    return papers.calm(replace(visit, said=None), len(visit.papers) - 1)
