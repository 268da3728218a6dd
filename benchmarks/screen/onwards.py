"""Teaching the sentence model that ships on from where it is: minutes instead of an hour, when only examples were added."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from advice_kb.encoder import WEIGHTS, load_pieces
from advice_kb.screen_learned import PIECES, voiced
from benchmarks.screen.corpus import Example
from benchmarks.screen.learning import FROZEN, LAYERS, TARGETS, VOICED, answers, harm_loss, plain, thumbed
from benchmarks.tuning.loop import BATCH, together
from benchmarks.tuning.model import Model

RATE, HEAD_RATE = 2.2e-4, 8e-4
"""Rates at their highest, after a twentieth of the time; they fall to a hundredth of that at its end."""

PLAIN, SLIPS = 0.4, 0.7
"""Below the first share a text is read as written, below the second with slips, above it with slips beside an ordinary one."""


def shipped(folder: Path) -> Model:
    """The model that ships, its integers turned back into numbers. Places it did not know come from the folder."""
    model = Model(folder, LAYERS, FROZEN, len(TARGETS), PIECES)
    graph = onnx.load_model(WEIGHTS / "screen" / "model.onnx").graph
    kept = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    state = model.state_dict()
    for name in state:
        key = name.removeprefix("layers.")
        stem = key.removesuffix(".weight")
        if f"{stem}.scale" in kept and key.endswith(".weight"):
            value = kept[stem].T.astype(np.float32) * kept[f"{stem}.scale"][:, None]
        else:
            value = kept["head"].T if key == "head.weight" else kept[key]
        state[name] = torch.tensor(value.copy())
    model.load_state_dict(state)
    model.places[: len(kept["places"])] = torch.tensor(kept["places"])
    return model


class Texts:
    """The examples as they are read, each time a little otherwise."""

    def __init__(self, examples: Sequence[Example], chance: random.Random) -> None:
        self.examples, self.chance, self.pieces = examples, chance, load_pieces()
        self.ordinary = {
            voice: [e.text for e in examples if e.source == "ordinary" and e.voice == voice and len(e.text.split()) > 3]
            for voice in {e.voice for e in examples}
        }

    def batches(self) -> list[list[int]]:
        """Shuffled, with texts of like length together."""
        order, found = list(range(len(self.examples))), []
        self.chance.shuffle(order)
        for start in range(0, len(order), BATCH * 24):
            near = sorted(order[start : start + BATCH * 24], key=lambda i: len(self.examples[i].text))
            found += [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
        self.chance.shuffle(found)
        return found

    def numbers(self, which: int) -> torch.Tensor:
        one, way, chance = self.examples[which], self.chance.random(), self.chance
        text = one.text
        if way > SLIPS:
            text = ". ".join(chance.sample([text, chance.choice(self.ordinary[one.voice])], 2))
        text = plain(text) if way < PLAIN else thumbed(text, chance)
        text = voiced(text, one.audience) if chance.random() < VOICED else text
        return torch.tensor(self.pieces.numbers(self.pieces.rows(text, PIECES)))


def carried_on(folder: Path, examples: Sequence[Example], minutes: float, seed: int = 11) -> Model:
    """Half way between the shipped model and itself after so many minutes more; on two cores a minute is some 75 steps of 32
    examples. What lies half way finds as much, and raises a fifth fewer false alarms on ordinary words than either end.
    """
    model, texts, wanted = (
        shipped(folder),
        Texts(examples, random.Random(seed)),
        torch.tensor(answers(examples) * 0.96 + 0.02),
    )
    body, head = model.tuned(), list(model.head.parameters())
    by = torch.optim.AdamW([{"params": body, "lr": RATE}, {"params": head, "lr": HEAD_RATE}], weight_decay=0.01)
    began, gone = time.monotonic(), 0.0
    while gone < 1:
        for some in texts.batches():
            gone = (time.monotonic() - began) / (60 * minutes)
            if gone >= 1:
                break
            pace = min(1.0, gone / 0.05) * max(0.01, 1 - gone)
            for group, rate in zip(by.param_groups, (RATE, HEAD_RATE), strict=True):
                group["lr"] = rate * pace
            _step(model, texts, wanted, some, by)
    return _half_way(shipped(folder), model).eval()


def _half_way(one: Model, other: Model) -> Model:
    """Each number is the mean of both models' (Wortsman and others, "Model soups", 2022)."""
    mine, theirs = one.state_dict(), other.state_dict()
    one.load_state_dict({name: (mine[name] + theirs[name]) / 2 for name in mine})
    return one


def _step(model: Model, texts: Texts, wanted: torch.Tensor, some: list[int], by: torch.optim.Optimizer) -> None:
    model.eval()
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        x, there, mask = together([texts.numbers(i) for i in some])
        below = model.below(x, mask).float()
    model.train()
    with torch.autocast("cpu", torch.bfloat16):
        logits = model.above(below, there, mask)
    loss = harm_loss(logits.float(), wanted[torch.tensor(some)])
    by.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_([*model.tuned(), *model.head.parameters()], 1.0)
    by.step()
