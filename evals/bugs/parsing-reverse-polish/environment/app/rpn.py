"""A calculator for reverse Polish notation."""

import operator

BINARY = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
}


class StackError(ValueError):
    """An operator finds too few numbers, or numbers are left over."""


def _pop(stack, token):
    if not stack:
        raise StackError(f"too few numbers for {token!r}")
    return stack.pop()


def _apply(token, stack):
    """Apply one token to the stack, in place."""
    if token in BINARY:
        left = _pop(stack, token)
        right = _pop(stack, token)
        stack.append(BINARY[token](left, right))
    elif token == "neg":
        stack.append(-_pop(stack, token))
    elif token == "dup":
        top = _pop(stack, token)
        stack += [top, top]
    elif token == "swap":
        top, below = _pop(stack, token), _pop(stack, token)
        stack += [top, below]
    else:
        stack.append(float(token))


def evaluate(text):
    """The value of an expression such as "1 2 + 3 *"."""
    stack = []
    for token in text.split():
        _apply(token, stack)
    if len(stack) != 1:
        raise StackError(f"{len(stack)} numbers are left, not one")
    return stack[0]
