"""Invoices."""

from billing.tax import add_tax


class Invoice:
    """Lines and a tax rate in percent."""

    def __init__(self, rate):
        self.rate = rate
        self.lines = []

    def add(self, line):
        """Put a line on the invoice."""
        self.lines.append(line)

    def net(self):
        """The sum without tax."""
        return sum(line.amount() for line in self.lines)

    def total(self):
        """What has to be paid."""
        return add_tax(self.net(), self.rate)
