"""How well the search does, by style and audience, on the part that chose its limits and on the frozen parts:

    python -m benchmarks.search.run [--json]

A recall@1 of the newest frozen part more than GAP below the tuned one is reported as overfitting. Alone: hashed words
only, meaning only.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from advice_kb.search import Finder, Finding, concluded, softmax
from benchmarks.search.corpus import Question, judged

GAP = 0.05
FROZEN = ("frozen", "frozen-2", "frozen-3")
AIMS = {"recall@1": 0.85, "recall@3": 0.95, "wrong out of scope": 0.05}


def hit(one: Question, found: Finding, most: int) -> bool:
    return any(topic in one.topics for topic in found.topics[:most])


def report(questions: Sequence[Question], findings: Sequence[Finding]) -> dict[str, Any]:
    pairs = list(zip(questions, findings, strict=True))
    inside, outside = [p for p in pairs if p[0].topics], [p for p in pairs if not p[0].topics]
    by = {
        f"{kind} {name}": share([hit(q, f, 1) for q, f in inside if getattr(q, kind) == name])
        for kind in ("style", "audience") for name in sorted({getattr(q, kind) for q, _ in inside} - {""})
    }  # fmt: skip
    return {
        "recall@1": share([hit(q, f, 1) for q, f in inside]), "recall@3": share([hit(q, f, 3) for q, f in inside]),
        "refused": share([f.outcome == "nothing" for _, f in inside]),
        "asked back": share([f.outcome == "clarify" for _, f in inside]),
        "wrong answers": share([f.outcome in ("answer", "person") and not hit(q, f, 1) for q, f in inside]),
        "wrong out of scope": share([f.outcome in ("answer", "person") for _, f in outside]),
        "anything offered out of scope": share([f.outcome != "nothing" for _, f in outside]),
        "n": [len(inside), len(outside)], "recall@1 by": by,
    }  # fmt: skip


def share(hits: Sequence[bool]) -> float:
    return round(sum(hits) / max(len(hits), 1), 4)


def alone(finder: Finder, one: Question, which: str) -> Finding:
    """One judge by itself."""
    voiced = f"{one.audience} {finder.plain(one.text)}"
    judge = finder.by_meaning if which == "meaning" else finder.by_words
    return concluded(softmax(judge(voiced)), finder.topics, finder.limits)


def measure() -> dict[str, Any]:
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    finder = Finder()
    finder.find("warm")
    loaded = time.perf_counter() - start
    took: list[float] = []
    result: dict[str, Any] = {}
    for part in ("tuned", *FROZEN):
        questions, findings = judged(part), []
        for one in questions:
            start = time.perf_counter()
            findings.append(finder.find(one.text, one.audience))
            took.append(1000 * (time.perf_counter() - start))
        result[part] = report(questions, findings)
        result[f"{part}, alone"] = {
            which: {
                k: v for k, v in report(questions, [alone(finder, q, which) for q in questions]).items() if k in AIMS
            }
            for which in ("words", "meaning")
        }
    gap = result["tuned"]["recall@1"] - result[FROZEN[-1]]["recall@1"]
    result |= {"gap": round(gap, 4), "overfitting": gap > GAP, "load s": round(loaded, 2),
               "ms": {"p50": round(float(np.quantile(took, 0.5)), 1), "p99": round(float(np.quantile(took, 0.99)), 1)},
               "more memory MB": round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, 1)}  # fmt: skip
    return result


if __name__ == "__main__":
    measured = measure()
    print(json.dumps(measured, indent=None if "--json" in sys.argv else 1))
