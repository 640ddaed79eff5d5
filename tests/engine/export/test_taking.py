"""Packages from strangers: what is plainly an agent is taken, everything else is refused."""

import gzip
import io
import struct
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from histories import Workbench
from shipping import PUPPET, export
from worlds import write_files, write_tiny_benchmark

from archive.store import Archive
from engine.agents import InvalidAgent, read_seed_agent
from engine.configuration import Configuration
from engine.export.fetching import fetch
from engine.export.formats import Format
from engine.export.taking import take
from engine.session import create_run

MIB = 1024**2


@pytest.mark.parametrize("kind", [Format.WHEEL, Format.SDIST, Format.DIR, Format.GIT])
def test_an_exported_agent_comes_back_as_it_was(runs: Path, tmp_path: Path, kind: Format) -> None:
    place = export(runs / "mutator", tmp_path / "dist", kind)
    with Archive.open(runs / "mutator") as archive:
        source = archive.source(0)
    assert take(str(place)) == source
    if kind is not Format.GIT:
        assert read_seed_agent(str(place)) == source
    else:
        assert take(f"file://{place}") == source


@pytest.mark.parametrize("kind", [Format.WHEEL, Format.DIR])
def test_hidden_files_of_an_exported_agent_are_part_of_it(tmp_path: Path, kind: Format) -> None:
    source = {**PUPPET, "data/.keep": b"x"}
    benchmark = write_tiny_benchmark(tmp_path / "tasks", search=1, test=1)
    configuration = Configuration.build({"benchmark": str(benchmark)})
    create_run(tmp_path / "run", configuration, root=source)
    assert take(str(export(tmp_path / "run", tmp_path / "dist", kind))) == source


def test_an_agent_written_by_hand_is_taken_from_a_zip_a_folder_or_a_repository(
    tmp_path: Path,
) -> None:
    write_zip(tmp_path / "a.zip", {f"puppet-main/{name}": each for name, each in PUPPET.items()})
    assert take(str(tmp_path / "a.zip")) == PUPPET
    bench = Workbench(tmp_path / "repository")
    bench.commit("first", {name: each.decode() for name, each in PUPPET.items()})
    assert take(str(bench.folder)) == PUPPET
    assert take(f"file://{bench.folder}") == PUPPET
    assert "mutator/__main__.py" in take("mutator")


def write_zip(path: Path, files: dict[str, bytes], **about: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            for key, value in about.items():
                setattr(entry, key, value)
            archive.writestr(entry, content)


def write_tar(path: Path, *entries: tuple[tarfile.TarInfo, bytes], kind: int = 0) -> None:
    with tarfile.open(path, "w:gz", format=kind or tarfile.USTAR_FORMAT) as archive:
        for name, content in PUPPET.items():
            made = tarfile.TarInfo(f"p/{name}")
            made.size = len(content)
            archive.addfile(made, io.BytesIO(content))
        for entry, content in entries:
            archive.addfile(entry, io.BytesIO(content))


def entry(name: str, **about: object) -> tuple[tarfile.TarInfo, bytes]:
    made = tarfile.TarInfo(name)
    for key, value in about.items():
        setattr(made, key, value)
    return made, b"x" * made.size


def zip_with(**more: bytes) -> Callable[[Path], None]:
    return lambda path: write_zip(path, {**PUPPET, **more})


def tar_with(name: str, **about: object) -> Callable[[Path], None]:
    return lambda path: write_tar(path, entry(name, **about))


def with_a_repository_inside(path: Path) -> None:
    """As `hgm export` writes it, where hidden files count."""
    files = {f"p/agent/{name}": content for name, content in PUPPET.items()}
    write_zip(path, {**files, "p/provenance.json": b"{}", "p/agent/.git/config": b"[core]"})


def a_link_in_a_zip(path: Path) -> None:
    write_zip(
        path, {**PUPPET, "link": b"/etc/passwd"}, create_system=3, external_attr=0o120777 << 16
    )


def twice_in_a_zip(path: Path) -> None:
    write_zip(path, dict(PUPPET))
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("puppet.py", b"other")


def a_locked_zip(path: Path) -> None:
    write_zip(path, dict(PUPPET))
    content = bytearray(path.read_bytes())
    place = content.find(b"PK\x01\x02")
    content[place + 8] |= 1
    path.write_bytes(content)


def a_zip_of_odd_compression(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("agent.toml", PUPPET["agent.toml"])


def a_zip_that_says_it_is_huge(path: Path) -> None:
    write_zip(path, dict(PUPPET))
    content = bytearray(path.read_bytes())
    place = content.rfind(b"PK\x05\x06")
    struct.pack_into("<HI", content, place + 10, 65535, 1 << 31)
    path.write_bytes(content)


def a_zip_with_a_second_list(path: Path) -> None:
    write_zip(path, dict(PUPPET))
    content = path.read_bytes()
    place = content.rfind(b"PK\x05\x06")
    locator = b"PK\x06\x07" + b"\0" * 16
    path.write_bytes(content[:place] + locator + content[place:])


def a_null_in_a_name(path: Path) -> None:
    write_zip(path, {**PUPPET, "a.pyX.toml": b"x"})
    path.write_bytes(path.read_bytes().replace(b"a.pyX.toml", b"a.py\0.toml"))


def a_gzip_bomb(path: Path) -> None:
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(80):
            file.write(b"\0" * MIB)


def a_tar_bomb(path: Path) -> None:
    write_tar(path, entry("big", size=80 * MIB))


def endless_headers(path: Path) -> None:
    header = tarfile.TarInfo("x")
    header.type = tarfile.XHDTYPE
    with gzip.open(path, "wb") as file:
        for _ in range(5000):
            file.write(header.tobuf(tarfile.USTAR_FORMAT))


def a_long_header(path: Path) -> None:
    made = tarfile.TarInfo("x")
    made.pax_headers = {"comment": "1" * 100_000}
    write_tar(path, (made, b""), kind=tarfile.PAX_FORMAT)


def holes(**about: str) -> Callable[[Path], None]:
    """A list of holes that takes a hundred times its packed size in memory."""
    content = b"9999999\n" + b"1\n" * (4 * MIB)

    def write(path: Path) -> None:
        made = tarfile.TarInfo("x")
        made.size = len(content)
        made.pax_headers = {f"GNU.sparse.{name}": value for name, value in about.items()}
        write_tar(path, (made, content), kind=tarfile.PAX_FORMAT)

    return write


HOSTILE: dict[str, tuple[Callable[[Path], None], str]] = {
    "a name that leads up": (zip_with(**{"../evil.py": b"x"}), "leads elsewhere"),
    "a name that leads up inside": (zip_with(**{"a/../../evil.py": b"x"}), "leads elsewhere"),
    "an absolute name": (zip_with(**{"/etc/cron.d/evil": b"x"}), "leads elsewhere"),
    "a backslash": (zip_with(**{"..\\evil.py": b"x"}), "leads elsewhere"),
    "control characters": (zip_with(**{"a\x1b[2J.py": b"x"}), "leads elsewhere"),
    "a null in a name": (a_null_in_a_name, "leads elsewhere"),
    "a link in a zip": (a_link_in_a_zip, "which is no file"),
    "the same name twice": (twice_in_a_zip, "twice"),
    "names that differ in case": (zip_with(**{"PUPPET.py": b"x"}), "upper and lower case"),
    "git's own folder": (with_a_repository_inside, "is not allowed"),
    "a file as a folder": (zip_with(**{"puppet.py/x": b"x"}), "a file and a folder"),
    "a zip bomb": (zip_with(big=b"\0" * 65 * MIB), "too large"),
    "many small bombs": (zip_with(**{f"b{n}": b"\0" * MIB for n in range(65)}), "too large"),
    "a large file": (zip_with(**{"big.bin": b"\0" * (MIB + 1)}), "bytes, more than"),
    "many files": (zip_with(**{f"f{n}": b"" for n in range(8100)}), "more than 8000 files"),
    "a locked zip": (a_locked_zip, "cannot be read"),
    "odd compression": (a_zip_of_odd_compression, "compressed in a way"),
    "a zip that says it is huge": (a_zip_that_says_it_is_huge, "more than 8000 files"),
    "a zip with a second list": (a_zip_with_a_second_list, "more than 4 GiB"),
    "half a zip": (lambda path: path.write_bytes(b"PK\x03\x04" + b"x" * 99), "without an end"),
    "two agents": (zip_with(**{"agent.toml": b"", "x": b""}), "not valid|protocol"),
    "no agent": (lambda path: write_zip(path, {"setup.py": b"x"}), "agent.toml is missing"),
    "no package": (lambda path: path.write_bytes(b"#!/bin/sh\n"), "neither a wheel"),
    "a tar that leads up": (tar_with("p/../../evil", size=1), "leads elsewhere"),
    "a tar from the top": (tar_with("/etc/evil", size=1), "leads elsewhere"),
    "a link in a tar": (tar_with("p/l", type=tarfile.SYMTYPE, linkname="/etc"), "is no file"),
    "a hard link": (tar_with("p/l", type=tarfile.LNKTYPE, linkname="../x"), "is no file"),
    "a device": (tar_with("p/d", type=tarfile.BLKTYPE, devmajor=8), "is no file"),
    "a pipe": (tar_with("p/f", type=tarfile.FIFOTYPE), "is no file"),
    "holes": (holes(major="1", minor="0", realsize="1"), "with holes"),
    "holes in a header": (holes(map="0,1," * 500), "with holes"),
    "holes in many headers": (holes(size="1", numblocks="1"), "with holes"),
    "holes of old": (tar_with("p/s", type=tarfile.GNUTYPE_SPARSE), "with holes"),
    "a tar bomb": (a_tar_bomb, "too large|unpacks to more"),
    "a gzip bomb": (a_gzip_bomb, "agent.toml is missing|unpacks to more|cannot be read"),
    "endless headers": (endless_headers, "damaged|cannot be read"),
    "a long header": (a_long_header, "a name that is too long"),
    "half a tar": (lambda path: path.write_bytes(gzip.compress(b"x" * 700)), "cannot be read"),
    "half a gzip": (
        lambda path: path.write_bytes(gzip.compress(b"x" * 700)[:20]),
        "cannot be read",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_package_is_refused_in_one_sentence_and_leaves_nothing(
    tmp_path: Path, name: str
) -> None:
    write, says = HOSTILE[name]
    place = tmp_path / "in" / "package"
    place.parent.mkdir()
    write(place)
    started = time.monotonic()
    with pytest.raises(InvalidAgent, match=says) as caught:
        take(str(place))
    assert time.monotonic() - started < 20
    assert "\x1b" not in str(caught.value)
    assert [path.name for path in tmp_path.rglob("*")] == ["in", "package"]


@pytest.mark.parametrize(
    "url",
    [
        "ext::sh -c touch% /tmp/owned",
        "fd::7/x",
        "https://-oProxyCommand=x/y",
        "--upload-pack=touch /tmp/owned",
        "git@-oProxyCommand=x:y",
        "https://host/x --config=core.sshCommand=x",
        "nowhere",
    ],
)
def test_only_plain_addresses_are_fetched(url: str) -> None:
    with pytest.raises(InvalidAgent, match="give a wheel"):
        fetch(url)


def test_a_hostile_repository_runs_nothing_and_is_refused(tmp_path: Path) -> None:
    bench = Workbench(tmp_path / "hostile")
    files = {name: each.decode() for name, each in PUPPET.items()}
    bench.commit("first", {**files, ".gitattributes": "* filter=x\n"})
    marker = tmp_path / "owned"
    hook = bench.folder / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {marker}\n")
    hook.chmod(0o755)
    for key in ("core.fsmonitor", "uploadpack.packObjectsHook", "filter.x.smudge"):
        bench.git("config", key, f"touch {marker}")
    assert take(f"file://{bench.folder}") == PUPPET
    assert not marker.exists()


def test_a_link_in_a_repository_is_refused(tmp_path: Path) -> None:
    bench = Workbench(tmp_path / "hostile")
    (bench.folder / "link").symlink_to("/etc/passwd")
    bench.commit("first", {name: each.decode() for name, each in PUPPET.items()})
    with pytest.raises(InvalidAgent, match="is a link or a submodule"):
        take(f"file://{bench.folder}")


def test_an_empty_or_missing_repository_is_refused(tmp_path: Path) -> None:
    Workbench(tmp_path / "empty")
    with pytest.raises(InvalidAgent, match=r"no commit|cannot be fetched"):
        take(f"file://{tmp_path}/empty")
    with pytest.raises(InvalidAgent, match="cannot be fetched"):
        take(f"file://{tmp_path}/nowhere")


def test_a_folder_that_is_no_agents_is_refused(tmp_path: Path) -> None:
    write_files(tmp_path / "two", {"a/agent.toml": b"", "b/agent.toml": b""})
    with pytest.raises(InvalidAgent, match="holds 2 agents"):
        take(str(tmp_path / "two"))
    (tmp_path / "big").mkdir()
    with (tmp_path / "big" / "sparse").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(InvalidAgent, match="more than an agent can"):
        take(str(tmp_path / "big"))
