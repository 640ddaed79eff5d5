"""The page that travels with an agent: what it is, how it scored, how it is run."""

from collections.abc import Iterator

from engine.export.provenance import Ancestor, Provenance

_SHOWN_NOTES = 200


def write_readme(name: str, version: str, provenance: Provenance) -> str:
    """In Markdown. What agents wrote is in it as plain text of one line."""
    parts = (_what(name, provenance), _run(name, version, provenance), _scores(provenance))
    return "\n".join([*(line for part in parts for line in part), *_origin(provenance), *_law()])


def _what(name: str, provenance: Provenance) -> Iterator[str]:
    agent, steps = provenance.agent, provenance.agent.depth
    yield f"# {name}"
    yield ""
    yield (
        f"A coding agent: it changes a repository so that a stated problem is solved. It is agent "
        f"{agent.id} of a run of hgm-engine, {steps} self-modification{'s' * (steps != 1)} from "
        f"its root, and {'the' if provenance.is_best else 'not the'} agent that the run holds to "
        "be best."
    )
    yield ""


def _run(name: str, version: str, provenance: Provenance) -> Iterator[str]:
    wheel = f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    models = provenance.record.configuration.models
    yield "## How to run it"
    yield ""
    yield "```"
    yield f"pip install {wheel}"
    model = " --model openai/gpt-5-mini" if provenance.uses_models else ""
    yield f'{name} "Fix the failing date parser" --repo .{model}'
    yield "```"
    yield ""
    if provenance.uses_models:
        yield (
            f"It was evolved with the model {_plain(models['solve'])}. `--model openai/NAME` and "
            "`anthropic/NAME` take the key from `OPENAI_API_KEY` or `ANTHROPIC_API_KEY`; "
            "`--base-url` names another server of chat completions, such as one on this machine."
        )
    else:
        yield "It needs no model, no key and no network."
    yield ""
    yield (
        "The agent works on a copy of what git does not ignore, behind "
        "[bubblewrap](https://github.com/containers/bubblewrap): without network, keys, or any "
        "other of your files. What it changed is printed as a diff on standard output and then "
        "made in your working tree. Nothing is changed where it fails, runs out of time "
        "(`--seconds`) or is interrupted. Where bubblewrap is missing, the command asks first. "
        "`--help` has the limits, `--about` all that is known of the agent."
    )
    yield ""


def _scores(provenance: Provenance) -> Iterator[str]:
    yield "## How it scored"
    yield ""
    yield f"On the benchmark {_plain(provenance.benchmark)}:"
    yield ""
    yield "| tasks | this agent resolved | its root |"
    yield "|---|---|---|"
    yield f"| search | {provenance.line[-1].score} | {provenance.line[0].score} |"
    yield f"| sealed | {provenance.sealed} | {provenance.root_sealed} |"
    yield ""
    if provenance.believed:
        share, low, high = (100 * each for each in provenance.believed)
        yield (
            f"The policy chose search tasks for what they tell, so that shares of them mislead; it "
            f"expects {share:.0f} % of all of them to be resolved (95 % interval {low:.0f} to "
            f"{high:.0f} %)."
        )
        yield ""
    yield (
        "Search tasks guided the choice of this agent and flatter it; sealed tasks never guided "
        "anything."
    )
    yield ""
    if provenance.comparison:
        yield provenance.comparison.sentence
    else:
        yield "It was not compared with its root on sealed tasks."
    yield ""


def _origin(provenance: Provenance) -> Iterator[str]:
    configuration = provenance.record.configuration
    yield "## Where it comes from"
    yield ""
    yield (
        f"Run {provenance.run}, policy {configuration.policy}, hgm-engine "
        f"{provenance.record.engine_version}. All figures are in `provenance.json`."
    )
    yield ""
    yield "| agent | commit | search tasks | what its maker says that it changed |"
    yield "|---|---|---|---|"
    yield from map(_row, provenance.line)
    yield ""


def _row(each: Ancestor) -> str:
    said = _plain(each.notes) or ("the root" if each.agent.parent is None else "nothing")
    return f"| {each.agent.id} | {each.agent.commit[:12]} | {each.score} | {said} |"


def _law() -> Iterator[str]:
    yield "## Licence"
    yield ""
    yield (
        "The command and hgm-engine's own seed agents: Apache 2.0, in `LICENSE`. An agent that "
        "descends from another seed agent is under that one's licence, which is in "
        "`licenses/agent` where it brought one."
    )
    yield ""


def _plain(text: str) -> str:
    """One line of what somebody else wrote, in which Markdown and terminals obey nothing."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    line = " ".join(
        "".join(each if each.isprintable() else " " for each in " ".join(lines)).split()
    )
    line = line if len(line) <= _SHOWN_NOTES else f"{line[: _SHOWN_NOTES - 3]}..."
    line = line.translate({ord("`"): "'", ord("|"): "/"})
    return f"`{line}`" if line else ""
