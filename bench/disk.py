"""Measure what a document costs on disk: with our mapping, in French alone, and with what Elasticsearch would make by itself."""

import time
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk
from msgspec.structs import replace

from bench.measure import Row
from portal.db import db
from portal.services.index import source as index_source
from portal.services.searching import engines
from search.index.analysis import LANGUAGES
from search.index.documents import build_document
from search.index.mappings import build_mappings, build_settings
from search.index.source import ResourceSource
from search.synonyms.files import read_rules

SAMPLE = 20_000
AGAIN = 10
"""So many are written once more at the end, so that there is something to merge."""
SETTLED_S = 90
STATISTICS_S = 12
"""The size that is told is up to ten seconds old."""


def measure() -> list[Row]:
    """Index the same resources in four ways, merge, and compare."""
    client = engines.elasticsearch()
    if client is None:
        raise SystemExit("this needs Elasticsearch")
    with db.session() as session:
        sources = list(islice(index_source.list_all(session, today=date.today()), SAMPLE))
    six = [source for source in sources if len(source.texts) >= len(LANGUAGES)]
    ours, default = _bytes(client, sources, is_ours=True), _bytes(client, sources, is_ours=False)
    french = _bytes(client, [_only(source, ("fr",)) for source in six], is_ours=True)
    all_six = _bytes(client, six, is_ours=True)
    per_language = (all_six - french) / (len(LANGUAGES) - 1)
    saved = 1 - ours / default
    return [
        Row(f"bytes per document, {len(sources)} as they are", f"{ours:.0f}", "", True),
        Row(
            "the same with default dynamic mapping",
            f"{default:.0f}: ours {saved:.0%} below",
            "≥ 60 % below",
            saved >= 0.6,
        ),
        Row(
            f"bytes per document, French alone ({len(six)} that have six languages)",
            f"{french:.0f}",
            "≤ 1024",
            french <= 1024,
        ),
        Row("bytes per further language", f"{per_language:.0f}", "≤ 307", per_language <= 307),
    ]


def _only(source: ResourceSource, languages: tuple[str, ...]) -> ResourceSource:
    texts = {lang: text for lang, text in source.texts.items() if lang in languages}
    return replace(source, texts=texts)


def _bytes(client: Elasticsearch, sources: list[ResourceSource], *, is_ours: bool) -> float:
    index = "escale_bench_disk"
    patient = client.options(request_timeout=300)
    patient.options(ignore_status=404).indices.delete(index=index)
    if is_ours:
        patient.indices.create(index=index, settings=build_settings(read_rules()), mappings=build_mappings())
    else:
        patient.indices.create(index=index, settings={"number_of_shards": 1, "number_of_replicas": 0})
    bulk(patient, _actions(sources, index), chunk_size=500)
    patient.indices.flush(index=index)
    _settle(patient, index, len(sources))
    bulk(patient, _actions(sources[:AGAIN], index), chunk_size=500)
    patient.indices.flush(index=index, force=True)
    patient.indices.forcemerge(index=index, max_num_segments=1)
    patient.indices.flush(index=index, force=True)
    time.sleep(STATISTICS_S)
    size = patient.indices.stats(index=index, metric=["store"])["indices"][index]["total"]["store"]["size_in_bytes"]
    patient.indices.delete(index=index)
    return size / max(1, len(sources))


def _settle(client: Elasticsearch, index: str, written: int) -> None:
    """Wait until nobody may need what was written to recover: before that a merge keeps a copy of every source, whatever the mapping says.

    Elasticsearch looks twice a minute; the last hundred are as good as all.
    """
    until = time.monotonic() + SETTLED_S
    while time.monotonic() < until:
        (shard,) = client.indices.stats(index=index, level="shards")["indices"][index]["shards"]["0"]
        if min(lease["retaining_seq_no"] for lease in shard["retention_leases"]["leases"]) >= written - 100:
            return
        time.sleep(1)


def _actions(sources: list[ResourceSource], index: str) -> Iterator[dict[str, Any]]:
    for source in sources:
        yield {"_index": index, "_id": str(source.id), "_source": build_document(source)}
