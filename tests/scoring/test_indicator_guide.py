"""The guide of the indicators: one for each, with a description of every level; the city's own texts stay."""

import pytest

from scoring.models import Indicator
from scoring.services.reference import load_indicators


pytestmark = pytest.mark.django_db


def test_every_indicator_says_what_to_look_at_and_what_each_level_looks_like():
    load_indicators()

    for indicator in Indicator.objects.all():
        assert indicator.guide
        assert sorted(indicator.level_guide) == ["0", "1", "2", "3", "4"]
        assert len(set(indicator.level_guide.values())) == 5
    assert Indicator.objects.count() == 21


def test_loading_again_leaves_what_the_city_wrote():
    load_indicators()
    Indicator.objects.filter(code="B1").update(guide="Petunjuk kota", level_guide={"0": "x"})

    load_indicators()

    assert Indicator.objects.values_list("guide", "level_guide").get(code="B1") == ("Petunjuk kota", {"0": "x"})
