"""What an exported agent's command tells people, and what it may print of what others wrote."""

import sys


class Trouble(Exception):
    """What the user can mend: one sentence, and exit status 2."""


def say(text: str) -> None:
    """Tell the user, beside the output."""
    print(plain(text), file=sys.stderr, flush=True)  # noqa: T201 - the command talks to people


def plain(text: str) -> str:
    """The text without anything that a terminal would obey or turn around."""
    return "".join(each if each in "\n\t" or each.isprintable() else _escape(each) for each in text)


def short(text: str, most: int = 160) -> str:
    """One line of at most so many characters."""
    line = " ".join(text[: 4 * most].split())
    return line if len(line) <= most else f"{line[: most - 3]}..."


def confirm(question: str, otherwise: str) -> None:
    """Ask; raises Trouble, saying what to do otherwise, where the answer is not yes."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Trouble(f"{question} {otherwise}")
    print(plain(f"{question} Go on? [y/N] "), end="", file=sys.stderr, flush=True)  # noqa: T201
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise Trouble("nothing was done.")


def _escape(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode()
