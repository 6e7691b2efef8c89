"""The nearest level of the cache: what it keeps, how long, and how much of it."""

import time

from portal.cache.memory import MOST, Memory


def test_value_is_there_for_its_time_only():
    memory = Memory(kept_s=0.02)
    memory.keep("a", 1)
    assert memory.find("a") == 1
    time.sleep(0.03)
    assert memory.find("a") is None


def test_nothing_is_kept_without_a_time():
    memory = Memory()
    memory.keep("a", 1)
    assert memory.find("a") is None


def test_it_never_grows_beyond_its_bound():
    memory = Memory(kept_s=60)
    for number in range(3 * MOST):
        memory.keep(str(number), number)
    assert len(memory._values) <= MOST
