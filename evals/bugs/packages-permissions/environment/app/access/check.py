"""Who may do what."""

from access.roles import with_parents

PERMISSIONS = {"reader": {"read"}, "editor": {"write"}, "admin": {"delete"}}


def permissions(role):
    """Everything that a role may do."""
    result = set()
    for each in with_parents(role):
        result = PERMISSIONS.get(role, set())
    return result


def allowed(role, action):
    """Whether a role may do something."""
    return action in permissions(role)
