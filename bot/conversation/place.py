"""What a conversation may rely on: published surveys, wording and the facts of this installation. All of it values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from advice_kb.own_days import OwnDay
from advice_kb.shelf import Act
from bot.conversation.advice import Advice
from bot.conversation.wording import Words
from surveys.model import Question, Survey


@dataclass(frozen=True)
class Place:
    """This installation, as the first screen and the help cards must tell it truthfully.

    `read` is False where nobody is set to read what the screen flags; `reader_until` is the clock time until which somebody
    does, empty when nobody does now; `reader_next` says in words what happens to it out of hours. `mix` is how many
    responses move together.
    `children_type` is False where no child may be asked for words of their own, because nobody is set to read them in time.
    `advocate` is who speaks for children, as name and number; both empty where nobody does.
    `officer_until` and `officer_next` say the same of the duty officer's number; `today` is the day in London.
    """

    council: str
    address: str
    readers: str
    mix: int
    children_type: bool = True
    demo: bool = False
    read: bool = True
    reader_until: str = ""
    reader_next: str = ""
    draft_days: int = 14
    delivery_days: int = 60
    advocate: tuple[str, str] = ("", "")
    front_door: str = ""
    out_of_hours: str = ""
    duty_officer: str = ""
    officer_until: str = ""
    officer_next: str = ""
    today: date | None = None

    @property
    def own_numbers(self) -> dict[str, str]:
        """Id of a signpost -> this council's own number for it, which stands in no table; empty where nobody wrote it."""
        return {"council-exclusions-officer": self.duty_officer, "children-social-care": self.front_door}


@dataclass(frozen=True)
class Published:
    """Everything a turn may look at besides the person: never a database, never a clock."""

    surveys: Mapping[tuple[str, int], Survey]
    preamble: Survey
    words: Words
    place: Place
    advice: Advice | None = None
    languages: tuple[str, ...] = ("en",)

    def with_own_days(self, days: Mapping[str, tuple[OwnDay, ...]]) -> Published:
        """The same with the days without lessons that schools entered up to this very transaction."""
        return self if self.advice is None else replace(self, advice=replace(self.advice, own_days=days))

    def with_acts(self, acts: Mapping[str, Act]) -> Published:
        """The same with what the authority has decided about articles up to this very transaction."""
        return self if self.advice is None else replace(self, advice=self.advice.read(acts))

    def survey(self, id_: str, version: int) -> Survey:
        return self.surveys[id_, version]


def readers_of(survey: Survey, place: Place, language: str) -> str:
    """Who reads words that the screen put aside: the settings say it, as on the help card, whoever else reads this survey's
    answers. A survey says it only in a language that the settings are not written in."""
    return place.readers if language == "en" else survey.readers.get(language, place.readers)


def question_of(surveys: tuple[Survey, ...], id_: str) -> Question | None:
    return next((question for survey in surveys for question in survey.questions if question.id == id_), None)
