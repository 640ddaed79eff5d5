"""Fields of crontab lines."""


def parse_field(text, low, high):
    """The set of values that a field allows, between low and high."""
    values = set()
    for part in text.split(","):
        part, _, step = part.partition("/")
        step = int(step or 1)
        if part == "*":
            start, end = low, high
        elif "-" in part:
            start, end = (int(number) for number in part.split("-"))
            end -= 1
        else:
            start = end = int(part)
        if not low <= start <= end <= high:
            raise ValueError(f"{part!r} is not between {low} and {high}")
        values.update(range(start, end + 1, step))
    return values


def matches(minute_field, hour_field, hour, minute):
    """Whether a time of day fits the fields."""
    minutes = parse_field(minute_field, 0, 59)
    hours = parse_field(hour_field, 0, 23)
    return minute in minutes and hour in hours
