"""Tasks."""


class Task:
    """A function and how often it was tried."""

    def __init__(self, name, function):
        self.name = name
        self.function = function
        self.tries = 0

    def attempt(self):
        """Whether it went well."""
        self.tries += 1
        try:
            self.function()
        except Exception:
            return False
        return True
