"""What is known of one agent beyond its figures, read when somebody looks at it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from rich.text import Text

from archive.store import Archive
from archive.values import Agent, Evaluation, Exchanged, Expansion, ExpansionOutcome, Row, Tally
from engine.effect import Effect, effect
from engine.models.prices import dollars
from engine.plain import plain_line
from engine.tui.code import diff, prose, source
from engine.tui.palette import GREEN, QUIET, SIGNS, TITLE, TROUBLE
from engine.tui.steps import Step, exchange_lines, transcript_steps

_MOST_EXCHANGES = 2000
_MOST_FAILURES = 24
_EXPECTED = re.compile(r"^\W*expected:[ \t]*(.+)$", re.IGNORECASE | re.MULTILINE)

Make = Callable[[Archive], list[Text]]


@dataclass(frozen=True, slots=True)
class Page:
    """Something to read, which is fetched when it is turned to."""

    title: str
    make: Make


@dataclass(frozen=True, slots=True)
class Part:
    """Pages of one kind."""

    name: str
    pages: Sequence[Page]


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """One agent's record."""

    agent: Agent
    origin: Expansion | None
    """What made it; None for the root."""
    evaluations: Sequence[Evaluation]
    """The newest first."""
    expansions: Sequence[Expansion]
    effect: Effect | None
    """Measured against its parent."""
    expected: tuple[str, ...]
    """By its maker, as it said in its notes."""
    sealed: Tally
    """Outside the search."""
    errors: int


def read_details(archive: Archive, id: int) -> Details:
    """Everything about one agent that a few rows say."""
    from engine.sealed import tally, verdicts

    agent, evaluations = archive.agent(id), archive.evaluations(id)
    origin = None if agent.expansion is None else archive.expansion(agent.expansion)
    notes = blob_text(archive, origin.notes) if origin else ""
    sealed = {each.task for each in evaluations if each.sealed}
    return Details(
        agent=agent,
        origin=origin,
        evaluations=evaluations[::-1],
        expansions=archive.expansions(id),
        effect=None if agent.parent is None else effect(archive.lineage(), id),
        expected=tuple(plain_line(each) for each in _EXPECTED.findall(notes)),
        sealed=tally(verdicts(archive, id, sealed)),
        errors=sum(each.verdict == "error" for each in evaluations),
    )


def read_failures(archive: Archive, agents: Sequence[int]) -> dict[int, list[Expansion]]:
    """The newest expansions of each agent that failed or met an error."""
    bad = (ExpansionOutcome.FAILED, ExpansionOutcome.ERROR)
    return {
        agent: archive.newest_expansions(agent, bad, most=_MOST_FAILURES)[::-1] for agent in agents
    }


def blob_text(archive: Archive, digest: str | None) -> str:
    """What was kept, or that it cannot be read; empty where nothing was kept."""
    if digest is None:
        return ""
    try:
        return archive.blob(digest).decode(errors="replace")
    except FileNotFoundError:
        return f"[{digest[:12]}… is missing from the run's folder: hgm fsck]"
    except ValueError as error:
        return f"[{error}: hgm fsck]"


# -- what the tabs show


def diff_lines(archive: Archive, details: Details) -> list[Text]:
    """What an agent changed in its parent."""
    parent = details.agent.parent
    if parent is None:
        return prose("The root has no parent.", QUIET)
    return diff(archive.diff(parent, details.agent.id))


def file_entries(archive: Archive, agent: int) -> list[tuple[Text, object]]:
    """Its files, and pages of them."""
    pages = [
        Page(path, partial(_source_lines, path, content))
        for path, content in sorted(archive.source(agent).items())
    ]
    sizes = [len(content) for _, content in sorted(archive.source(agent).items())]
    part = Part("Files", pages)
    return [
        (Text(f"{size:>9,}  {plain_line(page.title)}"), (part, number))
        for number, (page, size) in enumerate(zip(pages, sizes, strict=True))
    ]


def expansion_lines(archive: Archive, details: Details) -> list[Text]:
    """How it came about: what its maker saw, wanted and did, and what came of it."""
    lines = []
    if details.origin is None:
        lines += prose("The root was given, not made.", QUIET)
    else:
        lines += _origin_lines(archive, details, details.origin)
    lines += [Text(""), _title(f"Its own expansions ({len(details.expansions)})")]
    return lines + [say_job(each) for each in reversed(details.expansions)]


def _origin_lines(archive: Archive, details: Details, origin: Expansion) -> list[Text]:
    said = "; ".join(details.expected) or "its notes do not say"
    lines = [
        say_job(origin),
        Text.assemble(("expected  ", GREEN), said),
        Text.assemble(("measured  ", GREEN), plain_line(str(details.effect), 2000)),
    ]
    for name, digest in (("Diagnosis and notes", origin.notes), ("Log", origin.log)):
        if text := blob_text(archive, digest):
            lines += [Text(""), _title(name), *prose(text)]
    if text := blob_text(archive, origin.transcript):
        steps = transcript_steps(text)
        lines += [Text(""), _title(f"Transcript, {len(steps)} steps"), *_all_steps(steps)]
    return lines


def evaluation_entries(details: Details) -> list[tuple[Text, object]]:
    """Its evaluations, the newest first."""
    return [(say_job(each), each) for each in details.evaluations]


def evaluation_parts(archive: Archive, job: Row) -> list[Part]:
    """Everything that an evaluation, or an expansion, left."""
    parts = [
        Part(name, [Page(name, partial(_blob_lines, show, digest))])
        for name, digest, show in (
            ("Patch", getattr(job, "patch", None), diff),
            ("Test output", getattr(job, "grade_log", None), prose),
            ("Notes", getattr(job, "notes", None), prose),
            ("Log", job.log, prose),
        )
        if digest
    ]
    steps = transcript_steps(blob_text(archive, job.transcript))
    if steps:
        pages = [Page(f"all {len(steps)} steps", partial(_given, _all_steps(steps)))]
        pages += [
            Page(f"step {number} of {len(steps)}: {step.title}", partial(_given, step.lines))
            for number, step in enumerate(steps, 1)
        ]
        parts.append(Part("Transcript", pages))
    summary = [say_job(job), *prose(job.reason)]
    if isinstance(job, Evaluation) and job.flags:
        summary += [Text(f"⚑ {plain_line(flag)}", style=TROUBLE) for flag in job.flags]
    return [Part("Verdict", [Page("Verdict", partial(_given, summary))]), *parts]


def exchange_entries(archive: Archive, agent: int) -> list[tuple[Text, object]]:
    """What the jobs that made and evaluated it asked their models."""
    found = archive.exchanges(agent, most=_MOST_EXCHANGES)
    pages = []
    for number, each in enumerate(found):
        before = found[number - 1] if number and found[number - 1].job == each.job else None
        pages.append(Page(_say_exchange(each), partial(_exchange, each, before)))
    part = Part("Model", pages)
    return [(Text(page.title), (part, number)) for number, page in enumerate(pages)]


def _say_exchange(each: Exchanged) -> str:
    tokens = f"{each.input_tokens:,} in, {each.output_tokens:,} out"
    model = plain_line(each.model) or "no answer"
    return f"job {each.job} {plain_line(each.role)} {each.number}: {model}, {tokens}, " + dollars(
        each.cost
    )


def _exchange(each: Exchanged, before: Exchanged | None, archive: Archive) -> list[Text]:
    text = blob_text(archive, each.content).encode()
    earlier = blob_text(archive, before.content).encode() if before else None
    return exchange_lines(text, earlier)


def say_job(job: Row) -> Text:
    """One line on a job: a sign, its number, what it was and how it ended."""
    seconds = "" if job.seconds is None else f" {job.seconds:.2f}s"
    if isinstance(job, Evaluation):
        sign, style = SIGNS[job.verdict]
        outside = " (outside the search)" if job.sealed else ""
        what = f"{plain_line(job.task)} {job.verdict or 'running'}{outside}"
        flags = " ⚑" * len(job.flags)
    else:
        sign, style = SIGNS[job.outcome]
        what = f"agent {job.child}" if job.child is not None else str(job.outcome or "running")
        what, flags = f"expansion of {job.parent}: {what}", ""
    line = Text.assemble((f"{sign} ", style), (f"job {job.id} ", QUIET), (what, style), end="")
    line.append(f"{seconds} {plain_line(job.reason)}".rstrip(), QUIET)
    return line.append(flags, TROUBLE)


def _given(lines: list[Text], _: Archive) -> list[Text]:
    return lines


def _source_lines(path: str, content: bytes, _: Archive) -> list[Text]:
    return source(path, content)


def _blob_lines(show: Callable[[str], list[Text]], digest: str, archive: Archive) -> list[Text]:
    return show(blob_text(archive, digest))


def _all_steps(steps: Sequence[Step]) -> list[Text]:
    return [
        line
        for number, step in enumerate(steps, 1)
        for line in (Text(f"{number}. {step.title}", style=TITLE), *step.lines)
    ]


def _title(text: str) -> Text:
    return Text(text, style=TITLE, end="")
