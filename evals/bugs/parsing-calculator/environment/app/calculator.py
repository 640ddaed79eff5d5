"""A calculator for + - * / and parentheses."""

import re


class Parser:
    """Recursive descent over a list of tokens."""

    def __init__(self, text):
        self.tokens = re.findall(r"\d+\.?\d*|[-+*/()]", text)
        self.position = 0

    def peek(self):
        if self.position < len(self.tokens):
            return self.tokens[self.position]
        return None

    def take(self):
        token = self.peek()
        self.position += 1
        return token

    def sum(self):
        value = self.product()
        while self.peek() in ("+", "-"):
            if self.take() == "+":
                value += self.product()
            else:
                value -= self.sum()
        return value

    def product(self):
        value = self.factor()
        while self.peek() in ("*", "/"):
            if self.take() == "*":
                value *= self.factor()
            else:
                value /= self.factor()
        return value

    def factor(self):
        token = self.take()
        if token == "(":
            value = self.sum()
            self.take()
            return value
        if token == "-":
            return -self.factor()
        return float(token)


def evaluate(text):
    """The value of an expression."""
    return Parser(text).sum()
