"""Shades for shares: from dark to light as they rise, told apart by any eye and on grey paper."""

_STOPS = ((59, 28, 110), (33, 89, 145), (32, 144, 140), (94, 190, 98), (233, 222, 40))


def shade(part: float) -> str:
    """The colour of a value from 0 to 1."""
    place = min(max(part, 0.0), 1.0) * (len(_STOPS) - 1)
    below = min(int(place), len(_STOPS) - 2)
    mixed = (
        round(low + (high - low) * (place - below))
        for low, high in zip(_STOPS[below], _STOPS[below + 1], strict=True)
    )
    return "#" + "".join(f"{each:02x}" for each in mixed)
