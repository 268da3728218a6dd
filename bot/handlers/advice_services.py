"""The menu of support: what there is here, for whom, and the way in. Overdue and unpublished entries are not shown (seed 3.6)."""

from __future__ import annotations

from typing import Any, cast, get_args

from aiohttp import web

from advice_kb.service_askers import only_others, own_first
from advice_kb.service_search import search
from advice_kb.services import Directory, Level, Phase, Service, overdue
from bot.conversation.screening import MOST_WORDS, too_long
from bot.handlers.advice_desk import AdviceDesk, fields_of
from bot.handlers.advice_help import BACK, Fields, Typed, carried

LEVELS: dict[str, str] = {
    "universal": "For everybody",
    "family": "Help for the family",
    "advice": "Advice",
    "whole-school": "For the whole school",
    "additional": "Additional: more help in the child’s own class",
    "enhanced": "Enhanced: more than a school can give alone",
    "targeted": "Targeted: special places and teams",
    "casework": "Casework: a person for one child",
    "workforce": "Training for staff",
    "excluded": "Places for excluded pupils",
}
PHASES: dict[str, str] = {
    "primary": "Primary", "secondary": "Secondary", "special": "Special school", "post-16": "After 16",
}  # fmt: skip
MOST_SHOWN, MOST_SEARCHED = 8, 300
FIELDS = ("need", "phase", "audience")
TITLE = "Local services"


class ServicesPages:
    """`/advice/services`: the whole list by part of the menu, a search by need and phase, and a page for each entry."""

    def __init__(self, desk: AdviceDesk) -> None:
        self.desk = desk

    def add_to(self, router: web.UrlDispatcher) -> None:
        router.add_get("/advice/services", self.menu)
        router.add_post("/advice/services", self.search)
        router.add_get("/advice/services/{service}", self.service)

    async def menu(self, _request: web.Request) -> web.Response:
        return self._menu()

    async def service(self, request: web.Request) -> web.Response:
        found = [one for one in self._shown() if one.id == request.match_info["service"]]
        if not found:
            return self.desk.missing()
        return self.desk.page("advice_service.html", found[0].name, services=found, **self._words())

    async def search(self, request: web.Request) -> web.Response:
        """Need and phase -> entries, best first, those that the asker may ask for before the others. The words are screened."""
        fields = await fields_of(request)
        typed, phase, said = fields.get("need", ""), fields.get("phase", ""), fields.get("audience", "")
        if fields.get("do") == BACK:
            return self._menu(typed, phase, said, sent=carried(fields, FIELDS))
        helped = await self.desk.help_first(typed, await self.desk.screened(typed, said), said) if typed else None
        words = typed[:MOST_SEARCHED]
        kept = own_first((one for one in self._found(words, phase) if not overdue(one, self.desk.today)), said)
        if helped is not None:
            shown = [] if helped.alone else kept[:MOST_SHOWN]
            links = [(f"/advice/services/{one.id}", one.name) for one in shown]
            box = Typed("/advice/services", {"need": typed, "phase": phase, "audience": said}, frozenset({"need"}))
            return self.desk.danger(helped, box, links)
        if too_long(typed):
            return self._menu(typed, phase, said, long=MOST_WORDS, sent=carried(fields, FIELDS))
        if not words and not phase:
            return self._menu()
        return self.desk.page(
            "advice_service.html",
            TITLE,
            services=kept[:MOST_SHOWN],
            found=True,
            cut=MOST_SEARCHED if len(typed) > MOST_SEARCHED else 0,
            typed=typed,
            phase=phase,
            who=said,
            only={one.id: only_others(one, said) for one in kept},
            carried=carried(fields, FIELDS),
            **self._words(),
        )

    def _menu(
        self, typed: str = "", phase: str = "", who: str = "", long: int = 0, sent: Fields | None = None
    ) -> web.Response:
        shown = self._shown()
        parts = [(title, [one for one in shown if one.level == level]) for level, title in LEVELS.items()]
        menu = [part for part in parts if part[1]]
        return self.desk.page(
            "advice_services.html", TITLE, 422 if long else 200, long=long, menu=menu, typed=typed, phase=phase, who=who,
            carried=sent or (), **self._words(),
        )  # fmt: skip

    def _found(self, words: str, phase: str) -> tuple[Service, ...]:
        named = cast(Phase, phase) if phase in get_args(Phase) else None
        return search(self._directory, words, phase=named)

    def _shown(self) -> tuple[Service, ...]:
        return tuple(one for one in self._found("", "") if not overdue(one, self.desk.today))

    @property
    def _directory(self) -> Directory:
        return self.desk.local.services

    def _words(self) -> dict[str, Any]:
        return {"phases": PHASES, "levels": LEVELS, "way_in": self._directory.way_in}


assert set(LEVELS) == set(get_args(Level)), "every part of the menu has a title"
