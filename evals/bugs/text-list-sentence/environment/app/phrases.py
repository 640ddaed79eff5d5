"""Lists of words as parts of sentences."""


def enumerate_words(words, *, conjunction="and", oxford=False):
    """A phrase such as "a, b and c"; with oxford there is a comma before the conjunction."""
    if len(words) < 2:
        return "".join(words)
    last = words.pop()
    comma = "," if oxford and len(words) > 1 else ""
    return f"{', '.join(words)}{comma} {conjunction} {last}"


def enumerate_some(words, limit):
    """Like enumerate_words, but words beyond the limit are only counted: "a, b and 3 others"."""
    if len(words) <= limit:
        return enumerate_words(words)
    rest = len(words) - limit
    return enumerate_words(words[:limit] + [f"{rest} other{'s' if rest > 1 else ''}"])


def likes(names):
    """Who likes something: "nobody likes this", "Ann likes this", "Ann and Bob like this"."""
    verb = "like" if len(names) > 1 else "likes"
    subject = enumerate_words(names) or "nobody"
    return f"{subject} {verb} this"


def question(word, choices):
    """A question such as "Which colour: red, green or blue?"."""
    return f"Which {word}: {enumerate_words(choices, conjunction='or')}?"
