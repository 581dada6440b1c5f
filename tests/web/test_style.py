"""The style sheet itself: every text pair readable in both themes, small enough, and nothing from elsewhere."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings


CSS = Path(settings.BASE_DIR / "static/css/bantar.css").read_text(encoding="utf-8")
GROUNDS = ("paper", "surface", "sunken")
TEXTS = ("ink", "muted", "brand", "bersih", "aman", "pintar", "danger", "warning", "gold-ink")
PAIRS = [
    *((text, ground) for text in TEXTS for ground in GROUNDS),
    *(("ink", f"{tone}-soft") for tone in ("brand", "gold", "bersih", "aman", "pintar", "danger", "warning")),
    *(("muted", f"{tone}-soft") for tone in ("brand", "bersih", "aman", "danger", "warning")),
    *(("brand", f"{tone}-soft") for tone in ("brand", "bersih", "aman", "danger", "warning")),
    *((tone, f"{tone}-soft") for tone in ("bersih", "aman", "pintar", "danger", "warning")),
    ("gold-ink", "gold-soft"),
    ("on-brand", "brand-fill"),
    ("on-brand", "brand-strong"),
    ("on-deep", "deep"),
    ("on-deep-muted", "deep"),
]
# Borders of fields, bars and marks: 3 : 1 is what a shape needs.
SHAPES = [("line-strong", g) for g in GROUNDS] + [("gold", g) for g in GROUNDS] + [("series-1", "paper")]


def tokens(theme: str) -> dict[str, str]:
    """Read the block after `/* tokens: light */` or dark; dark falls back on light where it says nothing."""
    block = CSS.split(f"/* tokens: {theme} */")[1].split("}")[0]
    return dict(re.findall(r"--b-([\w-]+): (#[0-9a-f]{6});", block))


def contrast(first: str, second: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_reads_on_its_ground(theme: str, text: str, ground: str) -> None:
    colours = tokens(theme)

    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_stand_out_from_their_ground(theme: str, shape: str, ground: str) -> None:
    colours = tokens(theme)

    assert contrast(colours[shape], colours[ground]) >= 3


def test_both_themes_define_the_same_colours() -> None:
    assert tokens("light").keys() == tokens("dark").keys()


def test_bootstraps_triples_say_the_same_as_the_tokens() -> None:
    names = {"body-bg": "paper", "body-color": "ink", "primary": "brand", "danger": "danger", "success": "bersih"}
    for theme in ("light", "dark"):
        block = CSS.split(f"/* tokens: {theme} */")[1].split("}")[0]
        colours = tokens(theme)
        for bootstrap, token in names.items():
            triple = re.search(rf"--bs-{bootstrap}-rgb: (\d+), (\d+), (\d+);", block)
            assert triple is not None
            assert "#" + "".join(f"{int(part):02x}" for part in triple.groups()) == colours[token]


def test_nothing_comes_from_another_host_and_the_sheet_stays_small() -> None:
    assert "//" not in CSS.replace("/*", "").replace("*/", "")
    assert "@import" not in CSS
    assert len(gzip.compress(CSS.encode())) < 12_000


def test_every_class_of_a_component_has_a_style() -> None:
    own = re.compile(
        r"^(state|aspects?|bar|funnel|trace|timeline|crumbs|pages|ring|chart|map|slip|empty|refusal|figure|level)"
    )
    used = {
        name
        for path in (settings.BASE_DIR / "templates/components").glob("*.html")
        for classes in re.findall(r'class="([^"{]+)"', path.read_text(encoding="utf-8"))
        for name in classes.split()
        if own.match(name)
    }

    assert {name for name in used if f".{name}" not in CSS} == set()
