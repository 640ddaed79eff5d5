"""The life of an order."""

ALLOWED = {
    "new": {"paid", "cancelled"},
    "paid": {"shipped", "cancelled"},
    "shipped": {"delivered", "cancelled"},
    "delivered": set(),
    "cancelled": set(),
}


class Order:
    """One order and where it stands."""

    def __init__(self):
        self.state = "new"
        self.history = ["new"]

    def move(self, state):
        """Change the state; ValueError where that is not allowed."""
        if state not in ALLOWED[self.state]:
            raise ValueError(f"{self.state} orders cannot be {state}")
        self.state = state
        self.history.append(state)

    @property
    def is_final(self):
        """Whether nothing can happen any more."""
        return not ALLOWED[self.state]
