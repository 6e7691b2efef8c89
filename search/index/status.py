"""Tell the state of the indices: size, shards, segments, age."""

from dataclasses import dataclass
from datetime import UTC, datetime

from elasticsearch import Elasticsearch

from search.client import translated_errors
from search.index.aliases import Subject, former_index
from search.index.indexer import GONE, current_index


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What visitors search; bytes: on disk, of all copies; former: the index kept for a roll-back, "" when there is none."""

    index: str
    documents: int
    tombstones: int
    bytes: int
    shards: int
    replicas: int
    segments: int
    built_at: datetime
    health: str
    former: str

    @property
    def bytes_per_document(self) -> float:
        """Return the bytes on disk of one document, tombstones left out of the count."""
        return self.bytes / self.documents if self.documents else 0.0


def read_status(client: Elasticsearch, *, prefix: str, subject: Subject = "resources") -> IndexStatus:
    """Return the state of the index visitors search; raise SearchUnavailable when there is none."""
    index = current_index(client, prefix, subject)
    with translated_errors():
        stats = client.indices.stats(index=index, metric=["docs", "store", "segments"])["indices"][index]["total"]
        settings = client.indices.get_settings(index=index)[index]["settings"]["index"]
        health = client.cluster.health(index=index)["status"]
        gone = int(client.count(index=index, query=GONE)["count"])
        former = former_index(client, prefix=prefix, subject=subject)
    return IndexStatus(
        index=index,
        documents=int(stats["docs"]["count"]) - gone,
        tombstones=gone,
        bytes=int(stats["store"]["size_in_bytes"]),
        shards=int(settings["number_of_shards"]),
        replicas=int(settings["number_of_replicas"]),
        segments=int(stats["segments"]["count"]),
        built_at=datetime.fromtimestamp(int(settings["creation_date"]) / 1000, UTC),
        health=health,
        former=former or "",
    )
