"""The edition file (CONTRACT 4): read into typed values, everything wrong named with its key, and written back."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from competitions.domain.calendar import SPAN_NAMES, Calendar, check_calendar
from competitions.domain.calendar import TEXTS as CALENDAR_TEXTS
from competitions.domain.messages import BrokenRule, gettext_noop
from competitions.domain.size_category import DEFAULT_CATEGORIES, SizeCategory
from scoring.domain.file_reader import TEXTS as READER_TEXTS
from scoring.domain.file_reader import FileReader
from scoring.domain.rules import (
    DEFAULT_INDICATORS,
    HIGHEST_SCALE,
    HIGHEST_WEIGHT,
    AspectWeights,
    IndicatorWeight,
    Rules,
    check_rules,
    rules_to_json,
)
from scoring.domain.rules import TEXTS as RULE_TEXTS


HIGHEST_MONEY: Final = 10**15
HIGHEST_KK: Final = 1_000_000
HIGHEST_COUNT: Final = 1000
LONGEST_SLUG: Final = 60
LONGEST_NAME: Final = 120
LONGEST_LEVEL: Final = 60
LONGEST_CATEGORY: Final = 20
INDICATOR_CODES: Final = tuple(indicator.code for indicator in DEFAULT_INDICATORS)
DEFAULT_LEVELS: Final = {
    "0": "tidak ada/sangat buruk",
    "1": "kurang",
    "2": "cukup",
    "3": "baik",
    "4": "sangat baik",
}
"""The words of DOMAIN 6 for the default scale 0-4: the city's own, so Indonesian."""

TEXTS: Final = {
    **RULE_TEXTS,
    **CALENDAR_TEXTS,
    **READER_TEXTS,
    "not_an_object": gettext_noop("An edition file holds one JSON object with the keys of an edition."),
    "level_off_scale": gettext_noop("“%(key)s” has words for %(value)s, but the scale runs from 0 to %(high)s."),
}


@dataclass(frozen=True, slots=True)
class EditionValues:
    """Everything the committee decides about an edition before it starts.

    `named_weights`: the indicators that the file names, also those that weigh 1 as they would unnamed.
    """

    slug: str
    year: int
    name: str
    period: int = 1
    rules: Rules = field(default_factory=Rules)
    levels: Mapping[str, str] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)
    quota_per_kelurahan: int | None = None
    required_documents: tuple[str, ...] = ()
    named_weights: frozenset[str] = frozenset()


class WrongEdition(ValueError):
    """What is wrong with an edition file, each with its key; nothing of it may be used."""

    def __init__(self, problems: Sequence[BrokenRule]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.code for problem in problems))


KEYS: Final = frozenset(
    [
        "slug",
        "year",
        "period",
        "name",
        "scale_max",
        "levels",
        "categories",
        "aspect_weights",
        "indicator_weights",
        "aggregation",
        "quorum",
        "pass_mark",
        "aspect_floor",
        "mode",
        "top_n",
        "best_in_city_prize",
        "budget",
        "calendar",
        "quota_per_kelurahan",
        "required_documents",
    ]
)
REQUIRED: Final = ("slug", "year", "name")


def read_edition(data: object, *, documents: Sequence[str]) -> EditionValues:
    """Read an edition file; what it does not say has the default of DOMAIN 4, 6 and 7.

    Raises WrongEdition with everything that is wrong. `documents` are the known kinds of required documents.
    """
    if not isinstance(data, Mapping):
        raise WrongEdition([BrokenRule("not_an_object")])
    reader = FileReader(data)
    reader.check_keys("", data, KEYS, REQUIRED)
    values = _values(reader, documents)
    problems = reader.problems or [*check_rules(values.rules), *check_calendar(values.calendar), *_check_levels(values)]
    if problems:
        raise WrongEdition(problems)
    return values


def write_edition(values: EditionValues) -> dict[str, Any]:
    """Write the file that `read_edition` reads back to the same values; optional keys only where they say something."""
    rules = rules_to_json(values.rules)
    rules.pop("indicator_aspects")
    weights = rules["indicator_weights"].items()
    rules["indicator_weights"] = {code: w for code, w in weights if w != 1 or code in values.named_weights}
    data: dict[str, Any] = {"slug": values.slug, "year": values.year, "period": values.period, "name": values.name}
    data |= rules
    data["calendar"] = {name: [span.first.isoformat(), span.last.isoformat()] for name, span in values.calendar.spans()}
    if values.levels:
        data["levels"] = dict(values.levels)
    if values.quota_per_kelurahan is not None:
        data["quota_per_kelurahan"] = values.quota_per_kelurahan
    if values.required_documents:
        data["required_documents"] = list(values.required_documents)
    return data


def _values(reader: FileReader, documents: Sequence[str]) -> EditionValues:
    return EditionValues(
        slug=reader.slug("slug", high=LONGEST_SLUG),
        year=reader.whole("year", low=2000, high=2100, default=2000),
        period=reader.whole("period", low=1, high=9, default=1),
        name=reader.text("name", high=LONGEST_NAME),
        rules=_rules(reader),
        levels=_levels(reader),
        calendar=Calendar(**{name: reader.span("calendar", name) for name in reader.names("calendar", SPAN_NAMES)}),
        quota_per_kelurahan=reader.whole_or_none("quota_per_kelurahan", low=1, high=HIGHEST_COUNT),
        required_documents=_documents(reader, documents),
        named_weights=_named_weights(reader.data.get("indicator_weights")),
    )


def _rules(reader: FileReader) -> Rules:
    default = Rules()
    weights = {
        code: reader.whole("indicator_weights", code, low=0, high=HIGHEST_WEIGHT, default=1)
        for code in reader.names("indicator_weights", INDICATOR_CODES)
    }
    aspects = {
        name: reader.whole("aspect_weights", name, low=0, high=HIGHEST_WEIGHT, default=1)
        for name in reader.names("aspect_weights", ("bersih", "aman", "pintar"))
    }
    return Rules(
        categories=_categories(reader),
        indicators=tuple(IndicatorWeight(i.code, i.aspect, weights.get(i.code, 1)) for i in DEFAULT_INDICATORS),
        scale_max=reader.whole("scale_max", low=1, high=HIGHEST_SCALE, default=default.scale_max),
        aspect_weights=AspectWeights(**aspects),
        aggregation=reader.choice("aggregation", ("mean", "trimmed"), default="mean"),
        quorum=reader.whole("quorum", low=1, high=HIGHEST_COUNT, default=default.quorum),
        pass_mark=reader.mark("pass_mark", default=default.pass_mark),
        aspect_floor=reader.mark("aspect_floor", default=default.aspect_floor),
        mode=reader.choice("mode", ("threshold", "top_n"), default="threshold"),
        top_n=reader.whole_or_none("top_n", low=1, high=HIGHEST_COUNT),
        best_in_city_prize=reader.whole("best_in_city_prize", low=0, high=HIGHEST_MONEY, default=0),
        budget=reader.whole_or_none("budget", low=0, high=HIGHEST_MONEY),
    )


def _named_weights(given: object) -> frozenset[str]:
    return frozenset(INDICATOR_CODES).intersection(given) if isinstance(given, Mapping) else frozenset()


def _categories(reader: FileReader) -> tuple[SizeCategory, ...]:
    if "categories" not in reader.data:
        return DEFAULT_CATEGORIES
    found = []
    for position, row in enumerate(reader.rows("categories"), start=1):
        part = FileReader(row, f"categories[{position}].", reader.problems)
        part.check_keys(
            part.prefix,
            row,
            frozenset({"code", "min_kk", "max_kk", "prize", "kencana_prize"}),
            ("code", "min_kk", "prize"),
        )
        found.append(
            SizeCategory(
                code=part.slug("code", high=LONGEST_CATEGORY),
                min_kk=part.whole("min_kk", low=1, high=HIGHEST_KK, default=1),
                max_kk=part.whole_or_none("max_kk", low=1, high=HIGHEST_KK),
                prize=part.whole("prize", low=0, high=HIGHEST_MONEY, default=0),
                kencana_prize=part.whole_or_none("kencana_prize", low=0, high=HIGHEST_MONEY),
            )
        )
    return tuple(sorted(found, key=lambda category: category.min_kk))


def _levels(reader: FileReader) -> dict[str, str]:
    """The words as an object {"0": "kurang", ...} or a list from 0 upwards."""
    given = reader.data.get("levels")
    if given is None:
        return {}
    if isinstance(given, list):
        given = {str(value): word for value, word in enumerate(given)}
    if not isinstance(given, Mapping):
        reader.wrong("not_mapping", "levels", given)
        return {}
    part = FileReader(given, "levels.", reader.problems)
    words = {}
    for value in given:
        if not re.fullmatch(r"0|[1-9]\d{0,3}", value):
            reader.problems.append(BrokenRule("unknown_key", {"key": f"levels.{value}"}, field="levels"))
        else:
            words[value] = part.text(value, high=LONGEST_LEVEL)
    return dict(sorted(words.items(), key=lambda item: int(item[0])))


def _check_levels(values: EditionValues) -> Iterator[BrokenRule]:
    for value in values.levels:
        if int(value) > values.rules.scale_max:
            params = {"key": "levels", "value": value, "high": values.rules.scale_max}
            yield BrokenRule("level_off_scale", params, field="levels")


def _documents(reader: FileReader, known: Sequence[str]) -> tuple[str, ...]:
    given = reader.data.get("required_documents") or []
    if not isinstance(given, list):
        reader.wrong("not_list", "required_documents", given)
        return ()
    for document in given:
        if document not in known:
            reader.wrong("not_choice", "required_documents", document, choices=", ".join(known))
        elif given.count(document) > 1:
            reader.wrong("twice", "required_documents", document)
    return tuple(document for document in known if document in given)
