"""Who may import whom: the walls of the house, read from the syntax tree of every file, functions' insides included."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("surveys", "advice_kb", "analytics", "storage", "bot")
FILES = [path for room in OURS for path in sorted((ROOT / room).rglob("*.py"))]

ALLOWED = {
    "surveys": (), "advice_kb": (), "analytics": ("surveys",), "storage": ("surveys", "advice_kb"),
    "bot/conversation": ("surveys", "advice_kb", "bot.conversation"),
}  # fmt: skip
"""Room -> what of ours it may import besides itself. Longer names first."""

FOREIGN: dict[str, tuple[str, ...]] = {
    "telegram": ("bot/handlers/telegram",),
    "aiohttp": ("bot/handlers/", "bot/app.py"),
    "sqlalchemy": ("storage/",),
    "pandas": ("analytics/",),
}
"""Library -> the only places that may import it."""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}: relative imports hide which room a line reaches into"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return found


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_room_imports_only_what_it_may(path: Path) -> None:
    place = name(path)
    room = next((r for r in sorted(ALLOWED, key=len, reverse=True) if place.startswith(f"{r}/")), None)
    for module in imported(path):
        top = module.partition(".")[0]
        if room is not None and top in OURS:
            own = room.replace("/", ".")
            fine = (
                module == own
                or module.startswith(f"{own}.")
                or any(module == a or module.startswith(f"{a}.") for a in ALLOWED[room])
            )
            assert fine, f"{place} imports {module}, which {room} may not know"
        if top in FOREIGN:
            assert place.startswith(FOREIGN[top]), f"{place} imports {top}, which only {FOREIGN[top]} may"
        if module == "bot.app" or module.startswith("bot.app."):
            assert place == "bot/__main__.py" or place.startswith(("bot/commands/", "bot/demo.py")), (
                f"{place} imports the composition root"
            )


@pytest.mark.parametrize("path", FILES, ids=name)
def test_only_the_composition_root_and_the_settings_ask_what_time_it_is(path: Path) -> None:
    if name(path) in ("bot/app.py", "bot/config.py"):
        return
    text = path.read_text("utf-8")
    for forbidden in ("datetime.now(", "date.today(", "os.environ", "time.time("):
        assert forbidden not in text, f"{name(path)} reaches for {forbidden}: take it as an argument"


def test_every_room_says_at_its_door_what_it_knows() -> None:
    for room in OURS:
        tree = ast.parse((ROOT / room / "__init__.py").read_text("utf-8"))
        assert ast.get_docstring(tree), f"{room}/__init__.py has no door sign"


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_file_is_longer_than_a_reader_can_hold(path: Path) -> None:
    if "migrations/versions" not in name(path):  # written once by the schema's own tool, and never changed
        assert len(path.read_text("utf-8").splitlines()) <= 400
