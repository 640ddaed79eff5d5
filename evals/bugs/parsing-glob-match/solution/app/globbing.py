"""File name patterns as in ignore files."""


def _set_end(pattern, start):
    """Index of the bracket that closes the set opened at start, or -1."""
    first = start + 2 if pattern[start + 1 : start + 2] == "!" else start + 1
    return pattern.find("]", first + 1)


def _in_set(letter, body):
    if body.startswith("!"):
        return letter not in body[1:]
    return letter in body


def matches(pattern, name):
    """Whether the whole name fits the pattern.

    "*" stands for any number of characters other than "/", "?" for one of them, "[abc]" for one
    of the set and "[!abc]" for one outside of it. A bracket that is never closed is an ordinary
    character.
    """
    if not pattern:
        return not name
    head = pattern[0]
    if head == "*":
        for length in range(len(name) + 1):
            if "/" in name[:length]:
                return False
            if matches(pattern[1:], name[length:]):
                return True
        return False
    if not name:
        return False
    if head == "?":
        return name[0] != "/" and matches(pattern[1:], name[1:])
    if head == "[":
        end = _set_end(pattern, 0)
        if end > 0:
            return _in_set(name[0], pattern[1:end]) and matches(pattern[end + 1 :], name[1:])
    return head == name[0] and matches(pattern[1:], name[1:])


def ignored(patterns, path):
    """Whether the last pattern that matches the path ignores it; "!" before a pattern does not."""
    result = False
    for pattern in patterns:
        keep = pattern.startswith("!")
        if matches(pattern[1:] if keep else pattern, path):
            result = not keep
    return result
