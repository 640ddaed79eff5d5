"""From tokens to a tree: ("or", a, b), ("and", a, b), ("not", a) or (operator, name, value)."""

from record_filter.lexer import FilterError, tokenize


class _Parser:
    def __init__(self, tokens):
        self.tokens = tokens
        self.position = 0

    def peek(self):
        return self.tokens[self.position] if self.position < len(self.tokens) else ("end", "")

    def take(self):
        token = self.peek()
        self.position += 1
        return token

    def accept(self, text):
        if self.peek() in (("word", text), ("bracket", text)):
            self.position += 1
            return True
        return False

    def disjunction(self):
        left = self.conjunction()
        while self.accept("or"):
            left = ("or", left, self.conjunction())
        return left

    def conjunction(self):
        left = self.negation()
        while self.accept("and"):
            left = ("and", left, self.negation())
        return left

    def negation(self):
        if self.accept("not"):
            return ("not", self.negation())
        if self.accept("("):
            inner = self.disjunction()
            if not self.accept(")"):
                raise FilterError("a bracket is not closed")
            return inner
        return self.comparison()

    def comparison(self):
        kind, name = self.take()
        if kind != "word":
            raise FilterError(f"unexpected {name!r}")
        kind, operator = self.take()
        if kind != "operator":
            raise FilterError(f"unexpected {operator!r}")
        kind, value = self.take()
        if kind not in ("word", "string"):
            raise FilterError(f"unexpected {value!r}")
        return (operator, name, value)


def parse(text):
    """The tree of a filter. "and" binds stronger than "or", "not" strongest."""
    parser = _Parser(tokenize(text))
    tree = parser.disjunction()
    if parser.peek()[0] != "end":
        raise FilterError(f"unexpected {parser.peek()[1]!r}")
    return tree
