"""The Caesar cipher."""


def shift(text, by):
    """Every letter moved by some places in the alphabet, wrapping round."""
    return "".join(_shift_letter(letter, by) for letter in text)


def _shift_letter(letter, by):
    if "a" <= letter <= "z":
        first = ord("a")
    elif "A" <= letter <= "Z":
        first = ord("A")
    else:
        return letter
    return chr(first + (ord(letter) - first + by) % 26)


def unshift(text, by):
    """The text before shift(text, by)."""
    return shift(text, -by)


def crack(text, word):
    """The shift after which a known word appears; None if there is none."""
    for by in range(26):
        if word.lower() in unshift(text, by).lower():
            return by
    return None
