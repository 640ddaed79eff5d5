"""Looking at a run: status, tree, show, diff, log, best. The run's folder always comes first."""

import json as encoder
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.places import run_folder
from engine.cli.printing import draw, say
from engine.plain import plain

if TYPE_CHECKING:
    from archive.store import Archive
    from archive.values import Agent, Evaluation, Expansion, ModelUse, Row
    from engine.policies.belief import Belief

Run = Annotated[Path | None, typer.Argument(help="The run's folder; the newest below runs/.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]
_COUNTED = ("tally", "clade", "1 % quantile")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (status, tree, show, diff, log, best):
        app.command()(command)


@contextmanager
def _reading(run: Path | None) -> Iterator["Archive"]:
    from archive.store import Archive

    with Archive.open(run_folder(run)) as archive:
        yield archive


def _print_json(content: object) -> None:
    typer.echo(encoder.dumps(content, indent=1, default=str))


def status(run: Run = None, json: AsJson = False) -> None:
    """How a run stands: what it was asked for, what it spent, its best agent."""
    from archive.store import is_being_written
    from engine.best import best_of
    from engine.budget import parse_budget
    from engine.cli.text import ESTIMATED, say_diversity, say_use, share, spent_of, standing
    from engine.diversity import as_data, measure
    from engine.models.prices import NANO
    from engine.run_record import policy_of, read_record, spending_so_far

    with _reading(run) as archive:
        record, lineage = read_record(archive), archive.lineage()
        spent, use = spending_so_far(archive), archive.model_use()
        running = len(archive.running())
    belief = policy_of(record.configuration).belief(lineage)
    winner, diversity = best_of(belief), measure(lineage)
    caps = [parse_budget(text) for text in record.configuration.budget]
    state = "running" if is_being_written(archive.folder) else "not running"
    if json:
        content = {
            "run": archive.folder,
            "state": state,
            "configuration": record.configuration.model_dump(),
            "agents": len(lineage),
            "evaluations": spent.evaluations,
            "expansions": spent.expansions,
            "work_seconds": spent.work,
            "tokens": spent.tokens,
            "dollars": spent.cost / NANO,
            "models": _use_data(use),
            "errors": lineage.errors,
            "flagged": int(lineage.flagged.sum()),
            "running": running,
            "best": winner,
            **_belief_data(belief, winner),
            **as_data(diversity),
        }
        _print_json(content)
        return
    asked = record.configuration
    rows = [
        ("run", f"{archive.folder} ({state}, {running} jobs open)"),
        (
            "asked for",
            f"{asked.policy} with {asked.seed_agent} on {asked.benchmark}, seed {asked.seed}",
        ),
        ("spent", spent_of(spent, caps)),
        ("agents", f"{len(lineage)}, deepest {lineage.depth.max()}"),
        ("expansions", f"{spent.expansions}, of which {lineage.failed.sum()} failed"),
        ("evaluations", f"{spent.evaluations}, {share(lineage.clade(0))} resolved"),
        *(("models", line) for line in say_use(use)),
        ("errors", str(lineage.errors)),
        ("flagged", f"{lineage.flagged.sum()} evaluations"),
        *say_diversity(diversity),
        ("best", f"agent {winner}: {standing(belief, lineage, winner)}"),
    ]
    draw(_grid(rows))
    if belief.modelled:
        draw(ESTIMATED)
    if diversity.warning:
        draw(diversity.warning)


def _belief_data(belief: "Belief", agent: int) -> dict[str, object]:
    return {
        "accuracy": float(belief.accuracy[agent]),
        "low": float(belief.low[agent]),
        "high": float(belief.high[agent]),
        "estimated": belief.modelled,
    }


def _grid(rows: list[tuple[str, str]]) -> object:
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    for row in rows:
        table.add_row(*map(plain, row))
    return table


def tree(
    run: Run = None,
    json: AsJson = False,
    most: Annotated[int, typer.Option(help="Agents to show at most.")] = 200,
) -> None:
    """The lineage with every agent's tally, its interval, and its clade's tally."""
    from engine.best import best_of
    from engine.cli.text import ESTIMATED, lineage_tree
    from engine.run_record import policy_of, read_record

    with _reading(run) as archive:
        lineage, policy = archive.lineage(), policy_of(read_record(archive).configuration)
    belief = policy.belief(lineage)
    if json:
        columns = (
            "parent",
            "depth",
            "resolved",
            "unresolved",
            "clade_resolved",
            "clade_unresolved",
            "flagged",
        )
        metaproductivity = policy.metaproductivity(lineage)
        rows = (
            {
                "agent": agent,
                **{name: int(getattr(lineage, name)[agent]) for name in columns},
                **_belief_data(belief, agent),
                "cmp": float(metaproductivity[agent]),
            }
            for agent in range(len(lineage))
        )
        _print_json(list(rows))
        return
    draw(lineage_tree(lineage, belief, best_of(belief), shown=most), markup=True)
    if belief.modelled:
        draw(ESTIMATED)


def best(
    run: Run = None,
    by: Annotated[str, typer.Option(help="posterior, clade or mean.")] = "posterior",
    json: AsJson = False,
) -> None:
    """The ten best agents; by default by what the policy believes that they resolve at least."""
    from engine.best import Criterion, ranked
    from engine.cli.text import ESTIMATED, clade_standing, standing
    from engine.configuration import InvalidConfiguration
    from engine.run_record import policy_of, read_record

    if by not in list(Criterion):
        raise InvalidConfiguration(f"--by {by}: choose from {', '.join(Criterion)}.")
    with _reading(run) as archive:
        lineage, policy = archive.lineage(), policy_of(read_record(archive).configuration)
    order, belief = ranked(lineage, policy, Criterion(by))[:10], policy.belief(lineage)
    if json:
        rows = (
            {
                "agent": agent,
                "belief": float(belief.lower[agent]),
                **_belief_data(belief, agent),
                "flagged": int(lineage.flagged[agent]),
            }
            for agent in order
        )
        _print_json(list(rows))
        return
    from rich.table import Table

    metaproductivity = policy.metaproductivity(lineage)
    names = ("all tasks", "clade", "at least") if belief.modelled else _COUNTED
    table = Table("agent", *names, "depth", "flagged", box=None)
    for agent in order:
        table.add_row(
            str(agent),
            standing(belief, lineage, agent),
            clade_standing(belief, metaproductivity, lineage, agent),
            f"{belief.lower[agent]:.1%}",
            str(lineage.depth[agent]),
            str(lineage.flagged[agent] or ""),
        )
    draw(table)
    if belief.modelled:
        draw(ESTIMATED)


RunAndAgent = Annotated[list[str], typer.Argument(help="[RUN] AGENT: a number or a commit.")]


def split_run(words: list[str], names: int) -> tuple[Path | None, list[str]]:
    """RUN and the names after it; RUN may be left out where the first word is no run's folder."""
    from archive.store import DATABASE
    from engine.configuration import InvalidConfiguration

    if words and (len(words) > names or (Path(words[0]) / DATABASE).is_file()):
        run, words = Path(words[0]), words[1:]
    else:
        run = None
    if not words or len(words) > names:
        raise InvalidConfiguration("Name an agent by its number, after the run's folder if any.")
    return run, words


def show(words: RunAndAgent, json: AsJson = False) -> None:
    """One agent: where it comes from, its record, its expansions, its notes."""
    from dataclasses import asdict

    from engine.cli.text import ESTIMATED, clade_standing, say_use, share, standing
    from engine.effect import effect
    from engine.novelty import novelty_of
    from engine.policies.pareto import pareto_set
    from engine.run_record import policy_of, read_record
    from engine.sealed import tally, verdicts

    run, (name,) = split_run(words, 1)
    with _reading(run) as archive:
        agent, lineage = archive.agent_like(name), archive.lineage()
        policy = policy_of(read_record(archive).configuration)
        evaluations, expansions = archive.evaluations(agent.id), archive.expansions(agent.id)
        origin = None if agent.expansion is None else archive.expansion(agent.expansion)
        notes = _text(archive, origin.notes if origin else None)
        tasks = {each.task for each in evaluations if each.sealed}
        sealed = tally(verdicts(archive, agent.id, tasks))
        files = sorted(archive.source(agent.id))
        use = [each for each in archive.model_use() if each.agent == agent.id]
        novelty = novelty_of(archive, agent.id)
    belief, metaproductivity = policy.belief(lineage), policy.metaproductivity(lineage)
    best_at = pareto_set(lineage).tasks.get(agent.id, 0)
    if json:
        _print_json(
            {
                **_agent_data(agent),
                "tally": [int(lineage.resolved[agent.id]), int(lineage.unresolved[agent.id])],
                **_belief_data(belief, agent.id),
                "cmp": float(metaproductivity[agent.id]),
                "in_pareto_set": best_at > 0,
                "novelty": asdict(novelty) if novelty else None,
                "evaluations": [_job_data(each) for each in evaluations],
                "expansions": [_job_data(each) for each in expansions],
                "notes": notes,
                "models": _use_data(use),
                "files": files,
            }
        )
        return
    parent = (
        "the root" if agent.parent is None else f"child of {agent.parent} by job {agent.expansion}"
    )
    rows = [
        ("agent", f"{agent.id}, {parent}, depth {agent.depth}"),
        ("commit", agent.commit),
        ("born", f"{agent.born_at:%Y-%m-%d %H:%M:%S} UTC"),
        ("search tasks", standing(belief, lineage, agent.id)),
        ("outside the search", share(sealed)),
        ("clade", clade_standing(belief, metaproductivity, lineage, agent.id)),
        ("Pareto set", f"in it, resolves {best_at} tasks" if best_at else "not in it"),
        ("flagged", f"{lineage.flagged[agent.id]} evaluations"),
        ("expansions", ", ".join(_say_expansion(each) for each in expansions) or "none"),
        ("files", ", ".join(files)),
    ]
    if agent.parent is not None:
        rows.insert(6, ("against its parent", str(effect(lineage, agent.id))))
        rows.insert(7, ("novelty", str(novelty)))
    rows += [("models", line) for line in say_use(use)]
    draw(_grid(rows))
    if belief.modelled:
        draw(ESTIMATED)
    for evaluation in evaluations:
        draw(f"  {_say_evaluation(evaluation)}")
    if notes:
        draw(f"\n{notes}")


def _use_data(use: "list[ModelUse]") -> list[dict[str, object]]:
    from dataclasses import asdict

    from engine.models.prices import NANO

    return [{**asdict(each), "dollars": each.cost / NANO} for each in use]


def _text(archive: "Archive", digest: str | None) -> str:
    return archive.blob(digest).decode(errors="replace") if digest else ""


def _say_expansion(expansion: "Expansion") -> str:
    match expansion.outcome:
        case None:
            return f"job {expansion.id} running"
        case "child":
            return f"agent {expansion.child}"
        case outcome:
            return f"job {expansion.id} {outcome}"


def _say_evaluation(evaluation: "Evaluation") -> str:
    from engine.narration import say_flags

    outside = " outside the search" if evaluation.sealed else ""
    seconds = "" if evaluation.seconds is None else f" in {evaluation.seconds:.2f}s"
    reason = f": {evaluation.reason.splitlines()[0]}" if evaluation.reason else ""
    verdict = evaluation.verdict or "running"
    flags = say_flags(evaluation)
    return f"job {evaluation.id}: {evaluation.task} {verdict}{outside}{seconds}{reason}{flags}"


def _agent_data(agent: "Agent") -> dict[str, object]:
    return {
        "agent": agent.id,
        "commit": agent.commit,
        "parent": agent.parent,
        "depth": agent.depth,
        "born_at": agent.born_at.isoformat(),
    }


def _job_data(job: "Row") -> dict[str, object]:
    from dataclasses import asdict

    return {"kind": type(job).__name__.lower(), **asdict(job)}


def diff(
    words: Annotated[list[str], typer.Argument(help="[RUN] AGENT [OTHER]")],
) -> None:
    """What an agent changed in its parent, or the difference between two agents."""
    run, names = split_run(words, 2)
    with _reading(run) as archive:
        agents = [archive.agent_like(name) for name in names]
        if len(agents) == 1:
            parent = agents[0].parent
            older, newer = agents[0].id if parent is None else parent, agents[0].id
        else:
            older, newer = agents[0].id, agents[1].id
        say(archive.diff(older, newer), nl=False)


def log(
    run: Run = None,
    job: Annotated[int | None, typer.Argument(help="One job, in full.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only errors and failures.")] = False,
    most: Annotated[int, typer.Option("-n", help="Jobs to show at most.")] = 50,
    json: AsJson = False,
) -> None:
    """The jobs of a run in order, the newest last; or one job with its patch and logs."""
    with _reading(run) as archive:
        if job is not None:
            _show_job(archive, archive.job(job), job)
            return
        jobs = archive.jobs(newest=most, only_failed=failed)
    for each in jobs:
        say(encoder.dumps(_job_data(each), default=str) if json else _say_job(each))


def _say_job(job: "Row") -> str:
    from archive.values import Evaluation

    if isinstance(job, Evaluation):
        return f"agent {job.agent} {_say_evaluation(job)}"
    reason = f": {job.reason.splitlines()[0]}" if job.reason else ""
    return f"agent {job.parent} expanded: {_say_expansion(job)}{reason}"


def _show_job(archive: "Archive", found: "Row | None", number: int) -> None:
    from engine.configuration import InvalidConfiguration

    if found is None:
        raise InvalidConfiguration(f"There is no job {number} in {archive.folder}.")
    say(_say_job(found))
    for name in ("patch", "notes", "log", "grade_log", "transcript"):
        if text := _text(archive, getattr(found, name, None)):
            say(f"\n--- {name} ---\n{text}")
