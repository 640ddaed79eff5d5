"""The Polyglot benchmark on the real engine: the images, the oracle, and those who cheat."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from contracts.benchmark_contract import BenchmarkContract
from contracts.sandbox_contract import base

from evals.benchmark import Benchmark
from evals.polyglot.benchmark import load_polyglot
from evals.polyglot.languages import LANGUAGES
from sandbox.docker import Docker
from sandbox.interface import Sandboxes

__all__ = ["base"]

pytestmark = [pytest.mark.docker, pytest.mark.slow]

EXERCISES = Path(__file__).parent / "exercises"


@pytest.fixture(params=sorted(LANGUAGES))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class TestPolyglot(BenchmarkContract):
    @pytest.fixture
    def sandboxes(self, base: Path) -> Sandboxes:
        return Docker(base)

    @pytest.fixture
    def benchmark(self, language: str) -> Benchmark:
        return load_polyglot(f"{EXERCISES}:{language}")
