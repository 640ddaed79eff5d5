"""Where a repository's tests run: nothing but Python, or an image with what they require."""

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from evals.benchmark import InvalidBenchmark
from evals.dockerfile import read_folder
from evals.mine.requirements import Requirements
from sandbox.files import File, Files
from sandbox.interface import Limits, Recipe, SandboxSpec

BASE = "debian:bookworm-slim"
WORKDIR = "/app"
_PLAIN = f"FROM python:3.11-slim\nWORKDIR {WORKDIR}\nCOPY repo/ {WORKDIR}/\n"
_GENERATED = """\
FROM {base}
RUN python3 -c "import venv, ensurepip" && git --version || (apt-get update \\
    && apt-get install -y --no-install-recommends python3 python3-venv git \\
    && rm -rf /var/lib/apt/lists/*)
RUN python3 -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 SETUPTOOLS_SCM_PRETEND_VERSION=0.0.0
COPY requirements.txt /opt/requirements.txt
RUN pip install --no-cache-dir -r /opt/requirements.txt
"""
# What cannot be installed as it was then may work without; the tests show whether it does.
_INSTALL = (
    "RUN pip install --no-deps --no-build-isolation --no-index -e . "
    '|| echo "It is not installed; its folder is where Python looks first."\n'
)
_FOLDERS = ("/tests", "/logs", "/solution")


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What all tasks of a repository share; each adds the repository's files of its time."""

    head: str = ""
    """The Dockerfile up to where those files come; empty where no image is needed."""
    tail: str = ""
    """What is to be done once they are there."""
    context: Files = field(default_factory=dict)
    """What the Dockerfile copies besides."""
    workdir: str = WORKDIR

    @property
    def needs_image(self) -> bool:
        """Whether it is more than a system with a Python."""
        return bool(self.head)

    def folder(self, repository: Files) -> Files:
        """A task's folder `environment`, which holds no links: a Dockerfile makes them."""
        plain = {f"repo/{path}": file for path, file in repository.items() if not file.link}
        return {"Dockerfile": File(self._dockerfile(repository).encode()), **self.context, **plain}

    def starting_files(self, repository: Files) -> Files:
        """What has to be copied into a fresh sandbox; nothing where an image has it."""
        if self.needs_image:
            return {}
        return {path: file for path, file in repository.items() if not file.link}

    def spec(self, repository: Files, limits: Limits) -> SandboxSpec:
        """A sandbox for solving and grading."""
        folders = (self.workdir, *_FOLDERS)
        if not self.needs_image:
            return SandboxSpec(writable=folders, limits=limits)
        recipe = Recipe("mined", self.folder(repository))
        return SandboxSpec(image=recipe, writable=folders, as_root=True, limits=limits)

    def shared_spec(self) -> SandboxSpec:
        """A sandbox of what all tasks share, without any repository."""
        if not self.needs_image:
            return SandboxSpec()
        context = {"Dockerfile": File(self.head.encode()), **self.context}
        return SandboxSpec(image=Recipe("mined", context), as_root=True)

    def _dockerfile(self, repository: Files) -> str:
        if not self.needs_image:
            return _PLAIN
        links = {path: file.content.decode() for path, file in repository.items() if file.link}
        lines = [f"RUN {_make_link(path, target)}\n" for path, target in sorted(links.items())]
        copying = f"WORKDIR {self.workdir}\nCOPY repo/ {self.workdir}/\n"
        return self.head + copying + "".join(lines) + self.tail


def _make_link(path: str, target: str) -> str:
    folder = shlex.quote(str(PurePosixPath(path).parent))
    return f"mkdir -p {folder} && ln -sfn {shlex.quote(target)} {shlex.quote(path)}"


def generated_environment(requirements: Requirements, *, base: str) -> Environment:
    """An image with a virtual environment that holds what the repository says it requires."""
    text = "".join(f"{each}\n" for each in requirements.all)
    tail = _INSTALL if requirements.is_package else ""
    if requirements.has_src:
        tail = f"ENV PYTHONPATH={WORKDIR}:{WORKDIR}/src\n{tail}"
    return Environment(
        head=_GENERATED.format(base=base),
        tail=tail,
        context={"requirements.txt": File(text.encode())},
    )


def given_environment(dockerfile: Path) -> Environment:
    """The user's own Dockerfile, to whose end the repository's files are added.

    Raises InvalidBenchmark where it copies the repository itself, which differs for every task.
    """
    try:
        text = dockerfile.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidBenchmark(f"{dockerfile} cannot be read: {error}.") from error
    instructions = _instructions(text)
    if not any(keyword == "FROM" for keyword, _ in instructions):
        raise InvalidBenchmark(f"{dockerfile} is no Dockerfile: it has no FROM.")
    workdirs = [rest for keyword, rest in instructions if keyword == "WORKDIR"]
    context = _copied(dockerfile, instructions)
    workdir = workdirs[-1] if workdirs else WORKDIR
    if not re.fullmatch(r"/[\w./-]*\w", workdir):
        raise InvalidBenchmark(f"{dockerfile}: WORKDIR {workdir} is no absolute folder.")
    return Environment(head=text.rstrip() + "\n", context=context, workdir=workdir)


def _instructions(text: str) -> list[tuple[str, str]]:
    """(keyword, the rest) for every instruction."""
    joined = re.sub(r"\\\s*\n", " ", re.sub(r"(?m)^\s*#.*\n", "", text + "\n"))
    lines = [line.strip().partition(" ") for line in joined.splitlines() if line.strip()]
    return [(keyword.upper(), rest.strip()) for keyword, _, rest in lines]


def _copied(dockerfile: Path, instructions: Sequence[tuple[str, str]]) -> Mapping[str, File]:
    """The files beside a Dockerfile that it copies."""
    files: dict[str, File] = {}
    for keyword, rest in instructions:
        words = rest.split()
        if keyword not in ("COPY", "ADD") or any(each.startswith("--from") for each in words):
            continue
        for word in [each for each in words if not each.startswith("--")][:-1]:
            source = PurePosixPath(word.removeprefix("./") or ".")
            place = dockerfile.parent / source
            if source == PurePosixPath() or source.is_absolute() or ".." in source.parts:
                raise InvalidBenchmark(
                    f"{dockerfile} copies {word}: leave the repository out, each task's files "
                    "are added at the end; copy only files beside it that an installation needs."
                )
            if place.is_file():
                files[str(source)] = File(place.read_bytes())
            else:
                files |= read_folder(place, source)
    return files
