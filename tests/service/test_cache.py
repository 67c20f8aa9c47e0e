"""Test that answers are kept in so many bytes, and that those go first that nobody asks for."""

from __future__ import annotations

from coalition.service.cache import OVERHEAD, Cache, Kept


def kept(size: int) -> Kept:
    """Return an answer whose body has so many bytes."""
    return Kept(200, (), b"x" * size)


def test_the_answers_that_were_not_asked_for_longest_go_first() -> None:
    cache = Cache(16 * (100 + OVERHEAD))
    for number in range(16):
        cache.put(number, kept(100), 0)
    assert (len(cache), cache.size) == (16, cache.limit)
    assert cache.get(0)
    cache.put("new", kept(100), 0)
    assert cache.get(0) and cache.get("new") and cache.get(1) is None
    assert cache.size <= cache.limit


def test_an_answer_that_would_take_most_of_the_room_is_not_kept() -> None:
    cache = Cache(16_000)
    cache.put("large", kept(1000), 0)
    assert cache.get("large") is None and cache.size == 0
    cache.put("small", kept(10), 10_000)  # its key is large
    assert len(cache) == 0
    Cache(0).put("any", kept(0), 0)


def test_what_is_put_twice_counts_once() -> None:
    cache = Cache(100_000)
    cache.put("a", kept(10), 1)
    cache.put("a", kept(20), 1)
    assert (len(cache), cache.size) == (1, 20 + 1 + OVERHEAD)
    cache.drop("a")
    cache.drop("b")
    assert (len(cache), cache.size) == (0, 0)


def test_hits_and_misses_are_counted_and_all_can_be_forgotten() -> None:
    cache = Cache(100_000)
    assert cache.get("a") is None
    cache.put("a", kept(1), 0)
    assert cache.get("a") == kept(1)
    assert (cache.hits, cache.misses) == (1, 1)
    cache.clear()
    assert (len(cache), cache.size, cache.get("a")) == (0, 0, None)
