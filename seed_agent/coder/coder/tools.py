"""What the model can do, and how it is told what came of it."""

import json
from pathlib import Path

from coder.editor import EditError, edit, view, write
from coder.text import shorten

BASH_SECONDS = 60
KINDS = {"string": str, "integer": int}


def tool(name, description, required, **properties):
    """A function as chat completions describe it."""
    parameters = {"type": "object", "properties": properties, "required": required}
    return {
        "type": "function",
        "function": {"name": name, "description": description, "parameters": parameters},
    }


TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
TOOLS = [
    tool(
        "bash",
        "Run a command in a shell that stays: its folder and variables are kept. There is no network, and no input to read.",
        ["command"],
        command=TEXT,
        seconds={**NUMBER, "description": f"when to kill it; {BASH_SECONDS} if not given"},
    ),
    tool(
        "view",
        "Show a file with line numbers, or the names in a folder.",
        ["path"],
        path=TEXT,
        start=NUMBER,
        end=NUMBER,
    ),
    tool(
        "edit",
        "Replace one piece of text in a file. `old` must occur exactly once, and be the same character for character, "
        "blanks included and line numbers not. Take as many lines around the change as make it unique.",
        ["path", "old", "new"],
        path=TEXT,
        old=TEXT,
        new=TEXT,
    ),
    tool(
        "write", "Make a file, or replace all of it.", ["path", "content"], path=TEXT, content=TEXT
    ),
]


class Tools:
    """Does what calls say; relative paths start at `folder`."""

    def __init__(self, shell, folder, seconds_left):
        self._shell = shell
        self._folder = Path(folder)
        self._seconds_left = seconds_left

    def call(self, name, arguments):
        """What the model gets to read; what goes wrong is a text as well."""
        try:
            return shorten(self._do(name, read_arguments(name, arguments, TOOLS)))
        except (EditError, OSError, ValueError) as error:
            return f"Error: {error}"

    def _do(self, name, values):
        if name == "bash":
            seconds = min(values.get("seconds", BASH_SECONDS), self._seconds_left())
            return self._shell.run(values["command"], max(1, seconds))
        path = self._folder / values["path"]
        if name == "view":
            return view(path, values.get("start", 1), values.get("end"))
        if name == "write":
            return write(path, values["content"])
        return edit(path, values["old"], values["new"])


def read_arguments(name, arguments, tools):
    """The arguments of a call as a dict. Raises EditError where they are not what the tool takes."""
    known = {tool["function"]["name"]: tool["function"]["parameters"] for tool in tools}
    if name not in known:
        raise EditError(f"there is no tool {name!r}: use {', '.join(known)}.")
    try:
        values = json.loads(arguments or "{}", strict=False)
    except ValueError as error:
        raise EditError(
            f"the arguments are not valid JSON ({error}). Nothing was done: send the call again."
        ) from error
    if not isinstance(values, dict):
        raise EditError(
            "the arguments must be a JSON object. Nothing was done: send the call again."
        )
    values = {each: value for each, value in values.items() if value is not None}
    properties = known[name]["properties"]
    missing = [each for each in known[name]["required"] if each not in values]
    unknown = [each for each in values if each not in properties]
    if missing or unknown:
        wrong = [f"{each!r} is missing" for each in missing] + [
            f"there is no {each!r}" for each in unknown
        ]
        raise EditError(f"{', '.join(wrong)}: {name} takes {', '.join(properties)}.")
    for each, value in values.items():
        kind = properties[each]["type"]
        if kind == "integer" and isinstance(value, (str, float)):
            try:
                values[each] = value = int(value)
            except (ValueError, OverflowError):
                pass
        if not isinstance(value, KINDS[kind]):
            raise EditError(f"{each!r} must be {kind}, and is {json.dumps(value)[:80]}.")
    return values
