# The table in docs/observing.md of which checks can be judged has all of them, and what it says of Hardnut
# is what the catalogue has.
# SPDX-License-Identifier: GPL-3.0-or-later

import collections
import os
import pathlib
import re
import unittest

import tap

SOURCE = pathlib.Path(os.environ['HARDNUT_SOURCE'])
CATALOGUE = SOURCE / 'src/engine/catalogue'

# What evidence/need.c knows without a row.
RULES = {'CapabilityBoundingSet', 'SystemCallFilter', 'RestrictNamespaces', 'RestrictAddressFamilies'}


class Observing(unittest.TestCase):
    def test_table(self):
        page = (SOURCE / 'docs/observing.md').read_text()
        checks = collections.Counter(
            re.findall(r'HN_CHECK \("(\w+)=', (CATALOGUE / 'check-table.h').read_text()))
        rows = ''.join(path.read_text() for path in (CATALOGUE / 'directives').iterdir())
        names = dict(re.findall(r'HN_DIRECTIVE \((\w+), "(\w+)"', rows))
        judged = RULES | {names[key] for key in re.findall(r'HN_EVIDENCE \((\w+),', rows)}

        seen, sums = [], [0, 0, 0]
        for line in re.findall(r'^\| (`.*=`) \| (\d+) \| (\d+) \| (\d+) \|$', page, re.M):
            listed = re.findall(r'`(\w+)=`', line[0])
            counts = [int(word) for word in line[1:]]
            self.assertEqual(counts[0], sum(checks[name] for name in listed), listed)
            self.assertEqual(counts[1], sum(checks[name] for name in listed if name in judged), listed)
            seen += listed
            sums = [before + count for before, count in zip(sums, counts)]
        self.assertEqual(sorted(seen), sorted(checks))
        self.assertIn('| **all** | **{}** | **{}** | **{}** |'.format(*sums), page)


if __name__ == '__main__':
    tap.main(Observing)
