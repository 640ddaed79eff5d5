"""Charts in SVG: axes, and on them lines, steps, bands and dots."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.report.html import Html, tag

WIDTH, HEIGHT = 480, 286
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 28, 40
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """What one direction of a chart means."""

    title: str
    low: float
    high: float
    say: Callable[[float], str] = "{:g}".format

    def part(self, value: float) -> float:
        """Where a value is: 0 at the beginning, 1 at the end."""
        return (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5

    def ticks(self, most: int = 6) -> list[float]:
        """Round values from end to end."""
        width = (self.high - self.low) / most
        if width <= 0:
            return [self.low]
        power = 10.0 ** math.floor(math.log10(width))
        step = next(each * power for each in (1, 2, 5, 10) if each * power >= width * (1 - 1e-9))
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [number * step for number in range(first, last + 1)]


def shares(title: str, *, low: float = 0.0, high: float = 1.0) -> Axis:
    """An axis of shares, written as percent."""
    return Axis(title, low, high, lambda value: f"{100 * value:.0f}%")


def up_to(values: Iterable[float]) -> float:
    """Where an axis of such shares may end: at the next tenth."""
    return max(math.ceil(10 * max(values, default=1.0) - 1e-9) / 10, 0.1)


@dataclass(frozen=True, slots=True)
class Chart:
    """Two axes; every layer is drawn over those before it."""

    x: Axis
    y: Axis

    def draw(self, label: str, *layers: Html) -> Html:
        """The picture; `label` says in words what it shows."""
        return tag(
            "svg",
            tag("g", *self._grid(), class_="axis"),
            *layers,
            class_="chart",
            viewBox=f"0 0 {WIDTH} {HEIGHT}",
            role="img",
            aria_label=label,
        )

    def at(self, point: Point) -> Point:
        """Where a point of the data is in the picture."""
        x, y = self.x.part(point[0]), self.y.part(point[1])
        return (
            round(_LEFT + x * (WIDTH - _LEFT - _RIGHT), 1),
            round(HEIGHT - _BOTTOM - y * (HEIGHT - _TOP - _BOTTOM), 1),
        )

    def line(self, points: Sequence[Point], kind: str) -> Html:
        """Straight from point to point."""
        return tag("path", d=_path(map(self.at, points)), class_=f"line {kind}")

    def steps(self, points: Sequence[Point], kind: str) -> Html:
        """Each value holds until the next."""
        return tag("path", d=_path(map(self.at, _stepped(points))), class_=f"line {kind}")

    def band(self, lows: Sequence[Point], highs: Sequence[Point], kind: str) -> Html:
        """The area between two lines of steps."""
        around = [*_stepped(lows), *reversed(_stepped(highs))]
        return tag("path", d=_path(map(self.at, around)) + "Z", class_=f"band {kind}")

    def dots(self, points: Sequence[Point], tips: Sequence[str], kind: str) -> Html:
        """A dot for each point, with what is said of it."""
        places = zip(map(self.at, points), tips, strict=True)
        dots = (
            tag("circle", cx=x, cy=y, r=3.5, data_tip=tip, class_=f"dot {kind}")
            for (x, y), tip in places
        )
        return tag("g", dots)

    def bars(self, points: Sequence[Point], width: float, tips: Sequence[str], kind: str) -> Html:
        """A bar from the bottom to each point, as wide as that in the unit of x."""
        bars = (self._bar(point, width, tip, kind) for point, tip in zip(points, tips, strict=True))
        return tag("g", bars)

    def _bar(self, point: Point, width: float, tip: str, kind: str) -> Html:
        (left, top), (right, bottom) = (
            self.at((point[0] - width / 2, point[1])),
            self.at((point[0] + width / 2, self.y.low)),
        )
        return tag(
            "rect",
            x=left + 0.5,
            y=top,
            width=max(right - left - 1, 0.5),
            height=max(bottom - top, 0),
            data_tip=tip,
            class_=f"bar {kind}",
        )

    def _grid(self) -> Iterator[Html]:
        right, bottom = WIDTH - _RIGHT, HEIGHT - _BOTTOM
        for value in self.y.ticks():
            _, y = self.at((self.x.low, value))
            yield tag("line", x1=_LEFT, x2=right, y1=y, y2=y, class_="grid")
            yield tag("text", self.y.say(value), x=_LEFT - 6, y=y + 4, text_anchor="end")
        for value in self.x.ticks():
            x, _ = self.at((value, self.y.low))
            yield tag("line", x1=x, x2=x, y1=bottom, y2=bottom + 4, class_="grid")
            yield tag("text", self.x.say(value), x=x, y=bottom + 17, text_anchor="middle")
        yield tag("text", self.y.title, x=4, y=14, class_="name")
        middle = (_LEFT + right) / 2
        yield tag("text", self.x.title, x=middle, y=HEIGHT - 6, text_anchor="middle", class_="name")


def _stepped(points: Sequence[Point]) -> list[Point]:
    found = list(points[:1])
    for (_, before), (x, y) in pairwise(points):
        found += [(x, before), (x, y)]
    return found


def _path(points: "map[Point]") -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def legend(*kinds: tuple[str, str]) -> Html:
    """(class, what it is) for each kind of mark."""
    marks = (
        tag("span", tag("i", class_=f"key {kind}"), " ", words, class_="kind")
        for kind, words in kinds
    )
    return tag("p", marks, class_="legend")


def figure(picture: Html, title: str, *explained: Html | str) -> Html:
    """A picture with its title above and what it means below."""
    return tag("figure", tag("h3", title), picture, tag("figcaption", *explained))
