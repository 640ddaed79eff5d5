"""Headlines."""

SMALL = {"a", "an", "and", "of", "or", "the", "to", "in"}


def title(text):
    """Words capitalised, small ones only at the beginning and at the end."""
    words = text.lower().split()
    result = []
    for index, word in enumerate(words):
        at_edge = index == 0 or index == len(words) - 1
        if at_edge or word not in SMALL:
            word = word.capitalize()
        result.append(word)
    return " ".join(result)


def initials(name):
    """First letters of the capitalised words."""
    return "".join(word[0] for word in name.split() if word[0].isupper())
