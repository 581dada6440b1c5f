"""Indonesian words that documents share, whatever the language of the page: days, dates, categories, tracks, rules."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from bantar.web import formats
from competitions.domain.calendar import WIB
from competitions.domain.size_category import SizeCategory
from competitions.enums import Track
from scoring.domain.rules import Aggregation, Mode, Rules
from scoring.domain.terbilang import terbilang
from scoring.models import ResultEntry


OWNER: Final = "Pemerintah Kota Jambi"
DRAFT: Final = "DRAF"
BLANK: Final = "…………………………"

DAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def category(code: str) -> str:
    return code.capitalize()


def category_range(one: SizeCategory) -> str:
    """ "60–99 KK", "100 KK ke atas"."""
    low = formats.number(one.min_kk)
    return f"{low} KK ke atas" if one.max_kk is None else f"{low}–{formats.number(one.max_kk)} KK"


def distinctions(entry: ResultEntry) -> list[str]:
    """What is said of a winner beyond its category."""
    said = ["Kencana"] if entry.track == Track.KENCANA else []
    return [*said, "terbaik se-kota"] if entry.best_in_city else said


def day_in_words(day: date) -> str:
    """ "Senin, tanggal tujuh belas, bulan Agustus, tahun dua ribu dua puluh (17-08-2020)"."""
    month = formats.tanggal(day).split()[1]
    name = DAYS[day.weekday()]
    return (
        f"{name}, tanggal {terbilang(day.day)}, bulan {month}, tahun {terbilang(day.year)} "
        f"({day.day:02d}-{day.month:02d}-{day.year})"
    )


def local(moment: datetime | None) -> datetime | None:
    """A stored moment in the time of Jambi, whatever the server is set to."""
    return moment.astimezone(WIB) if moment else None


def rts_of(entry: ResultEntry) -> str:
    """ "RT 17": the name without the kelurahan, where that stands beside it."""
    return entry.label.removesuffix(f" {entry.kelurahan}")


def rt_count(entries: Iterable[ResultEntry]) -> int:
    """How many RTs stand behind these entries; a joined one has several."""
    return sum(1 + entry.entry.count("+") for entry in entries)


def rules_in_short(rules: Rules) -> list[str]:
    """What decides, in a handful of sentences (DOMAIN 7)."""
    marks = (
        f"{formats.score(rules.pass_mark)} untuk nilai total dan {formats.score(rules.aspect_floor)} untuk setiap aspek"
    )
    return [
        (
            f"Setiap peserta dinilai dengan {len(rules.indicators)} indikator pada skala 0 sampai {rules.scale_max}, "
            "dalam tiga aspek: Bersih, Aman, dan Pintar."
        ),
        f"Sebuah peserta dihitung bila memiliki paling sedikit {rules.quorum} lembar nilai yang sah"
        + _trimmed(rules)
        + ".",
        "Nilai aspek dan nilai total berskala 0 sampai 100 dan dibulatkan satu kali ke dua desimal.",
        f"Peserta lulus bila mencapai {marks}.",
        _winners(rules),
    ]


def _trimmed(rules: Rules) -> str:
    if rules.aggregation != Aggregation.TRIMMED:
        return "; nilainya adalah rata-rata lembar-lembar itu"
    return "; sejak lima lembar, satu nilai tertinggi dan satu terendah setiap indikator tidak dihitung"


def _winners(rules: Rules) -> str:
    bonus = (
        f" Pemenang dengan nilai total tertinggi menjadi terbaik se-kota dan mendapat tambahan "
        f"{formats.rupiah(rules.best_in_city_prize)}."
        if rules.best_in_city_prize
        else ""
    )
    if rules.mode == Mode.TOP_N:
        best = f"Pemenang adalah {rules.top_n} peserta terbaik yang lulus pada setiap kategori dan jalur."
    else:
        best = "Setiap peserta yang lulus menjadi pemenang dan mendapat hadiah kategorinya."
    return best + bonus
