"""Several people press at the same moment, each in a thread with a connection of its own."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection

from bantar.web.errors import Refusal


Act = Callable[[], object]


def at_once(*acts: Act) -> list[object]:
    """Do all acts in threads that start together; what each returned, or the Refusal it met. Anything else fails."""
    answers: list[object] = [None] * len(acts)
    start = Barrier(len(acts))

    def run(place: int, act: Act) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=20)
            answers[place] = act()
        except Exception as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    wrong = [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, Refusal)]
    assert wrong == []
    assert all(str(answer) for answer in answers if isinstance(answer, Refusal))
    return answers


def kinds_at_once(*acts: Act) -> list[object]:
    """The same, a refusal told by its class."""
    return [type(answer) if isinstance(answer, Refusal) else answer for answer in at_once(*acts)]
