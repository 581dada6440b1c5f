"""The seal of a published result as pages, files and other programs read it."""

from typing import Any

from scoring.models import Result, ResultSeal


def seal_of(result: Result) -> ResultSeal | None:
    """None: not sealed. One query, unless the result was loaded with its seal."""
    seal: ResultSeal | None = getattr(result, "seal", None)
    return seal


def proof_of(result: Result) -> dict[str, Any] | None:
    """What anyone needs to check the seal: the statement, its signature and the public key; None: not sealed."""
    seal = seal_of(result)
    if seal is None:
        return None
    said = seal.statement
    statement = dict(sorted(said.items())) if isinstance(said, dict) else said  # PostgreSQL keeps no order
    return {"statement": statement, "value": seal.signature, "key": seal.key}
