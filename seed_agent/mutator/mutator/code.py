"""One source file as a place for edits: where things are, what is in scope, how to splice."""

import ast
import builtins
from dataclasses import dataclass
from difflib import SequenceMatcher

_BODIES = ("body", "orelse", "finalbody")
_COMPOUND = (
    ast.BinOp,
    ast.BoolOp,
    ast.Compare,
    ast.IfExp,
    ast.Lambda,
    ast.NamedExpr,
    ast.UnaryOp,
    ast.Yield,
    ast.Await,
)
_SMALL = 5
_MANY = 24


@dataclass(frozen=True)
class Edit:
    """Bytes `start` to `end` of a file become `text`."""

    path: str
    start: int
    end: int
    text: str
    line: int


class Scope:
    """What code at one place can use: names, constants, small expressions of its function."""

    def __init__(self, function, module):
        self._near = _pieces(function)
        self._far = _pieces(module)
        self._statements = [node for node in ast.walk(module) if is_simple(node)][:_MANY]

    def ingredients(self, kind):
        """Nodes for a hole of a kind: n a name, k a constant, m an identifier, S.. a statement, else any."""
        if kind.isupper():
            return self._statements
        if kind == "n":
            wanted = (ast.Name,)
        elif kind == "k":
            wanted = (ast.Constant,)
        elif kind == "m":
            return [node.attr for node in self._all() if isinstance(node, ast.Attribute)][:_MANY]
        else:
            wanted = (ast.expr,)
        return [node for node in self._all() if isinstance(node, wanted)][:_MANY]

    def _all(self):
        seen = set(self._near)
        return [*self._near.values(), *(v for k, v in self._far.items() if k not in seen)]


def is_simple(node):
    """Whether a statement does one thing and is no text."""
    if isinstance(node, ast.Expr):
        return not isinstance(node.value, ast.Constant)
    return isinstance(
        node, (ast.Assign, ast.AugAssign, ast.Return, ast.Continue, ast.Break, ast.Raise)
    )


def _pieces(root):
    """Small expressions below a node, the most frequent first, by their text."""
    counts, nodes = {}, {}
    texts = {node.value for node in ast.walk(root) if isinstance(node, ast.Expr)}
    for node in ast.walk(root):
        found = node
        if node in texts and isinstance(node, ast.Constant):
            continue
        if isinstance(node, ast.arg):
            found = ast.Name(node.arg, ast.Load())
        if not isinstance(found, ast.expr) or isinstance(found, (ast.Starred, ast.JoinedStr)):
            continue
        if sum(1 for _ in ast.walk(found)) > 2 * _SMALL or _is_docstring(found):
            continue
        if isinstance(found, ast.Name) and not isinstance(found.ctx, ast.Load):
            found = ast.Name(found.id, ast.Load())
        text = ast.unparse(found)
        counts[text] = counts.get(text, 0) + 1
        nodes.setdefault(text, found)
    order = sorted(nodes, key=lambda text: (-counts[text], len(text), text))
    return {text: nodes[text] for text in order}


def _is_docstring(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) > 30


class Module:
    """A parsed source file with every place where a fragment may be replaced."""

    def __init__(self, path, source):
        self.path = path
        self.source = source
        self.tree = ast.parse(source)
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self.expressions = []
        self.blocks = []
        self.parents = {}
        self._functions = {}
        self._scopes = {}
        self._visit(self.tree, self.tree)

    def _visit(self, node, function):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            function = node
        self._functions[node] = function
        for field, value in ast.iter_fields(node):
            if field in _BODIES and isinstance(value, list):
                self.blocks.append(value)
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and field not in (
                    "decorator_list",
                    "annotation",
                    "returns",
                ):
                    self.parents[child] = node
                    self._visit_child(child, function)

    def _visit_child(self, child, function):
        is_expression = isinstance(child, ast.expr)
        is_read = isinstance(getattr(child, "ctx", ast.Load()), ast.Load)
        if is_expression and is_read and not _is_docstring(child):
            self.expressions.append(child)
            self._functions[child] = function
        if not isinstance(child, ast.JoinedStr):
            self._visit(child, function)

    def scope(self, node):
        """What may be used where a node stands."""
        function = self._functions.get(node, self.tree)
        if function not in self._scopes:
            self._scopes[function] = Scope(function, self.tree)
        return self._scopes[function]

    def lines(self):
        """The numbers of all lines."""
        return range(1, self.source.count(b"\n") + 2)

    def line(self, node):
        """The first line of the statement that a node belongs to."""
        while not isinstance(node, ast.stmt) and node in self.parents:
            node = self.parents[node]
        return node.lineno

    def offset(self, line, column):
        """Bytes before a position."""
        return self._starts[line - 1] + column

    def replace_expression(self, old, new):
        """The edit that writes `new` in the place of `old`."""
        text = write(new)
        if isinstance(new, _COMPOUND) and isinstance(self.parents.get(old), ast.expr):
            text = f"({text})"
        return self._edit(old, old, text)

    def replace_statements(self, old, new):
        """The edit that writes statements in the place of others, which stand in one block."""
        indent = "\n" + " " * old[0].col_offset
        text = "\n".join(write(each) for each in new)
        return self._edit(old[0], old[-1], text.replace("\n", indent))

    def _edit(self, first, last, text):
        start = self.offset(first.lineno, first.col_offset)
        end = self.offset(last.end_lineno, last.end_col_offset)
        return Edit(self.path, start, end, text, self.line(first))


def write(node):
    """A node as text, also one that never stood in a file."""
    return ast.unparse(ast.fix_missing_locations(node))


def apply(source, edit):
    """The source after an edit."""
    return source[: edit.start] + edit.text.encode() + source[edit.end :]


def size(module, edit):
    """How much an edit changes: letters of the old text that go and of the new that come."""
    old = module.source[edit.start : edit.end].decode(errors="replace")
    blocks = SequenceMatcher(None, old, edit.text, autojunk=False).get_matching_blocks()
    kept = sum(block.size for block in blocks)
    return len(old) + len(edit.text) - 2 * kept


def is_builtin(name):
    """Whether a name means the same everywhere."""
    return hasattr(builtins, name)
