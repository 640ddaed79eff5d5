"""Copies this system's Python into a folder that works, at the same place, in any Linux.

Run in a container by python.Dockerfile. The copy brings its own loader and libraries, and its
binary names them by absolute path, so the other system's libc, or the lack of one, does not matter;
what the interpreter starts uses the other system's libraries as ever. Only the architecture counts.
Beside it stands a Perl without modules, for the first process of a container (sandbox.init).
"""

import compileall
import py_compile
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

_LEFT_OUT = {
    "__pycache__", "dist-packages", "distutils", "ensurepip", "idlelib", "lib2to3", "pydoc_data",
    "test", "tkinter", "turtledemo", "EXTERNALLY-MANAGED",
}  # fmt: skip
_ALSO = ("libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2")


def main(target: Path) -> None:
    """Make the folder."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    library = target / "lib"
    shutil.copytree(
        sysconfig.get_path("stdlib"),
        library / version,
        ignore=lambda _, names: [n for n in names if n in _LEFT_OUT or n.startswith("config-")],
        ignore_dangling_symlinks=True,
    )
    (target / "bin").mkdir()
    python, perl = (target / "bin" / name for name in ("python3", "perl"))
    shutil.copy2(Path(sys.executable).resolve(), python)
    shutil.copy2(Path("/usr/bin/perl").resolve(), perl)
    loader = _copy_libraries((python, perl), library)
    for binary in (python, perl):
        _run("patchelf", "--set-interpreter", str(loader), str(binary))
        _run("patchelf", "--force-rpath", "--set-rpath", str(library), str(binary))
    # Bytecode is not checked against its source: the folder is read-only wherever it is used.
    compileall.compile_dir(
        library / version,
        quiet=2,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    for path in target.rglob("*"):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    _run(str(python), "-c", "import ssl, sqlite3, ctypes, asyncio, unittest")
    _run(str(perl), "-e", "1")


def _copy_libraries(binaries: Sequence[Path], library: Path) -> Path:
    """Put the loader and every shared library that they may need into one folder; the loader."""
    extensions = list(library.rglob("*.so"))
    found = {}
    for file in (*binaries, *extensions):
        for path in re.findall(r"(?:=> )?(/\S+) \(0x", _run("ldd", str(file))):
            found[Path(path).name] = Path(path).resolve()
    beside = next(path.parent for name, path in found.items() if name.startswith("libc.so"))
    found.update({name: beside / name for name in _ALSO if (beside / name).exists()})
    for name, path in found.items():
        shutil.copy2(path, library / name)
    return next(library / name for name in found if name.startswith("ld-"))


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]))
