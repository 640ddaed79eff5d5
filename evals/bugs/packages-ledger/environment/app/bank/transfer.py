"""Moving money."""


def transfer(source, target, amount):
    """Move money; nothing changes if there is not enough."""
    target.deposit(amount)
    source.withdraw(amount)


def total(accounts):
    """All money together."""
    return sum(account.balance for account in accounts)
