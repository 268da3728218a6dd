"""A tuned model written as the graph that `advice_kb.encoder` runs: its matrices as seven-bit integers, a scale a row.

Seven bits, because processors without the newer instructions overflow on sums of products of eight.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

WIDTH, HEADS, MOST = 384, 12, 63


class Graph:
    """Steps and constants, gathered in order.

    `held`: a model's arrays by name, a matrix with a row for each number that comes out.
    """

    def __init__(self, held: Mapping[str, np.ndarray]) -> None:
        self._held = held
        self._steps: list[Any] = []
        self._constants: dict[str, Any] = {}

    def constant(self, name: str, value: Any) -> str:
        self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def step(self, kind: str, *takes: str, **how: Any) -> str:
        gives = f"s{len(self._steps)}"
        self._steps.append(helper.make_node(kind, takes, [gives], **how))
        return gives

    def linear(self, x: str, name: str) -> str:
        table = self._held[f"{name}.weight"]
        scale = np.abs(table).max(1, keepdims=True) / MOST + 1e-12
        return self.step(
            "DynamicQuantizeMatMul", x,
            self.constant(name, np.round(table / scale).astype(np.int8).T),
            self.constant(f"{name}.scale", scale[:, 0].astype(np.float32)),
            self.constant(f"{name}.zero", np.zeros(len(table), np.int8)),
            self.constant(f"{name}.bias", self._held[f"{name}.bias"]),
            domain="com.microsoft",
        )  # fmt: skip

    def normal(self, x: str, name: str) -> str:
        parts = [self.constant(f"{name}.{p}", self._held[f"{name}.{p}"]) for p in ("weight", "bias")]
        return self.step("LayerNormalization", x, *parts, axis=-1, epsilon=1e-12)

    def headed(self, x: str, name: str, perm: list[int]) -> str:
        """A sum of `x`, parted among the heads."""
        shape = self.constant("headed", np.array([-1, HEADS, WIDTH // HEADS], np.int64))
        return self.step("Transpose", self.step("Reshape", self.linear(x, name), shape), perm=perm)

    def attend(self, x: str, layer: int) -> str:
        query, key, value = (
            self.headed(x, f"{layer}.{part}", perm)
            for part, perm in (("query", [1, 0, 2]), ("key", [1, 2, 0]), ("value", [1, 0, 2]))
        )
        root = self.constant("root", np.float32(1 / np.sqrt(WIDTH / HEADS)))
        share = self.step("Softmax", self.step("Mul", self.step("MatMul", query, key), root), axis=-1)
        mixed = self.step("Transpose", self.step("MatMul", share, value), perm=[1, 0, 2])
        flat = self.step("Reshape", mixed, self.constant("flat", np.array([-1, WIDTH], np.int64)))
        return self.linear(flat, f"{layer}.mix")

    def placed(self, x: str) -> str:
        """The pieces' numbers and those of their places."""
        start = self.constant("start", np.array([0], np.int64))
        places = self.constant("places", self._held["places"])
        return self.step("Add", x, self.step("Slice", places, start, self.step("Shape", x, start=0, end=1), start))

    def concluded(self) -> bytes:
        x = self.normal(self.placed("numbers"), "first")
        for layer in range(sum(name.endswith(".query.weight") for name in self._held)):
            x = self.normal(self.step("Add", x, self.attend(x, layer)), f"{layer}.mixed")
            wide = self.step("Gelu", self.linear(x, f"{layer}.wide"), approximate="tanh")
            x = self.normal(self.step("Add", x, self.linear(wide, f"{layer}.narrow")), f"{layer}.done")
        mean = self.step("ReduceMean", x, self.constant("first axis", np.array([0], np.int64)))
        head = self.step("MatMul", mean, self.constant("head", self._held["head.weight"].T))
        bias = self.constant("head.bias", self._held["head.bias"])
        self._steps.append(helper.make_node("Add", [head, bias], ["logits"]))
        took = helper.make_tensor_value_info("numbers", TensorProto.FLOAT, ["pieces", WIDTH])
        gave = helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, len(self._held["head.bias"])])
        graph = helper.make_graph(self._steps, "encoder", [took], [gave], list(self._constants.values()))
        sets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
        model = helper.make_model(graph, opset_imports=sets, ir_version=9)
        return bytes(model.SerializeToString())
