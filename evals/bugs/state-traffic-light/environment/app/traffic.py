"""A traffic light."""

ORDER = ["green", "yellow", "red", "red-yellow"]
SECONDS = {"green": 30, "yellow": 3, "red": 20, "red-yellow": 2}


class Light:
    """Changes its colour as time goes by."""

    def __init__(self, colour="red"):
        self.colour = colour
        self.elapsed = 0

    def next(self):
        """Change to the following colour."""
        index = (ORDER.index(self.colour) + 2) % len(ORDER)
        self.colour = ORDER[index]
        self.elapsed = 0

    def tick(self, seconds=1):
        """Let time go by, changing colour as often as necessary."""
        self.elapsed += seconds
        while self.elapsed >= SECONDS[self.colour]:
            left = self.elapsed - SECONDS[self.colour]
            self.next()
