"""`hgm tasks check`, `hgm grade` and `hgm images`: benchmarks apart from any run."""

import json as encoder
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.places import absolute_benchmark, writable
from engine.cli.progress import in_parallel
from engine.cli.views import AsJson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.grading import Grader
    from engine.predictions import Graded
    from evals.benchmark import Benchmark

BenchmarkName = Annotated[
    str, typer.Argument(help="bugs, swebench:verified, polyglot:rust, or a folder of tasks.")
]
Terms = Annotated[
    list[str] | None,
    typer.Option("--tasks", help="60, python,rust, ids, a file or a list; see hgm evolve --help."),
]
Workers = Annotated[int, typer.Option(min=1, max=256, help="Tasks side by side.")]
SandboxName = Annotated[str, typer.Option(help="auto, docker, bubblewrap or process.")]
Network = Annotated[
    bool, typer.Option("--network", help="Give the network to tasks that ask for it.")
]

images_app = typer.Typer(no_args_is_help=True, help="Images that tasks need.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    images_app.command()(prepare)
    app.add_typer(images_app, name="images")
    app.command()(grade)


def check(
    benchmark: BenchmarkName,
    tasks: Terms = None,
    workers: Workers = 2,
    sandbox: SandboxName = "auto",
    network: Network = False,
    json: AsJson = False,
) -> None:
    """Prove that known-good solutions resolve their tasks and doing nothing does not.

    Status 1 if there is an exception.
    """
    from dataclasses import asdict

    from engine.checking import check_task
    from engine.cli.notices import left_out

    chosen = _choose(benchmark, tasks)
    grader = _grader(chosen, sandbox, network=network)
    found = sorted(
        in_parallel(
            chosen.tasks, lambda task: check_task(grader, task), workers=workers, what="Checking"
        ),
        key=lambda each: each.task,
    )
    exceptions = [each for each in found if each.exception]
    if json:
        rows = [{**asdict(each), "exception": each.exception} for each in found]
        typer.echo(encoder.dumps({"tasks": rows, "left_out": dict(chosen.left_out)}, indent=1))
    else:
        for each in exceptions:
            typer.echo(f"{each.task}: {each.exception}.")
        for line in left_out(chosen):
            typer.echo(line)
        unknown = sum(each.oracle is None and not each.trouble for each in found)
        without = f", {unknown} of them without a known-good solution" if unknown else ""
        typer.echo(f"{len(found) - len(exceptions)} of {len(found)} tasks are sound{without}.")
    if exceptions:
        raise typer.Exit(1)


def grade(
    predictions: Annotated[Path, typer.Argument(help="SWE-bench predictions: JSON or JSON lines.")],
    benchmark: Annotated[str, typer.Option(help="The benchmark that they are for.")],
    tasks: Terms = None,
    workers: Workers = 2,
    sandbox: SandboxName = "auto",
    network: Network = False,
    report: Annotated[
        Path | None, typer.Option(help="Write a report in SWE-bench's format there.")
    ] = None,
    logs: Annotated[Path | None, typer.Option(help="Keep what the graders said there.")] = None,
    cross_check: Annotated[
        bool,
        typer.Option(
            "--cross-check", help="Ask swebench's own runner too; status 1 if it differs."
        ),
    ] = False,
    json: AsJson = False,
) -> None:
    """Grade anybody's predictions, each in a clean sandbox."""
    from engine.configuration import InvalidConfiguration
    from engine.predictions import as_report, grade_prediction, read_predictions

    if cross_check and not benchmark.startswith("swebench:"):
        raise InvalidConfiguration("--cross-check is for swebench:... benchmarks.")
    writable(report)
    writable(logs, folder=True)
    given = read_predictions(predictions)
    chosen = _choose(benchmark, tasks)
    known = {task.id: task for task in chosen.tasks}
    unknown = [each.instance_id for each in given if each.instance_id not in known]
    if unknown and not tasks:
        raise InvalidConfiguration(f"{benchmark} has no task {unknown[0]}.")
    grader = _grader(chosen, sandbox, network=network)
    graded = []
    for each in in_parallel(
        [each for each in given if each.instance_id in known],
        lambda one: grade_prediction(grader, known[one.instance_id], one),
        workers=workers,
        what="Grading",
    ):
        graded.append(each)
        _keep_log(logs, each)
    content = as_report(chosen.tasks, graded)
    if json:
        typer.echo(encoder.dumps(content, indent=1))
    else:
        _say_graded(graded)
    if report:
        report.write_text(encoder.dumps(content, indent=1), "utf-8")
    if cross_check and not _agrees_with_swebench(benchmark, graded, workers=workers):
        raise typer.Exit(1)


def _agrees_with_swebench(name: str, graded: "Sequence[Graded]", *, workers: int) -> bool:
    """Whether swebench's own runner comes to the same verdicts; differences are said.

    What reaches for git's own folder was refused here, and is not run there.
    """
    from engine.predictions import Outcome
    from evals.patches import reaches_git
    from evals.swebench.benchmark import load_swebench
    from evals.swebench.official import cross_check, differences

    benchmark = load_swebench((absolute_benchmark(name) or name).partition(":")[2])
    judged = [
        each
        for each in graded
        if each.outcome is not Outcome.ERROR and not reaches_git(each.prediction.model_patch)
    ]
    patches = {each.prediction.instance_id: each.prediction.model_patch for each in judged}
    theirs = cross_check(
        [benchmark.rows[id] for id in patches],
        patches,
        seconds=max(task.grade_seconds for task in benchmark.tasks),
        workers=workers,
    )
    ours = {each.prediction.instance_id: each.outcome is Outcome.RESOLVED for each in judged}
    found = differences(ours, theirs)
    for line in found:
        typer.echo(line, err=True)
    same = f"{len(ours) - len(found)} of {len(ours)}"
    typer.echo(f"swebench's own runner comes to the same verdict on {same} predictions.", err=True)
    return not found


def _say_graded(graded: "Sequence[Graded]") -> None:
    from archive.values import Tally
    from engine.cli.text import share
    from engine.predictions import Outcome

    for each in sorted(graded, key=lambda each: each.prediction.instance_id):
        typer.echo(f"{each.outcome:10}  {each.prediction.instance_id}  {each.reason}".rstrip())
    resolved = sum(each.outcome is Outcome.RESOLVED for each in graded)
    errors = sum(each.outcome is Outcome.ERROR for each in graded)
    typer.echo(f"resolved {share(Tally(resolved, len(graded) - errors - resolved))}")
    if errors:
        typer.echo(f"{errors} met an error of the machine or their task and count for nothing.")


def prepare(
    benchmark: BenchmarkName,
    tasks: Terms = None,
    workers: Workers = 4,
    max_size: Annotated[
        str | None, typer.Option(help="What images of tasks may take together, such as 100GB.")
    ] = None,
) -> None:
    """Fetch and build a benchmark's images ahead of a run."""
    from engine.imaging import plan_images, prepare_image
    from sandbox.docker import Docker

    chosen = _choose(benchmark, tasks)
    docker = Docker(image_bytes=_bytes(max_size))
    for name in docker.images.make_room():
        typer.echo(f"{name}: given up for room")
    plan = plan_images(chosen.tasks, docker.images)
    for line in plan.sentences():
        typer.echo(line, err=True)
    failed = 0
    for done in in_parallel(
        plan.missing,
        lambda image: prepare_image(docker.images, image),
        workers=workers,
        what="Images",
    ):
        failed += bool(done.trouble)
        typer.echo(f"{done.image}: {done.trouble or 'ready'}")
        for line in done.gone:
            typer.echo(f"{line}: given up for room")
    images = [*plan.here, *plan.missing]
    here = sum(docker.images.find(image) is not None for image in images)
    typer.echo(f"{here} of {len(images)} images are here.")
    if failed:
        raise typer.Exit(1)


def _bytes(text: str | None) -> int | None:
    from pydantic import ByteSize, TypeAdapter, ValidationError

    from engine.configuration import InvalidConfiguration

    try:
        return None if text is None else TypeAdapter(ByteSize).validate_python(text)
    except ValidationError as error:
        raise InvalidConfiguration(f"--max-size {text}: give a size such as 100GB.") from error


def _choose(name: str, terms: list[str] | None) -> "Benchmark":
    from evals.choose import load_benchmark
    from evals.subset import only

    return only(load_benchmark(absolute_benchmark(name) or name), terms or ())


def _grader(benchmark: "Benchmark", sandbox: str, *, network: bool) -> "Grader":
    from engine.grading import Grader
    from sandbox.choose import choose_sandboxes

    labels = {"run": "outside of runs", "job": "0"}
    images = any(task.needs_image for task in benchmark.tasks)
    sandboxes = choose_sandboxes(sandbox, images=images)
    sandboxes.sweep(labels)
    return Grader(
        benchmark=benchmark, sandboxes=sandboxes, labels=tuple(labels.items()), network=network
    )


def _keep_log(folder: Path | None, graded: "Graded") -> None:
    if folder is not None:
        place = folder / f"{graded.prediction.instance_id.replace('/', '_')}.log"
        folder.mkdir(parents=True, exist_ok=True)
        place.write_bytes(graded.log or graded.reason.encode())
