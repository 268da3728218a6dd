"""Teaching the sentence model that ships on from where it is: less than an hour, when only examples were added."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from advice_kb.encoder import WEIGHTS, load_pieces
from advice_kb.screen_learned import PIECES, voiced
from benchmarks.screen.corpus import Example
from benchmarks.screen.learning import (
    LAYERS,
    TARGETS,
    VOICED,
    a_part,
    among,
    answers,
    harm_loss,
    ordinary_words,
    plain,
    thumbed,
)
from benchmarks.tuning.loop import BATCH, concluded, together
from benchmarks.tuning.model import Model

RATE, HEAD_RATE = 2.5e-4, 1e-3
"""Rates at their highest, after a twentieth of the time; they fall to a hundredth of that at its end."""

SEEDS = 61, 72
"""Runs, a core each: from these the order of the examples, their slips and what stands beside them are drawn."""

LOWER, LOWER_SHARE = 2, 0.5
"""So many layers, which stay as they came when a model is taught from the beginning, learn here at this share of the rate."""

BY_FAR, SKIPPED = 2.5, 0.35
"""An example told rightly by a logit above the first is left out of a round in the second share of cases."""

PLAIN, SLIPS = 0.4, 0.7
"""Below the first share a text is read as written, below the second with slips, above it with slips among ordinary ones."""


def shipped(folder: Path) -> Model:
    """The model as it ships, its integers turned back into numbers. Places it did not know come from the folder."""
    model = Model(folder, LAYERS, 0, len(TARGETS), PIECES)
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

    def __init__(self, examples: Sequence[Example], easy: frozenset[int], chance: random.Random) -> None:
        self.examples, self.easy, self.chance, self.pieces = examples, easy, chance, load_pieces()
        self.ordinary = ordinary_words(examples)

    def batches(self) -> Iterator[tuple[list[int], list[torch.Tensor]]]:
        """Once through the examples, shuffled, texts of like length (as read now) together: which they are, and their numbers."""
        order = [i for i in range(len(self.examples)) if i not in self.easy or self.chance.random() > SKIPPED]
        self.chance.shuffle(order)
        for start in range(0, len(order), BATCH * 24):
            near = [(i, self.numbers(i)) for i in order[start : start + BATCH * 24]]
            near.sort(key=lambda one: len(one[1]))
            some = [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
            self.chance.shuffle(some)
            yield from (([i for i, _ in batch], [numbers for _, numbers in batch]) for batch in some)

    def numbers(self, which: int) -> torch.Tensor:
        one, way, chance = self.examples[which], self.chance.random(), self.chance
        text = one.text if one.concern else a_part(one.text, chance)
        if way > SLIPS:
            text = among(text, self.ordinary[one.voice], chance)
        text = plain(text) if way < PLAIN else thumbed(text, chance)
        text = voiced(text, one.audience) if chance.random() < VOICED else text
        return torch.tensor(self.pieces.numbers(self.pieces.rows(text, PIECES)))


def easy_ones(examples: Sequence[Example]) -> frozenset[int]:
    """The examples that the model already tells rightly and by far: the others are where there is more to learn."""
    texts = [voiced(plain(one.text), one.audience) for one in examples]
    told, wanted = concluded(WEIGHTS / "screen" / "model.onnx", texts, PIECES)[:, 0], answers(examples)[:, 0]
    return frozenset(np.flatnonzero((2 * wanted - 1) * told > BY_FAR).tolist())


def one_run(folder: Path, examples: Sequence[Example], minutes: float, seed: int, into: Path) -> None:
    """The model taught on for so many minutes on one core (some 130 steps of 32 examples each where the processor knows
    bfloat16), kept as numbers.
    """
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    model, texts = shipped(folder), Texts(examples, easy_ones(examples), random.Random(seed))
    wanted = torch.tensor(answers(examples) * 0.96 + 0.02)
    lower = [one for layer in model.layers[:LOWER] for one in layer.parameters()]
    upper = [one for layer in model.layers[LOWER:] for one in layer.parameters()]
    rates = (RATE * LOWER_SHARE, RATE, HEAD_RATE)
    by = torch.optim.AdamW(
        [{"params": some} for some in (lower, upper, model.head.parameters())], weight_decay=0.01, fused=True
    )
    began, gone, steps = time.monotonic(), 0.0, 0
    while gone < 1:
        for which, numbers in texts.batches():
            gone = (time.monotonic() - began) / (60 * minutes)
            if gone >= 1:
                break
            pace = min(1.0, gone / 0.05) * max(0.01, 1 - gone)
            for group, rate in zip(by.param_groups, rates, strict=True):
                group["lr"] = rate * pace
            _step(model, numbers, wanted[torch.tensor(which)], by)
            steps += 1
        print(f"{seed}: {steps} steps, {gone:.0%} of the time", flush=True)
    torch.save(model.state_dict(), into)


def carried_on(folder: Path, examples: Sequence[Example], minutes: float, kept: Path) -> Model:
    """The mean of what the model was and of what two runs of so many minutes make of it, both at once (Wortsman and others,
    "Model soups", 2022): it finds as much as any of them, and raises fewer false alarms on ordinary words.
    """
    files = [kept / f"{seed}.pt" for seed in SEEDS]
    with get_context("spawn").Pool(len(SEEDS)) as cores:
        cores.starmap(one_run, [(folder, examples, minutes, *one) for one in zip(SEEDS, files, strict=True)])
    return mean_of(shipped(folder), [torch.load(file) for file in files])


def mean_of(model: Model, others: Sequence[dict[str, torch.Tensor]]) -> Model:
    """Each number is the mean of all."""
    mine = model.state_dict()
    model.load_state_dict({name: sum((one[name] for one in others), mine[name]) / (len(others) + 1) for name in mine})
    return model.eval()


def _step(model: Model, numbers: list[torch.Tensor], goal: torch.Tensor, by: torch.optim.Optimizer) -> None:
    model.train()
    by.zero_grad()
    x, there, mask = together(numbers)
    with torch.autocast("cpu", torch.bfloat16):
        logits = model.above(model.below(x, mask), there, mask)
    harm_loss(logits.float(), goal).backward()
    nn.utils.clip_grad_norm_([*model.tuned(), *model.head.parameters()], 1.0)
    by.step()
