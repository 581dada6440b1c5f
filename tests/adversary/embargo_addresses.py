"""Where somebody would look who wants to know the result before its minute."""

from collections.abc import Iterator

from django.urls import reverse

from tests.access.routes import PUBLIC, ROUTES
from tests.adversary.embargo import DESKS, SECRET, SLUG, Embargo


FILTERS = (
    "?versi=1",
    "?versi=2",
    "?versi=",
    "?tampil=pemenang",
    "?kategori=besar&tampil=pemenang",
    "?jalur=reguler&q=rt+1",
    "?halaman=2",
    "?urut=-total",
)
HINT = SECRET[:-1]
"""Finds what bears the secret, and is not the secret where a page says what was searched for."""
GUESSED = (
    *("lampiran.pdf", "ringkasan.pdf", "piagam.pdf", "berita-acara.pdf", "serah-terima.pdf", "hitung-ulang/"),
    *("perubahan/", "perubahan/?versi=1", "perubahan/?versi=2"),
    *("hasil.json", "hasil.csv", "hasil.xlsx", "hasil.json?versi=1", "hasil.csv?versi=1", "hasil.xlsx?versi=1"),
    *("v1/", "versi-1/", "draf/", "hasil-v1.json", "hasil-embargo-v1.csv"),
)


def public_addresses(embargo: Embargo) -> list[str]:
    """Every public page and file, of the edition on its way too, with filters, searches and guesses."""
    found = [*_of_everybody(embargo), *_of_the_edition(embargo), *_searches(embargo), *_programs(embargo)]
    return list(dict.fromkeys(found))


def _of_everybody(embargo: Embargo) -> Iterator[str]:
    """Each public route, and again with the edition on its way where it names one."""
    for name, kwargs in PUBLIC.items():
        asked = dict(kwargs(embargo.world))
        yield reverse(name, kwargs=asked)
        if "slug" in asked and asked.keys() <= {"slug"}:
            yield reverse(name, kwargs={"slug": SLUG})
    for rt in embargo.rts[:2]:
        yield reverse("scoring:rt", args=[rt.pk])
    for page in ("", "hasil/", f"hasil/{SLUG}/", "statistik/", "data/"):
        yield f"/en/{page}"


def _of_the_edition(embargo: Embargo) -> Iterator[str]:
    at = f"/hasil/{SLUG}/"
    yield at
    yield from (at + rest for rest in (*FILTERS, *GUESSED))
    yield from (f"{at}{entry.code}/" for entry in embargo.entries)
    yield f"{at}{embargo.entries[0].code}/?versi=1"


def _searches(embargo: Embargo) -> Iterator[str]:
    label = embargo.entries[0].label.replace(" ", "+")
    yield from (f"/cari/?q={word}" for word in (label, "rt+1", "pemenang", HINT))
    place = embargo.world.rt.kelurahan
    yield from (f"/hasil/?tahun={embargo.edition.year}", f"/statistik/?tahun={embargo.edition.year}")
    yield f"/wilayah/{place.kecamatan.slug}/{place.slug}/?urut=predikat"


def _programs(embargo: Embargo) -> Iterator[str]:
    """What scripts would fetch."""
    yield from (f"/data/{SLUG}{rest}" for rest in ("/", ".zip", "/hasil.json", "/entri.csv", "/datapackage.json"))
    yield from (f"/data/rt_predikat{rest}" for rest in (".zip", "/predikat.csv", "/datapackage.json"))
    api, code = "/api/v1/", embargo.entries[0].code
    yield from (
        f"{api}editions/{SLUG}/{rest}" for rest in ("result?version=1", f"entries/{code}", "entries?winner=true")
    )
    yield from (f"{api}editions/{SLUG}/entries?{rest}" for rest in ("category=besar&winner=false", "page=2&per_page=1"))
    yield from (f"{api}awards?{rest}" for rest in (f"edition={SLUG}", f"rt={embargo.rts[0].pk}", "per_page=1"))
    yield from (f"{api}rts/{embargo.rts[0].pk}", f"{api}editions?per_page=1&page=2", f"{api}hasil")
    yield from (f"/media/documents/{n}/annex-{n}.pdf" for n in (1, 2, 3))
    yield from ("/verifikasi/?kode=0000-0000-0000-0000", f"/verifikasi/{'0' * 64}/", f"/verifikasi/{HINT}/")


def signed_in_addresses(embargo: Embargo, role: str) -> list[str]:
    """Every guarded route that lets this role in, and all that is about the result on its way."""
    routes = {name: route for name, route in ROUTES.items() if route.method == "get" and role in route.allowed}
    found = [
        reverse(name, kwargs=dict(route.kwargs(embargo.world))) + route.query(embargo.world)
        for name, route in routes.items()
    ]
    return list(dict.fromkeys([*found, *about_it(embargo, role)]))


def about_it(embargo: Embargo, role: str) -> list[str]:
    """The desks of this role, its routes to the edition on its way, and the pages of an entry in it."""
    found = [url for url, name in DESKS.items() if role in ROUTES[name].allowed]
    for name, route in ROUTES.items():
        asked = dict(route.kwargs(embargo.world)) if route.method == "get" and role in route.allowed else {}
        if asked.keys() == {"slug"}:
            found.append(reverse(name, kwargs={"slug": SLUG}))
    entry, rt = embargo.entries[0], embargo.rts[0]
    found += [f"/usulan/{entry.pk}/", f"/kecamatan/usulan/{entry.pk}/", f"/penilaian/{entry.pk}/"]
    found += [f"/penilaian/{entry.pk}/ringkasan/", f"/panitia/{SLUG}/entri/{entry.pk}/", precheck(rt.pk)]
    found += [f"/panitia/{SLUG}/entri/{entry.pk}/penilaian/", "/", f"/hasil/{SLUG}/"]
    if role == "operator":
        found += [f"/rt/{rt.pk}/", reverse("rt_registry:roster-rt", args=[rt.pk])]
    return [*found, *(administration() if role == "admin" else ())]


def officials_only(embargo: Embargo, document: int) -> list[str]:
    """Desk, documents and ledger of the result on its way."""
    at = f"/panitia/{SLUG}/"
    files = [f"dokumen/{document}/berkas.pdf", f"dokumen/{document}/kemajuan/", "dokumen/draf/annex.pdf"]
    pages = ["", "peringkat/", "keputusan/", "hasil/", "hasil/versi-1/", "dokumen/", "hadiah/", "hadiah/hadiah.csv"]
    return [*(at + rest for rest in (*pages, *files)), f"{at}entri/{embargo.entries[0].pk}/lembar/"]


def precheck(rt: int) -> str:
    """What the nomination form says of this RT as an entry for Kencana."""
    return f"/kelurahan/usulan/periksa/?rts={rt}&track=kencana"


def administration() -> list[str]:
    """What an administrator reads in /admin/, in the trace and in downloads about the result on its way."""
    models = ("scoring/result", "scoring/resultentry", "scoring/decision", "trace/traceentry")
    lists = [f"/admin/{model}/" for model in (*models, "competitions/award", "competitions/edition")]
    lists += ["/admin/", "/admin/scoring/result/?status__exact=approved", "/admin/scoring/resultentry/?winner__exact=1"]
    lists += [f"/admin/trace/traceentry/?{query}" for query in (f"q={HINT}", f"scope={SLUG}", "act=result.drafted")]
    lists += [f"/jejak/?{query}" for query in (f"edition={SLUG}", f"words={HINT}", "act=decision.recorded")]
    lists += [f"/impor/unduh/?export-kind={kind}" for kind in ("winners", "nominations", "recap")]
    return [*lists, f"/jejak/jejak.csv?edition={SLUG}"]
