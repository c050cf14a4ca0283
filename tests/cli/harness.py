# What the tests of hardnutctl share: a root folder to fill, runs of the program, and TAP.
# SPDX-License-Identifier: GPL-3.0-or-later

import fcntl
import json
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import unittest

PROGRAM = os.environ['HARDNUTCTL']
FAKE = os.environ['FAKE_HELPER']
BUS = '''<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={0}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
'''

# The tests must not depend on the desk they run at.
ENVIRONMENT = {
    'PATH': os.environ.get('PATH', '/usr/bin:/bin'),
    'LC_ALL': 'C.UTF-8',
    'G_DEBUG': os.environ.get('G_DEBUG', ''),
    'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', ''),
    'UBSAN_OPTIONS': os.environ.get('UBSAN_OPTIONS', ''),
}

BRIEF = ['unit', 'exposure', 'level', 'emoji']
REPORT = BRIEF + ['manager', 'warnings', 'in_force', 'checks']
CHECK = ['id', 'json_field', 'passed', 'badness', 'weight', 'range', 'share', 'directive', 'value',
         'source', 'description']
LEVELS = {'PERFECT': '😇', 'SAFE': '😀', 'OK': '🙂', 'MEDIUM': '😐', 'EXPOSED': '🙁',
          'UNSAFE': '😨', 'DANGEROUS': '🤢'}
SIMPLE = '[Service]\nExecStart=/bin/true\n'


class Case(unittest.TestCase):
    """A test with a root folder of its own, of a system with systemd 257."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='hardnut-test-')
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.root = os.path.join(self.folder, 'root')
        self.write('root/usr/lib/systemd/libsystemd-shared-257.so', '')
        self.environment = dict(ENVIRONMENT, HOME=self.folder, XDG_RUNTIME_DIR=self.folder)

    def write(self, path, text):
        path = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path

    def unit(self, name, text=SIMPLE):
        return self.write('root/usr/lib/systemd/system/' + name, text)

    def drop_in(self, unit, name, text):
        return self.write(f'root/etc/systemd/system/{unit}.d/{name}', text)

    def end(self, process):
        process.kill()
        process.communicate()

    def start_bus(self):
        """A bus of the test's own, at self.address, on which nobody is yet."""
        config = self.write('bus.conf', BUS.format(self.folder))
        self.bus = subprocess.Popen(['dbus-daemon', f'--config-file={config}', '--nofork',
                                     '--print-address'], stdout=subprocess.PIPE,
                                    stderr=subprocess.DEVNULL)
        self.addCleanup(self.end, self.bus)
        self.assertNotEqual(self.bus.stdout.readline(), b'')
        self.address = f'unix:path={self.folder}/bus'

    def run_program(self, *words, status=0, **environment):
        """Runs hardnutctl in a pipe; its standard error is kept and must be lines for a person."""
        done = subprocess.run([PROGRAM, *words], stdin=subprocess.DEVNULL, capture_output=True,
                              env=dict(self.environment, **environment), timeout=120)
        self.assertEqual(done.returncode, status,
                         f'{words} wrote {done.stderr.decode(errors="replace")}')
        self.assertNotIn(b'CRITICAL', done.stderr)
        self.errors = done.stderr.decode()
        return done.stdout

    def text(self, *words, status=0, **environment):
        return self.run_program(*words, f'--root={self.root}', status=status,
                                **environment).decode()

    def json(self, *words, status=0, **environment):
        return json.loads(self.text(*words, '--json', status=status, **environment))

    def fails(self, *words, status=1):
        """The program fails with one line, which is returned."""
        output = self.run_program(*words, status=status)
        self.assertEqual(output, b'')
        lines = self.errors.splitlines()
        self.assertEqual(len(lines), 2 if status == 2 else 1, self.errors)
        self.assertTrue(lines[0].startswith('hardnutctl: '), lines[0])
        if status == 2:
            self.assertIn('--help', lines[1])
        return lines[0]

    def on_terminal(self, *words, columns=200, **environment):
        """Runs hardnutctl on a terminal of its own and returns what it wrote there."""
        def child_size():
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('HHHH', 50, columns, 0, 0))

        parent, child = pty.openpty()
        variables = {**self.environment, 'TERM': 'xterm-256color', **environment}
        process = subprocess.Popen([PROGRAM, *words, f'--root={self.root}'], stdin=child,
                                   stdout=child, stderr=subprocess.PIPE, env=variables,
                                   preexec_fn=child_size)
        os.close(child)
        output = b''
        while select.select([parent], [], [], 60)[0]:
            try:
                part = os.read(parent, 65536)
            except OSError:
                break
            if not part:
                break
            output += part
        self.errors = process.communicate()[1].decode()
        os.close(parent)
        self.assertEqual(process.returncode, 0, self.errors)
        return output.decode().replace('\r\n', '\n')

    def check_of(self, report, json_field):
        found = [check for check in report['checks'] if check['json_field'] == json_field]
        self.assertEqual(len(found), 1, json_field)
        return found[0]

    def assert_brief(self, value):
        self.assertIsInstance(value['unit'], str)
        self.assertIs(type(value['exposure']), float)
        self.assertEqual(round(value['exposure'], 1), value['exposure'])
        self.assertEqual(LEVELS[value['level']], value['emoji'])

    def assert_warnings(self, warnings):
        self.assertIsInstance(warnings, list)
        for warning in warnings:
            self.assertEqual(list(warning), ['file', 'line', 'message'])
            self.assertIsInstance(warning['message'], str)

    def assert_report(self, report):
        """The exact shape that show promises."""
        self.assertEqual(list(report), REPORT)
        self.assert_brief(report)
        self.assertEqual(list(report['manager']), ['version', 'scope'])
        self.assertIsInstance(report['manager']['version'], str)
        self.assertIn(report['manager']['scope'], ['system', 'user'])
        self.assert_warnings(report['warnings'])
        self.assertEqual(len(report['checks']), 81)
        for check in report['checks']:
            self.assertEqual(list(check), CHECK)
            self.assertIn(check['passed'], [True, False, None])
            for key in ['weight', 'range']:
                self.assertIs(type(check[key]), int)
            for key in ['id', 'json_field', 'directive', 'value', 'source', 'description']:
                self.assertIsInstance(check[key], str, (check['id'], key))
            self.assertNotEqual(check['description'], '', check['id'])
            self.assertNotEqual(check['source'], '', check['id'])
            if check['passed'] is None:
                self.assertIsNone(check['badness'])
            else:
                self.assertIs(type(check['badness']), int)
                self.assertEqual(check['passed'], check['badness'] == 0)
            if check['badness']:
                self.assertIs(type(check['share']), float)
            else:
                self.assertIsNone(check['share'])


class TapResult(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.count = 0

    def tell(self, ok, test, trace=None):
        self.count += 1
        print('ok' if ok else 'not ok', self.count, '-', test.id().removeprefix('__main__.'))
        if trace is not None:
            for line in self._exc_info_to_string(trace, test).splitlines():
                print('#', line)
        sys.stdout.flush()

    def addSuccess(self, test):
        self.tell(True, test)

    def addError(self, test, trace):
        super().addError(test, trace)
        self.tell(False, test, trace)

    def addFailure(self, test, trace):
        super().addFailure(test, trace)
        self.tell(False, test, trace)


def without_colors(text):
    return re.sub(r'\033\[[0-9;]*m', '', text)


def main():
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules['__main__'])
    print(f'1..{suite.countTestCases()}')
    result = TapResult()
    suite.run(result)
    sys.exit(0 if result.wasSuccessful() else 1)
