"""A grammar of program edits, drawn from Python's own abstract grammar; what `improve` searches in.

Every production takes a place in a module and gives (old, new): two expressions, or two lists of statements
that stand in one block; or None where it does not apply. None of them knows what a repair looks like.
"""

import ast
import builtins
import copy

from mutator import settings
from mutator.code import is_simple

_FAMILIES = (ast.cmpop, ast.operator, ast.boolop, ast.unaryop)


def _is_plain_function(name):
    value = getattr(builtins, name)
    is_exception = isinstance(value, type) and issubclass(value, BaseException)
    return callable(value) and not is_exception and not name.startswith("_")


FUNCTIONS = [name for name in sorted(vars(builtins)) if _is_plain_function(name)]
METHODS = sorted(
    {name for kind in (str, list, dict, set) for name in dir(kind) if not name.startswith("_")}
)


def propose(module, lines, rng):
    """A random edit at a suspicious place: (old, new), or None."""
    production = rng.choices(_PRODUCTIONS, weights=[_weight(each) for each in _PRODUCTIONS])[0]
    if production in _ON_STATEMENTS:
        places = [
            (block, index)
            for block in module.blocks
            for index, statement in enumerate(block)
            if (module.path, statement.lineno) in lines and not _is_definition(statement)
        ]
        return production(module, *rng.choice(places), rng) if places else None
    nodes = [node for node in module.expressions if (module.path, module.line(node)) in lines]
    return production(module, rng.choice(nodes), rng) if nodes else None


def _weight(production):
    return max(0.0, getattr(settings, f"WEIGHT_{production.__name__.upper()}"))


def _is_definition(node):
    return isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom))


def _with(node, **fields):
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


# -- on expressions


def change_operator(module, node, rng):
    """Another operator of the same family."""
    for name, value in ast.iter_fields(node):
        one = value[0] if isinstance(value, list) and value else value
        for family in _FAMILIES:
            if isinstance(one, family):
                others = [each for each in family.__subclasses__() if not isinstance(one, each)]
                new = rng.choice(others)()
                return node, _with(node, **{name: [new, *value[1:]] if value is not one else new})
    return None


def change_constant(module, node, rng):
    """Another value: a neighbour, the opposite, or another constant of the file."""
    if not isinstance(node, ast.Constant):
        return None
    value = node.value
    others = [each.value for each in module.scope(node).ingredients("k")]
    choices = [each for each in others if type(each) is type(value) and each != value]
    if isinstance(value, bool):
        choices = [not value]
    elif isinstance(value, (int, float)):
        choices += [value + 1, value - 1, -value, 0, value * 2] * 2
    elif isinstance(value, str):
        choices += ["", " "]
    choices = [each for each in choices if each != value]
    return (node, ast.Constant(rng.choice(choices))) if choices else None


def change_name(module, node, rng):
    """Another name in scope."""
    if not isinstance(node, ast.Name):
        return None
    others = [each for each in module.scope(node).ingredients("n") if each.id != node.id]
    return (node, rng.choice(others)) if others else None


def change_attribute(module, node, rng):
    """Another attribute of the file, or a method of a built-in type."""
    if not isinstance(node, ast.Attribute):
        return None
    known = module.scope(node).ingredients("m")
    name = rng.choice(known if rng.random() < 0.5 and known else METHODS)
    return (node, _with(node, attr=name)) if name != node.attr else None


def wrap(module, node, rng):
    """The expression becomes part of a new one, whose other parts come from the scope."""
    scope = module.scope(node)
    other = rng.choice((rng.choice(scope.ingredients("a")), ast.Constant(rng.choice((0, 1)))))
    kind = rng.choice(
        (
            ast.Call,
            ast.Attribute,
            ast.BinOp,
            ast.BoolOp,
            ast.UnaryOp,
            ast.IfExp,
            ast.Subscript,
            ast.Compare,
        )
    )
    if kind is ast.Call:
        return node, ast.Call(ast.Name(rng.choice(FUNCTIONS), ast.Load()), [node], [])
    if kind is ast.Attribute:
        method = ast.Attribute(node, rng.choice(METHODS), ast.Load())
        return node, ast.Call(method, [other] if rng.random() < 0.3 else [], [])
    if kind is ast.BinOp:
        pair = [node, other] if rng.random() < 0.7 else [other, node]
        return node, ast.BinOp(pair[0], rng.choice(ast.operator.__subclasses__())(), pair[1])
    if kind is ast.BoolOp:
        pair = [node, other] if rng.random() < 0.5 else [other, node]
        return node, ast.BoolOp(rng.choice((ast.And, ast.Or))(), pair)
    if kind is ast.UnaryOp:
        return node, ast.UnaryOp(rng.choice(ast.unaryop.__subclasses__())(), node)
    if kind is ast.Compare:
        return node, ast.Compare(node, [rng.choice(ast.cmpop.__subclasses__())()], [other])
    if kind is ast.IfExp:
        return node, ast.IfExp(rng.choice(scope.ingredients("a")), node, other)
    part = ast.Slice(other, None) if rng.random() < 0.5 else other
    return node, ast.Subscript(node, part, ast.Load())


def unwrap(module, node, rng):
    """One part of the expression stands for the whole."""
    parts = [each for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr)]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        parts.append(node.func.value)
    parts = [each for each in parts if not isinstance(each, ast.Starred)]
    return (node, rng.choice(parts)) if parts else None


def swap(module, node, rng):
    """Two parts of the expression change places."""
    parts = [each for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr)]
    if len(parts) < 2:
        return None
    one, other = rng.sample(parts, 2)
    places = {id(one): other, id(other): one}
    fields = {}
    for name, value in ast.iter_fields(node):
        if isinstance(value, list):
            fields[name] = [places.get(id(each), each) for each in value]
        else:
            fields[name] = places.get(id(value), value)
    return node, _with(node, **fields)


def transplant(module, node, rng):
    """Another expression of the file in its place."""
    others = module.scope(node).ingredients("a")
    return (node, rng.choice(others)) if others else None


# -- on statements


def delete(module, block, index, rng):
    """The statement goes."""
    if index + 1 < len(block) and not _is_definition(block[index + 1]):
        return block[index : index + 2], [block[index + 1]]
    if index > 0 and not _is_definition(block[index - 1]):
        return block[index - 1 : index + 1], [block[index - 1]]
    return [block[index]], [ast.Pass()]


def exchange(module, block, index, rng):
    """The statement and the next change places."""
    if index + 1 >= len(block) or _is_definition(block[index + 1]):
        return None
    pair = block[index : index + 2]
    return pair, pair[::-1]


def insert(module, block, index, rng):
    """A new simple statement, perhaps under a condition, before or after this one."""
    here = block[index]
    value = rng.choice([*module.scope(here).ingredients("a"), ast.Constant(None), ast.Constant(0)])
    kind = rng.choice(
        (ast.Continue, ast.Break, ast.Return, ast.Return, ast.Assign, ast.AugAssign, ast.Expr)
    )
    names = module.scope(here).ingredients("n")
    if kind in (ast.Assign, ast.AugAssign) and not names:
        return None
    if kind is ast.Return:
        new = ast.Return(value)
    elif kind is ast.Assign:
        new = ast.Assign([_target(rng.choice(names))], value, lineno=1)
    elif kind is ast.AugAssign:
        new = ast.AugAssign(_target(rng.choice(names)), rng.choice((ast.Add, ast.Sub))(), value)
    elif kind is ast.Expr:
        others = [
            each
            for block in module.blocks
            for each in block
            if is_simple(each) and each is not here
        ]
        if not others:
            return None
        new = rng.choice(others)
    else:
        new = kind()
    if rng.random() < 0.6:
        test = rng.choice(module.scope(here).ingredients("a"))
        test = ast.UnaryOp(ast.Not(), test) if rng.random() < 0.5 else test
        new = ast.If(test, [new], [])
    return [here], [new, here] if rng.random() < 0.6 else [here, new]


def move_out(module, block, index, rng):
    """The last statement of a block comes to stand behind the block."""
    owner = module.parents.get(block[0])
    if index != len(block) - 1 or index == 0 or not isinstance(owner, (ast.For, ast.While, ast.If)):
        return None
    fields = {"body": owner.body[:-1]} if owner.body is block else {"orelse": owner.orelse[:-1]}
    return [owner], [_with(owner, **fields), block[index]]


def _target(name):
    return ast.Name(name.id, ast.Store())


_ON_STATEMENTS = (delete, exchange, insert, move_out)
_PRODUCTIONS = (
    change_operator, change_constant, change_name, change_attribute, wrap, unwrap, swap, transplant,
    *_ON_STATEMENTS,
)  # fmt: skip
