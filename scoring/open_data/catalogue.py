"""All datasets as a catalogue in DCAT 3 (JSON-LD), which national and international portals harvest."""

from collections.abc import Sequence
from typing import Any, Final

from scoring.open_data import licences
from scoring.open_data.datasets import FileFacts, Weighed
from scoring.open_data.fields import Words
from scoring.open_data.package import KEYWORDS, PROFILE


CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
CITY: Final = "https://www.geonames.org/1642858/"
LANGUAGES: Final = ("id", "en")


def dcat(found: Sequence[Weighed], base: str) -> dict[str, Any]:
    """The catalogue with its datasets and the API as a service for them. `base`: this site, no slash at its end."""
    home = f"{base}/data/"
    return {
        "@context": CONTEXT,
        "@id": home,
        "@type": "dcat:Catalog",
        "dct:title": _words(
            Words("Data terbuka Kampung BANTAR, Kota Jambi", "Open data of Kampung BANTAR, Kota Jambi")
        ),
        "dct:description": _words(
            Words(
                "Hasil lomba, rekap, wilayah, RT, dan indikator Kampung BANTAR.",
                "Results of the contest, recaps, regions, RTs and indicators of Kampung BANTAR.",
            )
        ),
        "dct:publisher": _publisher(base),
        "dct:license": _ref(licences.OURS["path"]),
        "dct:language": list(LANGUAGES),
        "dct:spatial": _ref(CITY),
        "foaf:homepage": _ref(home),
        "dcat:dataset": [_dataset(one, base) for one in found],
        "dcat:service": [_service(found, base)],
    }


def _dataset(one: Weighed, base: str) -> dict[str, Any]:
    listed, address = one.listed, f"{base}/data/{one.listed.name}/"
    made: dict[str, Any] = {
        "@id": address,
        "@type": "dcat:Dataset",
        "dct:identifier": listed.name,
        "dct:title": _words(listed.title),
        "dct:description": _words(listed.about),
        "dcat:keyword": [{"@value": word, "@language": "id"} for word in KEYWORDS],
        "dct:publisher": _publisher(base),
        "dct:creator": _publisher(base),
        "dct:license": _ref(licences.OURS["path"]),
        "dct:accessRights": _ref("http://publications.europa.eu/resource/authority/access-right/PUBLIC"),
        "dct:language": list(LANGUAGES),
        "dct:spatial": _ref(CITY),
        "dcat:landingPage": _ref(address),
        "dcat:distribution": [_distribution(file, address) for file in one.files] + [_archive(one, base)],
    }
    if listed.version is not None:
        made |= {
            "dcat:version": str(listed.version),
            "dct:issued": _typed(listed.published_at, "dateTime"),
            "dct:modified": _typed(listed.published_at, "dateTime"),
            "dct:identifier": [listed.name, f"sha256:{listed.digest}"],
        }
    if listed.year is not None:
        made["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed(f"{listed.year}-01-01", "date"),
            "dcat:endDate": _typed(f"{listed.year}-12-31", "date"),
        }
    return made


def _distribution(file: FileFacts, address: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "@id": f"{address}{file.name}",
        "@type": "dcat:Distribution",
        "dct:title": file.name,
        "dct:description": _words(file.about),
        "dcat:accessURL": _ref(address),
        "dcat:downloadURL": _ref(f"{address}{file.name}"),
        "dcat:mediaType": _ref(f"{MEDIA_TYPES}{file.content_type.partition(';')[0]}"),
        "dcat:byteSize": _typed(str(file.size), "nonNegativeInteger"),
        "dct:license": _ref(licences.OURS["path"]),
    }
    if file.is_table:
        made["dct:conformsTo"] = _ref(PROFILE)
    return made


def _archive(one: Weighed, base: str) -> dict[str, Any]:
    """The whole package; DCAT tells the archive's format from what is packed into it."""
    address = f"{base}/data/{one.listed.name}.zip"
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": f"{one.listed.name}.zip",
        "dct:description": _words(Words("Semua berkas dalam satu ZIP", "All files in one ZIP")),
        "dcat:accessURL": _ref(f"{base}/data/{one.listed.name}/"),
        "dcat:downloadURL": _ref(address),
        "dcat:packageFormat": _ref(f"{MEDIA_TYPES}application/zip"),
        "dcat:byteSize": _typed(str(one.archive), "nonNegativeInteger"),
        "dct:license": _ref(licences.OURS["path"]),
        "dct:conformsTo": _ref(PROFILE),
    }


def _service(found: Sequence[Weighed], base: str) -> dict[str, Any]:
    return {
        "@id": f"{base}/api/v1/",
        "@type": "dcat:DataService",
        "dct:title": _words(Words("API Kampung BANTAR", "The API of Kampung BANTAR")),
        "dcat:endpointURL": _ref(f"{base}/api/v1/"),
        "dcat:endpointDescription": _ref(f"{base}/api/v1/openapi.json"),
        "dct:license": _ref(licences.OURS["path"]),
        "dcat:servesDataset": [_ref(f"{base}/data/{one.listed.name}/") for one in found],
    }


def _publisher(base: str) -> dict[str, Any]:
    return {"@id": f"{base}/", "@type": "foaf:Organization", "foaf:name": licences.PUBLISHER}


def _words(words: Words) -> list[dict[str, str]]:
    return [{"@value": words.of(language), "@language": language} for language in LANGUAGES]


def _ref(address: str) -> dict[str, str]:
    return {"@id": address}


def _typed(value: str | None, name: str) -> dict[str, str | None]:
    return {"@value": value, "@type": f"xsd:{name}"}
