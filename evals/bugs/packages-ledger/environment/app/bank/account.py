"""Accounts."""


class NotEnough(Exception):
    """There is not enough money on the account."""


class Account:
    """A balance in cents that is never negative."""

    def __init__(self, balance=0):
        self.balance = balance

    def deposit(self, amount):
        """Put money in."""
        self.balance += amount

    def withdraw(self, amount):
        """Take money out. Raises NotEnough."""
        if amount > self.balance:
            raise NotEnough(f"{amount} from {self.balance}")
        self.balance -= amount
