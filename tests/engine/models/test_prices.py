"""What tokens cost."""

from decimal import Decimal

import pytest

from engine.models.prices import InvalidPrice, Price, Rate, dollars, look_up


def test_every_kind_of_token_has_its_rate() -> None:
    price = Price.parse("3/0.3/15")
    assert price.cost(input=1000, cached=600, cache_write=0, output=10) == (
        400 * 3000 + 600 * 300 + 10 * 15000
    )
    assert price.most(input=1000, output=10) == 1000 * 3000 + 10 * 15000


def test_costs_are_exact_and_rounded_up() -> None:
    price = Price.parse("0.0375/0.1")
    assert price.cost(input=1, cached=0, cache_write=0, output=0) == 38
    assert price.cost(input=2, cached=0, cache_write=0, output=0) == 75


def test_above_a_threshold_all_tokens_cost_more() -> None:
    tiered = Rate(base=Decimal(3), above=((200_000, Decimal(6)),))
    flat = Rate(base=Decimal(1))
    price = Price(input=tiered, cached=flat, cache_write=flat, output=flat, source="x")
    few, many = (
        price.cost(input=count, cached=0, cache_write=0, output=0) for count in (200_000, 200_001)
    )
    assert (few, many) == (200_000 * 3000, 200_001 * 6000)
    assert price.most(input=1, output=0) == 6000


def test_published_prices_are_found_without_a_network() -> None:
    price = look_up("anthropic", "claude-sonnet-4-5")
    assert price.cache_write.base > price.input.base > price.cached.base > 0
    assert price.input.above
    assert look_up("openai", "openai/gpt-5-mini", base_url="https://openrouter.ai/api/v1")


@pytest.mark.parametrize("text", ["", "3", "3/", "-1/2", "a/b", "1/2/3/4", "nan/1"])
def test_a_price_that_cannot_be_read_is_explained(text: str) -> None:
    with pytest.raises(InvalidPrice, match="INPUT/OUTPUT"):
        Price.parse(text)


def test_free_is_free_and_said_so() -> None:
    assert Price.parse("0/0").is_free
    assert not Price.parse("0/0.1").is_free
    assert [dollars(0), dollars(10**9 * 3 // 2), dollars(1_234_567)] == [
        "$0.00",
        "$1.50",
        "$0.0012",
    ]
