"""One screen a state, in a module of the state's name."""

from __future__ import annotations

from kiosk.journey import states
from kiosk.journey.states import State
from kiosk.ui.kit import Screen
from kiosk.ui.screens.ask_priority import AskPriorityScreen
from kiosk.ui.screens.choose_language import ChooseLanguageScreen
from kiosk.ui.screens.choose_procedure import ChooseProcedureScreen
from kiosk.ui.screens.confirm_holder import ConfirmHolderScreen
from kiosk.ui.screens.enter_appointment import EnterAppointmentScreen
from kiosk.ui.screens.feed_papers import FeedPapersScreen
from kiosk.ui.screens.leave_question import LeaveQuestionScreen
from kiosk.ui.screens.needs_clerk import NeedsClerkScreen
from kiosk.ui.screens.present_card import PresentCardScreen
from kiosk.ui.screens.privacy_notice import PrivacyNoticeScreen
from kiosk.ui.screens.reading_card import ReadingCardScreen
from kiosk.ui.screens.review_pages import ReviewPagesScreen
from kiosk.ui.screens.scanning import ScanningScreen
from kiosk.ui.screens.sealing import SealingScreen
from kiosk.ui.screens.show_procedure import ShowProcedureScreen
from kiosk.ui.screens.still_there import StillThereScreen
from kiosk.ui.screens.take_ticket import TakeTicketScreen
from kiosk.ui.screens.visit_question import VisitQuestionScreen
from kiosk.ui.screens.welcome import WelcomeScreen

SCREENS: dict[type, type[Screen]] = {
    states.Welcome: WelcomeScreen,
    states.VisitQuestion: VisitQuestionScreen,
    states.ChooseLanguage: ChooseLanguageScreen,
    states.ChooseProcedure: ChooseProcedureScreen,
    states.ShowProcedure: ShowProcedureScreen,
    states.PrivacyNotice: PrivacyNoticeScreen,
    states.PresentCard: PresentCardScreen,
    states.ReadingCard: ReadingCardScreen,
    states.ConfirmHolder: ConfirmHolderScreen,
    states.FeedPapers: FeedPapersScreen,
    states.Scanning: ScanningScreen,
    states.ReviewPages: ReviewPagesScreen,
    states.AskPriority: AskPriorityScreen,
    states.EnterAppointment: EnterAppointmentScreen,
    states.Sealing: SealingScreen,
    states.TakeTicket: TakeTicketScreen,
    states.NeedsClerk: NeedsClerkScreen,
    states.StillThere: StillThereScreen,
    states.LeaveQuestion: LeaveQuestionScreen,
}


def screen_of(state: State) -> type[Screen]:
    """The screen of a state."""
    return SCREENS[type(state)]
