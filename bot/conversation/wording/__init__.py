"""The service's own sentences, one file a language, named by its two letters.

Survey and advice texts are translated in their own files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from surveys.yaml_tree import parse

FOLDER, OTHERS = Path(__file__).parent, "other_languages.yaml"


@dataclass(frozen=True)
class Other:
    """A language that the service does not speak: its own name for itself, its English name, and what can be said in it."""

    name: str
    english: str
    approved: bool = False
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """Every sentence in every language. A language lacking one speaks English there. `others` are those not spoken here."""

    languages: Mapping[str, Mapping[str, str]]
    others: Mapping[str, Other] = field(default_factory=dict)

    def say(self, key: str, language: str = "en", **facts: object) -> str:
        """The sentence with its facts filled in. An unknown key is our own fault, so it raises `KeyError`."""
        english = self.languages["en"]
        sentence = self.languages.get(language, english).get(key) or english[key]
        return sentence.format(**facts).strip()

    def paragraphs(self, key: str, language: str = "en", **facts: object) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.say(key, language, **facts).splitlines() if line.strip())

    def name(self, language: str) -> str:
        """The language's own name for itself."""
        return self.languages[language]["language"]

    def in_english(self, language: str) -> str:
        """The English name of a language that is not spoken here; nothing where it has none."""
        return self.others[language].english if language in self.others else ""

    def direction(self, language: str) -> str:
        return self.languages.get(language, self.languages["en"]).get("direction", "ltr")


def load_words(folder: Path = FOLDER) -> Words:
    """Raises `DefinitionError` for a file that is no YAML; what else may be wrong in one is told by `heard check`."""
    spoken = {path.stem: dict(_table(path)) for path in sorted(folder.glob("??.yaml"))}
    others = _table(folder / OTHERS)
    return Words(spoken, {code: Other(**{**one, "texts": tuple(one.get("texts", ()))}) for code, one in others.items()})


def _table(path: Path) -> Any:
    """Read by the quick parser; only a file with a fault is read again, by the one that tells its line."""
    text = path.read_text("utf-8")
    try:
        return YAML(typ="safe").load(text)
    except (YAMLError, ValueError):
        return parse(text, f"wording/{path.name}")
