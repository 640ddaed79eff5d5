"""Morse code."""

LETTERS = {
    "A": ".-", "B": "-...", "C": "-.-.", "D": "-..", "E": ".", "F": "..-.", "G": "--.",
    "H": "....", "I": "..", "J": ".---", "K": "-.-", "L": ".-..", "M": "--", "N": "-.",
    "O": "---", "P": ".--.", "Q": "--.-", "R": ".-.", "S": "...", "T": "-", "U": "..-",
    "V": "...-", "W": ".--", "X": "-..-", "Y": "-.--", "Z": "--..", "0": "-----",
    "1": ".----", "2": "..---", "3": "...--", "4": "....-", "5": ".....", "6": "-....",
    "7": "--...", "8": "---..", "9": "----.",
}
SIGNS = {sign: letter for letter, sign in LETTERS.items()}


def _encode_word(word):
    try:
        return " ".join(LETTERS[letter] for letter in word)
    except KeyError as error:
        raise ValueError(f"no Morse code for {error.args[0]!r}") from None


def _decode_word(code):
    letters = []
    for sign in code.split():
        if sign not in SIGNS:
            raise ValueError(f"unknown sign {sign!r}")
        letters.append(SIGNS[sign])
    return "".join(letters)


def encode(text):
    """Morse code of a text: a blank between letters and " / " between words."""
    return " / ".join(_encode_word(word) for word in text.upper().split())


def decode(code):
    """The text of Morse code, in capitals. Blanks around the words do not matter."""
    return " ".join(_decode_word(word) for word in code.split("/"))


def duration(code):
    """How long the code takes, in units of a dot.

    A dash takes 3, the gap inside of a letter 1, between letters 3 and between words 7.
    """
    total = 0
    for word_number, word in enumerate(code.split(" / ")):
        total += 7 if word_number else 0
        for number, sign in enumerate(word.split()):
            total += 3 if number else 0
            total += sum(3 if mark == "-" else 1 for mark in sign) + len(sign) - 1
    return total
