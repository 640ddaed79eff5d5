"""What becomes of memory that arrays no longer need."""

import ctypes

# Of glibc's malloc.h.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_KEPT, _LARGEST = 2**30, 2**25


def keep_freed_memory() -> None:
    """Let this process keep up to a gigabyte of what it freed, where its C library can be told.

    Arrays of many runs side by side are as large as what is handed back at once and fetched again,
    page by page and zeroed, for the next one: a third of the time that judging them takes.
    """
    try:
        tell = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    tell(_MMAP_THRESHOLD, _LARGEST)
    tell(_TRIM_THRESHOLD, _KEPT)
