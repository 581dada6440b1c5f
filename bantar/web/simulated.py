"""Whether this database holds simulated data; the app that knows registers the question."""

from collections.abc import Callable


_questions: list[Callable[[], bool]] = []


def register_simulated_check(question: Callable[[], bool]) -> None:
    """Register a question of at most one cheap query; call it from `AppConfig.ready()`."""
    if question not in _questions:
        _questions.append(question)


def holds_simulated_data() -> bool:
    """Return whether any app says that it holds simulated data."""
    return any(question() for question in _questions)
