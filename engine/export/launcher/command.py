"""The command of an exported agent: a task in, a changed working tree out."""

import argparse
import ctypes
import json
import os
import re
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from .applying import apply, as_diff
from .confined import Bubblewrap, Ended, Places, Plain, packages_folder
from .gateway import ROLE, SOCKET, Gateway, serving
from .limits import Limits, Meter, Price
from .provider import KEYS, URLS, Provider
from .words import Trouble, confirm, plain, say
from .worktree import Outcome, Worktree, remove

OK, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130

_HERE = Path(__file__).parent
_AGENT = _HERE / "agent"
_PROVENANCE = _HERE / "provenance.json"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@/-]*")
_NOT_DUMPABLE = 4


def main() -> int:
    """The exit status: 0 changed, 1 not changed, 2 the user's to mend, 130 interrupted."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    # Nobody but root may read a key out of this process, not even the agent run without a sandbox.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_NOT_DUMPABLE, 0, 0, 0, 0)
    about = json.loads(_PROVENANCE.read_text("utf-8"))
    try:
        options = _parser(about).parse_args()
        if options.about:
            print(json.dumps(about, indent=1))  # noqa: T201 - what was asked for
            return OK
        return _work(about, options)
    except Trouble as error:
        say(f"{about['command']}: {error}")
        return USAGE
    except OSError as error:
        say(f"{about['command']}: {error}")
        return FAILED
    except KeyboardInterrupt:
        say(f"{about['command']}: stopped. Nothing was changed.")
        return INTERRUPTED


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _parser(about: dict[str, Any]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=about["command"], description=about["summary"])
    add = parser.add_argument
    add("task", nargs="?", help="what is to be done, in words; - reads it from standard input")
    add("--repo", type=Path, default=Path(), help="the repository to change (here)")
    add("--model", help="openai/NAME or anthropic/NAME; none for agents that need none")
    add("--base-url", help="another server of chat completions for openai/NAME")
    add("--price", help="of the model, as INPUT/OUTPUT: dollars per million tokens")
    add("--seconds", type=_positive, default=600.0, help="stop after so long (600)")
    add("--requests", type=_count, default=100, help="questions to the model at most (100)")
    add("--tokens", type=_count, default=5_000_000, help="tokens at most (5000000)")
    add("--dollars", type=_positive, help="dollars at most; needs --price")
    add("--show", type=Path, action="append", default=[], help="another folder that it may read")
    add("--dry-run", action="store_true", help="print the diff and change nothing")
    add("--yes", action="store_true", help="go on with a folder that is not under git")
    add("--no-sandbox", action="store_true", help="run the agent with all your rights")
    add("--about", action="store_true", help="print where it comes from and how it scored, as JSON")
    add("--version", action="version", version=f"{about['name']} {about['version']}")
    return parser


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e9:
        raise argparse.ArgumentTypeError(f"{text}: give a number above 0")
    return number


def _count(text: str) -> int:
    return int(_positive(text))


def _work(about: dict[str, Any], options: argparse.Namespace) -> int:
    task = sys.stdin.read() if options.task == "-" else options.task
    if not task or not task.strip():
        raise Trouble('say what is to be done, such as "Fix the failing date parser".')
    provider, meter = _model(about, options)
    worktree = Worktree(options.repo)
    _look(worktree, options)
    with ExitStack() as stack:
        work = stack.enter_context(_workplace(with_model=provider is not None))
        places = Places(
            agent=_AGENT,
            work=work,
            repository=worktree.folder,
            shown=_shown(options.show, worktree.folder),
            packages=packages_folder() if about["requirements"] else None,
        )
        sandbox = _sandbox(places, options)
        worktree.copy(work / "repository", work / "originals")
        words: dict[str, object] = {}
        if provider is not None:
            gateway = Gateway(work / "model", provider, meter)
            stack.enter_context(serving(gateway))
            socket = f"{sandbox.path('model')}/{SOCKET}"
            words["model"] = {"socket": socket, "token": gateway.token, "role": ROLE}
        words["instruction"] = task
        ended = _solve(about, sandbox, work, words, meter)
        outcome = worktree.compare(work / "repository")
        trouble = gateway.trouble if provider is not None else ""
        return _conclude(worktree, outcome, ended, options, trouble)


def _model(about: dict[str, Any], options: argparse.Namespace) -> tuple[Provider | None, Meter]:
    """Who answers the agent, and what may be used. Raises Trouble."""
    price = _price(options.price)
    if options.dollars is not None and price is None:
        raise Trouble("--dollars needs --price INPUT/OUTPUT, in dollars per million tokens.")
    limits = Limits(options.seconds, options.requests, options.tokens, options.dollars)
    meter = Meter(limits, price)
    if options.model is None:
        if about["needs_model"]:
            raise Trouble("this agent needs a model: give --model, such as openai/gpt-5-mini.")
        return None, meter
    kind, _, name = options.model.partition("/")
    if kind not in URLS or not _NAME.fullmatch(name):
        raise Trouble(f"there is no model {options.model!r}: give openai/NAME or anthropic/NAME.")
    key, url = os.environ.get(KEYS[kind], ""), options.base_url or URLS[kind]
    if not url.startswith(("https://", "http://")):
        raise Trouble(f"--base-url {url}: it begins with http:// or https://.")
    if not key and options.base_url is None:
        raise Trouble(f"the model {options.model} needs a key: set {KEYS[kind]}.")
    says_completion = kind == "openai" and options.base_url is None
    return Provider(name, url, key, says_completion=says_completion), meter


def _price(text: str | None) -> Price | None:
    if text is None:
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?)/(\d+(?:\.\d+)?)", text)
    if found is None:
        raise Trouble(f"--price {text}: write INPUT/OUTPUT, such as 0.25/2.")
    return Price(float(found[1]), float(found[2]))


def _look(worktree: Worktree, options: argparse.Namespace) -> None:
    """Say, or ask, where changes could not be told apart or taken back."""
    if options.dry_run:
        return
    if not worktree.is_git:
        what = f"{worktree.folder} is not under git: what is changed there cannot be taken back."
        if not options.yes:
            confirm(what, "Give --yes to go on, or --dry-run to see the diff only.")
        return
    if count := worktree.uncommitted():
        files = "1 file has" if count == 1 else f"{count} files have"
        say(f"{files} changes that are not committed; the agent's come on top of them.")


def _shown(given: list[Path], repository: Path) -> tuple[Path, ...]:
    """What the agent may read: what the user says, and the environment that is active."""
    for each in given:
        if not each.is_dir():
            raise Trouble(f"--show {each}: there is no such folder.")
        if each.resolve() == Path("/"):
            raise Trouble(f"--show {each}: that would be everything.")
        if each.resolve() == repository:
            raise Trouble(f"--show {each}: of the repository itself the agent has a copy.")
    active = os.environ.get("VIRTUAL_ENV")
    environments = [Path(active).resolve()] if active and Path(active).is_dir() else []
    # One that is the repository would cover the copy; one around it or around all would show more.
    private = (repository, Path.home().resolve())
    kept = [each for each in environments if not any(own.is_relative_to(each) for own in private)]
    return tuple(dict.fromkeys([*(each.resolve() for each in given), *kept]))


def _sandbox(places: Places, options: argparse.Namespace) -> Bubblewrap | Plain:
    if options.no_sandbox:
        return Plain(places)
    sandbox = Bubblewrap(places)
    if trouble := sandbox.trouble():
        confirm(
            f"{trouble} Without it the agent could read and change all that you can, and reach the "
            "network.",
            "Give --no-sandbox to run it like that.",
        )
        return Plain(places)
    return sandbox


@contextmanager
def _workplace(*, with_model: bool) -> Iterator[Path]:
    work = Path(tempfile.mkdtemp(prefix="hgm-agent-"))
    try:
        names = ["repository", "originals", "job", "out", "tmp"]
        for name in [*names, "model"] if with_model else names:
            (work / name).mkdir()
        yield work
    finally:
        remove(work)


def _solve(
    about: dict[str, Any],
    sandbox: Bubblewrap | Plain,
    work: Path,
    words: dict[str, object],
    meter: Meter,
) -> Ended:
    job = {
        "protocol": 1,
        "action": "solve",
        "job": 0,
        "seed": 0,
        "repository": sandbox.path("repository"),
        "output": sandbox.path("out"),
        "seconds": meter.seconds_left,
        **words,
    }
    (work / "job" / "job.json").write_text(json.dumps(job, indent=1), "utf-8")
    say(f"{about['name']} {about['version']} works for at most {meter.seconds_left:.0f} seconds.")
    path = f"{sandbox.path('job')}/job.json"
    return sandbox.run(about["module"], ["solve", path], seconds=meter.seconds_left)


def _conclude(
    worktree: Worktree,
    outcome: Outcome,
    ended: Ended,
    options: argparse.Namespace,
    trouble: str,
) -> int:
    """Show what changed, and change it."""
    for name, why in outcome.left_out.items():
        say(f"left out: {plain(name)} ({why})")
    _print(as_diff(outcome.changes))
    count = f"{len(outcome.changes)} file{'s' * (len(outcome.changes) != 1)}"
    failed = trouble and f"The model could not be asked: {trouble}"
    if ended.timed_out:
        failed = f"It was stopped after {options.seconds:.0f} seconds."
    elif ended.status and not failed:
        failed = f"The agent failed with status {ended.status}."
    if failed or not outcome.changes:
        unfinished = f" What it had changed by then ({count}) was not taken over."
        say(f"{failed or 'The agent changed nothing.'}{unfinished if outcome.changes else ''}")
        return FAILED
    if options.dry_run:
        say(f"Nothing was changed. {count} would be.")
        return OK
    apply(worktree.folder, outcome.changes)
    say(f"{count} changed in {worktree.folder}.")
    return OK


def _print(diff: bytes) -> None:
    """As it is for programs; for eyes without anything that a terminal would obey."""
    if sys.stdout.isatty():
        print(plain(diff.decode(errors="replace")), end="")  # noqa: T201 - what was asked for
    else:
        sys.stdout.buffer.write(diff)
    sys.stdout.flush()
