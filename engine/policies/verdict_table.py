"""All verdicts, laid out so that what is made of them is made in few long strides.

Agents with equally many verdicts stand side by side: a block has a column for each of them and a
row for each of their verdicts. What belongs to an agent is then spread over its verdicts, and
summed over them, without looking up whose each verdict is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indexes = NDArray[np.int64]

BLOCK = 32_768
"""Verdicts gone through together, so that what is made of them stays in the processor's cache."""
_WORTH_A_BLOCK = 2_000
"""To begin another block takes as long as to go through so many gaps."""


@dataclass(frozen=True, slots=True)
class Block:
    """The verdicts of some agents."""

    agents: slice
    """Of the table's `order`."""
    codes: Indexes
    """Shape (verdicts of each, agents): 2 x task + resolved, and 2 x tasks in gaps, where an agent
    has fewer verdicts than another one of the block.
    """


@dataclass(frozen=True, slots=True)
class VerdictTable:
    """The verdicts of many agents; those of the unlucky, whoever they are, in blocks of their own.

    Agents without verdicts are not in it.
    """

    order: Indexes
    """The agents as they stand in blocks, the unlucky first."""
    unlucky: int
    """How many these are."""
    of_unlucky: tuple[Block, ...]
    of_others: tuple[Block, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All of them."""
        return self.of_unlucky + self.of_others

    @classmethod
    def of(
        cls,
        attempted: Indexes,
        unlucky: NDArray[np.bool_],
        *,
        agent: Indexes,
        turn: Indexes,
        code: Indexes,
        gap: int,
    ) -> Self:
        """Of agents with so many verdicts each. Of every verdict: whose it is, how many of the same
        agent there were before it, and its code; `gap` stands where there is none.
        """
        most = int(attempted.max(initial=0)) + 1
        order = sorted_by(most - attempted + np.where(unlucky, 0, most))
        order = order[: np.count_nonzero(attempted)]
        lengths, count = attempted.take(order), int(np.count_nonzero(unlucky))
        shapes = [*_shapes(lengths[:count], 0)]
        blocks_of_unlucky = len(shapes)
        shapes += _shapes(lengths[count:], count)
        cells = _filled(shapes, order, len(attempted), agent=agent, turn=turn, code=code, gap=gap)
        blocks, start = [], 0
        for agents, length in shapes:
            width = agents.stop - agents.start
            part = cells[start : start + length * width]
            blocks.append(Block(agents, part.reshape(length, width)))
            start += len(part)
        first, rest = blocks[:blocks_of_unlucky], blocks[blocks_of_unlucky:]
        return cls(order, count, tuple(first), tuple(rest))


_Shape = tuple[slice, int]
"""Of a block: its agents and how many verdicts it has room for of each."""


def _shapes(lengths: Indexes, start: int) -> Iterator[_Shape]:
    """Blocks for agents, from `start` on, with so many verdicts each, in falling order."""
    sizes = np.bincount(lengths)
    stop, most, gaps = start, 0, 0
    for length in np.flatnonzero(sizes)[::-1].tolist():
        size = int(sizes[length])
        gaps += size * (most - length)
        if gaps > _WORTH_A_BLOCK or start == stop:
            yield from _cut(start, stop, most)
            start, most, gaps = stop, length, 0
        stop += size
    yield from _cut(start, stop, most)


def _cut(start: int, stop: int, length: int) -> Iterator[_Shape]:
    width = max(BLOCK // max(length, 1), 1)
    for first in range(start, stop, width):
        yield slice(first, min(first + width, stop)), length


def _filled(
    shapes: list[_Shape],
    order: Indexes,
    agents: int,
    *,
    agent: Indexes,
    turn: Indexes,
    code: Indexes,
    gap: int,
) -> Indexes:
    """The codes of all blocks, one block after another."""
    widths = np.array([agents.stop - agents.start for agents, _ in shapes], np.int64)
    sizes = widths * np.array([length for _, length in shapes], np.int64)
    # Where an agent's column begins, and how far it is from one of its verdicts to the next.
    first, stride = np.empty(agents, np.int64), np.empty(agents, np.int64)
    first[order] = np.arange(len(order)) + np.repeat(starts(sizes) - starts(widths), widths)
    stride[order] = np.repeat(widths, widths)
    place = stride.take(agent)
    place *= turn
    place += first.take(agent)
    cells = np.full(int(sizes.sum()), gap)
    cells[place] = code
    return cells


def starts(sizes: Indexes) -> Indexes:
    """Where each begins, when they lie one after another."""
    return np.asarray(np.cumsum(sizes) - sizes)


def sorted_by(numbers: Indexes) -> Indexes:
    """The order of numbers, the first first among equals; short numbers are sorted faster."""
    if numbers.max(initial=0) < 2**15:
        numbers = numbers.astype(np.int16)
    return np.argsort(numbers, kind="stable")
