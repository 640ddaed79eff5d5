"""When there is time between meetings. Times are minutes since midnight."""


def free_slots(meetings, opens, closes):
    """Gaps between meetings, (start, end) pairs in any order, from opens to closes."""
    slots = []
    cursor = opens
    for start, end in sorted(meetings):
        if start >= closes:
            break
        if start > cursor:
            slots.append((cursor, start))
        cursor = max(cursor, end)
    if cursor < closes:
        slots.append((cursor, closes))
    return slots


def first_slot(meetings, opens, closes, length):
    """Start of the first gap that is at least length minutes long, or None."""
    for start, end in free_slots(meetings, opens, closes):
        if end - start >= length:
            return start
    return None


def common_slots(calendars, opens, closes):
    """Gaps that several people, each with a list of meetings, have at the same time."""
    meetings = [meeting for calendar in calendars for meeting in calendar]
    return free_slots(meetings, opens, closes)


def free_minutes(meetings, opens, closes):
    """How many minutes there are in all gaps together."""
    return sum(end - start for start, end in free_slots(meetings, opens, closes))


def clock(minutes):
    """The time of day as "HH:MM"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"
