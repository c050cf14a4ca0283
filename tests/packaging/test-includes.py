# Each folder of src/ includes what CONTRIBUTING.md says that it may use, and nothing else.
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import pathlib
import re
import unittest

import tap

SOURCE = pathlib.Path(os.environ['HARDNUT_SOURCE'])

# Of which folders each may include headers.
MAY_USE = {
    'engine': ['engine'],
    'protocol': ['protocol'],
    'properties': ['properties', 'engine'],
    'source': ['source', 'properties', 'engine'],
    'helper': ['helper', 'protocol', 'properties', 'engine'],
    'client': ['client', 'protocol', 'source', 'properties', 'engine'],
    'model': ['model', 'client', 'protocol', 'source', 'properties', 'engine'],
    'app': ['app', 'model', 'client', 'protocol', 'source', 'engine'],
    'cli': ['cli', 'client', 'protocol', 'source', 'engine'],
}
# Which libraries a folder must do without. The engine is pure, and below the window there
# is neither a toolkit nor a second library for the bus.
MUST_NOT_USE = {
    'engine': ['gio/', 'glib-object', 'gtk/', 'adwaita', 'systemd/', 'time.h', 'stdio.h', 'fcntl.h',
               'unistd.h', 'sys/stat.h'],
    'protocol': ['gio/', 'glib-object', 'gtk/', 'adwaita', 'systemd/', 'dbus/'],
    'properties': ['gio/', 'glib-object', 'gtk/', 'adwaita', 'dbus/'],
    'source': ['gtk/', 'adwaita', 'gio/gdbus', 'dbus/'],
    'helper': ['gio/', 'glib-object', 'gtk/', 'adwaita', 'dbus/'],
    'client': ['gtk/', 'adwaita', 'dbus/'],
    'model': ['gtk/', 'adwaita', 'dbus/'],
    'app': ['systemd/', 'dbus/'],
    'cli': ['gtk/', 'adwaita', 'dbus/'],
}
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.MULTILINE)


def files(folder):
    return sorted(path for path in (SOURCE / 'src' / folder).rglob('*') if path.suffix in ('.c', '.h'))


class Includes(unittest.TestCase):
    def test_all_folders_are_named(self):
        folders = [path.name for path in (SOURCE / 'src').iterdir()
                 if path.is_dir() and any(path.rglob('*.c'))]
        self.assertEqual(sorted(folders), sorted(MAY_USE))
        page = (SOURCE / 'CONTRIBUTING.md').read_text()
        for folder in folders:
            self.assertIn(f'\n| `src/{folder}/` |', page)

    def test_includes(self):
        wrong = []
        for folder, allowed in MAY_USE.items():
            self.assertGreater(len(files(folder)), 1, folder)
            for path in files(folder):
                for quote, name in INCLUDE.findall(path.read_text()):
                    other = name.split('/')[0]
                    if quote == '"' and other in MAY_USE and other not in allowed:
                        wrong.append(f'{path.relative_to(SOURCE)} includes {name}')
                    if quote == '<' and any(name.startswith(word) for word in MUST_NOT_USE[folder]):
                        wrong.append(f'{path.relative_to(SOURCE)} includes {name}')
        self.assertEqual(wrong, [])

    def test_files_begin_with_what_lives_in_them(self):
        wrong = [str(path.relative_to(SOURCE)) for folder in MAY_USE for path in files(folder)
                 if not re.match(r'/\* (?!SPDX)\S+ \S+', path.read_text())]
        self.assertEqual(wrong, [])


if __name__ == '__main__':
    tap.main()
