"""Many rows in one go say the same as rows saved one by one."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bantar.bulk import insert_rows, reserve_keys, update_rows
from bantar.trace.models import TraceEntry
from rt_registry.models import RT, HouseholdCount, ImportBatch, ImportedRecord
from tests.factories import NOW, create_kelurahan, create_rt


pytestmark = pytest.mark.django_db
ODD = "tab\there, line\nbreak, return\r, back\\slash, \\N, \\., 'quote', “Jambi” 🏆, %s"
NAMES = ("at", "actor_id", "actor_label", "act", "subject_type", "subject_id", "subject_label", "scope", "reason")


def test_every_text_date_and_document_comes_back_as_it_was():
    at = datetime(2026, 5, 1, 3, 4, 5, 678, tzinfo=UTC)
    documents = [{"head": ["", ODD], "n": [None, 1.5]}, {}]

    insert_rows(
        TraceEntry, (*NAMES, "details"), [(at, None, "a", "b", "c", "1", ODD, "", "", said) for said in documents]
    )

    stored = TraceEntry.objects.order_by("pk")
    assert [(one.at, one.actor, one.subject_label, one.details) for one in stored] == [
        (at, None, ODD, said) for said in documents
    ]


def test_nothing_is_not_the_word_null():
    batch = ImportBatch.objects.create(kind="roster", imported_at=NOW, report={})

    insert_rows(
        ImportedRecord,
        ("batch_id", "row", "model", "object_id", "before", "after"),
        [(batch.pk, 1, "a.b", 1, None, {"kk": None})],
    )

    record = ImportedRecord.objects.get(before__isnull=True)
    assert (record.before, record.after) == (None, {"kk": None})


def test_reserved_keys_are_nobody_elses():
    kelurahan, before = create_kelurahan(), create_rt()

    keys = reserve_keys(RT, 2)
    insert_rows(
        RT,
        ("id", "kelurahan_id", "number", "head_name", "active_from", "active_until", "simulated"),
        [(key, kelurahan.pk, n, "", date(2020, 1, 1), None, False) for n, key in enumerate(keys, 1)],
    )
    after = create_rt(kelurahan=kelurahan, number=9)

    assert len({before.pk, *keys, after.pk}) == 4
    assert reserve_keys(RT, 0) == []
    assert list(RT.objects.filter(pk__in=keys).order_by("number").values_list("pk", flat=True)) == keys


def test_rows_are_found_by_the_first_field_and_no_other_changes():
    one, two, three = (create_rt(number=n, kk=50) for n in (1, 2, 3))

    update_rows(
        RT, ("id", "head_name", "active_from"), [(one.pk, ODD, date(2019, 1, 1)), (two.pk, "B", two.active_from)]
    )

    assert list(RT.objects.order_by("number").values_list("head_name", "active_from")) == [
        (ODD, date(2019, 1, 1)),
        ("B", two.active_from),
        (three.head_name, three.active_from),
    ]


def test_a_broken_rule_is_the_same_error_as_everywhere():
    rt = create_rt(kk=50)
    count = HouseholdCount.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(
            HouseholdCount,
            ("rt_id", "counted_on", "kk", "source", "recorded_at"),
            [(rt.pk, count.counted_on, 60, "", NOW)],
        )

    assert HouseholdCount.objects.get().kk == 50


def test_statements_do_not_grow_with_the_rows():
    def statements(rows: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            insert_rows(
                TraceEntry,
                (*NAMES, "details"),
                ((NOW, None, "a", "b", "c", str(n), "", "", "", {}) for n in range(rows)),
            )
        return len(captured)

    assert statements(10) == statements(5_000)
