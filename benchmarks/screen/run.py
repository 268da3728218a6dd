"""How well the screen does: by kind, voice and urgency, on messages held back from teaching and on the frozen parts.

    nice python -m benchmarks.screen.run [--json]

A recall of the newest frozen part more than GAP below the held-back one is reported as overfitting. The questions of the search's
own frozen parts, which nobody here ever taught, are ordinary ones too.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from advice_kb.safeguarding import KINDS, load_screen
from benchmarks.screen.corpus import Example, examples, frozen, frozen_questions, held_back, questions

GAP = 0.05
FROZEN = ("frozen", *(f"frozen-{number}" for number in range(2, 16)))
LONG = "frozen-12"
"""Its texts are of 80 to 300 words, which hardly anybody writes: they are timed apart."""
AIMS = {"recall": 0.97, "recall of urgent": 0.99, "alarms on hard-negatives": 0.10, "alarms on ordinary": 0.005}


def share(hits: Sequence[bool]) -> float | None:
    return round(sum(hits) / len(hits), 4) if hits else None


def report(known: Sequence[Example], found: Sequence[bool], urgent: Sequence[bool]) -> dict[str, Any]:
    """Shares of one part; `n` beside each. `urgent told urgent` is about those that are found and are urgent."""
    rows = list(zip(known, found, urgent, strict=True))

    def of(which: Callable[[Example], bool]) -> dict[str, Any]:
        hits = [hit for one, hit, _ in rows if which(one)]
        return {"n": len(hits), "share": share(hits)}

    return {
        "recall": of(lambda e: e.concern),
        "recall of urgent": of(lambda e: e.concern and e.urgent),
        "urgent told urgent": {"n": sum(e.urgent for e in known), "share": share([u for e, _, u in rows if e.urgent])},
        "alarms on hard-negatives": of(lambda e: not e.concern and e.source == "hard-negatives"),
        "alarms on ordinary": of(lambda e: not e.concern and e.source in ("ordinary", "question")),
        "by kind": {kind: of(lambda e, kind=kind: kind in e.kinds) for kind in KINDS},  # type: ignore[misc]
        "by voice": {
            voice: of(lambda e, voice=voice: e.concern and e.voice == voice)  # type: ignore[misc]
            for voice in sorted({e.voice for e in known if e.concern})
        },
    }


def shipped(known: Sequence[Example]) -> tuple[list[bool], list[bool], list[float]]:
    """What the screen that ships says, and how many milliseconds each look took."""
    screen, took, seen = load_screen(), [], []
    for one in known:
        start = time.perf_counter()
        seen.append(screen.look(one.text, one.audience))
        took.append((time.perf_counter() - start) * 1000)
    return [one.concern for one in seen], [one.urgent for one in seen], took


def quantiles(times: Sequence[float]) -> dict[str, float]:
    return {name: round(float(np.quantile(times, q)), 2) for name, q in (("p50", 0.5), ("p99", 0.99))}


def measure() -> dict[str, Any]:
    back = [one for one in (*examples(), *questions()) if held_back(one)]
    result: dict[str, Any] = {}
    times: list[float] = []
    long: list[float] = []
    for part, known in (
        ("held back", back),
        *((name, frozen(name)) for name in FROZEN),
        ("questions", frozen_questions()),
    ):
        found, urgent, took = shipped(known)
        result[part] = report(known, found, urgent)
        if part == LONG:
            long += took
        else:
            times += took
    result |= {"milliseconds": quantiles(times), "milliseconds, long": quantiles(long)}
    gap = (result["held back"]["recall"]["share"] or 0) - (result[FROZEN[-1]]["recall"]["share"] or 0)
    return result | {"gap": round(gap, 4), "overfitting": gap > GAP}


def told(result: dict[str, Any]) -> list[str]:
    lines = []
    for part in ("held back", *FROZEN, "questions"):
        for name, row in result[part].items():
            if name.startswith("by "):
                lines += [f"{part:10} {key:28} {row[key]['share']}  ({row[key]['n']})" for key in row if row[key]["n"]]
            elif row["n"]:
                aim = f"  aim {AIMS[name]}" if name in AIMS else ""
                lines.append(f"{part:10} {name:28} {row['share']}  ({row['n']}){aim}")
    for which in ("milliseconds", "milliseconds, long"):
        lines.append(f"{which}: p50 {result[which]['p50']}, p99 {result[which]['p99']}")
    word = "OVERFITTING: write more varied examples" if result["overfitting"] else "no overfitting"
    lines.append(f"gap between held back and {FROZEN[-1]}: {result['gap']}, {word}")
    return lines


if __name__ == "__main__":
    measured = measure()
    print(json.dumps(measured, indent=1) if "--json" in sys.argv else "\n".join(told(measured)))
