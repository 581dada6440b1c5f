"""The registry's lists on their way out, in the columns in which they come in again (CONTRACT 6)."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import QuerySet

from rt_registry.domain.region_names import normalise
from rt_registry.domain.rt_code import format_rt
from rt_registry.models import RT, HouseholdCount, Kecamatan, Kelurahan, RoleGrant
from rt_registry.spreadsheets.accounts import role_word
from rt_registry.spreadsheets.writing import DAY, TEXT, WHOLE, SheetColumn, SheetData, Writable


PLACE_COLUMNS = (
    SheetColumn("kode_kelurahan", TEXT, 18),
    SheetColumn("kecamatan", TEXT, 20),
    SheetColumn("kelurahan", TEXT, 22),
)
ROSTER_COLUMNS = (
    *PLACE_COLUMNS,
    SheetColumn("rt", TEXT, 8),
    SheetColumn("ketua_rt", TEXT, 30),
    SheetColumn("jumlah_kk", WHOLE, 12),
    SheetColumn("tahun", "0", 8),
    SheetColumn("aktif_sejak", DAY, 12),
)
ACCOUNT_COLUMNS = (
    SheetColumn("nama", TEXT, 30),
    SheetColumn("nama_pengguna", TEXT, 26),
    SheetColumn("email", TEXT, 30),
    SheetColumn("peran", TEXT, 14),
    SheetColumn("wilayah", TEXT, 22),
    SheetColumn("instansi", TEXT, 26),
)


def place_of(kelurahan: Kelurahan) -> tuple[str, str, str]:
    return kelurahan.code, kelurahan.kecamatan.name, kelurahan.name


def roster_sheet(rts: QuerySet[RT]) -> SheetData:
    """Each RT with its newest count, under the year of that count. Two queries."""
    counts = HouseholdCount.objects.filter(rt__in=rts.order_by().values("pk")).order_by("counted_on", "pk")
    newest = {rt_id: (day.year, kk) for rt_id, day, kk in counts.values_list("rt_id", "counted_on", "kk")}
    rows = rts.select_related("kelurahan__kecamatan").order_by("kelurahan__code", "number", "active_from")
    return SheetData("RT", ROSTER_COLUMNS, _roster_rows(rows, newest))


def _roster_rows(rts: QuerySet[RT], newest: dict[int, tuple[int, int]]) -> Iterator[list[Writable]]:
    for rt in rts:
        year, kk = newest.get(rt.pk, (rt.active_from.year, None))
        yield roster_row(rt, year, kk)


def roster_row(rt: RT, year: int, kk: int | None) -> list[Writable]:
    """With the day it began, by which it is found again whatever happened to its number within the year."""
    return [*place_of(rt.kelurahan), format_rt(rt.number), rt.head_name, kk, year, rt.active_from]


def account_sheet(grants: QuerySet[RoleGrant]) -> SheetData:
    """One row per role in force; accounts that are switched off are not asked for again. Three queries."""
    rows = grants.filter(active_until=None, user__is_active=True).select_related("user", "kelurahan", "kecamatan")
    return SheetData("Akun", ACCOUNT_COLUMNS, _account_rows(rows.order_by("user__username", "role", "pk")))


def _account_rows(grants: QuerySet[RoleGrant]) -> Iterator[list[Writable]]:
    names = {
        Kelurahan: Counter(normalise(name) for name in Kelurahan.objects.values_list("name", flat=True)),
        Kecamatan: Counter(normalise(name) for name in Kecamatan.objects.values_list("name", flat=True)),
    }
    for grant in grants:
        user, region = grant.user, grant.kelurahan or grant.kecamatan
        where = ""
        if region is not None:
            where = region.name if names[type(region)][normalise(region.name)] == 1 else region.code
        yield [str(user), user.username, user.email, role_word(grant.role), where, user.organisation]
