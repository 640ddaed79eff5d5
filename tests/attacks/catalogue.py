"""Every attack, in the order of the table that people read."""

from attacks.attack import Attack, render
from attacks.children import CHILDREN
from attacks.forged_grades import GRADING
from attacks.gateway import GATEWAY
from attacks.hidden_tests import HIDDEN_TESTS
from attacks.left_files import FILES
from attacks.network import NETWORK
from attacks.planted_git import GIT
from attacks.powers import POWERS
from attacks.records import RECORDS
from attacks.resources import RESOURCES
from attacks.secrets import SECRETS

ATTACKS: tuple[Attack, ...] = (
    *SECRETS,
    *NETWORK,
    *GATEWAY,
    *HIDDEN_TESTS,
    *RECORDS,
    *GIT,
    *FILES,
    *RESOURCES,
    *POWERS,
    *GRADING,
    *CHILDREN,
)


def as_table() -> str:
    """The attacks as docs/security.md shows them."""
    return render(ATTACKS)
