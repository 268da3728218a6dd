"""Help from a public advice page: a card for whoever that page is written for, and a way back to it. No database is asked.

The page stands in the address, so that a button without a script leads back, and can lead to no other site: only an address
of our own under `/advice` is taken. What was sent with a form is carried to the card and back in the person's own page, since
its answer has no address; it stands nowhere else.
"""

from __future__ import annotations

from aiohttp import web

from advice_kb.signposts import READERS
from bot.conversation.help_screen import help_now
from bot.handlers.advice_desk import AdviceDesk, fields_of
from bot.handlers.advice_help import AGAIN, BACK, CHANGE, within_bounds
from bot.handlers.help_links import ANYONE, PAGE

KEPT = "private, no-cache"
"""What is answered to a form cannot be asked for anew: kept by this browser alone, the numbers to call are still there for
whoever comes back to the page from a call. "Leave quickly" does not clear it: a browser may take seconds for that."""

OTHERS = {"child": "For a child or young person", "parent": "For a parent or carer", "head": "For school staff"}


class HelpPages:
    """`/help/{reader}/advice/…`: "Get help now" as it is pressed on that advice page.

    Whoever said in a form who they are is spoken to as that.
    """

    def __init__(self, desk: AdviceDesk) -> None:
        self.desk = desk

    def add_to(self, router: web.UrlDispatcher) -> None:
        router.add_get(f"/help/{{reader}}/{{page:{PAGE}}}", self.show)
        router.add_post(f"/help/{{reader}}/{{page:{PAGE}}}", self.show)

    async def show(self, request: web.Request) -> web.Response:
        reader, back = request.match_info["reader"], f"/{request.match_info['page']}"
        if reader not in READERS:
            return self.desk.missing()
        fields = await _sent(request)
        said = fields.get("audience", "")
        reader = said if reader == ANYONE and said in READERS else reader
        card = help_now(self.desk.published(self.desk.now), "page", reader).facts["card"]
        others = [(f"/help/{one}{back}", name) for one, name in OTHERS.items() if READERS[one] != READERS[reader]]
        do = fields.pop("do", "")
        response = self.desk.asked_for(card, back, others, within_bounds(fields), do if do in (BACK, CHANGE) else AGAIN)
        if request.method == "POST":
            response.headers["Cache-Control"] = KEPT
        return response


async def _sent(request: web.Request) -> dict[str, str]:
    """The form whose answer is gone back to. Help comes first: one that cannot be read is as good as none."""
    try:
        return dict(await fields_of(request)) if request.method == "POST" else {}
    except web.HTTPException:
        return {}
