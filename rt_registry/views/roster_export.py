"""The roster as a sheet, in the columns in which it can be imported again."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bantar.web.http import SignedInRequest
from rt_registry.models import RT, HouseholdCount
from rt_registry.sheets import ROSTER_COLUMNS, roster_row
from rt_registry.spreadsheets.writing import XLSX, SheetData, Writable, write_csv, write_xlsx
from rt_registry.views.territory import territory_of


@require_safe
def roster_xlsx(request: SignedInRequest) -> HttpResponse:
    name, year, rows = _asked_for(request)
    data = write_xlsx([SheetData(f"RT {year}", ROSTER_COLUMNS, rows)])
    return _file(data, f"{name}.xlsx", XLSX)


@require_safe
def roster_csv(request: SignedInRequest) -> HttpResponse:
    name, _, rows = _asked_for(request)
    data = write_csv([column.header for column in ROSTER_COLUMNS], rows)
    return _file(data, f"{name}.csv", "text/csv; charset=utf-8")


def _asked_for(request: SignedInRequest) -> tuple[str, int, Iterator[list[Writable]]]:
    """One kelurahan, or without one all that this person may read; the KK of ?year=, else of this year."""
    territory = territory_of(request)
    year = _year(request.GET.get("year", ""))
    kelurahan = [territory.chosen] if territory.chosen else territory.open
    rts = (
        RT.objects.in_kelurahan(*(one.pk for one in kelurahan))
        .active_in_year(year)
        .with_kk(HouseholdCount.objects.of_year(year))
        .with_territory()
        .order_by("kelurahan__code", "number", "active_from")
    )
    name = f"daftar-rt-{territory.chosen.slug if territory.chosen else 'kota'}-{year}"
    return name, year, (roster_row(rt, year, getattr(rt, "kk")) for rt in rts)  # noqa: B009  # annotated by with_kk


def _year(text: str) -> int:
    is_year = len(text) == 4 and text.isascii() and text.isdigit() and 2000 <= int(text) <= 2100
    return int(text) if is_year else timezone.localdate().year


def _file(data: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
