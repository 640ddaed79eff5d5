"""An agent as something to install: its files as they are, and what is written around them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from archive.source import check_source
from archive.values import Source
from engine.agents import Manifest, bundled_agent, read_manifest
from engine.configuration import InvalidConfiguration
from engine.export.backend import ENTRY_POINTS, LICENSES, METADATA
from engine.export.provenance import Provenance
from engine.export.readme import write_readme

AGENT, PROVENANCE = "agent", "provenance.json"
"""What a package holds beside its command: the agent's tree, and where it comes from."""

_HERE = Path(__file__).parent
_NAME = re.compile(r"[a-z][a-z0-9]{0,29}(-[a-z0-9]{1,30}){0,5}")
_LICENCE = re.compile(r"(licen[cs]e|copying|notice)([.-][A-Za-z0-9.-]*)?", re.IGNORECASE)
_PYPROJECT = b"""\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """Everything that any format holds."""

    name: str
    """Of the distribution, and of the command."""
    version: str
    files: Mapping[str, bytes]
    """By their names in the folder of the source distribution."""
    requirements: tuple[str, ...]
    provenance: Provenance

    @property
    def module(self) -> str:
        """What it is imported as."""
        return self.name.replace("-", "_")

    @property
    def stem(self) -> str:
        """`name-version` as it stands in file names."""
        return f"{self.module}-{self.version}"


def make_package(source: Source, provenance: Provenance, *, name: str | None = None) -> Package:
    """Put an agent's files, a command and what is known of it together; nothing of it is run.

    Raises InvalidConfiguration for a name that cannot be one.
    """
    check_source(source)
    manifest, agent = read_manifest(source), provenance.agent
    named = _checked(name) if name else f"{_plain(manifest.name)}-{agent.commit[:8]}"
    distribution, version = f"hgm-agent-{named}", f"0.{agent.id}"
    module = distribution.replace("-", "_")
    readme = write_readme(distribution, version, provenance)
    about = _about(distribution, version, manifest, provenance)
    licences = {f"{LICENSES}/LICENSE": (_HERE / "LICENSE").read_bytes()}
    for path, content in source.items():
        if _LICENCE.fullmatch(path):
            licences[f"{LICENSES}/{AGENT}/{path}"] = content
    files = {
        **{f"{module}/{path}": content for path, content in _command().items()},
        **{f"{module}/{AGENT}/{path}": content for path, content in source.items()},
        f"{module}/{PROVENANCE}": (json.dumps(about, indent=1) + "\n").encode(),
        **licences,
        METADATA: _metadata(about, manifest, provenance, licences, readme).encode(),
        ENTRY_POINTS: f"[console_scripts]\n{distribution} = {module}.command:main\n".encode(),
        "README.md": readme.encode(),
        "backend.py": (_HERE / "backend.py").read_bytes(),
        "pyproject.toml": _PYPROJECT,
    }
    return Package(
        name=distribution,
        version=version,
        files=dict(sorted(files.items())),
        requirements=manifest.requirements,
        provenance=provenance,
    )


def _checked(name: str) -> str:
    name = name.removeprefix("hgm-agent-")
    if not _NAME.fullmatch(name):
        raise InvalidConfiguration(
            f"--name {name}: a few words of lower-case letters and digits, joined by dashes."
        )
    return name


def _plain(name: str) -> str:
    """A manifest's name without what package names do not have; short."""
    return re.sub("-+", "-", name).strip("-")[:40].strip("-")


def _command() -> dict[str, bytes]:
    """What runs the agent: the same for all."""
    return {path.name: path.read_bytes() for path in sorted((_HERE / "launcher").glob("*.py"))}


def _about(
    distribution: str, version: str, manifest: Manifest, provenance: Provenance
) -> dict[str, object]:
    return {
        "name": distribution,
        "version": version,
        "command": distribution,
        "summary": f"A coding agent evolved by hgm-engine: agent {provenance.agent.id} of run "
        f"{provenance.run}.",
        "module": manifest.module,
        "requirements": list(manifest.requirements),
        "needs_model": provenance.uses_models,
        **provenance.as_json(),
    }


def _metadata(
    about: Mapping[str, object],
    manifest: Manifest,
    provenance: Provenance,
    licences: Mapping[str, bytes],
    readme: str,
) -> str:
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {about['name']}",
        f"Version: {about['version']}",
        f"Summary: {about['summary']}",
    ]
    # Whoever wrote another seed agent has not told us under which licence.
    if bundled_agent(provenance.record.configuration.seed_agent):
        lines.append("License-Expression: Apache-2.0")
    lines += [f"License-File: {name.removeprefix(f'{LICENSES}/')}" for name in sorted(licences)]
    lines += [f"Requires-Dist: {each}" for each in manifest.requirements]
    lines += ["Requires-Python: >=3.10", "Description-Content-Type: text/markdown"]
    return "\n".join([*lines, "", readme])
