"""Sizes of files, as people write them."""

UNITS = {
    "": 1,
    "b": 1,
    "kb": 1000,
    "mb": 1000**2,
    "gb": 1000**3,
    "kib": 1024,
    "mib": 1024**2,
    "gib": 1024**3,
}


def _split_unit(text):
    """Split "1.5 MB" into ("1.5", "mb")."""
    text = text.strip().lower()
    end = len(text)
    while end > 0 and text[end - 1].isalpha():
        end -= 1
    return text[:end].strip(), text[end:]


def parse_size(text):
    """Number of bytes in a text such as "10 KiB" or "1.5MB". Raises ValueError for anything else."""
    number, unit = _split_unit(text)
    try:
        return round(float(number) * UNITS[unit])
    except ValueError:
        raise ValueError(f"not a size: {text!r}") from None


def total_size(texts):
    """Sum of all sizes in texts; entries that are no size are skipped."""
    total = 0
    for text in texts:
        try:
            total += parse_size(text)
        except ValueError:
            continue
    return total


def largest(texts):
    """The text with the largest size; the first one if several are equal."""
    return max(texts, key=parse_size)
