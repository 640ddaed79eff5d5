"""Roles and what they inherit."""

PARENTS = {"admin": ["editor"], "editor": ["reader"], "reader": []}


def with_parents(role):
    """The role and every role it inherits from, nearest first."""
    found = []
    pending = [role]
    while pending:
        current = pending.pop(0)
        if current not in found:
            found.append(current)
            pending.extend(PARENTS.get(current, []))
    return found
