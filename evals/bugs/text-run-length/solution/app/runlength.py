"""Run-length coding of text without digits."""


def encode(text):
    """Counts and letters: aaab -> 3a1b."""
    result = ""
    index = 0
    while index < len(text):
        end = index
        while end < len(text) and text[end] == text[index]:
            end += 1
        result += f"{end - index}{text[index]}"
        index = end
    return result


def decode(code):
    """The text again."""
    result = ""
    count = 0
    for letter in code:
        if letter.isdigit():
            count = 10 * count + int(letter)
        else:
            result += letter * count
            count = 0
    return result


def ratio(text):
    """Length of the code per letter; 1.0 for no text."""
    return len(encode(text)) / len(text) if text else 1.0
