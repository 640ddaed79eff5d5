"""Proves that git, database and files of a run agree, and mends what a crash may leave."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path

import numpy as np

from archive.blobs import Blobs
from archive.repository import Repository
from archive.store import BLOBS, DATABASE, REPOSITORY, Archive
from archive.values import Agent, Row, Tally, Verdict

_SETTLING_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be."""

    problem: str
    """One sentence."""
    harmless: bool
    """Left by a crash and safe to mend: nothing that was recorded is touched."""
    mended: bool = False


def check_archive(folder: Path, *, mend: bool = False) -> list[Finding]:
    """Compare git, database and blobs; with `mend`, also remove what a killed writer left over.

    Raises NotAnArchive and ArchiveTooNew; with `mend`, ArchiveBusy where the run is being written.
    """
    with Archive.open(folder, write=mend) as archive:
        folder = archive.folder
        repository, blobs = Repository(folder / REPOSITORY), Blobs(folder / BLOBS)
        findings = _broken_things(archive, repository, blobs)
        if findings:
            # The git of a writer that was killed just now may still be at work for a moment.
            time.sleep(_SETTLING_SECONDS)
            findings = _broken_things(archive, repository, blobs)
        agents, known = archive.agents(), _known(archive)
        mendable = [
            *_wrong_checkpoint(archive),
            *_loose_refs(repository, agents),
            *_loose_blobs(blobs, known),
            *_half_made(folder, blobs),
        ]
        for problem, cure in mendable:
            if mend:
                cure()
            findings.append(Finding(problem, harmless=True, mended=mend))
        return findings


def collect_garbage(folder: Path) -> list[Finding]:
    """Mend what is harmless, then repack git. Raises as `check_archive` with `mend`."""
    findings = check_archive(folder, mend=True)
    if all(finding.harmless for finding in findings):
        with Archive.open(folder, write=True) as archive:
            Repository(archive.folder / REPOSITORY).repack()
    return findings


def _broken_things(archive: Archive, repository: Repository, blobs: Blobs) -> list[Finding]:
    agents = archive.agents()
    return [
        *_check_database(archive),
        *_check_tree(agents),
        *_check_git(repository, agents),
        *_check_tallies(archive),
        *_check_blobs(blobs, _known(archive)),
    ]


def _broken(problem: str) -> Finding:
    return Finding(problem, harmless=False)


def _check_database(archive: Archive) -> Iterator[Finding]:
    for complaint in archive.check_database():
        yield _broken(f"{DATABASE}: {complaint}.")


def _check_tree(agents: list[Agent]) -> Iterator[Finding]:
    """The agents form one tree with consecutive numbers and true depths."""
    import networkx as nx

    if [agent.id for agent in agents] != list(range(len(agents))):
        yield _broken("The agents' numbers are not 0, 1, 2, ...")
        return
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(agent.id for agent in agents)
    graph.add_edges_from((agent.parent, agent.id) for agent in agents if agent.parent is not None)
    if not agents or not nx.is_arborescence(graph):
        yield _broken("The agents do not form one tree.")
        return
    depths = nx.single_source_shortest_path_length(graph, 0)
    for agent in agents:
        if depths.get(agent.id) != agent.depth:
            yield _broken(f"Agent {agent.id} is not as deep as its row says.")


def _check_git(repository: Repository, agents: list[Agent]) -> Iterator[Finding]:
    """Every agent has its commit, with its tree and its parent's commit, and a branch to it."""
    for complaint in repository.check():
        yield _broken(f"{REPOSITORY}: {complaint}.")
    refs = repository.refs()
    commits = repository.commits(agent.commit for agent in agents)
    ids = {agent.id: agent.commit for agent in agents}
    for agent in agents:
        parents = () if agent.parent is None else (ids.get(agent.parent),)
        if agent.commit not in commits:
            yield _broken(f"Agent {agent.id}: its commit {agent.commit} is missing.")
        elif commits[agent.commit] != (agent.tree, parents):
            yield _broken(f"Agent {agent.id}: its commit has another tree or parent than its row.")
        elif refs.get(agent.id) != agent.commit:
            yield _broken(
                f"Agent {agent.id}: branch agent-{agent.id} does not point to its commit."
            )


def _check_tallies(archive: Archive) -> Iterator[Finding]:
    """The lineage's tallies, its sums up the tree included, are those of the rows."""
    lineage = archive.lineage_of_rows()
    own = {agent: Tally() for agent in range(len(lineage))}
    for evaluation in archive.evaluations(sealed=False):
        match evaluation.verdict:
            case Verdict.RESOLVED:
                own[evaluation.agent] += Tally(1, 0)
            case Verdict.UNRESOLVED:
                own[evaluation.agent] += Tally(0, 1)
    for agent, tally in own.items():
        if lineage.tally(agent) != tally:
            yield _broken(f"Agent {agent}: its tally is not the sum of its evaluations.")
    if lineage.clade(0) != sum(own.values(), Tally()):
        yield _broken("The root's clade tally is not the sum of all tallies.")


def _check_blobs(blobs: Blobs, known: set[str]) -> Iterator[Finding]:
    for digest in sorted(known):
        try:
            blobs.get(digest)
        except FileNotFoundError:
            yield _broken(f"Blob {digest} is missing.")
        except ValueError as error:
            yield _broken(f"{error}.")


def _known(archive: Archive) -> set[str]:
    """The blobs that the database names."""
    named = {digest for job in archive.jobs() for digest in _digests(job)}
    return named | set(archive.exchange_digests())


def _digests(job: Row) -> Iterator[str]:
    for name in ("patch", "log", "grade_log", "notes", "transcript"):
        if digest := getattr(job, name, None):
            yield digest


_Mendable = Iterator[tuple[str, Callable[[], None]]]


def _wrong_checkpoint(archive: Archive) -> _Mendable:
    """What is read instead of the rows does not say what they say: they are the record."""
    known, true = archive.lineage(), archive.lineage_of_rows()
    if archive.lineage() is not known:
        return  # A writer is at work.
    for name in (field.name for field in fields(true)):
        if not np.array_equal(getattr(known, name), getattr(true, name)):
            yield f"The checkpoint's {name.strip('_')} is not its rows'.", archive.forget_checkpoint
            return


def _loose_refs(repository: Repository, agents: list[Agent]) -> _Mendable:
    """Branches of agents whose row was never written."""
    for agent in sorted(repository.refs().keys() - {agent.id for agent in agents}):
        yield f"Branch agent-{agent} belongs to no agent.", partial(repository.remove_ref, agent)


def _loose_blobs(blobs: Blobs, known: set[str]) -> _Mendable:
    """Contents of jobs whose end was never written."""
    for digest in blobs.digests():
        if digest not in known:
            yield f"Blob {digest} belongs to no job.", partial(blobs.remove, digest)


def _half_made(folder: Path, blobs: Blobs) -> _Mendable:
    for path in blobs.unfinished():
        yield f"{path.relative_to(folder)} was left half made.", path.unlink
    for path in sorted(folder.glob("cache/*/.making-*")):
        yield f"{path.relative_to(folder)} was left half made.", partial(shutil.rmtree, path)
