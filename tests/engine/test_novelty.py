import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.values import Change, Source
from engine.novelty import NEIGHBOURS, novelty, sign

PARENT = {"agent.py": b"\n".join(b"step_%d = run(%d)" % (n, n) for n in range(30))}
words = st.lists(st.sampled_from("abcdefgh"), max_size=12)


def changed(after: Source, before: Source = PARENT) -> Change:
    return Change(agent=1, before=before, after=after)


def added(text: bytes) -> Change:
    return changed({"agent.py": PARENT["agent.py"] + b"\n" + text})


RETRY = added(b"for attempt in range(3):\n    answer = ask(question)\n    if answer: break")
RETRY_MORE = added(b"for attempt in range(5):\n    answer = ask(question)\n    if answer: break")
PLAN = added(b"plan = [step for step in think(problem) if step.helps]\nfollow(plan)")


def test_the_first_change_is_new() -> None:
    found = novelty({3: sign(RETRY)}, 3)
    assert (found.novelty, found.nearest, found.compared) == (1.0, None, 0)


def test_the_same_change_again_is_not_new_whoever_makes_it() -> None:
    elsewhere = changed(
        {"agent.py": b"other = 1\n" + RETRY.after["agent.py"].removeprefix(PARENT["agent.py"])},
        {"agent.py": b"other = 1"},
    )
    found = novelty({1: sign(RETRY), 2: sign(elsewhere)}, 2)
    assert found.novelty == 0
    assert found.nearest == 1


def test_another_idea_is_newer_than_the_same_with_another_number() -> None:
    signatures = {1: sign(RETRY), 2: sign(RETRY_MORE), 3: sign(PLAN)}
    similar, other = novelty(signatures, 2), novelty(signatures, 3)
    assert 0 < similar.novelty < 0.5
    assert other.novelty > 0.9


def test_only_earlier_changes_count() -> None:
    assert novelty({1: sign(RETRY), 2: sign(RETRY)}, 1).compared == 0


def test_to_add_is_not_to_remove() -> None:
    back = changed(RETRY.before, RETRY.after)
    assert novelty({1: sign(RETRY), 2: sign(back)}, 2).novelty == 1


def test_a_crowd_of_like_changes_is_less_new_than_a_single_one() -> None:
    crowd = {number: sign(RETRY) for number in range(NEIGHBOURS + 1)}
    single = {number: sign(added(b"unlike_%d = %d" % (number, number))) for number in range(10)}
    single[10] = sign(RETRY)
    assert novelty(crowd, 10).novelty == 0
    assert novelty(single, 10).novelty > 0.9


@given(words, words)
def test_distances_are_near_those_of_the_whole_sets(one: list[str], other: list[str]) -> None:
    """Three words a line, so that a line is a shingle."""
    texts = [[f"{each} = {each}" for each in dict.fromkeys(side)] for side in (one, other)]
    changes = [changed({"a.py": "\n".join(text).encode()}, {"a.py": b""}) for text in texts]
    shingles = [
        {tuple(flat[at : at + 3]) for at in range(max(len(flat) - 2, min(len(flat), 1)))}
        for flat in ([word for line in text for word in line.split()] for text in texts)
    ]
    union = shingles[0] | shingles[1]
    expected = 1 - len(shingles[0] & shingles[1]) / len(union) if union else 0.0
    found = novelty({1: sign(changes[0]), 2: sign(changes[1])}, 2).novelty
    assert found == pytest.approx(expected, abs=0.25)


def test_hostile_text_is_signed_in_bounded_time() -> None:
    rng = np.random.default_rng(0)
    noise = rng.integers(256, size=2**20, dtype=np.uint8).tobytes()
    line = b"a" * 2**20
    files = {f"{number}.py": noise if number % 2 else line for number in range(200)}
    started = time.process_time()
    signature = sign(changed(files, {}))
    assert time.process_time() - started < 10
    assert np.array_equal(signature, sign(changed(files, {})))


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_any_bytes_have_a_signature(before: bytes, after: bytes) -> None:
    assert sign(changed({"f": after}, {"f": before})).shape == (128,)
