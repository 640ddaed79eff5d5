from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.lineage import LineageBuilder
from archive.values import ExpansionOutcome, Verdict
from engine.best import Criterion, best_belief, ranked
from engine.budget import BudgetLeft
from engine.configuration import Configuration
from engine.policies.choices import MAX_FAILURES_IN_A_ROW, barren, expandable
from engine.policies.choose import POLICIES, make_policy
from engine.policies.dgm import DGM
from engine.policies.policy import Evaluate, Expand, Policy
from engine.policies.tree_rasch import TreeRasch
from engine.policies.widening import Widening, draw_by_clade, draw_by_tally

FULL = BudgetLeft(1.0)
TASKS = tuple(f"task-{number}" for number in range(20))


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


class Growing:
    """Builds a lineage by hand."""

    def __init__(self, tasks: tuple[str, ...] = TASKS) -> None:
        self.builder = LineageBuilder(tasks)
        self.builder.add_root()
        self.jobs = 0

    def child(self, parent: int) -> int:
        job = self._job()
        self.builder.begin_expansion(job, parent)
        agent = len(self.builder.view())
        self.builder.finish_expansion(job, ExpansionOutcome.CHILD, child=agent)
        return agent

    def failed(self, parent: int, outcome: ExpansionOutcome = ExpansionOutcome.FAILED) -> None:
        job = self._job()
        self.builder.begin_expansion(job, parent)
        self.builder.finish_expansion(job, outcome)

    def scored(self, agent: int, resolved: int, unresolved: int) -> None:
        for number in range(resolved + unresolved):
            job = self._job()
            task = TASKS[self.builder.view().untried(agent)[0]]
            self.builder.begin_evaluation(job, agent, task)
            verdict = Verdict.RESOLVED if number < resolved else Verdict.UNRESOLVED
            self.builder.finish_evaluation(job, verdict)

    def _job(self) -> int:
        self.jobs += 1
        return self.jobs - 1


def chosen_parents(policy: Policy, world: Growing, draws: int = 400) -> Counter[int]:
    lineage = world.builder.view()
    actions = [policy.decide(lineage, FULL, rng(seed)) for seed in range(draws)]
    return Counter(action.agent for action in actions if isinstance(action, Expand))


@pytest.mark.parametrize("name", ["hgm", "greedy", "random", "best-of-n"])
def test_the_first_five_actions_expand_the_root(name: str) -> None:
    world, policy = Growing(), make_policy(name, alpha=0.6)
    for _ in range(5):
        assert policy.decide(world.builder.view(), FULL, rng()) == Expand(0)
        world.child(0)
    assert isinstance(policy.decide(world.builder.view(), FULL, rng()), Evaluate)


def test_hgm_expands_iff_evaluations_to_the_alpha_reach_the_number_of_agents() -> None:
    world, policy = Growing(), make_policy("hgm", alpha=0.6)
    for _ in range(5):
        world.child(0)
    evaluations = 0
    while isinstance(policy.decide(world.builder.view(), FULL, rng(evaluations)), Evaluate):
        world.scored(evaluations % 6, 0, 1)
        evaluations += 1
    assert evaluations == 20  # 19**0.6 = 5.85 < 6 <= 6.03 = 20**0.6


def test_a_running_expansion_counts_as_an_agent_and_a_running_evaluation_as_done() -> None:
    world, policy = Growing(), make_policy("hgm", alpha=0.6)
    for _ in range(5):
        world.child(0)
    world.scored(0, 10, 9)
    world.builder.begin_evaluation(900, 1, TASKS[0])
    assert isinstance(policy.decide(world.builder.view(), FULL, rng()), Expand)
    world.builder.begin_expansion(901, 0)
    assert isinstance(policy.decide(world.builder.view(), FULL, rng()), Evaluate)


def test_hgm_prefers_the_agent_whose_descendants_do_well_over_the_one_that_does_well() -> None:
    world = Growing()
    humble, proud = world.child(0), world.child(0)
    world.scored(humble, 0, 3)
    world.scored(proud, 4, 2)
    star = world.child(humble)
    world.scored(star, 20, 0)
    flop = world.child(proud)
    world.scored(flop, 0, 20)
    policy = Widening(
        name="hgm", parent=draw_by_clade, candidate=draw_by_tally, alpha=2.0, first_expansions=0
    )
    parents = chosen_parents(policy, world)
    assert parents[humble] > 10 * parents[proud]
    world.failed(0, ExpansionOutcome.ERROR)
    world.failed(0, ExpansionOutcome.ERROR)
    greedy = make_policy("greedy", alpha=2.0)
    assert set(chosen_parents(greedy, world, 5)) == {star}


def test_the_draw_sharpens_as_the_budget_runs_out() -> None:
    world = Growing()
    for _ in range(5):
        world.child(0)
    world.scored(1, 6, 3)
    world.scored(2, 3, 6)
    lineage = world.builder.view()
    policy = make_policy("hgm", alpha=0.6)

    def share_of_best(budget: BudgetLeft) -> float:
        actions = [policy.decide(lineage, budget, rng(seed)) for seed in range(300)]
        agents = [action.agent for action in actions if isinstance(action, Evaluate)]
        return agents.count(1) / len(agents)

    assert share_of_best(BudgetLeft(0.01)) > share_of_best(FULL)
    assert share_of_best(BudgetLeft(0.0)) > 0.9


def test_an_agent_without_a_resolved_task_can_be_expanded() -> None:
    world = Growing()
    world.scored(0, 0, 20)
    for name in POLICIES:
        action = make_policy(name, alpha=0.6).decide(world.builder.view(), FULL, rng())
        assert action == Expand(0), name


def test_best_of_n_only_ever_expands_the_root() -> None:
    world = Growing()
    for _ in range(5):
        world.scored(world.child(0), 10, 5)
    policy = make_policy("best-of-n", alpha=1.0)
    assert set(chosen_parents(policy, world, 20)) == {0}


def test_dgm_evaluates_in_stages_and_stops_an_agent_that_fails_the_first() -> None:
    world, policy = Growing(), DGM(stages=(4, 8))
    for expected in range(4):
        action = policy.decide(world.builder.view(), FULL, rng())
        assert action is not None
        assert action.agent == 0, expected
        assert isinstance(action, Evaluate)
        world.scored(0, 0, 1)
    assert policy.decide(world.builder.view(), FULL, rng()) == Expand(0)
    child = world.child(0)
    world.scored(child, 4, 0)
    action = policy.decide(world.builder.view(), FULL, rng())
    assert isinstance(action, Evaluate)
    assert action.agent == child


def test_dgm_prefers_high_scores_and_few_children() -> None:
    world = Growing()
    good, bad, fertile = world.child(0), world.child(0), world.child(0)
    for agent, resolved in ((0, 0), (good, 12), (bad, 4), (fertile, 12)):
        world.scored(agent, resolved, 20 - resolved)
    for _ in range(6):
        world.scored(world.child(fertile), 0, 20)
    parents = chosen_parents(DGM(stages=()), world)
    assert parents[good] > 2 * parents[bad]
    assert parents[good] > 2 * parents[fertile]


def test_a_parent_whose_expansions_fail_rests_and_is_given_up() -> None:
    world = Growing()
    child = world.child(0)
    world.failed(0)
    assert list(expandable(world.builder.view())) == [child]
    world.scored(child, 0, 2)
    assert list(expandable(world.builder.view())) == [0, child]
    for _ in range(MAX_FAILURES_IN_A_ROW - 1):
        world.failed(0)
    world.scored(child, 10, 0)
    assert list(barren(world.builder.view())) == [0]
    assert list(expandable(world.builder.view())) == [child]


def test_the_machines_errors_do_not_count_against_a_parent() -> None:
    world = Growing()
    for _ in range(10):
        world.failed(0, ExpansionOutcome.ERROR)
    assert list(expandable(world.builder.view())) == [0]


@given(
    st.sampled_from([*POLICIES]),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 30), st.booleans()), max_size=60),
    st.floats(0, 1),
    st.integers(0, 2**31),
)
def test_no_policy_ever_fails_or_asks_for_the_impossible(
    name: str, steps: list[tuple[int, int, bool]], fraction: float, seed: int
) -> None:
    world = Growing()
    for kind, number, flag in steps:
        agent = number % len(world.builder.view())
        match kind:
            case 0:
                world.child(agent)
            case 1:
                world.failed(agent)
            case _ if len(world.builder.view().untried(agent)):
                world.scored(agent, int(flag), 1 - int(flag))
    lineage = world.builder.view()
    action = make_policy(name, alpha=0.6).decide(lineage, BudgetLeft(fraction), rng(seed))
    again = make_policy(name, alpha=0.6).decide(lineage, BudgetLeft(fraction), rng(seed))
    assert action == again
    match action:
        case Expand(agent):
            assert agent in expandable(lineage)
        case Evaluate(agent, task):
            assert TASKS.index(task) in lineage.untried(agent)
        case None:
            assert not len(expandable(lineage))


def test_nobody_to_choose_waits() -> None:
    world = Growing(tasks=())
    for _ in range(MAX_FAILURES_IN_A_ROW):
        world.failed(0)
    for name in POLICIES:
        action = make_policy(name, alpha=0.6).decide(world.builder.view(), FULL, rng())
        assert action is None, name


def test_alpha_is_the_policys_own_unless_it_is_given() -> None:
    assert Configuration(policy="hgm").alpha == 0.6
    assert Configuration().alpha == 0.75
    assert Configuration(policy="tree-rasch", alpha=0.5).alpha == 0.5
    assert make_policy("tree-rasch") == TreeRasch(alpha=0.75)
    assert make_policy("hgm") == make_policy("hgm", alpha=0.6)


@pytest.mark.parametrize("name", POLICIES)
def test_what_a_policy_believes_is_a_share_for_every_agent(name: str) -> None:
    world = Growing()
    for resolved in (0, 5, 12):
        world.scored(world.child(0), resolved, 12 - resolved)
    lineage, policy = world.builder.view(), make_policy(name)
    belief = policy.belief(lineage)
    for shares in (belief.lower, belief.accuracy, belief.low, belief.high):
        assert shares.shape == (4,)
        assert ((shares >= 0) & (shares <= 1)).all()
    assert belief.modelled == (name == "tree-rasch")
    assert best_belief(lineage, policy) == 3
    assert ranked(lineage, policy, Criterion.MEAN)[0] == 3
    assert policy.metaproductivity(lineage).shape == (4,)
