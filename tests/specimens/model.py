"""What a specimen is: a sheet as somebody really sends it, and what a person would expect of its import."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Specimen:
    """`rows`: new, changed, unchanged, skipped; `problems`: "severity code cell"; `stored`: figures, see `city`.

    `about` is what it stands for. `after` names a specimen that is imported before it, with its own answers.
    """

    name: str
    about: str
    kind: str
    file: str
    data: Callable[[], bytes] = field(repr=False)
    rows: tuple[int, int, int, int] = (0, 0, 0, 0)
    problems: tuple[str, ...] = ()
    stored: Mapping[str, object] = field(default_factory=dict)
    code: int = 0
    edition: str = ""
    sheet: str | None = None
    accept: bool = False
    acknowledge: str = ""
    after: str = ""

    @property
    def options(self) -> list[str]:
        """As the command takes them."""
        words = ["--edition", self.edition] if self.edition else []
        words += ["--sheet", self.sheet] if self.sheet is not None else []
        words += ["--accept-suggestions"] if self.accept else []
        return [*words, *(["--acknowledge", self.acknowledge] if self.acknowledge else [])]
