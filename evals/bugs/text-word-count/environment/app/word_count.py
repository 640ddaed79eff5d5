"""Which words a text uses most."""

import re

STOP_WORDS = frozenset("a an and are as at be by for from in is it of on or that the to was".split())


def words_of(text):
    """The words of the text in lower case. An apostrophe may be inside of a word."""
    return re.findall(r"[a-z0-9]+(?:'[a-z]+)?", text.lower())


def without_stop_words(words, stop_words=STOP_WORDS):
    """A new list of the words that are not stop words."""
    kept = list(words)
    for word in kept:
        if word in stop_words:
            kept.remove(word)
    return kept


def frequencies(text):
    """How often each word of the text occurs, without stop words."""
    counts = {}
    for word in without_stop_words(words_of(text)):
        counts[word] = counts.get(word, 0) + 1
    return counts


def most_frequent(text, number):
    """The most frequent words with their counts, equally frequent ones by alphabet."""
    counts = frequencies(text)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:number]


def richness(text):
    """Different words per word, stop words included; 0 for an empty text."""
    words = words_of(text)
    return len(set(words)) / len(words) if words else 0.0
