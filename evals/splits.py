"""Which tasks guide the search and which are sealed, where a benchmark does not say."""

import hashlib
from collections.abc import Iterable, Mapping

from evals.benchmark import Split

_SEARCH_SHARE = 0.6


def complete_splits(stated: Mapping[str, Split | None]) -> dict[str, Split]:
    """The stated splits, a task without one for the search; see `split_by_hash` if none is."""
    if any(stated.values()):
        return {id: split or Split.SEARCH for id, split in stated.items()}
    return split_by_hash(stated)


def split_by_hash(ids: Iterable[str]) -> dict[str, Split]:
    """60 % for the search, chosen by the hash of the tasks' ids: the same on every machine."""
    order = sorted(ids, key=lambda id: hashlib.sha256(id.encode()).digest())
    search = max(1, round(_SEARCH_SHARE * len(order)))
    return {id: Split.SEARCH if rank < search else Split.TEST for rank, id in enumerate(order)}
