"""Fragments of Python with holes: matching them and filling them in."""

import ast
import itertools
import re
from dataclasses import dataclass
from functools import cache

EXPRESSION_HOLE = re.compile(r"_[a-z]\d*")
STATEMENT_HOLE = re.compile(r"_[A-Z]\d*")
_IGNORED = {"ctx", "kind", "type_comment"}
_NO_STATEMENT = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


@dataclass(frozen=True)
class Rule:
    """Rewrite `before` into `after`; a higher weight is tried earlier."""

    before: str
    after: str
    weight: float = 1.0


@cache
def parse(text):
    """A fragment as an expression node or as a list of statements."""
    body = ast.parse(text).body
    if len(body) == 1 and isinstance(body[0], ast.Expr) and not is_statement_hole(body[0]):
        return body[0].value
    return body


def is_statement_hole(node):
    """Whether a statement of a pattern stands for any statement."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Name)
        and STATEMENT_HOLE.fullmatch(node.value.id) is not None
    )


def match(pattern, node, bound):
    """Whether a node fits a pattern; `bound` gets what the holes stand for."""
    if isinstance(pattern, list):
        if not isinstance(node, list) or len(pattern) != len(node):
            return False
        return all(match(p, n, bound) for p, n in zip(pattern, node))
    if isinstance(pattern, ast.Name) and EXPRESSION_HOLE.fullmatch(pattern.id):
        return _fits(pattern.id[1], node) and _bind(pattern.id, node, bound)
    if isinstance(pattern, ast.AST) and is_statement_hole(pattern):
        fits = isinstance(node, ast.stmt) and not isinstance(node, _NO_STATEMENT)
        return fits and _bind(pattern.value.id, node, bound)
    if isinstance(pattern, ast.AST):
        return type(pattern) is type(node) and all(
            match(getattr(pattern, field, None), getattr(node, field, None), bound)
            for field in pattern._fields
            if field not in _IGNORED
        )
    if isinstance(pattern, str) and pattern.startswith("_m"):
        return isinstance(node, str) and _bind(pattern, node, bound)
    return type(pattern) is type(node) and pattern == node


def _fits(kind, node):
    if not isinstance(node, ast.expr) or isinstance(node, ast.Starred):
        return False
    if kind == "n":
        return isinstance(node, ast.Name)
    if kind == "k":
        return isinstance(node, ast.Constant)
    return True


def _bind(name, node, bound):
    if name in bound:
        return same(bound[name], node)
    bound[name] = node
    return True


def same(one, other):
    """Whether two nodes are the same code."""
    if isinstance(one, ast.AST) and isinstance(other, ast.AST):
        return fingerprint(one) == fingerprint(other)
    return one == other


def fingerprint(node):
    """Text that equal code has in common, whether it is read or assigned."""
    return ast.dump(node).replace("ctx=Store()", "ctx=Load()")


def holes(pattern):
    """Names of the holes in a fragment, in order of appearance."""
    found = []
    for top in pattern if isinstance(pattern, list) else [pattern]:
        for node in ast.walk(top):
            names = [value for _, value in ast.iter_fields(node) if isinstance(value, str)]
            found += [
                name
                for name in names
                if EXPRESSION_HOLE.fullmatch(name) or STATEMENT_HOLE.fullmatch(name)
            ]
    return list(dict.fromkeys(found))


def fillings(pattern, bound, scope, limit):
    """Every way to write `pattern` out: its unbound holes filled from the scope, at most `limit`."""
    free = [name for name in holes(pattern) if name not in bound]
    if len(free) > 2:
        return
    choices = [scope.ingredients(name[1]) for name in free]
    for values in itertools.islice(itertools.product(*choices), limit):
        yield substitute(pattern, {**bound, **dict(zip(free, values))})


def substitute(pattern, bound):
    """A copy of the pattern with every hole replaced."""
    if isinstance(pattern, list):
        return [substitute(each, bound) for each in pattern]
    if isinstance(pattern, ast.Name) and pattern.id in bound:
        return _as_expression(bound[pattern.id])
    if isinstance(pattern, ast.AST):
        if is_statement_hole(pattern) and pattern.value.id in bound:
            return bound[pattern.value.id]
        fields = {name: substitute(value, bound) for name, value in ast.iter_fields(pattern)}
        return type(pattern)(**fields)
    if isinstance(pattern, str) and pattern in bound:
        return bound[pattern]
    return pattern


def _as_expression(value):
    return ast.Name(value, ast.Load()) if isinstance(value, str) else value
