"""What every API of ours says of itself in OpenAPI."""

from collections.abc import Mapping
from typing import Any


def say_what_operations_do(paths: Mapping[str, Mapping[str, dict[str, Any]]]) -> None:
    """Head every operation with the first sentence of its description, in each language that it is written in.

    Ninja would head it with the name of the function.
    """
    for methods in paths.values():
        for operation in methods.values():
            operation["summary"] = " / ".join(map(_first_sentence, operation["description"].split(" / ")))


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0].strip().removesuffix(".")
