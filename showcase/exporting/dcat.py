"""What catalogues of open data read: the data as a DCAT 3 dataset in JSON-LD, with checksums of its files."""

from typing import Any

from showcase.exporting.dumps import LICENCE_URL, Dump, DumpFile

__all__ = ["CONTEXT", "dataset"]

CONTEXT: dict[str, str] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA = "https://www.iana.org/assignments/media-types/"
_DAILY = "http://publications.europa.eu/resource/authority/frequency/DAILY"
_LICENCE = {"@id": LICENCE_URL}
_UNPACKED = {"CSV": "text/csv", "JSON Lines": "application/jsonl"}


def dataset(
    made: Dump | None, *, page: str, publisher: str, files: str, api: str, documentation: str
) -> dict[str, Any]:
    """The dataset with its files, none before the first dump, and the API that serves it.

    `page`, `files`, `api`, `documentation` are full addresses; `files` is that of the folder of the latest files.
    """
    service = f"{page}#api"
    described: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": f"{page}#dataset",
        "@type": "dcat:Dataset",
        "dct:title": [
            {"@value": "Danh mục sáng kiến của người lao động", "@language": "vi"},
            {"@value": "Catalogue of worker initiatives", "@language": "en"},
        ],
        "dct:description": {
            "@value": "Mọi sáng kiến đã công bố trên Cổng Sáng kiến: vướng gì, làm thế nào, được gì, ai công nhận.",
            "@language": "vi",
        },
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": publisher},
        "dct:language": {"@id": "http://publications.europa.eu/resource/authority/language/VIE"},
        "dct:license": _LICENCE,
        "dct:accrualPeriodicity": {"@id": _DAILY},
        "dct:conformsTo": {"@id": f"{files}tu-dien-du-lieu.csv"},
        "dcat:landingPage": {"@id": page},
        "dcat:keyword": ["sáng kiến", "công đoàn", "cải tiến kỹ thuật"],
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": "API",
                "dcat:accessURL": {"@id": api},
                "dcat:accessService": {
                    "@id": service,
                    "@type": "dcat:DataService",
                    "dct:title": "API của Cổng Sáng kiến",
                    "dcat:endpointURL": {"@id": api},
                    "dcat:endpointDescription": {"@id": documentation},
                },
                "dct:license": _LICENCE,
            }
        ],
    }
    if made is not None:
        described["dct:modified"] = {"@value": made.made_at.isoformat(), "@type": "xsd:dateTime"}
        described["dcat:distribution"] += [_distribution(one, page, files) for one in made.data]
    return described


def _distribution(file: DumpFile, page: str, files: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "@type": "dcat:Distribution",
        "dct:title": file.format,
        "dcat:accessURL": {"@id": page},
        "dcat:downloadURL": {"@id": f"{files}{file.name}"},
        "dcat:byteSize": {"@value": str(file.size), "@type": "xsd:nonNegativeInteger"},
        "dct:license": _LICENCE,
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
    }
    unpacked = _UNPACKED.get(file.format)
    said["dcat:mediaType"] = {"@id": f"{_MEDIA}{unpacked or file.media_type}"}
    if unpacked:
        said["dcat:compressFormat"] = {"@id": f"{_MEDIA}{file.media_type}"}
    return said
