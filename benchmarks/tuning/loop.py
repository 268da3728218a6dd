"""Tuning: the frozen layers are run once over every wording, the layers above them many times."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from advice_kb.encoder import WEIGHTS, Encoder, load_pieces
from benchmarks.tuning.model import WIDTH, Model

BATCH = 32
Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
"""Logits and the numbers of their examples -> one loss."""

Kept = list[torch.Tensor]
"""A text's numbers above the frozen layers, in half precision."""


def misspelt(text: str, chance: random.Random, share: float) -> str:
    """A text as thumbs write it: in that share of the longer words letters are lost, doubled, swapped or missed."""
    words = text.split()
    for i, word in enumerate(words):
        if len(word) > 3 and chance.random() < share:
            at = chance.randrange(1, len(word) - 1)
            head, tail = word[:at], word[at + 1 :]
            swapped = head + word[at + 1] + word[at] + word[at + 2 :]
            words[i] = chance.choice(
                [swapped, head + tail, head + word[at] * 2 + tail, head + chance.choice("aeioustnrl") + tail]
            )
    return " ".join(words)


def together(rows: Sequence[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Rows of different length as one tensor, which places are real, and the mask that hides the others."""
    length = max(len(row) for row in rows)
    x, there = torch.zeros(len(rows), length, WIDTH), torch.zeros(len(rows), length, dtype=torch.bool)
    for i, row in enumerate(rows):
        x[i, : len(row)], there[i, : len(row)] = row.float(), True
    mask = torch.zeros(there.shape).masked_fill(~there, -1e9)[:, None, None, :]
    return x, there, mask


@torch.no_grad()
def kept(model: Model, texts: Sequence[str], most: int) -> Kept:
    pieces, found = load_pieces(), {}
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    for start in range(0, len(order), 64):
        some = order[start : start + 64]
        rows = [torch.tensor(pieces.numbers(pieces.rows(texts[i], most))) for i in some]
        x, _, mask = together(rows)
        below = model.below(x, mask).half()
        found |= {i: below[j, : len(rows[j])].clone() for j, i in enumerate(some)}
    return [found[i] for i in range(len(texts))]


def tune(
    model: Model, wordings: Sequence[Kept], loss_of: Loss, epochs: int, rate: float, seed: int = 1,
    told: Callable[[str], Any] = print, which: Sequence[int] | None = None,
) -> None:  # fmt: skip
    """Tunes on examples `which` (all when None); each time one of an example's `wordings` is drawn."""
    torch.manual_seed(seed)
    chance, body = random.Random(seed), model.tuned()
    head = list(model.head.parameters())
    steps = epochs * -(-len(which if which is not None else wordings[0]) // BATCH)
    by = torch.optim.AdamW([{"params": body, "lr": rate}, {"params": head, "lr": rate * 6}], weight_decay=0.01)
    pace = torch.optim.lr_scheduler.LambdaLR(
        by, lambda s: min(1.0, (s + 1) / (0.08 * steps)) * max(0.02, 1 - s / steps)
    )
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for some in _batches(wordings[0], chance, which):
            x, there, mask = together([chance.choice(wordings)[i] for i in some])
            with torch.autocast("cpu", torch.bfloat16):  # twice as fast where the processor knows it
                logits = model.above(x, there, mask)
            loss = loss_of(logits.float(), torch.tensor(some))
            by.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(body + head, 1.0)
            by.step()
            pace.step()
            total += loss.item() * len(some)
        told(f"epoch {epoch}: loss {total / len(which if which is not None else wordings[0]):.4f}")
    model.eval()


def _batches(rows: Kept, chance: random.Random, which: Sequence[int] | None) -> list[list[int]]:
    """Shuffled, with texts of like length together so that little is padded."""
    order = list(which) if which is not None else list(range(len(rows)))
    chance.shuffle(order)
    found: list[list[int]] = []
    for start in range(0, len(order), BATCH * 16):
        near = sorted(order[start : start + BATCH * 16], key=lambda i: len(rows[i]))
        found += [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
    chance.shuffle(found)
    return found


def written(task: str, models: Mapping[str, np.ndarray], **tables: np.ndarray) -> Path:
    """A task's folder among the weights, with its models and its tables of numbers; what is told of them is written last."""
    folder = WEIGHTS / task
    folder.mkdir(exist_ok=True)
    for name, graph in models.items():
        (folder / f"{name}.onnx").write_bytes(graph.tobytes())
    for name, table in tables.items():
        np.save(folder / f"{name}.npy", table)
    return folder


def concluded(graph: Path, texts: Sequence[str], most: int) -> np.ndarray:
    """The logits of each text as the service will work them out."""
    encoder = Encoder(graph, most)
    return np.array([encoder.conclude(text) for text in texts])
