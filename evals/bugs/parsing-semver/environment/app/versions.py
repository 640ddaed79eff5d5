"""Semantic versions."""


def parse(text):
    """(major, minor, patch, is_release, pre-release)."""
    core, _, pre = text.partition("-")
    major, minor, patch = (int(part) for part in core.split("."))
    return major, minor, patch, not pre, pre


def newest(versions):
    """The highest version."""
    return max(versions)


def is_compatible(required, found):
    """Whether found has the same major version and is not older."""
    return parse(required)[0] == parse(found)[0] and parse(found) >= parse(required)


def bump(version, part):
    """The next version; part is major, minor or patch."""
    major, minor, patch, _, _ = parse(version)
    if part == "major":
        return f"{major + 1}.0.0"
    if part == "minor":
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"
