"""Images of tasks, fetched or built once and given up for room, on the engine of this machine."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sandbox.engine import connect
from sandbox.files import File
from sandbox.images import image_folder
from sandbox.interface import Recipe, SandboxUnavailable
from sandbox.store import ImageStore

if TYPE_CHECKING:
    from docker import APIClient

pytestmark = pytest.mark.docker

MIB = 1024**2


@pytest.fixture
def api() -> "Iterator[APIClient]":
    client = connect().api
    yield client
    client.close()


def recipe(word: str, mib: int = 3) -> Recipe:
    lines = f"FROM debian:bookworm-slim\nRUN head -c {mib}M /dev/urandom > /{word}\n"
    return Recipe("store-test", {"Dockerfile": File(lines.encode())})


def remove(api: "APIClient", *ids: str) -> None:
    for id in ids:
        api.remove_image(id, force=True)


def test_workers_that_need_the_same_image_build_it_once(api: "APIClient", tmp_path: Path) -> None:
    store = ImageStore(api, tmp_path, place=tmp_path)
    image = recipe(f"once-{threading.get_ident()}")
    assert store.find(image) is None
    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(lambda _: store.ensure(image), range(4)))
    assert len(ids) == 1
    assert store.find(image) in ids
    assert store.kept().keys() == ids
    remove(api, *ids)


def test_what_was_longest_unused_is_given_up_with_its_copies(
    api: "APIClient", tmp_path: Path
) -> None:
    now = 1000.0
    store = ImageStore(api, tmp_path, place=tmp_path, max_bytes=7 * MIB, clock=lambda: now)
    first, second = store.ensure(recipe("first")), ""
    folder = image_folder(api, first, "/etc", tmp_path)
    now += 100
    second = store.ensure(recipe("second"))
    now += 100
    assert store.ensure(recipe("first")) == first
    now += 100
    third = store.ensure(recipe("third"))
    assert store.kept().keys() == {first, third}
    assert store.find(recipe("second")) is None
    assert folder.is_dir()
    now += 100
    fourth = store.ensure(recipe("fourth"))
    assert store.kept().keys() == {third, fourth}
    assert not folder.exists()
    assert second not in store.sizes()
    remove(api, third, fourth)


def test_an_image_in_use_or_of_the_users_own_stays(api: "APIClient", tmp_path: Path) -> None:
    own = ImageStore(api, tmp_path / "other", place=tmp_path).ensure(recipe("own"))
    store = ImageStore(api, tmp_path, place=tmp_path, max_bytes=1)
    assert store.ensure(recipe("own")) == own
    assert store.kept() == {}
    used = store.ensure(recipe("used"))
    container = api.create_container(used, ["sleep", "100"])["Id"]
    api.start(container)
    try:
        store.ensure(recipe("more"))
        assert used in store.kept()
    finally:
        api.remove_container(container, force=True)
    assert store.make_room() != []
    assert store.kept() == {}
    assert own in store.sizes()
    remove(api, own)


def test_an_image_that_a_sandbox_uses_is_not_given_up(api: "APIClient", tmp_path: Path) -> None:
    """Between two of its commands no container shows that."""
    store = ImageStore(api, tmp_path, place=tmp_path)
    other = ImageStore(api, tmp_path, place=tmp_path, max_bytes=1)
    with store.use(recipe("held")) as id:
        folder = image_folder(api, id, "/etc", tmp_path)
        assert other.make_room() == []
        assert folder.is_dir()
    assert other.make_room() == ["store-test"]
    assert not folder.exists()
    assert not list(tmp_path.glob(".gone-*"))


def test_an_image_that_cannot_be_had_leaves_nothing(api: "APIClient", tmp_path: Path) -> None:
    store = ImageStore(api, tmp_path, place=tmp_path)
    with pytest.raises(SandboxUnavailable, match="no-such-image"):
        store.ensure("localhost:1/no-such-image:latest")
    assert store.kept() == {}
