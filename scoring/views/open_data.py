"""The data of this portal for everybody: what there is, how it is used, every file, catalogues for other portals."""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bantar import signing
from bantar.web.http import same_for_everybody, site_of
from bantar.web.open_answers import open_answer
from scoring.open_data import datasets, licences, pages
from scoring.open_data.catalogue import dcat
from scoring.open_data.ckan import ckan_packages
from scoring.open_data.examples import examples
from scoring.open_data.package import CSV_RULES, Package
from scoring.selectors.results import find_version


@login_not_required
@require_safe
@same_for_everybody
def open_data(request: HttpRequest) -> HttpResponse:
    """Every dataset with its size and licence, and how all of it is used."""
    found = datasets.weighed(datasets.listed())
    newest = next((one.listed.name for one in found if one.listed.kind == datasets.RESULT), "")
    context = {
        "groups": [
            (_("Published results"), [one for one in found if one.listed.kind == datasets.RESULT]),
            (
                _("Archive: only the list of winners is left"),
                [one for one in found if one.listed.kind == datasets.ARCHIVE],
            ),
            (_("All years, regions and indicators"), [one for one in found if one.listed.kind == datasets.REFERENCE]),
        ],
        "examples": examples(site_of(request), newest),
        "fingerprint": signing.fingerprint(),
        "licence": licences.OURS,
        "attribution": licences.ATTRIBUTION,
    }
    return render(request, "scoring/open_data.html", context)


@login_not_required
@require_safe
@same_for_everybody
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """One dataset: its files and what every column means."""
    package = _package(slug)
    version = find_version(slug)
    context = {
        "package": package,
        "title": pages.in_this_language(package.title),
        "about": pages.in_this_language(package.about),
        "csv_rules": pages.in_this_language(CSV_RULES),
        "files": pages.file_lines(package.files),
        "archive_size": len(package.archive()),
        "tables": pages.dictionary(package),
        "version": version,
        "licence": licences.OURS,
        "sources": package.sources,
        "is_simulated": package.simulated,
        "crumbs": [(_("Open data"), reverse("scoring:open-data")), (pages.in_this_language(package.title), "")],
    }
    return render(request, "scoring/open_dataset.html", context)


@login_not_required
@require_safe
def data_file(request: HttpRequest, slug: str, file: str) -> HttpResponse:
    """One file of a dataset. JSON is shown; tables and text are saved under a name that says whose they are."""
    found = _package(slug).file(file)
    if found is None:
        raise Http404
    save_as = f"{slug}-{file}" if found.format == "csv" else ""
    return open_answer(request, found.body, found.content_type, save_as=save_as)


@login_not_required
@require_safe
def data_archive(request: HttpRequest, slug: str) -> HttpResponse:
    """A whole dataset in one ZIP: the same bytes as long as its files are the same."""
    return open_answer(request, _package(slug).archive(), "application/zip", save_as=f"{slug}.zip")


@login_not_required
@require_safe
def public_key(request: HttpRequest) -> HttpResponse:
    """The key that results are signed with, its public half."""
    return open_answer(request, signing.public_key_pem().encode(), "application/x-pem-file")


@login_not_required
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """All datasets as DCAT 3 in JSON-LD."""
    document = dcat(datasets.weighed(datasets.listed()), site_of(request))
    return open_answer(request, _json(document), "application/ld+json")


@login_not_required
@require_safe
def ckan(request: HttpRequest) -> HttpResponse:
    """All datasets as portals on CKAN take them."""
    document = ckan_packages(datasets.weighed(datasets.listed()), site_of(request))
    return open_answer(request, _json(document), "application/json")


def _package(slug: str) -> Package:
    package = datasets.package_named(slug)
    if package is None:
        raise Http404
    return package


def _json(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
