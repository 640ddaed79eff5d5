"""Lines of an invoice."""

from dataclasses import dataclass


@dataclass
class Line:
    """Some units of a thing."""

    name: str
    price: float
    count: int = 1

    def amount(self):
        """What the line costs without tax."""
        return self.price * self.count
