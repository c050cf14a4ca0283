# Every file says under which licence it is, and the licence itself is there.
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import pathlib
import re
import unittest

import tap

SOURCE = pathlib.Path(os.environ['HARDNUT_SOURCE'])

LINE = re.compile(r'SPDX-License-Identifier: (.+?)(?: ?\*/| ?-->|"""|)$', re.MULTILINE)
ALLOWED = ['GPL-3.0-or-later']

# What may differ, and why.
EXCEPTIONS = {
    'COPYING': 'the text of the licence, which may not be changed',
    '.gitignore': 'a list of names without a work in it',
    'flatpak/io.github.hardnut.Hardnut.json': 'JSON has no comments',
    'docs/screenshots/light.png': 'a picture, made by ./dev run --screenshot',
    'docs/screenshots/dark.png': 'a picture, made by ./dev run --screenshot',
    'docs/screenshots/narrow.png': 'a picture, made by ./dev run --screenshot',
    'docs/screenshots/machine.png': 'a picture, made by ./dev run --screenshot',
    'docs/screenshots/harden.png': 'a picture, made by the tests of the window',
    'docs/screenshots/result.png': 'a picture, made by the tests of the window',
    'tests/data/checks.csv': 'a table of facts that is read as it is',
    'tests/data/directives.csv': 'a table of facts that is read as it is',
}
OTHER_LICENCE = {
    'data/io.github.hardnut.Hardnut.metainfo.xml.in':
        ('GPL-3.0-or-later OR FSFAP', 'software centres may take it apart as they like'),
}
# Seeds of the fuzz targets: bytes that mean what they are. Pictures, made by ./dev test window.
EXCEPTED_FOLDERS = ['tests/fuzz/corpus', 'tests/fuzz/corpus-validate', 'tests/fuzz/seeds',
                    'docs/screenshots/steps']

# What no checkout holds, but a work tree may.
LEFT_OUT = re.compile(r'^(\.git|\.cache|_?build[^/]*)$|(^|/)__pycache__$|\.pyc$|~$|\.swp$')


def files():
    for folder, folders, names in os.walk(SOURCE):
        here = pathlib.Path(folder).relative_to(SOURCE)
        folders[:] = sorted(name for name in folders if not LEFT_OUT.search(str(here / name)))
        for name in sorted(names):
            path = str(here / name)
            if not LEFT_OUT.search(path):
                yield path


def identifier(path):
    # The line stands at the top.
    with open(SOURCE / path, 'rb') as file:
        found = LINE.search(file.read(2048).decode(errors='replace'))
    return found[1] if found else None


class Licence(unittest.TestCase):
    def test_every_file_has_its_line(self):
        wrong = []
        seen = 0
        for path in files():
            seen += 1
            if path in EXCEPTIONS or any(path.startswith(folder + '/')
                                         for folder in EXCEPTED_FOLDERS):
                continue
            expected = [OTHER_LICENCE[path][0]] if path in OTHER_LICENCE else ALLOWED
            found = identifier(path)
            if found not in expected:
                wrong.append(f'{path}: {found or "no SPDX line"}')
        self.assertEqual(wrong, [])
        self.assertGreater(seen, 100)

    def test_exceptions_are_needed(self):
        for path, reason in EXCEPTIONS.items():
            self.assertTrue(reason)
            if (SOURCE / path).exists():
                self.assertNotIn(identifier(path), ALLOWED, f'{path} has its line')

    def test_licence_text(self):
        text = (SOURCE / 'COPYING').read_text()
        self.assertIn('GNU GENERAL PUBLIC LICENSE', text)
        self.assertIn('Version 3, 29 June 2007', text)
        self.assertIn('END OF TERMS AND CONDITIONS', text)


if __name__ == '__main__':
    tap.main()
