"""Pages stay light and quick, however long the sheet is."""

import gzip
from random import Random

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.factories import create_import_draft
from tests.rt_registry.imports.desk import GOOD, HEADER, Desk


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(
    desk: Desk, count: int, django_assert_num_queries: DjangoAssertNumQueries
):
    for number in range(count):
        desk.store(desk.upload(HEADER, (*GOOD[:2], number + 1, 80, 2019)))
    for _ in range(count):
        create_import_draft(by=desk.user)

    with django_assert_num_queries(8):  # session, user, roles, editions, drafts, count, batches, simulated
        page = desk.client.get(reverse("rt_registry:imports"))

    assert len(page.context["page"]) == len(page.context["drafts"]) == count


@pytest.mark.parametrize("count", [3, 300])
def test_a_sheet_with_many_problems_makes_a_light_page(
    desk: Desk, count: int, django_assert_num_queries: DjangoAssertNumQueries
):
    noise = Random(7)  # what no compression makes smaller
    names = [("Alam Barajo", noise.randbytes(30).hex(), n, 80, 2019, "") for n in range(1, count + 1)]
    wrong = [("Alam Barajo", "Kenali Besar", n, noise.randbytes(90).hex(), 2019, "") for n in range(1, count + 1)]
    good = [("Alam Barajo", "Beliung", n, 80, 2019, noise.randbytes(55).hex()) for n in range(1, count + 1)]
    draft = desk.upload((*HEADER, "Ketua RT"), *names, *wrong, *good)
    assert draft.report["totals"]["errors"] >= count

    with django_assert_num_queries(7):  # session, user, roles, draft, editions, regions, simulated
        page = desk.page(draft)

    assert page.status_code == 200
    assert len(gzip.compress(page.content)) < 60 * 1024


@pytest.mark.parametrize("count", [3, 300])
def test_an_import_with_many_rows_set_aside_makes_a_light_page(
    desk: Desk, count: int, django_assert_num_queries: DjangoAssertNumQueries
):
    noise = Random(7)
    wrong = [("Alam Barajo", "Kenali Besar", n, noise.randbytes(900).hex(), 2019) for n in range(1, count + 1)]
    draft = desk.upload(HEADER, *wrong)
    desk.act(draft, "park")
    desk.store(draft)
    assert draft.batch.parked.count() == count

    with django_assert_num_queries(6):  # session, user, roles, batch, parked rows, simulated
        page = desk.client.get(reverse("rt_registry:import-result", args=[draft.batch_id]))

    assert len(gzip.compress(page.content)) < 60 * 1024
