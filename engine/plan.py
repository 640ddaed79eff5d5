"""What a run is likely to cost, before anything is spent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archive.store import Archive
from engine.budget import Resource, parse_budget
from engine.configuration import Configuration
from engine.models.prices import NANO, Price, dollars
from evals.benchmark import Benchmark, Split


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a job of one role asks of its model, on average."""

    questions: float
    input_tokens: float
    cached_tokens: float
    output_tokens: float
    cost: float
    """Billionths of a dollar."""
    of: int
    """Measured jobs that this is the mean of; 0: assumed."""

    def __str__(self) -> str:
        basis = f"the mean of {self.of} jobs" if self.of else "assumed: nothing is measured yet"
        return (
            f"{self.questions:.0f} questions, {self.input_tokens:,.0f} tokens in of which "
            f"{self.cached_tokens:,.0f} are known already, {self.output_tokens:,.0f} out; {basis}"
        )


# A tool loop that sends all that was said before with every question: 20 and 40 questions.
_ASSUMED = {"solve": (20, 240_000, 200_000, 8_000), "improve": (40, 1_000_000, 850_000, 24_000)}


def plan(
    configuration: Configuration,
    prices: Mapping[str, Price],
    benchmark: Benchmark,
    archive: Archive | None,
) -> Iterator[str]:
    """Lines for the user; `prices` by role, `archive` of the run as far as there is one."""
    jobs = {role: _job(role, prices.get(role), archive) for role in ("solve", "improve")}
    for role, model in sorted(configuration.models.items()):
        price = prices.get(role)
        yield f"{role}: {model}, {price or 'which costs nothing'}"
        yield f"  a job: about {dollars(round(jobs[role].cost))} ({jobs[role]})"
    if not configuration.models:
        yield "No model is asked, so nothing is paid for."
        return
    # A child has to solve the trivial task before it counts.
    expansion = jobs["improve"].cost + (jobs["solve"].cost if configuration.trial else 0)
    sealed = 2 * sum(task.split is Split.TEST for task in benchmark.tasks)
    comparison = sealed * jobs["solve"].cost
    yield (
        f"comparing the best agent with the root on {sealed // 2} sealed tasks: "
        f"about {dollars(round(comparison))}"
    )
    for text in configuration.budget:
        cap = parse_budget(text)
        if cap.resource is Resource.DOLLARS and jobs["solve"].cost > 0:
            left = max(cap.amount * NANO - comparison, cap.amount * NANO / 2)
            evaluations = _affordable(left, jobs["solve"].cost, expansion, configuration.alpha)
            yield (
                f"{cap} pay for that and a search of about {evaluations:,} evaluations and "
                f"{round(evaluations**configuration.alpha):,} self-modifications"
            )
        elif cap.resource is Resource.EVALUATIONS:
            cost = cap.amount * jobs["solve"].cost + cap.amount**configuration.alpha * expansion
            yield f"{cap} and the self-modifications of such a search: about {dollars(round(cost))}"


def _job(role: str, price: Price | None, archive: Archive | None) -> Job:
    use = [each for each in archive.model_use() if each.role == role] if archive else []
    if archive is None or not use:
        questions, input_tokens, cached, output = _ASSUMED[role]
        cost = 0
        if price is not None:
            # What is not known yet is kept for the next question.
            cost = questions * price.cost(
                input=input_tokens // questions,
                cached=cached // questions,
                cache_write=(input_tokens - cached) // questions,
                output=output // questions,
            )
        return Job(
            questions=questions,
            input_tokens=input_tokens,
            cached_tokens=cached,
            output_tokens=output,
            cost=cost,
            of=0,
        )
    count = len(archive.expansions())
    if role == "solve":
        count = len(archive.evaluations())
    return Job(
        questions=sum(each.questions for each in use) / count,
        input_tokens=sum(each.input_tokens for each in use) / count,
        cached_tokens=sum(each.cached_tokens for each in use) / count,
        output_tokens=sum(each.output_tokens for each in use) / count,
        cost=sum(each.cost for each in use) / count,
        of=count,
    )


def _affordable(left: float, evaluation: float, expansion: float, alpha: float) -> int:
    """How many evaluations can be paid for where n of them go with n^alpha self-modifications."""
    low, high = 0, 1
    while high * evaluation + high**alpha * expansion <= left:
        high *= 2
    while high - low > 1:
        middle = (low + high) // 2
        if middle * evaluation + middle**alpha * expansion <= left:
            low = middle
        else:
            high = middle
    return low
