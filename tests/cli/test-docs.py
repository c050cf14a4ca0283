# The manual page and the completions know what --help knows.
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import re
import shutil
import subprocess

from harness import Case, main

MAN = os.environ['HARDNUT_MAN']
COMPLETIONS = os.environ['HARDNUT_COMPLETIONS']

COMMANDS = {'list', 'show', 'preview', 'advise', 'try', 'keep', 'revert', 'remove', 'trials', 'watch',
            'evidence', 'accept', 'history', 'harden'}


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


class Docs(Case):
    def setUp(self):
        super().setUp()
        text = self.run_program('--help').decode()
        self.options = set(re.findall(r'^  --([a-z-]+)', text, re.M))
        self.commands = set(re.findall(r'^  ([a-z]+)', text, re.M))
        self.assertEqual(len(self.options), 37)
        self.assertEqual(self.commands, COMMANDS)

    def test_manual_page(self):
        page = read(MAN).replace('\\-', '-')
        described = set(re.findall(r'^\.B[RI]? --([a-z-]+)', page, re.M))
        self.assertEqual(described, self.options)
        self.assertEqual(set(re.findall(r'^\.BR? (\w+)(?: |$)(?:.*)\n'
                                        r'(?:Lists|Shows|Says|Tries|Keeps|Takes back|Watches|Finds|Finds)', page, re.M)),
                         self.commands)
        for status in range(6):
            self.assertRegex(page, rf'\n\.B {status}\n')

    def test_manual_page_markup(self):
        known = {'TH', 'SH', 'RS', 'RE', 'B', 'I', 'BR', 'BI', 'IB', 'IR', 'RI', 'RB', 'TP', 'PP', 'br', '\\"'}
        lines = read(MAN).splitlines()
        for number, line in enumerate(lines, 1):
            self.assertLess(len(line), 80, number)
            self.assertEqual(line, line.rstrip(), number)
            if line.startswith('.'):
                self.assertIn(line[1:].split()[0], known, number)
            # A line that begins with a quote would be taken for markup.
            self.assertFalse(line.startswith("'"), number)
        self.assertNotIn('@', ''.join(lines))

    def test_manual_page_renders(self):
        for tool in [['mandoc', '-T', 'lint', '-W', 'warning'],
                     ['groff', '-man', '-ww', '-z', '-K', 'utf8']]:
            if shutil.which(tool[0]) is None:
                continue
            done = subprocess.run([*tool, MAN], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ''), tool)

    def test_bash(self):
        text = read(os.path.join(COMPLETIONS, 'bash/hardnutctl'))
        offered = set(re.findall(r'--([a-z-]+)', re.search(r"options='([^']*)'", text)[1]))
        self.assertEqual(offered, self.options)
        for command in self.commands:
            self.assertIn(command, re.search(r"-W '(list [a-z ]*)'", text)[1].split())

    def test_zsh(self):
        text = read(os.path.join(COMPLETIONS, 'zsh/_hardnutctl'))
        block = text[text.index('_arguments -C'):]
        offered = set(re.findall(r"--([a-z-]+)(?==?\[|[}'])", block))
        self.assertEqual(offered, self.options)
        self.assertEqual(set(re.findall(r"^    '(\w+):", text, re.M)), self.commands)

    def test_fish(self):
        text = read(os.path.join(COMPLETIONS, 'fish/hardnutctl.fish'))
        self.assertEqual(set(re.findall(r'--long-option ([a-z-]+)', text)), self.options)
        self.assertEqual(set(re.findall(r"-eq 1' --arguments (\w+)", text)), self.commands)

    def complete_in_bash(self, *words):
        """What bash would offer for the last of @words."""
        script = read(os.path.join(COMPLETIONS, 'bash/hardnutctl'))
        program = os.path.join(self.folder, 'bin')
        os.makedirs(program, exist_ok=True)
        link = os.path.join(program, 'hardnutctl')
        if not os.path.lexists(link):
            os.symlink(os.environ['HARDNUTCTL'], link)
        lines = [script, 'compopt() { :; }', 'COMP_WORDS=("$@")', f'COMP_CWORD={len(words) - 1}',
                 '_hardnutctl', 'printf "%s\\n" "${COMPREPLY[@]}"']
        done = subprocess.run(['bash', '-c', '\n'.join(lines), 'bash', *words],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL,
                              env=dict(self.environment,
                                       PATH=program + ':' + self.environment['PATH']))
        self.assertEqual(done.stderr, '')
        return done.stdout.split('\n')[:-1]

    def test_bash_offers(self):
        self.unit('web.service')
        self.unit('we\\x20b.service')
        root = ['--root', '=', self.root]
        self.assertEqual(self.complete_in_bash('hardnutctl', ''), ['list', 'show', 'preview', 'advise', 'try', 'keep', 'revert', 'remove', 'trials', 'history', 'harden', 'watch', 'evidence', 'accept'])
        self.assertEqual(self.complete_in_bash('hardnutctl', '--th'), ['--threshold='])
        self.assertEqual(self.complete_in_bash('hardnutctl', *root, 'show', 'we'),
                         ['we\\\\x20b.service', 'web.service'])
        self.assertEqual(self.complete_in_bash('hardnutctl', *root, 'try', '--from-history', '=', '2',
                                               'we'),
                         ['we\\\\x20b.service', 'web.service'])
        self.assertEqual(self.complete_in_bash('hardnutctl', 'preview', 'web', 'ProtectSys'),
                         ['ProtectSystem='])
        self.assertEqual(
            self.complete_in_bash('hardnutctl', 'preview', 'web', 'ProtectSystem', '=', 'str'),
            ['strict'])
        self.assertIn('yes', self.complete_in_bash('hardnutctl', 'preview', 'web', 'PrivateTmp',
                                                   '='))
        self.assertEqual(self.complete_in_bash('hardnutctl', *root, 'try', 'web'), ['web.service'])
        self.assertEqual(self.complete_in_bash('hardnutctl', 'try', 'web', 'ProtectSys'),
                         ['ProtectSystem='])
        self.assertEqual(self.complete_in_bash('hardnutctl', *root, 'list', 'a', 'web'),
                         ['web.service'])
        self.assertEqual(self.complete_in_bash('hardnutctl', '--confirm', '=', ''), [''])
        self.write('systemd/user.control/web.service.d/zz-hardnut.conf', '')
        self.write('systemd/user.control/other.service.d/override.conf', '')
        self.write('systemd/user.control/a.socket.d/zz-hardnut.conf', '')
        self.assertEqual(self.complete_in_bash('hardnutctl', '--user', 'keep', ''), ['web.service'])
        self.assertEqual(self.complete_in_bash('hardnutctl', '--user', 'keep', 'web', ''), [''])

    def test_helper(self):
        self.unit('web.service')
        self.assertEqual(self.text('__complete', 'units').splitlines(), ['web.service'])
        directives = self.text('__complete', 'directives').splitlines()
        self.assertIn('NoNewPrivileges=', directives)
        self.assertEqual(len(directives), len(set(directives)))
        self.assertIn('~@mount', self.text('__complete', 'values', 'SystemCallFilter').splitlines())
        self.assertEqual(self.text('__complete', 'values', 'NoSuchThing'), '')
        self.assertEqual(self.text('__complete', 'nonsense'), '')


main()
