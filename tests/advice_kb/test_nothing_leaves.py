"""Words of children are looked at here and nowhere else: what runs the screen's and the search's models reports to nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
REPORTS = ("ORT_DISABLE_TELEMETRY", "TMPDIR", "HOME", "XDG_CACHE_HOME")


@pytest.mark.parametrize("room", ["advice_kb.encoder", "bot.app", "benchmarks.search.run"])
def test_loading_the_models_leaves_no_trace_of_a_report(tmp_path: Path, room: str) -> None:
    """With its reports on, onnxruntime lays down a session, a device's id and a queue of events as soon as it is loaded."""
    given = {name: value for name, value in os.environ.items() if name not in REPORTS}
    given |= {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    words = f"import {room}, advice_kb.encoder as e; print(e.onnxruntime.__name__)"
    done = subprocess.run(
        [sys.executable, "-c", words], cwd=ROOT, env=given, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["onnxruntime"], done.stderr
    assert [str(file) for file in tmp_path.rglob("*") if file.is_file()] == []
