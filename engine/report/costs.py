"""What a run cost, and what went wrong in it."""

from collections import Counter
from collections.abc import Sequence

from archive.values import ExpansionOutcome, Row, Verdict
from engine.budget import format_seconds
from engine.models.prices import dollars
from engine.report.about import table
from engine.report.facts import Facts
from engine.report.html import Content, Html, tag

_MOST_REASONS, _MOST_LETTERS = 8, 160
_KINDS = ("expansions", "evaluations", "sealed evaluations")


def costs(facts: Facts) -> Html:
    """Where time, tokens and money went."""
    return tag(
        "section",
        tag("h2", "What it cost"),
        _by_kind(facts),
        *_by_model(facts),
        id="costs",
    )


def _by_kind(facts: Facts) -> Html:
    kinds = _kinds(facts)
    jobs, tokens, cost = Counter(kinds.values()), Counter[str](), Counter[str]()
    seconds = dict.fromkeys(_KINDS, 0.0)
    ended: list[Row] = [*facts.expansions, *facts.evaluations]
    for job in ended:
        seconds[kinds[job.id]] += job.seconds or 0.0
    for use in facts.job_use:
        tokens[kinds[use.job]] += use.tokens
        cost[kinds[use.job]] += use.cost
    work = sum(seconds.values()) or 1
    lines: list[list[Content]] = [
        [
            kind,
            jobs[kind],
            format_seconds(seconds[kind]),
            f"{100 * seconds[kind] / work:.0f}%",
            tokens[kind],
            dollars(cost[kind]),
        ]
        for kind in _KINDS
    ]
    return table(["", "jobs", "work time", "of all", "tokens", "cost"], lines)


def _kinds(facts: Facts) -> dict[int, str]:
    """Job -> what kind it was."""
    return {each.id: _KINDS[0] for each in facts.expansions} | {
        each.id: _KINDS[1 + each.sealed] for each in facts.evaluations
    }


def _by_model(facts: Facts) -> list[Html]:
    totals: dict[tuple[str, str], Counter[str]] = {}
    for each in facts.use:
        total = totals.setdefault((each.role, each.model or "no answer"), Counter())
        total.update(
            questions=each.questions,
            input=each.input_tokens,
            cached=each.cached_tokens,
            output=each.output_tokens,
            cost=each.cost,
        )
    if not totals:
        return [tag("p", "No model was asked anything.")]
    counted = ("questions", "input", "cached", "output")
    lines: list[list[Content]] = [
        [f"{role} with {model}", *(each[name] for name in counted), dollars(each["cost"])]
        for (role, model), each in sorted(totals.items())
    ]
    head = ["", "questions", "input tokens", "of them cached", "output tokens", "cost"]
    return [tag("h3", "By model"), table(head, lines)]


def errors(facts: Facts) -> Html:
    """How often machines, and agents, failed."""
    bad: list[Row] = [each for each in facts.evaluations if each.verdict is Verdict.ERROR]
    broken: list[Row] = [
        each for each in facts.expansions if each.outcome is ExpansionOutcome.ERROR
    ]
    failed = [each for each in facts.expansions if each.outcome is ExpansionOutcome.FAILED]
    flagged = [each for each in facts.evaluations if each.flags]
    ended = (
        [each for each in facts.evaluations if each.verdict],
        [each for each in facts.expansions if each.outcome],
    )
    lines = [
        _rate("evaluations that met an error", bad, len(ended[0])),
        _rate("expansions that met an error", broken, len(ended[1])),
        _rate("expansions that failed", failed, len(ended[1])),
        _rate("flagged evaluations", flagged, len(ended[0])),
    ]
    return tag(
        "section",
        tag("h2", "What went wrong"),
        tag(
            "p",
            "An error is the machine's or the provider's fault: it is tried again, and in no "
            "score. A failed expansion is the agent's own: its child was no working agent. A "
            "flagged evaluation is one whose patch touched what decides how tests run.",
        ),
        table(["", "how many", "of", "rate"], lines),
        *_reasons("Errors", [each.reason for each in bad + broken]),
        *_reasons("Failed expansions", [each.reason for each in failed]),
        *_reasons("Flags", [flag for each in flagged for flag in each.flags]),
        id="errors",
    )


def _rate(name: str, found: Sequence[object], among: int) -> list[Content]:
    return [name, len(found), among, f"{100 * len(found) / among:.1f}%" if among else "-"]


def _reasons(title: str, reasons: Sequence[str]) -> list[Html]:
    """The most frequent ones, the first line of each."""
    firsts = (next(iter(each.splitlines()), "") or "no reason given" for each in reasons)
    counts = Counter(each[:_MOST_LETTERS] for each in firsts)
    if not counts:
        return []
    left = len(counts) - _MOST_REASONS
    lines: list[list[Content]] = [
        [tag("code", text), count] for text, count in counts.most_common(_MOST_REASONS)
    ]
    more = [tag("p", f"{left:,} rarer ones are left out.")] if left > 0 else []
    return [tag("h3", title), table(["", "times"], lines), *more]
