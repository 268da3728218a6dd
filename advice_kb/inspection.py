"""What an editor should mend in the knowledge base before anybody relies on it. Pure; the day is an argument."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from advice_kb.days import in_words
from advice_kb.faults import Fault
from advice_kb.letter import load_letters
from advice_kb.library import Library
from advice_kb.model import ORDERS, TITLES, Article
from advice_kb.numbers import in_article
from advice_kb.reading import LIMITS, plain, reading_age

MARKER = re.compile(r"\[([a-z][a-z-]*\.\d+)\]")
SHORT_ANSWER = 60
"""Words: what fits a phone screen above the fold."""

Inspector = Callable[[Library, Article, date], Iterator[tuple[str, str]]]


def inspect(library: Library, today: date) -> tuple[Fault, ...]:
    """Every fault of every article, then what topics are still owed. `today` decides which review dates have passed."""
    faults = [fault for article in library.articles.values() for fault in inspect_article(library, article, today)]
    return tuple(faults) + tuple(_owed(library)) + tuple(_uncited(library)) + tuple(_sourceless(library))


def inspect_article(library: Library, article: Article, today: date) -> tuple[Fault, ...]:
    """The faults of one article, which need not stand in the library yet."""
    place = f"articles/{article.topic}/{article.audience}.md"
    return tuple(Fault(place, fault, remedy) for look in _INSPECTORS for fault, remedy in look(library, article, today))


def _structure(_library: Library, article: Article, _today: date) -> Iterator[tuple[str, str]]:
    wanted = ORDERS[article.audience]
    keys = tuple(section.key for section in article.sections)
    if keys not in (wanted, (*wanted, "letter")):
        order = ", ".join(TITLES[key] for key in wanted)
        yield f"has the parts {', '.join(keys)}", f"Write, in this order: {order}"
    for section in article.sections:
        if not section.text:
            yield f"leaves '{section.title}' empty", "Write it, or say that nothing applies"
    if len(article.short_answer.split()) > SHORT_ANSWER:
        yield f"answers in {len(article.short_answer.split())} words", f"Answer in {SHORT_ANSWER} at most"
    if article.audience in LIMITS and not article.title.endswith("?"):
        yield "has a title that asks nothing", "Put the title as the question people ask"


def _ids(library: Library, article: Article, _today: date) -> Iterator[tuple[str, str]]:
    heading = article.heading
    known = (
        ("topic", (article.topic,), library.topics),
        ("fact", (*heading.facts, *heading.facts_left_out, *MARKER.findall(article.body)), library.facts),
        ("source", (*heading.sources, *heading.checked_against, heading.edition), library.sources),
        ("signpost", heading.signposts, library.signposts),
        ("time limit", heading.deadlines, library.deadlines),
        ("letter", re.findall(r"\]\(letter:([^)]*)\)", article.body), load_letters()),
        ("topic in a link", re.findall(r"\]\(topic:([^)]*)\)", article.body), library.topics),
    )
    for kind, names, table in known:
        for name in dict.fromkeys(names):
            if name not in table:
                yield f"names the unknown {kind} '{name}'", f"Use the id of a {kind} that is there, or add it"
    for target in re.findall(r"\]\((?!topic:|letter:)([^)]*)\)", article.body):
        # An address of the outside world belongs to a signpost, where it is looked at (`heard check --links`).
        yield f"leads to '{target}'", "Lead to topic:ID or letter:ID, and name bodies outside under signposts"
    for tag in dict.fromkeys(re.findall(r"</?[a-z][^>]*>", article.body, re.IGNORECASE)):
        yield f"has the tag {tag}, which readers would see as it stands", "Write Markdown"
    if heading.edition not in heading.sources:
        # Published means checked against every source it lists; the guidance in force may not be the one left out.
        yield f"leaves its edition '{heading.edition}' out of its sources", "Add it to sources"
    if article.id != f"{article.topic}.{article.audience}":
        yield f"calls itself {article.id}", f"Call it {article.topic}.{article.audience}"


def _law(library: Library, article: Article, _today: date) -> Iterator[tuple[str, str]]:
    for sentence in statements(article.text("law")):
        if not MARKER.search(sentence):
            yield (
                f"states law without its source: '{sentence[:60]}'",
                "End the sentence with the [fact.number] it rests on",
            )
    marked = frozenset(MARKER.findall(article.body))
    for loose in sorted(frozenset(article.facts) ^ marked):
        yield f"cites {loose} in the front matter or the text only", "Cite it in both"
    for name in sorted(marked & frozenset(library.facts)):
        source = library.facts[name].source
        if source not in article.sources:
            yield f"leaves the source '{source}' of {name} out of its list", "Add it to sources"


def _unchecked_facts(library: Library, article: Article, _today: date) -> Iterator[tuple[str, str]]:
    for section in article.sections:
        for sentence in statements(section.text):
            for name in MARKER.findall(sentence):
                fact = library.facts.get(name)
                if fact is None or fact.basis != "verify":
                    continue
                if section.key == "law" or "check" not in sentence.lower():
                    yield (
                        f"states {name} as law, which nobody has checked",
                        "Say what to check and with whom, outside the law",
                    )


def _differences(library: Library, article: Article, _today: date) -> Iterator[tuple[str, str]]:
    said = plain(article.text("exceptions")).lower()
    for name in article.facts:
        fact = library.facts.get(name)
        for place in fact.varies if fact else ():
            if place.lower() not in said and not any(word in said for word in _PLACES.get(place, ())):
                yield f"does not say that {name} differs for: {place}", "Say so under Exceptions"


_PLACES = {
    "independent school": ("private school",),
    "college": ("colleges",),
    "academy": ("academies",),
    "PRU": ("pupil referral unit", "prus"),
}


def _figures(library: Library, article: Article, _today: date) -> Iterator[tuple[str, str]]:
    carried: set[str] = set(_NAMED_DATES)
    for name in article.facts:
        if name in library.facts:
            fact = library.facts[name]
            carried |= set(fact.numbers) | (
                {in_words(fact.changed), f"{fact.changed:%B %Y}"} if fact.changed else set()
            )
    for figure in sorted(in_article(article.body) - carried):
        yield f"states the figure {figure}, which no fact it cites carries", "Cite the fact, or take the figure out"


_NAMED_DATES = ("26 July 2026", "July 2026", "August 2024")
"""Names of editions of the guidance, not limits."""


def _reading(library: Library, article: Article, _today: date) -> Iterator[tuple[str, str]]:
    limit = LIMITS.get(article.audience)
    if limit is not None and (age := reading_age(article.body, library.glossary)) > limit:
        yield f"reads at age {age}", f"Shorten sentences and words until it reads at {limit:g}"


def _dates(_library: Library, article: Article, today: date) -> Iterator[tuple[str, str]]:
    heading = article.heading
    if heading.review_by < today:
        yield f"was to be reviewed by {in_words(heading.review_by)}", "Review it, or withdraw it"
    if not heading.law_position <= heading.reviewed <= heading.review_by:
        yield "has dates out of order", "Law position, then review, then next review"
    if heading.written_by == heading.checked_by:
        yield "was checked by its writer", "Have a second pair of eyes check it"
    if article.state == "published":
        for source in set(heading.sources) - set(heading.checked_against):
            yield f"is published but not checked against {source}", "Record edition, date and who checked it"
    if article.state not in ("draft", "checked", "published", "withdrawn", "retired"):
        yield f"has the state {article.state}", "Use draft, checked, published, withdrawn or retired"


_INSPECTORS: tuple[Inspector, ...] = (
    _structure, _ids, _law, _unchecked_facts, _differences, _figures, _reading, _dates,
)  # fmt: skip


def _owed(library: Library) -> Iterator[Fault]:
    for topic in library.topics.values():
        for audience in topic.for_:
            if f"{topic.id}.{audience}" not in library.articles:
                yield Fault(f"topics.yaml {topic.id}", f"has no article for the {audience}", "Write it")


def _uncited(library: Library) -> Iterator[Fault]:
    """Facts of a topic that no article of it cites and none explains."""
    accounted = {
        (article.topic, name)
        for article in library.articles.values()
        for name in (*article.facts, *article.heading.facts_left_out)
    }
    written = {article.topic for article in library.articles.values()}
    for fact in library.facts.values():
        if fact.topic in written and fact.basis != "verify" and (fact.topic, fact.id) not in accounted:
            yield Fault(
                f"articles/{fact.topic}", f"nothing cites {fact.id}", "Cite it, or explain under facts_left_out"
            )


def _sourceless(library: Library) -> Iterator[Fault]:
    for fact in library.facts.values():
        if fact.source not in library.sources:
            yield Fault(
                f"facts.yaml {fact.id}", f"rests on the unknown source '{fact.source}'", "Add it to sources.yaml"
            )
        if fact.topic not in library.topics:
            fault = f"belongs to the unknown topic '{fact.topic}'"
            yield Fault(f"facts.yaml {fact.id} topic", fault, "Use the id of a topic that is there")


def statements(text: str) -> list[str]:
    """A part's list entries and paragraphs, each as one line with its markers."""
    blocks = re.split(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+\.)\s)", text)
    return [re.sub(r"^\s*(?:[-*+]|\d+\.)\s+", "", " ".join(block.split())) for block in blocks if block.strip()]
