"""Writing to people and to programs: nothing that an agent wrote speaks to a terminal."""

import sys

import typer

from engine.plain import plain


def draw(content: object, *, markup: bool = False) -> None:
    """A text or what rich draws, for people; `markup` only where all of it is our own."""
    from rich.console import Console

    shown = plain(content) if isinstance(content, str) else content
    Console(highlight=False, markup=markup, emoji=False).print(shown)


def say(text: str, *, nl: bool = True) -> None:
    """As it is for programs, and made safe where people read it."""
    # Without `color`, echo takes out what it thinks are colours.
    typer.echo(plain(text) if sys.stdout.isatty() else text, nl=nl, color=True)
