"""A command that several points stand against names each on a line of its own; --json and the exit code stay."""

import json
from collections.abc import Mapping
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError

from bantar.accounts.models import User
from bantar.web.commands import Answer, PlainCommand
from bantar.web.errors import Refusal
from scoring.refusals import ConditionsUnmet
from scoring.result_refusals import Blocked, InputsChanged


KINDS = [Blocked, InputsChanged, ConditionsUnmet]
pytestmark = pytest.mark.django_db


class Refused(PlainCommand):
    refusal: Refusal

    def act(self, *, by: User | None, now: datetime, options: Mapping[str, Any]) -> Answer:
        raise self.refusal


def run(refusal: Refusal, *, as_json: bool = False) -> tuple[str, str, int]:
    out = StringIO()
    command = Refused(stdout=out)
    command.refusal = refusal
    with pytest.raises(CommandError) as stop:
        command.handle(json=as_json)
    return out.getvalue(), str(stop.value), stop.value.returncode


@pytest.mark.parametrize("kind", KINDS)
def test_several_points_have_a_line_each(kind: type[Blocked]) -> None:
    points = [f"Titik {n}." for n in range(1, 8)]

    out, error, code = run(kind(points))

    assert (out.splitlines(), code) == (points, 1)
    assert "7" in error
    assert "\n" not in error
    assert "Titik" not in error


@pytest.mark.parametrize("kind", KINDS)
def test_one_point_is_one_sentence(kind: type[Blocked]) -> None:
    out, error, code = run(kind(["Titik 1."]))

    assert (out, code) == ("", 1)
    assert "Titik 1." in error


@pytest.mark.parametrize("kind", KINDS)
def test_the_document_for_programs_stays(kind: type[Blocked]) -> None:
    refusal = kind(["Titik 1.", "Titik 2."])

    out, error, code = run(refusal, as_json=True)

    assert json.loads(out) == {"error": str(refusal), "exit_code": 1}
    assert (error, code) == (str(refusal), 1)


def test_other_refusals_are_said_as_they_are() -> None:
    assert run(Refusal("Tidak.")) == ("", "Tidak.", 1)
