"""A turn with the advice line in which nothing is asked about a school: a greeting, thanks, "back", "who are you".

None of it is a try that failed, and what somebody was doing stays where it is.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import answering, dates_asked
from bot.conversation.advice import ROLES
from bot.conversation.desk import Advised, Desk
from bot.conversation.enquiry import SCENE, Enquiry, gone_back
from bot.conversation.messages import Incoming, Tap
from bot.conversation.showing import about_said
from bot.conversation.small_words import ANSWERS, Meant
from bot.conversation.typed_choice import VIEWS


def answered(desk: Desk, meant: Meant, incoming: Incoming) -> Advised | None:
    """What these words get ("help" was answered before, in `turn`). "Back" is what the button does where there is one."""
    enquiry, aside = desk.enquiry, replace(desk.standing, reading="", kinds=())
    if meant == "back" and desk.standing.reading:  # from a help card to where it was shown
        return gone_back(desk.standing), (), ""
    if meant == "about":
        return _about(desk)
    if meant in ANSWERS:
        return _answer(replace(desk, standing=aside), meant)
    if desk.standing.scene != SCENE and desk.role not in ROLES:  # nobody asked anything here yet: both ways stay open
        stays = desk.standing.scene if meant == "thanks" else "start"
        return replace(aside, scene=stays), (), "thanks.welcome" if meant == "thanks" else ""
    match meant:
        case "back" if enquiry.view == "dates":
            return dates_asked.answered(desk, replace(incoming, text=None, tap=Tap("back")))
        case "back" if enquiry.part and enquiry.topic:
            return desk.shows(enquiry.at("article", part=""))
        case "back" if enquiry.choices and enquiry.view != "choices":
            return desk.shows(enquiry.at("choices", topic="", part=""))
        case "hello" | "back":
            return opened(desk)
    return opened(desk, "advice.thanks")


def _answer(desk: Desk, meant: Meant) -> Advised:
    """ "Yes", "no", "dates" as the button that says so here; else it is said what may be done, and no try is lost."""
    view = desk.enquiry.view if desk.standing.scene == SCENE else ""
    if meant == "dates":
        return dates_asked.begin(desk)
    if view in ("article", "letter") and desk.enquiry.log and meant != "unsure":
        return answering.helped(desk, helped=meant == "yes")
    if view in ("article", "letter") and meant == "no":
        return answering.other(desk)
    if view == "choices" and meant == "no":
        return answering.none_of_these(desk)
    notice = "question.unknown" if view in VIEWS else "advice.plain"
    if view:
        return desk.shows(desk.enquiry, notice=notice)
    return opened(desk, notice) if desk.role in ROLES else (desk.standing, (), notice)


def opened(desk: Desk, notice: str = "") -> Advised:
    """The box for a question; first of all who is asking, once."""
    fresh = Enquiry(school=desk.enquiry.school, misses=answering.satisfied(desk.enquiry).misses)
    if desk.role not in ROLES:
        return desk.shows(fresh.at("role", then="ask"), notice=notice)
    return desk.shows(fresh, notice=notice)


def _about(desk: Desk) -> Advised:
    """Above whatever is on the screen, so that nothing is lost by having asked."""
    told = about_said(desk.published, desk.advice.library, desk.role, desk.standing.language or "en")
    if desk.standing.scene != SCENE and desk.role in ROLES:
        return opened(desk, told)
    return replace(desk.standing, reading="", kinds=()), (), told
