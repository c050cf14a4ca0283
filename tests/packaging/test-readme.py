# What README.md says is so: its commands of hardnutctl, with the one of this build, which looks at a
# root made for it, the files that it points to, and the table of levels. Its recipes are run as they
# are written by tests/dev/recipes.
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest

import tap

SOURCE = pathlib.Path(os.environ['HARDNUT_SOURCE'])

FENCE = re.compile(r'^```(\w*)\n(.*?)^```$', re.MULTILINE | re.DOTALL)
UNIT = '[Unit]\nDescription=Example\n[Service]\nExecStart=/bin/true\n'


def blocks(kind):
    return [text for name, text in FENCE.findall((SOURCE / 'README.md').read_text())
            if name == kind]


def commands():
    """Every command of the README, as (words, comment)."""
    for block in blocks('sh'):
        for line in block.replace('\\\n', ' ').splitlines():
            command, _, comment = line.partition('#')
            if command.strip():
                yield shlex.split(command), comment.strip()


def commands_of(*names):
    return [(words, comment) for words, comment in commands() if words[0] in names]


class Readme(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='hardnut-readme-'))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def run_in(self, folder, words, **environment):
        done = subprocess.run(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=900,
                              env=dict(os.environ, LC_ALL='C.UTF-8', **environment))
        self.output = done.stdout
        return done.returncode

    def test_every_command_is_known_here(self):
        names = {words[0] for words, comment in commands()}
        self.assertEqual(names, {'./dev', 'sudo', 'apt-get', 'hardnutctl', 'meson'})

    def test_files_it_points_to_exist(self):
        text = (SOURCE / 'README.md').read_text()
        targets = re.findall(r'\]\(([^)]+)\)', text) + re.findall(r'(?:src|srcset)="([^"]+)"', text)
        self.assertGreater(len(targets), 6)
        for target in targets:
            self.assertTrue((SOURCE / target).exists(), target)

    def test_levels(self):
        table = re.findall(r'\[HN_LEVEL_\w+\] = \{ (\d+), "(\w+)", N_ \("\w+"\), "(.+?)" \}',
                           (SOURCE / 'src/engine/assessment.c').read_text())
        self.assertEqual(len(table), 7)
        starts = [int(row[0]) for row in table]
        ranges = [f'{first / 10}–{(end - 1) / 10}' if end - first > 1 else f'{first / 10}'
                  for first, end in zip(starts, starts[1:] + [101])]
        rows = [line.strip('| ').split(' | ')
                for line in (SOURCE / 'README.md').read_text().splitlines() if line.startswith('| ')]
        self.assertEqual(rows[0], ['exposure'] + ranges)
        self.assertEqual(rows[1], ['level'] + [f'{row[2]} {row[1]}' for row in table])

    def test_dev(self):
        found = commands_of('./dev')
        found += [(words[1:], comment) for words, comment in commands_of('sudo')]
        self.assertEqual([words[1] for words, comment in found],
                         ['run', 'test', 'install', 'uninstall'])
        for words, comment in found:
            # With --help: these very tests are run by ./dev test, and would run themselves.
            self.assertEqual(self.run_in(SOURCE, words + ['--help']), 0, self.output)
            self.assertIn(f'\n  {words[1]} ', self.output)

    def test_hardnutctl(self):
        root = self.folder / 'root'
        system = root / 'usr/lib/systemd/system'
        system.mkdir(parents=True)
        (root / 'usr/lib/systemd/libsystemd-shared-257.so').write_text('')
        (system / 'ssh.service').write_text(UNIT)
        (system / 'nginx.service').write_text(UNIT)
        (self.folder / 'example.service').write_text(UNIT)
        (self.folder / 'lab').symlink_to(SOURCE / 'lab')
        # Those that change something are run on a booted system, by tests/dev/install, and those that
        # watch by tests/system/observer.py. What got worse is of a machine, see tests/cli/test-live.c.
        found = [(words, comment) for words, comment in commands_of('hardnutctl')
                 if words[1] not in ('try', 'trials', 'remove', 'history', 'harden', 'watch',
                                     'evidence', 'accept') and '--worse' not in words]
        self.assertGreater(len(found), 6)
        shown = []
        for words, comment in found:
            words = [word.replace('/mnt/server', str(root)) for word in words]
            words[0] = os.environ['HARDNUTCTL']
            if not any(word.startswith('--root') for word in words):
                words.append(f'--root={root}')
            status = re.match(r'exits with (\d)', comment)
            self.assertEqual(self.run_in(self.folder, words), int(status[1]) if status else 0,
                             f'{words}: {self.output}')
            self.assertRegex(self.output, 'ssh|example|helloworld|OK CHECK')
            shown.append(self.output)
        # What the README shows as output is what the last of them prints.
        self.assertEqual(shown[-1], blocks('text')[0])


if __name__ == '__main__':
    tap.main(Readme)
