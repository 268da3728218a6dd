"""Template letters that a family copies, fills in and sends: Markdown with [what to fill in] in square brackets.

Each belongs to one topic and names the facts it rests on. None holds a name; the gaps are for the sender.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from advice_kb.front_matter import front_matter

FOLDER = Path(__file__).with_name("letters")
_GAP = re.compile(r"\[([^\]\[]+)\](?!\()")


class Letter(BaseModel):
    """One letter. `when`: the moment to send it, in a sentence or two; `facts`: ids it rests on; `text`: Markdown."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    title: str
    topic: str
    when: str
    facts: tuple[str, ...]
    text: str

    @property
    def gaps(self) -> tuple[str, ...]:
        """What the sender fills in, in order and each once."""
        return tuple(dict.fromkeys(_GAP.findall(self.text)))


@cache
def load_letters() -> Mapping[str, Letter]:
    """All letters by id. A file that cannot be read raises pydantic's ValidationError: it is ours, never a user's."""
    letters = (read_letter(file) for file in sorted(FOLDER.glob("*.md")))
    return {letter.id: letter for letter in letters}


def letters_about(topic: str) -> tuple[Letter, ...]:
    """The letters that help with one topic; most topics have none."""
    return tuple(letter for letter in load_letters().values() if letter.topic == topic)


def read_letter(file: Path) -> Letter:
    """One letter from its file. Raises `TableError` for front matter that cannot be read, and pydantic's ValidationError for
    parts of it that are missing or strange."""
    values, text = front_matter(file.read_text("utf-8"), f"letters/{file.name}")
    return Letter.model_validate({**values, "text": text})
