"""Finding the word that was probably meant."""

from collections import Counter


def bigrams(word):
    """How often each pair of neighbouring letters occurs in the word, without case."""
    word = word.lower()
    return Counter(word[index : index + 2] for index in range(len(word) - 1))


def similarity(first, second):
    """Dice coefficient of the letter pairs of two words, from 0 to 1.

    Words too short to have pairs are similar only if they are equal.
    """
    pairs_first, pairs_second = bigrams(first), bigrams(second)
    total_first, total_second = sum(pairs_first.values()), sum(pairs_second.values())
    if not total_first or not total_second:
        return 1.0 if first.lower() == second.lower() else 0.0
    shared = sum((pairs_first & pairs_second).values())
    return 2 * shared / (total_first + total_second)


def ranked(word, candidates):
    """Pairs of similarity and candidate, the most similar first, equal ones by name."""
    scored = [(similarity(word, candidate), candidate) for candidate in candidates]
    return sorted(scored, key=lambda pair: (-pair[0], pair[1]))


def closest(word, candidates, least=0.5):
    """The most similar candidate, or None if none is at least that similar."""
    best = ranked(word, candidates)[:1]
    if not best or best[0][0] < least:
        return None
    return best[0][1]


def suggestion(word, known):
    """A message for an unknown word."""
    near = closest(word, known)
    hint = f"; did you mean {near}?" if near else ""
    return f"unknown word {word}{hint}"
