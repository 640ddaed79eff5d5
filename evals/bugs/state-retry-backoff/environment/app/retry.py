"""Trying again."""


def delays(attempts, first, longest):
    """Waiting times: each twice the one before, at most the longest."""
    result = []
    delay = first
    for _ in range(attempts):
        result.append(max(delay, longest))
        delay *= 2
    return result


def call_with_retry(function, attempts, sleep, first=1, longest=60):
    """The function's result, trying again after an error; the last error is raised."""
    for number, delay in enumerate(delays(attempts, first, longest), start=1):
        try:
            return function()
        except OSError:
            if number > attempts:
                raise
            sleep(delay)
