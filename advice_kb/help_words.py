"""The sentences of the help cards, by reader; `advice_kb.help_cards` says when each is true."""

from __future__ import annotations

WORDS = {
    "child": (
        "Thank you for telling us. You have done nothing wrong by writing it.",
        "If someone is in danger now, call 999. These people can help you too.",
        "If it was a joke or a song, that is fine. A computer checks words, and it is sometimes wrong.",
    ),
    "parent": (
        "Thank you for telling us. Some of what you wrote could mean that someone is not safe.",
        "If someone is in danger now, call 999. These people can help too.",
        "A computer checks words, and it is sometimes wrong. If so, please just go on.",
    ),
    "anyone": (
        "Thank you for telling us. Some of what you wrote could mean that someone is not safe.",
        "If someone is in danger now, call 999. These people can help too.",
        "A computer checks words, and it is sometimes wrong. If so, please just go on.",
    ),
    "professional": (
        "Some of what you wrote could mean that a child is not safe. Here is what to do now.",
        "If someone is in danger now, call 999.",
        "A computer checks words, and it is sometimes wrong. If you only asked about rules, please just go on.",
    ),
}
GROWN_UP = "You can also tell a grown-up you trust, today."
YOU_CHILD = "If you are a child, you can also tell a grown-up you trust, today."
FOR_CHILD, FOR_GROWN_UP = "For a child or young person", "For a grown-up"
LANGUAGE = "We cannot check words in this language well yet. So we always show help."
LANGUAGE_KEPT = (
    "We cannot check words in this language well yet. So we always show help, and put the words aside for a person."
)
UNKEPT = "Nothing that you type here is kept, and nobody reads it. If you want help, please call or tell someone."
DEMO = (
    "This is a try-out: no one is set to read these words. They are put aside, and who runs the try-out can open them."
)
SEEN = (
    "With the words they see the hour, {setting}the page or app you used, and the language.",
    "They see if a child, a parent or a grown-up at work wrote, and what job they do, like head or governor.",
    "They see what the computer thinks it is about, and if it thinks this cannot wait.",
)
SEEN_SETTING = "where you learn, "
"""All that a reader sees besides the words, in the words of whoever wrote. Three sentences, because one that names it all is
too long for a child."""
NOT_CHECKED = "We could not check your words just now."
ON_YOUR_SIDE = "Someone on your side"
