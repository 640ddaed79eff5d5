"""Bookings of a room as (start, end) pairs; the end is not included."""


def overlaps(first, second):
    """Whether two bookings share some time."""
    return first[0] < second[1] and second[0] < first[1]


def conflicts(bookings):
    """Pairs of bookings that overlap."""
    pairs = []
    for index, first in enumerate(bookings):
        for second in bookings[index + 1 :]:
            if overlaps(first, second):
                pairs.append((first, second))
    return pairs


def free_slots(bookings, opening, closing):
    """Times between opening and closing without a booking."""
    slots = []
    current = opening
    for start, end in sorted(bookings):
        if start > current:
            slots.append((current, start))
        current = max(current, end)
    if current < closing:
        slots.append((current, closing))
    return slots
