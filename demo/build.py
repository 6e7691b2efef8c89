"""Build the demo archive: `python -m demo.build OUT.zip [--today YYYY-MM-DD]`."""

import argparse
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

from demo.records import LAST_UPDATE, SOURCE, build_object
from demo.sources import read_entries

CONTEXT = {
    "@context": {
        "@vocab": "https://www.datatourisme.fr/ontology/core#",
        "schema": "http://schema.org/",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "dc": "http://purl.org/dc/elements/1.1/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "kb": "https://www.datatourisme.fr/resource/core#",
    }
}
SAME_STAMP = (1980, 1, 1, 0, 0, 0)
"""Archives of the same day are the same to the byte."""


def build(target: Path, *, today: date) -> int:
    """Write the archive; return how many objects it holds. Raise demo.sources.SourceError for a wrong source."""
    objects = [build_object(entry, today=today) for entry in read_entries()]
    index = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for built in objects:
            name = built["@id"].rsplit("/", 1)[1]
            file = f"{name[0]}/{name[:2]}/{SOURCE}-{name}.json"
            _write(archive, f"objects/{file}", built)
            label = built["rdfs:label"]["fr"][0]
            index.append({"label": label, "lastUpdateDatatourisme": f"{LAST_UPDATE}T04:00:00.000Z", "file": file})
        _write(archive, "index.json", index)
        _write(archive, "context.jsonld", CONTEXT)
    return len(objects)


def _write(archive: zipfile.ZipFile, name: str, value: Any) -> None:  # noqa: ANN401 - JSON
    info = zipfile.ZipInfo(name, SAME_STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, json.dumps(value, ensure_ascii=False, indent=2))


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description="Build the demo region as a DATAtourisme archive.")
    parser.add_argument("target", type=Path)
    parser.add_argument("--today", type=date.fromisoformat, default=date.today())
    options = parser.parse_args()
    print(f"{options.target}: {build(options.target, today=options.today)} objects")


if __name__ == "__main__":
    main()
