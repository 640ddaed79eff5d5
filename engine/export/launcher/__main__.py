"""`python3 -m` of an exported agent."""

import sys

from .command import main

if __name__ == "__main__":
    sys.exit(main())
