"""Which licensed screening test looks at what, and for which ages: a directory, never the tests (seed 2.26)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator
from ruamel.yaml import YAML

FILE = Path(__file__).with_name("screening_tests.yaml")


class ScreeningTest(BaseModel):
    """One test. Ages are in months; `to_months` None means that no upper age is printed."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    about: str
    from_months: int = Field(alias="from")
    to_months: int | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _lower_first(self) -> ScreeningTest:
        if self.to_months is not None and self.from_months > self.to_months:
            raise ValueError(f"from {self.from_months} to {self.to_months} is for nobody; write the lower age as from")
        return self

    def suits(self, age: int) -> bool:
        """True if a child who has just turned `age` (whole years) is within the printed ages."""
        months = age * 12
        return self.from_months <= months and (self.to_months is None or months <= self.to_months)


@cache
def load_screening_tests() -> tuple[ScreeningTest, ...]:
    """The list, in the order of the file."""
    entries = YAML(typ="safe").load(FILE.read_text("utf-8"))["tests"]
    return tuple(ScreeningTest.model_validate(entry) for entry in entries)


def find_screening_tests(about: str, age: int | None = None) -> tuple[ScreeningTest, ...]:
    """Tests whose purpose holds every word of `about`, for that age in whole years if one is given."""
    words = about.lower().split()
    return tuple(
        test
        for test in load_screening_tests()
        if all(word in f"{test.name} {test.about}".lower() for word in words) and (age is None or test.suits(age))
    )
