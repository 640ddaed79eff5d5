"""Ages."""


def is_adult(age):
    """Whether somebody of that age, in years, is of age."""
    return age >= 18
