"""Writing a child's source: its rules and its settings."""

import re

_SETTING = re.compile(r"^([A-Z_]+) = ([\d.]+)$", re.MULTILINE)
_LIST = re.compile(r"RULES = \[\n.*?^\]\n", re.DOTALL | re.MULTILINE)
_FACTORS = (0.5, 0.7, 1.4, 2.0)
_GROWTH = (2.0, 4.0)


def write_rules(target, rules):
    """Put the rules into the child's `rules.py`."""
    path = target / "mutator" / "rules.py"
    lines = [f"    Rule({rule.before!r}, {rule.after!r}, {rule.weight!r}),\n" for rule in rules]
    text = f"RULES = [\n{''.join(lines)}]\n"
    path.write_text(_LIST.sub(lambda _: text, path.read_text()))


def mutate_settings(target, rng, wished, *, count):
    """Raise one setting of those wished, or else change a few at random; what was changed."""
    path = target / "mutator" / "settings.py"
    text = path.read_text()
    names = [match[1] for match in _SETTING.finditer(text)]
    raised = [name for name in wished if name in names][:1]
    changed = []
    for name in raised or rng.sample(names, min(count, len(names))):
        match = next(each for each in _SETTING.finditer(text) if each[1] == name)
        new = _another(match[2], rng, _GROWTH if raised else _FACTORS)
        changed.append(write_setting(target, name, new))
    return changed


def write_setting(target, name, value):
    """Put a value into the child's `settings.py`; the change in words."""
    path = target / "mutator" / "settings.py"
    text = path.read_text()
    match = next(each for each in _SETTING.finditer(text) if each[1] == name)
    path.write_text(f"{text[: match.start(2)]}{value}{text[match.end(2) :]}")
    return f"{name}: {match[2]} -> {value}"


def _another(old, rng, factors):
    factor = rng.choice(factors)
    if "." in old:
        return repr(round(max(0.05, float(old) * factor), 3))
    value = int(old)
    new = round(value * factor)
    return str(max(1, new if new != value else value + (1 if factor > 1 else -1)))
