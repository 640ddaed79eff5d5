"""Simulated worlds: agents with an ability, tasks with a difficulty, and what comes of every job.

Potential outcomes: the k-th expansion of an agent and the verdict of an agent on a task are hashes
of the seed and of where the agent is in the tree, so that all policies meet the same world.
"""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_UNITS_TO_RISE = 2.0
_RISE = 0.30
_BORN_BROKEN_OF_BROKEN = 0.9
_LARGEST_JUMP = 3.5
_EXTREME = 3.0
_DURATION_SPREAD = 0.5
_METAPRODUCTIVITY_ON_BROKEN = 0.5
_METAPRODUCTIVITY_ON_SPREAD = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """How abilities and tasks are made. One unit is half of what lifts the root by 30 points."""

    tasks: int = 60
    start: float = 0.20
    """Share of the tasks that the root resolves, on average."""
    evaluations: int = 800
    """The budget is that of so many evaluations and their power 0.6 of expansions."""
    workers: int = 1
    expansion_cost: float = 5.0
    """Mean of its duration; an evaluation's is 1."""
    slow_failures: float = 1.0
    """How many times longer an evaluation lasts that resolves nothing; the geometric mean stays."""

    difficulty_spread: float = 2.0
    discrimination: float = 1.5
    discrimination_spread: float = 0.3
    """Standard deviation of its logarithm."""
    easy: float = 0.05
    """Share of tasks that are three spreads easier than the middle."""
    hard: float = 0.15
    """Share of tasks that are three spreads harder than the middle."""
    interaction: float = 0.5
    """tau: how much an edit changes an agent's chances at the tasks it touches."""
    touched: float = 0.3
    """Share of the tasks that an edit touches."""
    skills: int = 1
    skill_spread: float = 0.0
    """How much an edit changes each of several skills."""
    flips: float = 0.0
    """Share of verdicts that are wrong."""

    drift: float = -0.10
    """mu_0: mean effect of an edit, units."""
    gain: float = 0.20
    """gam: by how much metaproductivity raises that."""
    spread: float = 0.32
    """sig: of the effect of an edit, units."""
    tails: float | None = 4.0
    """Degrees of freedom of its t distribution; None: normal."""
    regression: float = 0.05
    """dec: how much of what was gained an edit loses."""
    memory: float = 0.85
    """hm: how much of its parent's metaproductivity a child has."""
    deception: float = 0.0
    """lam: by how much a good edit raises its child's metaproductivity; below 0 it lowers it."""
    wandering: float = 0.5
    """sm: standard deviation of what is new in a child's metaproductivity."""
    fatigue: float = 0.0
    """How much lower the drift is with every level of depth, units."""
    idle: float = 0.0
    """Share of edits with a tenth of the effect."""
    broken: float = 0.15
    """Share of children that resolve nothing, of a parent that is like the root."""
    barren: float = 0.05
    """Share of expansions that give no child."""
    root_known: bool = True
    """Whether the root's verdicts on all tasks are there at the start, outside the budget."""

    @property
    def budget(self) -> float:
        """In evaluations, an expansion being `expansion_cost` of them."""
        return float(self.evaluations + self.expansion_cost * self.evaluations**0.6)


@dataclass(frozen=True, slots=True)
class Tasks:
    """The tasks of a landscape, as columns, and how far abilities go on them."""

    difficulty: Floats
    discrimination: Floats
    skill: NDArray[np.int64]
    root: float
    """The root's ability."""
    unit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An agent of a simulated world: what it is, hidden from policies."""

    key: bytes
    ability: float
    metaproductivity: float
    depth: int
    broken: bool
    interaction: Floats
    skills: Floats
    chances: Floats
    """Shape (tasks,): of resolving each."""
    resolved: NDArray[np.bool_]
    """Shape (tasks,): the verdict of an evaluation."""
    seconds: Floats
    """Shape (tasks,): how long it takes."""
    expansions: dict[int, "Birth"] = field(default_factory=dict)

    @property
    def accuracy(self) -> float:
        """Expected share of the tasks that it resolves."""
        return float(self.chances.mean())


@dataclass(frozen=True, slots=True)
class Birth:
    """What comes of one expansion: a child or nothing, after so many seconds."""

    child: Node | None
    seconds: float


class Landscape:
    """One seed of a world: every agent that could ever be."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.seed = seed
        self._key = hashlib.blake2b(f"hgm lab {seed}".encode(), digest_size=16).digest()

    @cached_property
    def tasks(self) -> Tasks:
        """Made first, and the scale of abilities from them."""
        world, rng = self.world, _generator(self._key + b"tasks")
        discrimination = world.discrimination * np.exp(
            world.discrimination_spread * rng.standard_normal(world.tasks)
        )
        difficulty = world.difficulty_spread * rng.standard_normal(world.tasks)
        kind = rng.random(world.tasks)
        extreme = _EXTREME * world.difficulty_spread
        difficulty = np.where(kind < world.easy, -extreme, difficulty)
        difficulty = np.where(kind >= 1 - world.hard, extreme, difficulty)
        skill = rng.integers(world.skills, size=world.tasks)
        root = _ability_for(world.start, difficulty, discrimination)
        risen = _ability_for(world.start + _RISE, difficulty, discrimination)
        unit = (risen - root) / _UNITS_TO_RISE
        return Tasks(difficulty, discrimination, skill, root, unit)

    @cached_property
    def root(self) -> Node:
        """The agent that a run begins with."""
        return self._node(
            self._key,
            _generator(self._key),
            ability=self.tasks.root,
            metaproductivity=0.0,
            depth=0,
            broken=False,
            interaction=np.zeros(self.world.tasks),
            skills=np.zeros(self.world.skills),
        )

    def expand(self, parent: Node, number: int) -> Birth:
        """What comes of the parent's expansion of this number, counted from 0."""
        if number not in parent.expansions:
            parent.expansions[number] = self._expand(parent, number)
        return parent.expansions[number]

    def _expand(self, parent: Node, number: int) -> Birth:
        world = self.world
        key = hashlib.blake2b(parent.key + number.to_bytes(4, "big"), digest_size=16).digest()
        rng = _generator(key)
        seconds = world.expansion_cost * float(_durations(rng, 1)[0])
        barren, breaks, idle = rng.random(3)
        if barren < world.barren:
            return Birth(None, seconds)
        effect = self._effect(parent, rng, idle=bool(idle < world.idle))
        touched = rng.random(world.tasks) < world.touched
        change = touched * world.interaction * rng.standard_normal(world.tasks)
        child = self._node(
            key,
            rng,
            ability=parent.ability + effect,
            metaproductivity=world.memory * parent.metaproductivity
            + world.deception * effect / self.tasks.unit
            + world.wandering * rng.standard_normal(),
            depth=parent.depth + 1,
            broken=bool(breaks < self._broken_share(parent)),
            interaction=parent.interaction + change,
            skills=parent.skills + world.skill_spread * rng.standard_normal(world.skills),
        )
        return Birth(child, seconds)

    def _effect(self, parent: Node, rng: np.random.Generator, *, idle: bool) -> float:
        """By how much an edit changes the ability."""
        world, tasks = self.world, self.tasks
        noise = rng.standard_normal() if world.tails is None else rng.standard_t(world.tails)
        trend = world.drift + world.gain * parent.metaproductivity - world.fatigue * parent.depth
        spread = world.spread * np.exp(_METAPRODUCTIVITY_ON_SPREAD * parent.metaproductivity)
        effect = tasks.unit * (trend + spread * min(float(noise), _LARGEST_JUMP))
        effect -= world.regression * (parent.ability - tasks.root)
        return float(effect / 10 if idle else effect)

    def _broken_share(self, parent: Node) -> float:
        if parent.broken:
            return _BORN_BROKEN_OF_BROKEN
        logit = np.log(self.world.broken / (1 - self.world.broken))
        logit -= _METAPRODUCTIVITY_ON_BROKEN * parent.metaproductivity
        return float(1 / (1 + np.exp(-logit)))

    def _node(
        self,
        key: bytes,
        rng: np.random.Generator,
        *,
        ability: float,
        metaproductivity: float,
        depth: int,
        broken: bool,
        interaction: Floats,
        skills: Floats,
    ) -> Node:
        world, tasks = self.world, self.tasks
        level = ability + skills[tasks.skill] - tasks.difficulty
        with np.errstate(over="ignore"):
            chances = 1 / (1 + np.exp(-tasks.discrimination * level - interaction))
        chances = np.zeros_like(chances) if broken else chances
        flipped = rng.random(world.tasks) < world.flips
        resolved = (rng.random(world.tasks) < chances) ^ flipped
        slower = np.where(resolved, 1 / world.slow_failures, world.slow_failures) ** 0.5
        return Node(
            key=key,
            ability=ability,
            metaproductivity=metaproductivity,
            depth=depth,
            broken=broken,
            interaction=interaction,
            skills=skills,
            chances=chances,
            resolved=resolved,
            seconds=slower * _durations(rng, world.tasks),
        )


def _generator(key: bytes) -> np.random.Generator:
    digest = hashlib.blake2b(key, digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest, "big")))


def _durations(rng: np.random.Generator, count: int) -> Floats:
    """Log-normal, of mean 1."""
    return np.exp(_DURATION_SPREAD * rng.standard_normal(count) - _DURATION_SPREAD**2 / 2)


def _ability_for(share: float, difficulty: Floats, discrimination: Floats) -> float:
    """The ability at which so many of the tasks are resolved, on average."""
    low, high = -30.0, 30.0
    for _ in range(60):
        middle = (low + high) / 2
        chances = 1 / (1 + np.exp(-discrimination * (middle - difficulty)))
        low, high = (middle, high) if chances.mean() < share else (low, middle)
    return (low + high) / 2
