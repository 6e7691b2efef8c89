"""Choose how many shards an index is cut into: by its size and by the data nodes there are."""

from dataclasses import dataclass
from math import ceil

from elasticsearch import Elasticsearch

from search.index.aliases import current_indices

LARGEST_SHARD_BYTES = 20 * 1024**3
"""Elastic advises 10 to 50 GB; ours are searched with many filters, so the smaller half."""
WORTH_SPREADING_BYTES = 1024**3
"""Below this a search is quicker on one node than on several that must agree."""
BYTES_PER_DOCUMENT = 1500
"""Before any index was built; measured on real records, see docs/benchmarks.md."""


@dataclass(frozen=True, slots=True)
class ShardPlan:
    """How many shards and copies, and the reason in words."""

    shards: int
    replicas: int
    reason: str


def plan_shards(client: Elasticsearch, *, prefix: str, documents: int) -> ShardPlan:
    """Ask the cluster how large a document is and how many data nodes there are, and choose."""
    nodes = int(client.cluster.health()["number_of_data_nodes"])
    return choose_shards(documents=documents, bytes_per_document=_bytes_per_document(client, prefix), data_nodes=nodes)


def choose_shards(*, documents: int, bytes_per_document: int, data_nodes: int) -> ShardPlan:
    """Choose: one shard as long as it stays small, then as many as nodes, and never one larger than LARGEST_SHARD_BYTES."""
    size = documents * bytes_per_document
    needed = ceil(size / LARGEST_SHARD_BYTES)
    spread = min(data_nodes, ceil(size / WORTH_SPREADING_BYTES))
    shards, replicas = max(1, needed, spread), 1 if data_nodes > 1 else 0
    told = f"{documents} documents of about {bytes_per_document} bytes = {size / 1024**2:.0f} MB on {data_nodes} data node(s)"
    return ShardPlan(shards, replicas, f"{told}: {shards} shard(s), {replicas} replica(s)")


def _bytes_per_document(client: Elasticsearch, prefix: str) -> int:
    for index in current_indices(client, prefix=prefix):
        # Just after a start of Elasticsearch its shards may not be there yet, and nothing is told of them.
        told = client.indices.stats(index=index, metric=["docs", "store"])["indices"].get(index)
        stats = told["primaries"] if told else None
        if stats and stats.get("docs", {}).get("count", 0) > 0:
            return max(1, int(stats["store"]["size_in_bytes"] / stats["docs"]["count"]))
    return BYTES_PER_DOCUMENT
