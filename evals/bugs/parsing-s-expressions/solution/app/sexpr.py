"""S-expressions: nested lists in round brackets, read into Python lists."""


class SyntaxProblem(ValueError):
    """The text is no well-formed expression."""


def tokens(text):
    """Brackets and atoms of the text. A semicolon starts a comment up to the end of the line."""
    lines = [line.partition(";")[0] for line in text.splitlines()]
    return " ".join(lines).replace("(", " ( ").replace(")", " ) ").split()


def _atom(token):
    try:
        return int(token)
    except ValueError:
        return token


def _read(stream, position):
    """The expression that starts at position, and the position after it."""
    if position >= len(stream):
        raise SyntaxProblem("the text ends too early")
    token = stream[position]
    if token == ")":
        raise SyntaxProblem("a closing bracket too many")
    if token != "(":
        return _atom(token), position + 1
    items = []
    position += 1
    while position < len(stream) and stream[position] != ")":
        item, position = _read(stream, position)
        items.append(item)
    if position >= len(stream):
        raise SyntaxProblem("a bracket is not closed")
    return items, position + 1


def parse_all(text):
    """Every expression in the text."""
    stream = tokens(text)
    found = []
    position = 0
    while position < len(stream):
        expression, position = _read(stream, position)
        found.append(expression)
    return found


def parse(text):
    """The one expression in the text."""
    stream = tokens(text)
    expression, position = _read(stream, 0)
    if position < len(stream):
        raise SyntaxProblem("more than one expression")
    return expression


def format_expression(expression):
    """The text of an expression."""
    if isinstance(expression, list):
        return "(" + " ".join(format_expression(item) for item in expression) + ")"
    return str(expression)
