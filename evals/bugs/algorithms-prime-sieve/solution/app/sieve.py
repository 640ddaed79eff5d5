"""Prime numbers."""


def primes(limit):
    """Every prime up to and including limit."""
    is_prime = [True] * (limit + 1)
    found = []
    for number in range(2, limit + 1):
        if not is_prime[number]:
            continue
        found.append(number)
        for multiple in range(number * number, limit + 1, number):
            is_prime[multiple] = False
    return found


def factors(number):
    """Prime factors in rising order, with repetition."""
    result = []
    divisor = 2
    while divisor * divisor <= number:
        while number % divisor == 0:
            result.append(divisor)
            number //= divisor
        divisor += 1
    if number > 1:
        result.append(number)
    return result


def is_prime(number):
    """Whether number is prime."""
    return number > 1 and factors(number) == [number]
