import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.lineage import Lineage, LineageBuilder
from archive.values import ExpansionOutcome, Tally, Verdict

TASKS = tuple(f"task-{number}" for number in range(40))


def grow(builder: LineageBuilder, steps: list[tuple[int, int, Verdict]]) -> None:
    """Children and verdicts, in this order; what is no longer possible is left out."""
    builder.add_root()
    for job, (kind, number, verdict) in enumerate(steps):
        lineage = builder.view()
        agent = number % len(lineage)
        if kind == 0:
            builder.begin_expansion(job, agent)
            builder.finish_expansion(job, ExpansionOutcome.CHILD, child=len(lineage))
        elif untried := lineage.untried(agent):
            builder.begin_evaluation(job, agent, TASKS[untried[number % len(untried)]])
            builder.finish_evaluation(job, verdict)


HISTORIES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 10**6), st.sampled_from([*Verdict])), max_size=200
)


def as_columns(lineage: Lineage) -> list[tuple[int, int, int]]:
    return list(
        zip(
            lineage.verdict_agent.tolist(),
            lineage.verdict_task.tolist(),
            lineage.verdict_resolved.tolist(),
            strict=True,
        )
    )


@given(HISTORIES)
def test_verdicts_as_columns_are_the_outcomes_of_all_agents(
    steps: list[tuple[int, int, Verdict]],
) -> None:
    builder = LineageBuilder(TASKS)
    grow(builder, steps)
    lineage = builder.view()
    by_agent = {
        (agent, task, int(resolved))
        for agent in range(len(lineage))
        for task, resolved in lineage.outcomes(agent).items()
    }
    assert set(as_columns(lineage)) == by_agent
    assert len(lineage.verdict_agent) == len(by_agent) == lineage.clade(0).total


@given(HISTORIES)
def test_a_clades_tally_is_the_sum_over_its_agents(steps: list[tuple[int, int, Verdict]]) -> None:
    builder = LineageBuilder(TASKS)
    grow(builder, steps)
    lineage = builder.view()
    for agent in range(len(lineage)):
        clade = [each for each in range(len(lineage)) if agent in lineage.ancestry(each)]
        assert lineage.clade(agent) == sum((lineage.tally(each) for each in clade), Tally())


def test_a_view_stays_what_it_was_whatever_comes_later() -> None:
    builder = LineageBuilder(TASKS)
    grow(builder, [(0, 0, Verdict.ERROR)] * 10 + [(1, 7, Verdict.RESOLVED)] * 20)
    before = builder.view()
    columns, parents = as_columns(before), before.parent.tolist()
    for job in range(1000, 1200):
        builder.begin_expansion(job, 0)
        builder.finish_expansion(job, ExpansionOutcome.CHILD, child=len(builder.view()))
        builder.begin_evaluation(job + 1000, len(builder.view()) - 1, TASKS[0])
        builder.finish_evaluation(job + 1000, Verdict.UNRESOLVED)
    assert as_columns(before) == columns
    assert before.parent.tolist() == parents
    assert as_columns(builder.view())[: len(columns)] == columns
    with pytest.raises(ValueError, match="read-only"):
        before.verdict_task[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        before.resolved[0] = 1
