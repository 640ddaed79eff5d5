"""Puts a run together from its folder and its configuration, and drives it to its report."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from archive.store import Archive
from archive.values import Source, Tally
from engine.agents import TreeCache, read_manifest, read_seed_agent
from engine.best import best_belief
from engine.budget import OF_MODELS, Ledger, Spending, parse_budget
from engine.configuration import Configuration, InvalidConfiguration, differences
from engine.conversation import Models
from engine.events import Narrator
from engine.executors.threads import ThreadExecutor
from engine.hiding import Hiding, folders
from engine.loop import Coordinator, Stop, StopKind
from engine.models.caps import RUN, Account, Caps, Use
from engine.models.choose import ProviderModel, keys, make_upstream, parse_model
from engine.models.prices import NANO, Price, look_up
from engine.models.upstream import Upstream
from engine.packages import CannotInstall, names_of
from engine.policies.policy import Policy
from engine.run_record import RunRecord, policy_of, read_record, spending_so_far
from engine.sealed import Comparison, compare_verdicts, tally, verdicts
from engine.trace import read_trace
from engine.work import JobLimits, Workshop
from evals.benchmark import Benchmark, Split
from evals.choose import load_benchmark, load_trial
from evals.subset import Choice
from sandbox.choose import choose_sandboxes
from sandbox.interface import Sandboxes

TREES = "cache/agents"
_IMPROVE_SECONDS = 60.0
_WITH_MODEL = {"solve": 600.0, "improve": 1800.0}
"""Seconds of one job; models take their time."""
_PRICED = ("models", "prices", "base_url")
"""The keys of a configuration on which prices depend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How a run, or a session of it, came to its end."""

    stop: Stop
    spent: Spending
    best: int
    root_sealed: Tally
    best_sealed: Tally
    comparison: Comparison | None
    """None where the sealed tasks were not reached."""


def create_run(folder: Path, configuration: Configuration, *, root: Source | None = None) -> None:
    """Make a new run: its archive, with the seed agent, or what is given, as the root."""
    benchmark = benchmark_of(configuration)
    root = root or read_seed_agent(configuration.seed_agent)
    make_upstreams(configuration)
    record = RunRecord(
        configuration,
        benchmark.fingerprint,
        version("hgm-engine"),
        prices_of(configuration),
    )
    tasks = [task.id for task in benchmark.tasks if task.split is Split.SEARCH]
    now = datetime.now(UTC)
    with Archive.create(
        folder, configuration=record.to_json(), root=root, tasks=tasks, created_at=now
    ):
        pass


def benchmark_of(configuration: Configuration) -> Benchmark:
    """The tasks that a run is about. Raises InvalidBenchmark."""
    choice = Choice(
        terms=configuration.tasks, sealed=configuration.sealed, repeats=configuration.repeats
    )
    return load_benchmark(configuration.benchmark, choice)


def sandboxes_of(configuration: Configuration, benchmark: Benchmark) -> Sandboxes:
    """The driver that a run asks for. Raises SandboxUnavailable."""
    return choose_sandboxes(
        configuration.sandbox,
        images=any(task.needs_image for task in benchmark.tasks),
        base_image=configuration.base_image,
        image_bytes=configuration.image_space,
    )


def read_configuration(folder: Path) -> Configuration:
    """How the run in a folder was asked for."""
    with Archive.open(folder) as archive:
        return read_record(archive).configuration


def accept_configuration(archive: Archive, asked: Configuration, *, accept: bool) -> None:
    """Go on only with the run's own configuration, or with a changed one that was accepted.

    Raises InvalidConfiguration showing the difference.
    """
    record = read_record(archive)
    changed = differences(record.configuration, asked)
    if not changed:
        return
    if not accept:
        raise InvalidConfiguration(
            f"This run was started with another configuration ({'; '.join(changed)}): "
            "leave those flags out, or add --accept to go on with the new values."
        )
    for key in ("benchmark", "tasks", "sealed", "repeats", "seed_agent"):
        if getattr(record.configuration, key) != getattr(asked, key):
            raise InvalidConfiguration(f"{key} cannot change within a run: start a new one.")
    prices = record.prices
    if any(getattr(asked, key) != getattr(record.configuration, key) for key in _PRICED):
        prices = prices_of(asked)
    changed_record = RunRecord(asked, record.benchmark_fingerprint, version("hgm-engine"), prices)
    archive.replace_configuration(changed_record.to_json())


@dataclass(frozen=True, slots=True)
class Session:
    """An opened run, ready to work."""

    archive: Archive
    benchmark: Benchmark
    coordinator: Coordinator
    ledger: Ledger
    configuration: Configuration

    @property
    def policy(self) -> Policy:
        """Who decides, and says in the end which agent is best."""
        return policy_of(self.configuration)

    def search(self) -> Stop:
        """Let the policy spend the budget."""
        return self.coordinator.search(self.policy)

    def compare_sealed(self, first: int, second: int) -> Comparison | None:
        """Evaluate both agents on every sealed task and compare; None when interrupted."""
        stop = self.coordinator.evaluate(sorted({first, second}), self.sealed_tasks)
        if stop.kind is not StopKind.FINISHED:
            return None
        return compare_verdicts(
            first, self._sealed_verdicts(first), second, self._sealed_verdicts(second)
        )

    @property
    def sealed_tasks(self) -> list[str]:
        """Ids of the tasks that never guide the search."""
        return [task.id for task in self.benchmark.tasks if task.split is Split.TEST]

    def _sealed_verdicts(self, agent: int) -> dict[str, bool]:
        return verdicts(self.archive, agent, self.sealed_tasks)

    def run(self) -> Report:
        """Search, choose, compare on the sealed tasks, report."""
        stop = self.search()
        best = best_belief(self.archive.lineage(), self.policy)
        comparison = None
        if stop.kind in (StopKind.BUDGET, StopKind.FINISHED):
            comparison = self.compare_sealed(0, best)
        return Report(
            stop=stop,
            spent=self.ledger.spent,
            best=best,
            root_sealed=tally(self._sealed_verdicts(0)),
            best_sealed=tally(self._sealed_verdicts(best)),
            comparison=comparison,
        )


@contextmanager
def open_session(
    folder: Path, narrator: Narrator, *, budget: Sequence[str] | None = None
) -> Iterator[Session]:
    """Open a run for work: sweep what a killed engine left, start workers.

    `budget`: for this session alone, in place of what is left of the run's.

    Raises the typed errors of archive, benchmark and sandbox, each with one sentence for the user.
    """
    with Archive.open(folder, write=True) as archive, ExitStack() as stack:
        record = read_record(archive)
        configuration = record.configuration
        benchmark = _same_benchmark(archive, configuration)
        sandboxes = sandboxes_of(configuration, benchmark)
        sandboxes.sweep({"run": run_label(folder)})
        caps = [parse_budget(text) for text in budget or configuration.budget]
        ledger = Ledger(caps, None if budget else spending_so_far(archive))
        models = stack.enter_context(
            open_models(configuration, record.prices or prices_of(configuration), ledger)
        )
        root = archive.source(0)
        workshop = make_workshop(folder, configuration, benchmark, sandboxes, models, root=root)
        _install_packages(workshop, root)
        executor = ThreadExecutor(workshop, workers=configuration.workers)
        coordinator = Coordinator(
            archive,
            benchmark,
            executor,
            ledger,
            narrator,
            seed=configuration.seed,
            improve_with_root=configuration.improver == "seed",
        )
        try:
            yield Session(archive, benchmark, coordinator, ledger, configuration)
        finally:
            executor.close()


@contextmanager
def open_models(
    configuration: Configuration, prices: Mapping[str, Price], ledger: Ledger
) -> Iterator[Models]:
    """The models that this run's agents speak to, priced by role; without any, nothing is started.

    Raises InvalidModel, InvalidScript, and the archive's errors where a recorded run cannot be
    read.
    """
    if not configuration.models:
        yield Models()
        return
    from engine.models.gateway import Gateway

    caps = Caps(
        requests=configuration.job_requests,
        tokens=configuration.job_tokens,
        cost=None if configuration.job_dollars is None else round(configuration.job_dollars * NANO),
    )
    tokens, dollars = (ledger.most(resource) for resource in OF_MODELS)
    run = Account(
        RUN,
        tokens=None if tokens is None else round(tokens),
        cost=None if dollars is None else round(dollars * NANO),
        spent=Use(ledger.spent.tokens, ledger.spent.cost),
    )
    upstreams = make_upstreams(configuration)
    with Gateway(upstreams, prices=prices, hidden=keys()) as gateway:
        yield Models(gateway, caps, run)


def prices_of(configuration: Configuration) -> dict[str, Price]:
    """Role -> what its model costs now: as given, or as published; models that are no provider's
    cost nothing unless a price is given.

    Raises InvalidPrice for a provider's model whose price nobody knows.
    """
    prices: dict[str, Price] = {}
    for role, text in configuration.models.items():
        model = parse_model(text)
        if text in configuration.prices:
            prices[role] = Price.parse(configuration.prices[text])
        elif isinstance(model, ProviderModel):
            url = configuration.base_url if model.provider == "openai" else None
            prices[role] = look_up(model.provider, model.name, base_url=url)
    return prices


def make_upstreams(configuration: Configuration) -> dict[str, Upstream]:
    """Role -> what answers there. Raises as `open_models`."""
    return {
        role: make_upstream(
            parse_model(text), read_exchanges=_recorded, base_url=configuration.base_url
        )
        for role, text in configuration.models.items()
    }


def _recorded(folder: Path) -> list[bytes]:
    if folder.is_file():
        return list(read_trace(folder))
    with Archive.open(folder) as archive:
        return [archive.blob(digest) for digest in archive.exchange_digests()]


def make_workshop(
    folder: Path,
    configuration: Configuration,
    benchmark: Benchmark,
    sandboxes: Sandboxes,
    models: Models,
    *,
    root: Source,
) -> Workshop:
    """The place where this run's jobs are done on this machine."""
    limits = JobLimits(
        solve_seconds=configuration.solve_seconds,
        least_solve_seconds=_WITH_MODEL["solve"] if "solve" in configuration.models else 0.0,
        improve_seconds=configuration.improve_seconds
        or (_WITH_MODEL["improve"] if "improve" in configuration.models else _IMPROVE_SECONDS),
        network=configuration.network,
        packages=frozenset(configuration.packages) | names_of(read_manifest(root).requirements),
    )
    trees = TreeCache(folder / TREES)
    return Workshop(
        benchmark,
        sandboxes,
        trees,
        limits,
        run=run_label(folder),
        models=models,
        trial=load_trial() if configuration.trial else None,
        hiding=Hiding(keys(), folders(folder)),
    )


def _install_packages(workshop: Workshop, root: Source) -> None:
    """Before anything is spent. Raises InvalidConfiguration and SandboxUnavailable."""
    try:
        workshop.mounts(root)
    except CannotInstall as error:
        raise InvalidConfiguration(
            f"What the seed agent requires cannot be installed: {error}."
        ) from error


def run_label(folder: Path) -> str:
    """The name by which a run's sandboxes are found again."""
    return str(folder.resolve())


def _same_benchmark(archive: Archive, configuration: Configuration) -> Benchmark:
    benchmark = benchmark_of(configuration)
    if benchmark.fingerprint != read_record(archive).benchmark_fingerprint:
        raise InvalidConfiguration(
            f"The benchmark {configuration.benchmark} is not what it was when this run began: "
            "restore it, or start a new run."
        )
    return benchmark
