"""The parsers and the grading of the swebench package, without all that its harness needs to run.

Importing any module of `swebench.harness` imports modal, datasets and docker; its grading needs
none of them.
"""

import sys
from dataclasses import dataclass
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from evals.benchmark import InvalidBenchmark

_HARNESS = "swebench.harness"
_INSTALL = "SWE-bench needs the swebench package: pip install 'swebench>=5.0.2,<6'."


@dataclass(frozen=True, slots=True)
class Official:
    """What swebench grades with."""

    version: str
    grading: Any
    """Its module: `get_eval_report` and what that uses."""
    parsers: dict[str, Any]
    """Name -> parser of logs."""
    spec: Any
    """The class of what is graded."""


def load_official() -> Official:
    """The grading part of the installed swebench package, of version 5.

    Raises InvalidBenchmark where it is not installed or is another one.
    """
    try:
        number = version("swebench")
    except PackageNotFoundError as error:
        raise InvalidBenchmark(_INSTALL) from error
    if number.partition(".")[0] != "5":
        raise InvalidBenchmark(f"swebench {number} is installed. {_INSTALL}")
    before = _harness_modules()
    try:
        sys.modules[_HARNESS] = _empty_package()
        grading = import_module(f"{_HARNESS}.grading")
        parsers = import_module(f"{_HARNESS}.log_parsers").PARSER_REGISTRY
        return Official(number, grading, parsers, import_module("swebench.types").TestSpec)
    except ImportError as error:
        raise InvalidBenchmark(f"swebench {number} cannot be used: {error}.") from error
    finally:
        # Whoever wants the whole harness gets it as if nothing had happened.
        for name in _harness_modules():
            del sys.modules[name]
        sys.modules.update(before)
        if _HARNESS not in before and "swebench" in sys.modules:
            sys.modules["swebench"].__dict__.pop("harness", None)


def _harness_modules() -> dict[str, ModuleType]:
    return {
        name: module
        for name, module in sys.modules.items()
        if name == _HARNESS or name.startswith(f"{_HARNESS}.")
    }


def _empty_package() -> ModuleType:
    """The harness as a package that holds the same modules and imports none of them."""
    top = find_spec("swebench")
    places = [f"{place}/harness" for place in (top.submodule_search_locations if top else []) or []]
    package = ModuleType(_HARNESS)
    package.__path__ = places
    package.__spec__ = ModuleSpec(_HARNESS, None, is_package=True)
    return package
