"""From one edit that worked to rules that may work elsewhere."""

import ast
import copy

from mutator.code import is_builtin, is_simple
from mutator.edits import METHODS
from mutator.patterns import Rule, fingerprint, match, parse

_KEPT_NUMBERS = (0, 1, -1, 2)


def rules_from(module, old, new):
    """Rules that would have made this edit, the most general first."""
    found = []
    if isinstance(old, list):
        found += _about_statements(old, new)
    for before, after in _in_context(module, old, new):
        for typed in (False, True):
            rule = _abstract(before, after, typed)
            if rule is not None and rule not in found and _makes(rule, before, after):
                found.append(rule)
    return found


def _about_statements(old, new):
    """The edit as a rearrangement of whole statements; a new simple one may be any of the file's."""
    names = {}
    for statement, letter in zip([*old, *new], "STUVWXYZ"):
        names.setdefault(fingerprint(statement), f"_{letter}")
    for statement in new:
        is_new = all(fingerprint(statement) != fingerprint(each) for each in old)
        if is_new and not is_simple(statement):
            names[fingerprint(statement)] = ast.unparse(ast.fix_missing_locations(statement))
    if any(isinstance(each, (ast.FunctionDef, ast.ClassDef)) for each in old):
        return []
    rule = Rule(*("\n".join(names[fingerprint(each)] for each in side) for side in (old, new)))
    return [rule] if _makes(rule, old, new) else []


def _in_context(module, old, new):
    """The edit as it is, and as a change of what it stands in."""
    yield old, new
    if isinstance(old, list):
        return
    parent = module.parents.get(old)
    for _ in range(2):
        if isinstance(parent, ast.expr) and not isinstance(parent, (ast.JoinedStr, ast.Lambda)):
            yield parent, _replaced(parent, old, new)
        elif isinstance(parent, (ast.Return, ast.Assign, ast.AugAssign, ast.Expr)):
            yield [parent], [_replaced(parent, old, new)]
            return
        parent = module.parents.get(parent)


def _replaced(root, old, new):
    """A copy of `root` with one node replaced."""
    if root is old:
        return new
    result = copy.copy(root)
    for name, value in ast.iter_fields(root):
        if isinstance(value, list):
            setattr(
                result,
                name,
                [_replaced(v, old, new) if isinstance(v, ast.AST) else v for v in value],
            )
        elif isinstance(value, ast.AST):
            setattr(result, name, _replaced(value, old, new))
    return result


class _Abstraction(ast.NodeTransformer):
    """Puts holes in the place of what is particular to one program."""

    def __init__(self, shared, typed):
        self._shared = shared
        self._typed = typed
        self._holes = {}

    def hole(self, node):
        """The name of the hole for a node; the same for the same code."""
        key = fingerprint(node)
        if key not in self._holes:
            self._holes[key] = self._fresh(self._kind(node))
        return self._holes[key]

    def _kind(self, node):
        if self._typed and isinstance(node, ast.Name):
            return "n"
        if self._typed and isinstance(node, ast.Constant):
            return "k"
        return "a"

    def _fresh(self, kind):
        taken = set(self._holes.values())
        letters = "abcdefgh" if kind == "a" else kind
        names = [*letters, *(f"{letters[0]}{number}" for number in range(1, 40))]
        return next(f"_{name}" for name in names if f"_{name}" not in taken)

    def identifier(self, name):
        """The hole for an attribute's name."""
        key = f"identifier {name}"
        if key not in self._holes:
            self._holes[key] = self._fresh("m")
        return self._holes[key]

    def visit(self, node):
        """Replace the largest parts that both sides share, and names of this program alone."""
        if isinstance(node, ast.expr) and not isinstance(node, ast.Starred):
            if fingerprint(node) in self._shared and not self._is_constant_kept(node):
                return ast.Name(self.hole(node), ast.Load())
            if isinstance(node, ast.JoinedStr):
                return ast.Name(self.hole(node), ast.Load())
            if isinstance(node, ast.Name) and not is_builtin(node.id):
                return ast.Name(self.hole(node), ast.Load())
            if isinstance(node, ast.Constant) and not self._is_constant_kept(node):
                self._typed, before = True, self._typed
                name = self.hole(node)
                self._typed = before
                return ast.Name(name, ast.Load())
            if isinstance(node, ast.Attribute) and node.attr not in METHODS:
                value = self.visit(node.value)
                return ast.Attribute(value, self.identifier(node.attr), ast.Load())
        return self.generic_visit(node)

    def _is_constant_kept(self, node):
        if not isinstance(node, ast.Constant):
            return False
        value = node.value
        if isinstance(value, (bool, type(None))) or value in _KEPT_NUMBERS:
            return True
        return isinstance(value, str) and len(value) <= 1


def _abstract(before, after, typed):
    """One rule with holes, or None where it would say nothing."""
    olds, news = _as_list(before), _as_list(after)
    root = {fingerprint(each) for each in olds if isinstance(each, ast.expr)}
    shared = _parts(olds) & _parts(news)
    if not any(fingerprint(each) in _parts(news) for each in olds if isinstance(each, ast.expr)):
        shared -= root
    abstraction = _Abstraction(shared, typed)
    left = [abstraction.visit(copy.deepcopy(each)) for each in olds]
    right = [abstraction.visit(copy.deepcopy(each)) for each in news]
    rule = Rule(_text(left), _text(right))
    return None if rule.before == rule.after else rule


def _as_list(code):
    return code if isinstance(code, list) else [code]


def _parts(nodes):
    return {
        fingerprint(part)
        for node in nodes
        for part in ast.walk(node)
        if isinstance(part, ast.expr) and not isinstance(part, ast.Starred)
    }


def _text(nodes):
    return "\n".join(ast.unparse(ast.fix_missing_locations(each)) for each in nodes)


def _makes(rule, before, after):
    """Whether the rule fits the place it comes from, and can be read back."""
    try:
        pattern, result = parse(rule.before), parse(rule.after)
    except SyntaxError:
        return False
    if not isinstance(pattern, list) == isinstance(before, list) == isinstance(result, list):
        return False
    return match(pattern, before, {})
