"""How new a self-modification is: how far a child's change is from the changes before it.

A change is the lines that it adds and removes, and is compared by its shingles, runs of three words
of code. What agents wrote is only ever hashed here, and never more of it than the bounds say.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from archive.record import Record
from archive.values import Change, Source

NEIGHBOURS = 10
"""Nearest changes whose mean distance is the novelty (Lehman & Stanley 2011: k-nearest)."""
MOST_EARLIER = 500
"""A change is compared with so many of the newest before it."""
_SHINGLE = 3
_MOST_FILES, _MOST_FILE_BYTES, _MOST_WORDS = 64, 256 * 1024, 20_000
_HASHES = 128
_SEED = 20110
_WORD = re.compile(rb"\w{1,200}|[^\w\s]")

Signature = NDArray[np.uint64]
"""Shape (_HASHES,): of a set of shingles, the smallest value of each of so many hashes. Of two sets
the share of equal places is the expected Jaccard similarity (Broder 1997), give or take 0.04.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Novelty:
    """How far one change is from those before it, 0 to 1."""

    novelty: float
    """Mean distance to the nearest earlier changes; 1 where there is none."""
    nearest: int | None
    """The agent whose change is most like it, the oldest among equals."""
    distance: float
    """To that one's change; 1 where there is none."""
    compared: int
    """How many earlier changes it was compared with."""

    def __str__(self) -> str:
        if self.nearest is None:
            return "the first change there is"
        closest = f"most like agent {self.nearest}'s change, at {self.distance:.2f}"
        return f"{self.novelty:.2f} of 1 against the {self.compared} before it; {closest}"


def novelty(signatures: Mapping[int, Signature], agent: int) -> Novelty:
    """Of the agent's change against those of all earlier agents among the signatures."""
    earlier = sorted(each for each in signatures if each < agent)
    if not earlier:
        return Novelty(novelty=1.0, nearest=None, distance=1.0, compared=0)
    others = np.stack([signatures[each] for each in earlier])
    distances = 1 - (others == signatures[agent]).mean(1)
    closest = int(np.argmin(distances))
    return Novelty(
        novelty=float(np.sort(distances)[:NEIGHBOURS].mean()),
        nearest=earlier[closest],
        distance=float(distances[closest]),
        compared=len(earlier),
    )


def novelty_of(record: Record, agent: int, *, most: int = MOST_EARLIER) -> Novelty | None:
    """Of one agent's change against the newest `most` before it; None for the root."""
    first = max(1, agent - most)
    signatures = {each.agent: sign(each) for each in record.changes(range(first, agent + 1))}
    return novelty(signatures, agent) if agent in signatures else None


def novelties(record: Record, *, most: int = MOST_EARLIER) -> dict[int, Novelty]:
    """Of every agent's change but the root's, each against the newest `most` before it."""
    agents = range(1, len(record.lineage()))
    signatures = {each.agent: sign(each) for each in record.changes(agents)}
    return {
        agent: novelty(
            {each: signatures[each] for each in range(max(1, agent - most), agent + 1)}, agent
        )
        for agent in agents
    }


def sign(change: Change) -> Signature:
    """The change's signature; that of one which touches no word is like that of any other such."""
    shingles = np.fromiter(set(_shingles(change)), np.uint64)
    multiplier, offset = _hashes()
    signature = np.full(_HASHES, np.iinfo(np.uint64).max)
    for part in range(0, len(shingles), 1024):
        values = shingles[part : part + 1024, np.newaxis] * multiplier + offset
        np.minimum(signature, values.min(0), out=signature)
    return signature


def _hashes() -> tuple[Signature, Signature]:
    """Multiply-shift hashing: odd factors and offsets, modulo 2^64; always the same ones."""
    drawn = np.random.default_rng(_SEED).integers(2**64, size=(2, _HASHES), dtype=np.uint64)
    return drawn[0] | np.uint64(1), drawn[1]


def _shingles(change: Change) -> Iterator[int]:
    """Hashes of runs of words among the lines that were added, and among those removed."""
    sides = (b"+", change.before, change.after), (b"-", change.after, change.before)
    for sign, older, newer in sides:
        found = list(_words(older, newer))
        for start in range(max(1, len(found) - _SHINGLE + 1) if found else 0):
            text = b" ".join([sign, *found[start : start + _SHINGLE]])
            yield int.from_bytes(blake2b(text, digest_size=8).digest())


def _words(older: Source, newer: Source) -> Iterator[bytes]:
    """Words of the lines that only the newer files have, as many as are looked at."""
    paths = sorted(newer)[:_MOST_FILES]
    lines = (line for path in paths for line in _lines_beyond(older.get(path, b""), newer[path]))
    yield from islice((word for line in lines for word in _WORD.findall(line)), _MOST_WORDS)


def _lines_beyond(older: bytes, newer: bytes) -> Iterator[bytes]:
    """Lines of the newer text that the older has not, or has less often; in order."""
    left = Counter(_lines(older))
    for line in _lines(newer):
        if left[line] > 0:
            left[line] -= 1
        else:
            yield line


def _lines(text: bytes) -> Sequence[bytes]:
    return [line.strip() for line in text[:_MOST_FILE_BYTES].splitlines()]
