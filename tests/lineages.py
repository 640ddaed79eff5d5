"""Lineages made by hand: who is whose child, and who resolved what."""

from collections.abc import Sequence

from hypothesis import strategies as st

from archive.lineage import LineageBuilder
from archive.values import ExpansionOutcome, Verdict

TASKS = tuple(f"task-{number}" for number in range(8))


def grow(
    parents: list[int],
    verdicts: list[tuple[int, int, bool]],
    *,
    errors: int = 0,
    tasks: Sequence[str] = TASKS,
) -> LineageBuilder:
    """Agent i + 1 is the child of parents[i]; (agent, task, resolved) in this order; and as many
    errors, each on another agent's task.
    """
    builder, job = LineageBuilder(tasks), 0
    builder.add_root()
    for agent, parent in enumerate(parents, start=1):
        builder.begin_expansion(job, parent)
        builder.finish_expansion(job, ExpansionOutcome.CHILD, child=agent)
        job += 1
    for number in range(errors):
        builder.begin_evaluation(job, number % (len(parents) + 1), tasks[number % len(tasks)])
        builder.finish_evaluation(job, Verdict.ERROR)
        job += 1
    for agent, task, resolved in verdicts:
        builder.begin_evaluation(job, agent, tasks[task])
        builder.finish_evaluation(job, Verdict.RESOLVED if resolved else Verdict.UNRESOLVED)
        job += 1
    return builder


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[int], list[tuple[int, int, bool]]]:
    """A tree of up to 13 agents and verdicts, each agent and task once."""
    size = draw(st.integers(0, 12))
    parents = [draw(st.integers(0, agent)) for agent in range(size)]
    pairs = draw(
        st.lists(
            st.tuples(st.integers(0, size), st.integers(0, len(TASKS) - 1)),
            unique=True,
            max_size=40,
        )
    )
    return parents, [(agent, task, draw(st.booleans())) for agent, task in pairs]
