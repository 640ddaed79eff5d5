"""The sandbox of an exported agent: what is seen inside, and its end."""

import os
import shlex
import signal
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest

from engine.export.launcher.command import _shown
from engine.export.launcher.confined import Bubblewrap, Places, _First, _watch
from engine.export.launcher.words import Trouble


@pytest.mark.parametrize("active", ["home/repository", "home", ""])
def test_an_active_environment_that_is_or_holds_the_repository_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, active: str
) -> None:
    repository = tmp_path / "home/repository"
    repository.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / active))
    assert _shown([], repository) == ()
    with pytest.raises(Trouble, match="the agent has a copy"):
        _shown([repository], repository)


def test_an_active_environment_in_the_repository_or_beside_it_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for active in (tmp_path / "repository/.venv", tmp_path / "venv"):
        active.mkdir(parents=True)
        monkeypatch.setenv("VIRTUAL_ENV", str(active))
        assert _shown([], tmp_path / "repository") == (active,)


def test_a_python_that_is_installed_in_the_repository_does_not_cover_the_copy(
    tmp_path: Path,
) -> None:
    repository, work = tmp_path / "repository", tmp_path / "work"
    for folder in (repository / "bin", *(work / name for name in ("tmp", "repository", "agent"))):
        folder.mkdir(parents=True)
    (repository / "bin/python").write_text("")
    environment = tmp_path / "environment"
    (environment / "bin").mkdir(parents=True)
    (environment / "bin/python").symlink_to(repository / "bin/python")
    places = Places(agent=work / "agent", work=work, repository=repository, shown=(environment,))
    words = Bubblewrap(places)._own()
    mounted = [source for source, place in pairwise(words) if place == str(repository)]
    assert mounted == [str(work / "repository")]


def test_what_outlives_bubblewrap_is_dead_before_its_files_are_read(tmp_path: Path) -> None:
    first = _First(*os.pipe())
    # As where an agent made the first process of its sandbox ignore that bubblewrap is gone.
    script = f"""
        setsid sleep 60 >/dev/null 2>&1 {first.told}>&- &
        echo "{{\\"child-pid\\": $!}}" >&{first.told}
        echo $! >{shlex.quote(str(tmp_path / "pid"))}
        exec {first.told}>&-
        sleep 60
    """
    environment = {"PATH": os.environ["PATH"]}
    command = ["bash", "-c", script]
    files = (first.told,)
    try:
        ended = _watch(command, 1, cwd=tmp_path, env=environment, pass_fds=files, first=first)
        survivor = int((tmp_path / "pid").read_text())
        state = Path(f"/proc/{survivor}/stat")
        assert ended.timed_out
        assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"
    finally:
        with suppress(ProcessLookupError, FileNotFoundError):
            os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
