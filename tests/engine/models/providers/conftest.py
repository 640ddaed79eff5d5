from collections.abc import Iterator

import pytest
from contracts.provider_servers import Reply, Server


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        yield made


@pytest.fixture
def reply() -> type[Reply]:
    return Reply
