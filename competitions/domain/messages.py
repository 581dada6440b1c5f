"""How a pure rule speaks: a code with its parameters, and a table of English sentences elsewhere in the same module.

`domain/` knows no language. Whoever shows a broken rule translates the sentence and fills in the parameters, shown as
people read them: `gettext(TEXTS[broken.code]) % shown(broken.params)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


def gettext_noop(text: str) -> str:
    """Mark a sentence for the translation catalogue, which finds it by this name; change nothing."""
    return text


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """One rule that does not hold. `field` names the part of the rules or of the form it speaks of, or is empty."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    field: str = ""


def in_english(code: str, params: Mapping[str, object], texts: Mapping[str, str]) -> str:
    """The untranslated sentence, for logs and tests."""
    return texts[code] % params
