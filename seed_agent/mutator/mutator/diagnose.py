"""What held failed attempts back, as far as their transcripts tell."""

from mutator import settings


def diagnose(evidence):
    """Settings that were in the way, the one that was in most attempts' way first."""
    counts = {}
    for attempt in evidence.own_attempts():
        if not attempt.resolved:
            for name in filter(None, map(_obstacle, attempt.events())):
                counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: (-counts[name], name))


def _obstacle(event):
    """The setting that ended a search too early, or None."""
    kind = event.get("event")
    if kind == "out of time":
        return "SOLVE_SECONDS"
    if kind == "explored in vain":
        return "EXPLORE_SECONDS"
    if kind != "nothing found":
        return None
    if event.get("closest", 0) < event.get("failing", 0):
        return "EDITS"
    if event["tried"] >= settings.CANDIDATES:
        return "CANDIDATES"
    return None
