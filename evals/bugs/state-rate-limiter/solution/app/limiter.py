"""Limiting how often something happens."""

from collections import deque


class RateLimiter:
    """At most `limit` calls within `period` seconds."""

    def __init__(self, limit, period):
        self.limit = limit
        self.period = period
        self._calls = deque()

    def allow(self, now):
        """Whether a call at a time may go ahead; if so, it counts."""
        while self._calls and now - self._calls[0] >= self.period:
            self._calls.popleft()
        if len(self._calls) >= self.limit:
            return False
        self._calls.append(now)
        return True

    def wait(self, now):
        """Seconds until a call would be allowed."""
        if len(self._calls) < self.limit:
            return 0
        return max(0, self._calls[0] + self.period - now)
