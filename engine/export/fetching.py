"""The files of somebody else's git repository: fetched without a checkout, read without a hook."""

import os
import re
import subprocess
import tempfile
from pathlib import Path

from archive.repository import ENVIRONMENT, Repository
from archive.source import MAX_BYTES, MAX_FILES
from archive.values import ArchiveUnusable, Source
from engine.agents import InvalidAgent

_URL = re.compile(
    r"(https|http|ssh|git|file)://[^\s-][^\s]*|[\w.-]+@[\w.-]+:[^\s-][^\s]*", re.ASCII
)
_PROTOCOLS = "https:http:ssh:git:file"
_SECONDS = 300
_MOST_DISK = 8 * MAX_BYTES
_MOST_MEMORY = 2 * 1024**3
_MOST_FILES, _MOST_BYTES = 4 * MAX_FILES, 4 * MAX_BYTES
_CONFIGURATION = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "credential.helper=",
    "fetch.fsckObjects=true",
    "fetch.recurseSubmodules=false",
    "protocol.ext.allow=never",
    "transfer.bundleURI=false",
)


def is_repository(folder: Path) -> bool:
    """Whether a folder is a bare git repository, such as one that `hgm export` made."""
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir()


def fetch(url: str) -> Source:
    """The files of its newest commit. Raises InvalidAgent."""
    if not _URL.fullmatch(url):
        raise InvalidAgent(
            f"there is no {ascii(url)[1:-1]}: give a wheel, an sdist, a folder, or a git "
            "repository's URL"
        )
    with tempfile.TemporaryDirectory(prefix="hgm-import-") as place:
        folder = Path(place, "repository")
        _clone(url, folder)
        repository = Repository(folder)
        try:
            return repository.plain_source("HEAD", max_bytes=_MOST_BYTES, max_files=_MOST_FILES)
        except ArchiveUnusable as error:
            raise InvalidAgent(f"{url} cannot be read: it has no commit") from error
        except ValueError as error:
            raise InvalidAgent(f"{url} cannot be taken: {error}") from error


def _clone(url: str, folder: Path) -> None:
    """Raises InvalidAgent. A bare clone checks nothing out, so that no filter or hook runs."""
    words = ["git", *(word for each in _CONFIGURATION for word in ("-c", each))]
    words += ["clone", "--bare", "--quiet", "--depth=1", "--single-branch", "--no-tags"]
    words += ["--no-recurse-submodules", "--template=", "--", url, str(folder)]
    more = {
        **ENVIRONMENT,
        "GIT_ALLOW_PROTOCOL": _PROTOCOLS,
        "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
        "GIT_ASKPASS": "true",
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        completed = subprocess.run(
            # No server may fill the disk or the memory.
            ["prlimit", f"--fsize={_MOST_DISK}", f"--as={_MOST_MEMORY}", "--core=0", "--", *words],
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**others, **more},
        )
    except subprocess.TimeoutExpired as error:
        raise InvalidAgent(f"{url} was not there within {_SECONDS} seconds") from error
    if completed.returncode:
        said = completed.stderr.decode(errors="replace").strip().splitlines()
        why = ascii(said[-1])[1:-1][:300] if said else f"status {completed.returncode}"
        raise InvalidAgent(f"{url} cannot be fetched: {why}")
