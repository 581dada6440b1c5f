"""The registry's templates and exports."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from rt_registry.enums import Role
from rt_registry.models import RT, Kecamatan, Kelurahan, RoleGrant
from rt_registry.sheets import account_sheet, roster_sheet
from rt_registry.spreadsheets.accounts import ACCOUNTS, role_word
from rt_registry.spreadsheets.exporting import register_export
from rt_registry.spreadsheets.roster import ROSTER
from rt_registry.spreadsheets.templates import TemplateColumn, register_template
from rt_registry.spreadsheets.writing import TEXT, WHOLE


YEAR_COLUMN = TemplateColumn("tahun", _("The year the row speaks of, such as 2019 or 2020."), 2019, (), "0", 9)
RT_COLUMN = TemplateColumn(
    "rt", _("The number of the RT, such as 017; RTs that enter joined with a plus, such as 011+012."), "017", (), TEXT
)


def place_columns() -> list[TemplateColumn]:
    """Kecamatan and kelurahan, chosen from all there are; the example is one that has always been there."""
    kelurahan = list(Kelurahan.objects.select_related("kecamatan").order_by("kecamatan__name", "name"))
    example = next((one for one in kelurahan if one.active_from is None), None)
    kecamatan = list(dict.fromkeys(one.kecamatan.name for one in kelurahan))
    names = (example.kecamatan.name, example.name) if example else ("Telanaipura", "Simpang IV Sipin")
    return [
        TemplateColumn("kecamatan", _("Choose the kecamatan."), names[0], kecamatan, TEXT, 20),
        TemplateColumn(
            "kelurahan",
            _("Choose the kelurahan. The official code in a column “kode_kelurahan” does as well."),
            names[1],
            [one.name for one in kelurahan],
            TEXT,
            22,
        ),
    ]


def kecamatan_column() -> TemplateColumn:
    names = list(Kecamatan.objects.order_by("name").values_list("name", flat=True))
    example = names[0] if names else "Telanaipura"
    return TemplateColumn("kecamatan", _("Choose the kecamatan."), example, names, TEXT, 20)


def _roster(_edition: str) -> Sequence[TemplateColumn]:
    return [
        *place_columns(),
        TemplateColumn("rt", _("The number of the RT, one RT per row, such as 017."), "017", (), TEXT, 8),
        TemplateColumn("ketua_rt", _("The name of the head; may stay empty."), "Siti Aminah", (), TEXT, 30),
        TemplateColumn("jumlah_kk", _("How many KK (households) the RT has; may stay empty."), 84, (), WHOLE, 12),
        YEAR_COLUMN,
    ]


def _accounts(_edition: str) -> Sequence[TemplateColumn]:
    kecamatan, kelurahan = place_columns()
    places = list(dict.fromkeys([*kecamatan.choices, *kelurahan.choices]))
    roles = [role_word(role) for role in Role]
    example = f"Operator {kelurahan.example}"
    return [
        TemplateColumn("nama", _("The name of the person or of the post."), example, (), TEXT, 30),
        TemplateColumn("nama_pengguna", _("May stay empty: one is proposed."), "", (), TEXT, 24),
        TemplateColumn("email", _("May stay empty."), "", (), TEXT, 28),
        TemplateColumn("peran", _("Choose the role."), role_word(Role.OPERATOR), roles, TEXT, 14),
        TemplateColumn(
            "wilayah",
            _("Choose the kelurahan or kecamatan the role is for; empty where it is for the whole city."),
            kelurahan.example,
            places,
            TEXT,
            24,
        ),
        TemplateColumn("instansi", _("The office; may stay empty."), "Kelurahan", (), TEXT, 26),
    ]


register_template(ROSTER.name, _("Template: RTs with their heads and KK"), _roster)
register_template(ACCOUNTS.name, _("Template: accounts"), _accounts)
register_export(ROSTER.name, lambda _edition: roster_sheet(RT.objects.all()))
register_export(ACCOUNTS.name, lambda _edition: account_sheet(RoleGrant.objects.all()))
