"""Brackets."""

PAIRS = {")": "(", "]": "[", "}": "{"}


def is_balanced(text):
    """Whether every bracket is closed by one of its kind, in order."""
    stack = []
    for letter in text:
        if letter in PAIRS.values():
            stack.append(letter)
        elif letter in PAIRS:
            if not stack or stack.pop() != PAIRS[letter]:
                return False
    return not stack


def depth(text):
    """The deepest nesting of round brackets."""
    deepest = current = 0
    for letter in text:
        if letter == "(":
            current += 1
            deepest = max(deepest, current)
        elif letter == ")":
            current -= 1
    return deepest
