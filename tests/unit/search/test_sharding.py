"""Check how an index is cut: by its size and by the nodes there are."""

import pytest

from search.index.sharding import LARGEST_SHARD_BYTES, choose_shards


@pytest.mark.parametrize(
    ("documents", "size", "nodes", "shards", "replicas"),
    [
        (162, 1500, 1, 1, 0),
        (500_000, 1500, 1, 1, 0),
        (500_000, 1500, 3, 1, 1),
        (500_000, 8000, 3, 3, 1),
        (100_000_000, 1500, 3, 7, 1),
        (0, 1500, 1, 1, 0),
    ],
)
def test_small_ones_stay_whole_and_large_ones_are_spread(documents, size, nodes, shards, replicas):
    plan = choose_shards(documents=documents, bytes_per_document=size, data_nodes=nodes)
    assert (plan.shards, plan.replicas) == (shards, replicas)
    assert documents * size / plan.shards <= LARGEST_SHARD_BYTES
    assert f"{documents} documents" in plan.reason
