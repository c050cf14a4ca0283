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
    'polkit': ['polkit', 'protocol'],
    'helper': ['helper', 'polkit', 'protocol', 'properties', 'engine'],
    'observer': ['observer', 'polkit', 'protocol'],
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
    'polkit': ['gio/', 'glib-object', 'gtk/', 'adwaita', 'dbus/'],
    'helper': ['gio/', 'glib-object', 'gtk/', 'adwaita', 'dbus/'],
    'observer': ['gio/', 'glib-object', 'gtk/', 'adwaita', 'dbus/'],
    'client': ['gtk/', 'adwaita', 'dbus/'],
    'model': ['gtk/', 'adwaita', 'dbus/'],
    'app': ['systemd/', 'dbus/'],
    'cli': ['gtk/', 'adwaita', 'dbus/'],
}
# Files of one widget, which call each other because they share its private struct: each has a part
# of what a person can do with it.
ONE_WIDGET = {
    'app/services/services-page': ['services-page', 'services-page-choice', 'services-page-search'],
    'app/window/window': ['window', 'window-actions', 'window-changes', 'window-open', 'window-trials'],
}
# How many steps the ways may have that CONTRIBUTING.md tells.
WAYS = {
    'the bus to a row': 8,
    'a call of Try to the file written': 6,
    'a flick to the new score': 6,
}
COMMENT_OR_STRING = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)
FUNCTION = re.compile(r'^(hn_\w+) \([^;{}]*\)\n\{$', re.MULTILINE)
NAME = re.compile(r'\bhn_\w+')
PASTED = re.compile(r'\b(hn_\w+_) ?##')
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.MULTILINE)


def files(folder):
    return sorted(path for path in (SOURCE / 'src' / folder).rglob('*') if path.suffix in ('.c', '.h'))


def unit_of(path):
    """What a file belongs to: code, its header and its private header are one."""
    return re.sub(r'(-private)?\.[ch]$', '', str(path.relative_to(SOURCE / 'src')))


def read_includes():
    """For each unit, those whose headers it includes."""
    includes = {}
    for path in (path for folder in MAY_USE for path in files(folder)):
        own = includes.setdefault(unit_of(path), set())
        for quote, name in INCLUDE.findall(path.read_text()):
            for header in (SOURCE / 'src' / name, path.parent / name):
                if quote == '"' and header.exists():
                    own.add(unit_of(header))
        own.discard(unit_of(path))
    return includes


def read_calls():
    """For each file of code, those whose functions it calls or names; files of one widget are one."""
    widgets = {str(pathlib.Path(widget).with_name(name)): widget
               for widget, names in ONE_WIDGET.items() for name in names}
    texts, defined = {}, {}
    for path in (path for folder in MAY_USE for path in files(folder)):
        if path.suffix == '.c':
            text = path.read_text()
            # A table is part of who includes it.
            tables = [SOURCE / 'src' / name for _, name in INCLUDE.findall(text)
                      if name.endswith('-table.h') and (SOURCE / 'src' / name).exists()]
            text = COMMENT_OR_STRING.sub('', '\n'.join([text, *(table.read_text() for table in tables)]))
            unit = str(path.relative_to(SOURCE / 'src').with_suffix(''))
            texts[unit] = text
            for function in FUNCTION.findall(text):
                defined.setdefault(function, set()).add(unit)
    calls = {}
    for unit, text in texts.items():
        names = set(NAME.findall(text))
        for stem in PASTED.findall(text):
            names.update(function for function in defined if function.startswith(stem))
        own = calls.setdefault(widgets.get(unit, unit), set())
        for others in (defined.get(name, set()) for name in names):
            # Two programs may have functions of one name.
            if unit not in others:
                own.update(widgets.get(other, other) for other in others
                           if other.split('/')[0] in MAY_USE[unit.split('/')[0]])
    for unit, own in calls.items():
        own.discard(unit)
    return calls


def find_circle(includes, unit, way, done):
    """The way from unit back to itself, or nothing."""
    if unit in way:
        return [*way[way.index(unit):], unit]
    if unit in done:
        return None
    for other in sorted(includes.get(unit, ())):
        circle = find_circle(includes, other, [*way, unit], done)
        if circle:
            return circle
    done.add(unit)
    return None


class Includes(unittest.TestCase):
    def test_all_folders_are_named(self):
        folders = [path.name for path in (SOURCE / 'src').iterdir()
                 if path.is_dir() and any(path.rglob('*.c'))]
        self.assertEqual(sorted(folders), sorted(MAY_USE))
        page = (SOURCE / 'CONTRIBUTING.md').read_text()
        for folder in folders:
            self.assertIn(f'\n| `src/{folder}/` |', page)

    def test_ways_are_there(self):
        """A paragraph that leads from one thing to another names files of src/, step by step. Of two steps
        one calls the other; what stands in brackets is called by the step before, or by what stands
        beside it."""
        page = (SOURCE / 'CONTRIBUTING.md').read_text()
        ways = re.findall(r'^\*\*From (.*?):\*\* (.*?)\n\n', page, re.MULTILINE | re.DOTALL)
        self.assertEqual([name for name, _ in ways], list(WAYS))
        texts = {}
        for part in MAY_USE:
            for path in files(part):
                if path.suffix == '.c':
                    texts.setdefault(path.stem, []).append(COMMENT_OR_STRING.sub('', path.read_text()))

        def calls(one, other):
            return any(own & set(NAME.findall(text)) for text in texts[one]
                       for own in (set(FUNCTION.findall(called)) for called in texts[other]))

        for name, way in ways:
            steps = []
            self.assertLessEqual(way.count('\n') + 1, 10, name)
            for beside, step in re.findall(r'\(([^()]*)\)|`([^`]+)`', way):
                services = re.findall(r'`([^`]+)`', beside)
                for file in [step] if step else services:
                    self.assertIn(file, texts, name)
                for service in services:
                    self.assertTrue(any(calls(caller, service) for caller in [steps[-1], *services]
                                        if caller != service), f'{name}: {steps[-1]} calls {service}')
                if step and steps:
                    self.assertTrue(calls(steps[-1], step) or calls(step, steps[-1]),
                                    f'{name}: {steps[-1]} and {step}')
                steps += [step] if step else []
            self.assertGreaterEqual(len(steps), 4, name)
            self.assertLessEqual(len(steps), WAYS[name], name)

    def test_names_are_there(self):
        """What the list of files names is a file or a folder of that part."""
        page = (SOURCE / 'CONTRIBUTING.md').read_text()
        parts = re.findall(r'^- \*\*(\w+)\.\*\*(.*?)(?=^- \*\*|^\S)', page, re.MULTILINE | re.DOTALL)
        self.assertEqual(sorted([*(part for part, _ in parts), 'polkit']), sorted(MAY_USE))
        for part, text in parts:
            there = {own for path in (SOURCE / 'src' / part).rglob('*') for own in (path.stem, f'{path.name}/')}
            wrong = [own for own in re.findall(r'`([\w-]+/?)`', text) if own not in there]
            self.assertEqual(wrong, [], part)

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

    def test_no_circles(self):
        includes = read_includes()
        self.assertGreater(sum(map(len, includes.values())), 100)
        done = set()
        for unit in sorted(includes):
            circle = find_circle(includes, unit, [], done)
            self.assertIsNone(circle, ' includes '.join(circle or []))

    def test_no_circles_of_calls(self):
        for widget, names in ONE_WIDGET.items():
            for name in names:
                self.assertTrue((SOURCE / 'src' / widget).with_name(f'{name}.c').exists(), name)
        calls = read_calls()
        self.assertGreater(sum(map(len, calls.values())), 1000)
        done = set()
        for unit in sorted(calls):
            circle = find_circle(calls, unit, [], done)
            self.assertIsNone(circle, ' calls '.join(circle or []))

    def test_types_know_one_value(self):
        """Neither the tables nor the types of values know the settings of a service."""
        wrong = []
        for folder in ('engine/catalogue', 'engine/types'):
            self.assertGreater(len(files(folder)), 5, folder)
            for path in files(folder):
                for quote, name in INCLUDE.findall(path.read_text()):
                    if quote == '"' and not name.startswith(('engine/catalogue/', 'engine/types/',
                                                             'directives/')) \
                            and name not in ('config.h', 'engine/line.h'):
                        wrong.append(f'{path.relative_to(SOURCE)} includes {name}')
        self.assertEqual(wrong, [])

    def test_files_begin_with_what_lives_in_them(self):
        wrong = [str(path.relative_to(SOURCE)) for folder in MAY_USE for path in files(folder)
                 if not re.match(r'/\* (?!SPDX)\S+ \S+', path.read_text())]
        self.assertEqual(wrong, [])


if __name__ == '__main__':
    tap.main()
