# Runs the unittest cases of the calling program, or one of them, and prints TAP.
# SPDX-License-Identifier: GPL-3.0-or-later

import sys
import unittest


class TapResult(unittest.TestResult):
    def tell(self, word, test, trace=None):
        name = test.id().removeprefix('__main__.')
        print(f'{word} {self.testsRun} - {name}')
        if trace is not None:
            for line in self._exc_info_to_string(trace, test).splitlines():
                print('#', line)
        sys.stdout.flush()

    def addSuccess(self, test):
        self.tell('ok', test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.tell('not ok', test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self.tell('not ok', test, err)


def main(case=None):
    loader = unittest.defaultTestLoader
    suite = (loader.loadTestsFromTestCase(case) if case is not None
             else loader.loadTestsFromModule(sys.modules['__main__']))
    print(f'1..{suite.countTestCases()}')
    result = TapResult()
    suite.run(result)
    sys.exit(0 if result.wasSuccessful() else 1)
