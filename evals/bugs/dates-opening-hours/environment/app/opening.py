"""Opening hours; hours from 0 to 23, the closing hour is not included."""


def is_open(opens, closes, hour):
    """Whether a shop is open at an hour; it may close after midnight."""
    if opens <= closes:
        return opens <= hour < closes
    return hour >= opens and hour < closes


def hours_open(opens, closes):
    """How many hours a day the shop is open."""
    return (closes - opens) % 24


def open_at(shops, hour):
    """Names of the shops that are open, sorted."""
    return sorted(name for name, (opens, closes) in shops.items() if is_open(opens, closes, hour))
