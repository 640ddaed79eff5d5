"""What a model's answers cost: prices per token, exact, in billionths of a dollar."""

import math
import re
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

NANO = 10**9
"""Costs are counted in whole billionths of a dollar, so that sums are exact."""
_PER_TOKEN = 1000
"""A dollar per million tokens, in billionths of a dollar per token."""
_AMOUNT = r"(\d+(?:\.\d+)?)"
_PRICE = re.compile(rf"{_AMOUNT}/(?:{_AMOUNT}/)?{_AMOUNT}")

Dollars = Annotated[Decimal, Field(ge=0, max_digits=12)]


class InvalidPrice(ValueError):
    """A price that cannot be understood or is not known; the message is for the user."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rate(_Part):
    """Dollars per million tokens of one kind."""

    base: Dollars
    above: tuple[tuple[int, Dollars], ...] = ()
    """(input tokens, dollars per million): above so many, all tokens of a request cost that."""

    def at(self, input_tokens: int) -> Decimal:
        """For a request with so many input tokens."""
        reached = [price for start, price in self.above if input_tokens > start]
        return reached[-1] if reached else self.base

    @property
    def most(self) -> Decimal:
        """For any request."""
        return max(self.base, *(price for _, price in self.above), Decimal(0))


class Price(_Part):
    """Of one model."""

    input: Rate
    cached: Rate
    """Input that the provider had seen before."""
    cache_write: Rate
    """Input that the provider keeps for later."""
    output: Rate
    source: str
    """Where it is from, for example `genai-prices 0.2.3`."""

    def cost(self, *, input: int, cached: int, cache_write: int, output: int) -> int:
        """Billionths of a dollar, rounded up; `input` counts cached and kept tokens as well."""
        tokens = {"cached": cached, "cache_write": cache_write, "output": output}
        tokens["input"] = max(0, input - cached - cache_write)
        total = Decimal(0)
        for kind, count in tokens.items():
            rate: Rate = getattr(self, kind)
            total += rate.at(input) * count
        return math.ceil(total * _PER_TOKEN)

    def most(self, *, input: int, output: int) -> int:
        """The most that so many tokens can cost, in billionths of a dollar."""
        dearest = max(self.input.most, self.cached.most, self.cache_write.most)
        return math.ceil((dearest * input + self.output.most * output) * _PER_TOKEN)

    @property
    def is_free(self) -> bool:
        """Whether nothing costs anything."""
        return self.most(input=1, output=1) == 0

    def __str__(self) -> str:
        return f"${self.input.base} in, ${self.output.base} out per million tokens ({self.source})"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `INPUT/OUTPUT` or `INPUT/CACHED/OUTPUT`. Raises InvalidPrice."""
        match = _PRICE.fullmatch(text.strip())
        if match is None:
            raise InvalidPrice(
                f"The price {text!r} is not understood: write INPUT/OUTPUT or INPUT/CACHED/OUTPUT "
                "in dollars per million tokens, for example 0.25/2; 0/0 where it costs nothing."
            )
        input, output = Decimal(match[1]), Decimal(match[3])
        cached = input if match[2] is None else Decimal(match[2])
        rates = {"input": input, "cached": cached, "cache_write": input, "output": output}
        return cls(**{kind: Rate(base=rate) for kind, rate in rates.items()}, source="given")


def look_up(provider: str, name: str, *, base_url: str | None = None) -> Price:
    """The published price of a model as genai-prices knows it, without asking anybody.

    Raises InvalidPrice for a model or a server that it does not know.
    """
    from importlib.metadata import version

    from genai_prices import Usage, calc_price

    where: dict[str, Any] = {"provider_id": provider}
    if base_url is not None:
        where = {"provider_api_url": base_url}
    try:
        known = calc_price(Usage(input_tokens=1, output_tokens=1), model_ref=name, **where)
    except LookupError as error:
        raise InvalidPrice(
            f"What {provider}/{name} costs is not known: give its price in dollars per million "
            f"tokens, for example --price {provider}/{name}=0.25/2, or =0/0 where it costs nothing."
        ) from error
    priced = known.model_price
    input, output = _rate(priced.input_mtok), _rate(priced.output_mtok)
    free = Rate(base=Decimal(0))
    return Price(
        input=input or free,
        cached=_rate(priced.cache_read_mtok) or input or free,
        cache_write=_rate(priced.cache_write_mtok) or input or free,
        output=output or free,
        source=f"genai-prices {version('genai-prices')}, {known.provider.id}/{known.model.id}",
    )


def _rate(price: Any) -> Rate | None:
    """A rate from genai-prices' `Decimal | TieredPrices | None`."""
    if price is None:
        return None
    if isinstance(price, Decimal):
        return Rate(base=price)
    return Rate(base=price.base, above=tuple((tier.start, tier.price) for tier in price.tiers))


def dollars(cost: int) -> str:
    """A cost in billionths of a dollar as people write it."""
    amount = cost / NANO
    return f"${amount:.2f}" if amount >= 1 or cost == 0 else f"${amount:.4f}"
