"""A circuit breaker."""

CLOSED, OPEN, HALF_OPEN = "closed", "open", "half-open"


class Breaker:
    """Opens after some failures in a row; after a pause one call may try again."""

    def __init__(self, threshold=3, pause=30):
        self.threshold = threshold
        self.pause = pause
        self.state = CLOSED
        self.failures = 0
        self.opened_at = None

    def allows(self, now):
        """Whether a call may be made."""
        if self.state == OPEN and now - self.opened_at >= self.pause:
            self.state = HALF_OPEN
        return self.state != OPEN

    def success(self):
        """A call went well."""
        self.state = CLOSED

    def failure(self, now):
        """A call failed."""
        self.failures += 1
        if self.state == HALF_OPEN or self.failures >= self.threshold:
            self.state = OPEN
            self.opened_at = now
