"""A vending machine."""


class Machine:
    """Sells products for coins."""

    def __init__(self, prices, stock):
        self.prices = prices
        self.stock = dict(stock)
        self.credit = 0

    def insert(self, amount):
        """Put money in."""
        if amount <= 0:
            raise ValueError("no such coin")
        self.credit += amount

    def buy(self, product):
        """Whether the product came out."""
        if self.stock.get(product, 0) == 0 or self.credit < self.prices[product]:
            return False
        self.stock[product] -= 1
        return True

    def refund(self):
        """The money that is left."""
        amount, self.credit = self.credit, 0
        return amount
