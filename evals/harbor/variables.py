"""Environment variables that a task asks for."""

import re
from collections.abc import Mapping

from evals.task_file import Unusable

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TEMPLATE = re.compile(r"\$\{([^}:]+)(?::-(.*))?\}", re.DOTALL)


def resolve(*tables: Mapping[str, str]) -> dict[str, str]:
    """The variables of all tables, later ones over earlier ones, with `${NAME:-default}` resolved.

    NAME is another of these variables and never one of this machine's, where keys are. Raises
    Unusable where it is neither there nor has a default.
    """
    variables = {name: value for table in tables for name, value in table.items()}
    for name in variables:
        if not _NAME.fullmatch(name):
            raise Unusable(f"it sets an environment variable with the odd name {name!r}")
    return {name: _resolved(value, variables) for name, value in variables.items()}


def _resolved(value: str, variables: Mapping[str, str]) -> str:
    found = _TEMPLATE.fullmatch(value)
    if found is None:
        return value
    name, default = found[1], found[2]
    if name in variables and not _TEMPLATE.fullmatch(variables[name]):
        return variables[name]
    if default is None:
        raise Unusable(
            f"it wants the variable {name} of this machine, and no task gets one: "
            f"set it to a value, or write ${{{name}:-default}}"
        )
    return default


def as_instructions(variables: Mapping[str, str]) -> str:
    """The same as lines of a Dockerfile. Raises Unusable."""
    for name, value in variables.items():
        if "\n" in value:
            raise Unusable(f"its variable {name} has more than one line")
    return "".join(f'ENV {name}="{_quoted(value)}"\n' for name, value in variables.items())


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
