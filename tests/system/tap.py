# SPDX-License-Identifier: GPL-3.0-or-later
"""The Test Anything Protocol, as far as the tests on a running system speak it."""

import sys


class Tap:
    """Numbers the results and remembers whether one failed."""

    def __init__(self):
        self.n = 0
        self.failed = 0

    def result(self, good, name, details=()):
        self.n += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.n} - {name}")
        for line in list(details)[:40]:
            print(f"# {line}")
        if len(details) > 40:
            print(f"# … and {len(details) - 40} more")
        sys.stdout.flush()

    def close(self):
        print(f"1..{self.n}")
        return 1 if self.failed else 0
