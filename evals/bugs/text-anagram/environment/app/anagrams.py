"""Anagrams."""


def letters(text):
    """The letters of a text in alphabetical order, without case."""
    return sorted(letter for letter in text if letter.isalpha())


def are_anagrams(first, second):
    """Whether two different texts have the same letters."""
    if first.lower() == second.lower():
        return False
    return letters(first) == letters(second)


def group(words):
    """Groups of words with the same letters, each in the given order."""
    groups = {}
    for word in words:
        groups.setdefault("".join(letters(word)), []).append(word)
    return list(groups.values())
