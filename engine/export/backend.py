"""Packs an agent: used to export one, and shipped with its source so that `pip` can do the same.

The standard library is all it needs, so a source distribution installs without network. The same
files give the same bytes, everywhere: entries are sorted, undated and uncompressed.
"""

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

METADATA, ENTRY_POINTS, LICENSES = "PKG-INFO", "entry_points.txt", "licenses"
_WHEEL = b"Wheel-Version: 1.0\nGenerator: hgm-engine\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_BEGINNING = (1980, 1, 1, 0, 0, 0)


def wheel_name(metadata: bytes) -> str:
    """The file name of the wheel with this metadata."""
    return f"{_stem(metadata)}-py3-none-any.whl"


def make_wheel(files: Mapping[str, bytes]) -> bytes:
    """The wheel of a source distribution's files, by their names below its folder."""
    metadata = files[METADATA]
    info = f"{_stem(metadata)}.dist-info"
    package = f"{_stem(metadata).partition('-')[0]}/"
    content = {name: each for name, each in files.items() if name.startswith(package)}
    content |= {
        f"{info}/METADATA": metadata,
        f"{info}/WHEEL": _WHEEL,
        f"{info}/{ENTRY_POINTS}": files[ENTRY_POINTS],
    }
    for name, each in files.items():
        if name.startswith(f"{LICENSES}/"):
            content[f"{info}/{name}"] = each
    content[f"{info}/RECORD"] = _record(content, info)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, each in sorted(content.items()):
            entry = zipfile.ZipInfo(name, _BEGINNING)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, each)
    return packed.getvalue()


def _record(content: Mapping[str, bytes], info: str) -> bytes:
    lines = []
    for name, each in sorted(content.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(each).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},{len(each)}\n")
    return "".join([*lines, f"{info}/RECORD,,\n"]).encode()


def _stem(metadata: bytes) -> str:
    """`name-version` as it stands in file names."""
    head = metadata.decode().split("\n\n", 1)[0]
    fields = dict(line.split(": ", 1) for line in head.split("\n") if ": " in line)
    return f"{fields['Name'].replace('-', '_')}-{fields['Version']}"


def build_wheel(
    wheel_directory: str, config_settings: object = None, metadata_directory: object = None
) -> str:
    """See PEP 517; in the folder of the source distribution."""
    del config_settings, metadata_directory
    files = {
        path.as_posix(): path.read_bytes()
        for path in sorted(Path().rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    name = wheel_name(files[METADATA])
    Path(wheel_directory, name).write_bytes(make_wheel(files))
    return name


def build_sdist(sdist_directory: str, config_settings: object = None) -> str:
    """See PEP 517: a source distribution is what this came from."""
    del sdist_directory, config_settings
    raise NotImplementedError("build the wheel")
