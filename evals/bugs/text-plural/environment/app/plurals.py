"""English plurals."""

IRREGULAR = {"man": "men", "child": "children", "mouse": "mice"}


def plural(word):
    """The plural of a regular noun or of a few irregular ones."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word.endswith("y"):
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    return word + "s"


def count(number, word):
    """Like 1 day or 2 days."""
    return f"{number} {word if number <= 1 else plural(word)}"
