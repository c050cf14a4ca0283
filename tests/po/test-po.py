# Holds the translations together: POTFILES.in names every file with text for people, the template
# has all of that text and nothing else, and every language in LINGUAS is complete.
# SPDX-License-Identifier: GPL-3.0-or-later

import ast
import collections
import functools
import os
import re
import subprocess
import sys
import tempfile
import unittest

import tap

TOP = os.environ['HARDNUT_SOURCE']
XGETTEXT = [os.environ['XGETTEXT'], *os.environ['XGETTEXT_ARGUMENTS'].split('\n')]

Entry = collections.namedtuple('Entry', 'context text plural translations notes files flags')


def tool(*words):
    """What a gettext tool writes; it must succeed."""
    done = subprocess.run(words, cwd=TOP, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f'{words[0]} ended with {done.returncode}:\n{done.stderr}')
    return done.stdout


def entries(text):
    """The entries of a catalogue but for its header and those that are used no more."""
    found = []
    for block in text.split('\n\n'):
        fields = {}
        notes, files, flags = [], [], []
        for line in block.splitlines():
            if line.startswith('#.'):
                notes.append(line[2:].strip())
            elif line.startswith('#:'):
                files += line[2:].split()
            elif line.startswith('#,'):
                flags += [flag.strip() for flag in line[2:].split(',')]
            elif line and not line.startswith('#'):
                if not line.startswith('"'):
                    key, line = line.split(' ', 1)
                    fields[key] = ''
                fields[key] += ast.literal_eval(line)
        if fields.get('msgid'):
            found.append(Entry(fields.get('msgctxt'), fields['msgid'], fields.get('msgid_plural'),
                               [fields[key] for key in sorted(fields) if key.startswith('msgstr')],
                               ' '.join(notes), files, flags))
    return found


@functools.cache
def catalogue(path):
    return entries(tool('msgcat', '--no-wrap', path))


def extract(files):
    """What a template of these files has."""
    with tempfile.NamedTemporaryFile(suffix='.pot') as template:
        tool(*XGETTEXT, f'--output={template.name}', *files)
        return entries(tool('msgcat', '--no-wrap', template.name))


@functools.cache
def fresh_template():
    return extract(listed('POTFILES.in'))


def read(path):
    with open(os.path.join(TOP, path), encoding='utf-8') as file:
        return file.read()


def line_of(text, offset):
    return text.count('\n', 0, offset) + 1


def listed(name):
    return [line for line in read(f'po/{name}').splitlines() if line and not line.startswith('#')]


def files_for_people():
    """Every file that could have text for people."""
    for folder, _, names in os.walk(os.path.join(TOP, 'src')):
        for name in names:
            if name.endswith(('.c', '.h', '.blp')):
                yield os.path.relpath(os.path.join(folder, name), TOP)
    for folder, _, names in os.walk(os.path.join(TOP, 'data')):
        for name in names:
            if name.endswith(('.desktop.in', '.metainfo.xml.in', '.gschema.xml', '.policy.in')):
                yield os.path.relpath(os.path.join(folder, name), TOP)
    yield 'po/recipe-texts.txt'


class Case(unittest.TestCase):
    maxDiff = None

    def assert_same(self, wanted, there):
        wanted, there = ({(entry.context, entry.text, entry.plural)
                          for entry in found} for found in (wanted, there))
        self.assertEqual((sorted(map(repr, wanted - there)), sorted(map(repr, there - wanted))),
                         ([], []), 'The first ones are missing, the second ones are there for '
                                   'nothing. Run: meson compile -C BUILD hardnut-pot '
                                   'hardnut-update-po')


class Potfiles(Case):
    def test_sorted_without_duplicates(self):
        self.assertEqual(listed('POTFILES.in'), sorted(set(listed('POTFILES.in'))))

    def test_names_all_files_with_text_and_no_others(self):
        with_text = {file for entry in extract(sorted(files_for_people())) for file in entry.files}
        self.assertEqual(sorted(with_text), listed('POTFILES.in'))


class Template(Case):
    def test_is_current(self):
        self.assert_same(fresh_template(), catalogue('po/hardnut.pot'))

    def test_has_the_remarks(self):
        """A remark for translators that xgettext passes over helps nobody."""
        seen = ' '.join(entry.notes for entry in fresh_template())
        lost = []
        for path in listed('POTFILES.in'):
            text = read(path)
            for remark in re.finditer(r'(?:/\*|//|^#)\s*(Translators: [^\n*]*)', text, re.M):
                if remark[1].strip() not in seen:
                    lost.append(f'{path}:{line_of(text, remark.start())}: {remark[1]}')
        self.assertEqual(lost, [], 'These must stand right before the text that they are about.')

    def test_takes_whole_texts(self):
        """A macro in the middle of a text cuts off what xgettext sees of it."""
        cut = re.compile(r'\b(?:_|N_|C_|NC_|ngettext|g_dngettext) ?\((?:[^"();]*,)?\s*'
                         r'(?:"(?:[^"\\\n]|\\.)*"\s*)+[A-Z]\w+')
        found = []
        for path in listed('POTFILES.in'):
            text = read(path)
            if path.endswith(('.c', '.h')):
                found += [f'{path}:{line_of(text, place.start())}' for place in cut.finditer(text)]
        self.assertEqual(found, [])

    def test_is_plain(self):
        """Ellipses are one character, and blanks stand alone."""
        self.assertEqual([entry.text for entry in fresh_template()
                          if re.search(r'\.\.\.|[^.] {2}|\t', entry.text)], [])


class Recipes(Case):
    def test_each_sentence_is_listed(self):
        """What a recipe says can be translated as what the code says."""
        fresh = tool(sys.executable, 'po/list-recipe-texts.py', 'data/services')
        self.assertTrue(fresh == read('po/recipe-texts.txt'),
                        'Run: meson compile -C BUILD recipe-texts')
        texts = {entry.text for entry in extract(['po/recipe-texts.txt'])}
        for path in sorted(os.listdir(os.path.join(TOP, 'data/services'))):
            for line in read(f'data/services/{path}').splitlines():
                if ' | ' in line and not line.startswith(('command', '#')):
                    self.assertIn(line.split('=', 1)[1].split('|')[0].strip(), texts, path)


class Words(Case):
    """What people who are no developers read."""

    # What the code calls things, and what says something else to others: "High risk" sounds like a
    # danger to the machine.
    JARGON = re.compile(r'\b(?:stag(?:e|ed|ing)|drop-ins?|instances?|oneshot|etag|probation|'
                        r'attempts?|(?:low|medium|high) risk|time to keep it)\b|'
                        r'\b(?:its|their|the|a|of|by) shares?\b|\bshares? of the exposure\b', re.I)
    # Tooltips, which say what an administrator calls it.
    ALLOWED = {'The unit file, and the settings files (drop-ins) that add to it',
               'A drop-in: it adds to what the service came with'}
    WINDOW = ('src/app/', 'src/model/', 'data/')

    def window(self):
        return [entry for entry in fresh_template()
                if any(file.startswith(self.WINDOW) for file in entry.files)]

    def test_no_jargon_in_the_window(self):
        self.assertGreater(len(self.window()), 300)
        found = {text for entry in self.window() for text in (entry.text, entry.plural or '')
                 if self.JARGON.search(text)}
        self.assertEqual(found - self.ALLOWED, set())
        # An exception that is used no more.
        self.assertEqual(self.ALLOWED - found, set())

    def test_risk_is_named_by_what_breaks(self):
        """In the terminal, too."""
        risk = re.compile(r'\b(?:low|medium|high) risk\b', re.I)
        self.assertEqual([entry.text for entry in fresh_template() if risk.search(entry.text)], [])

    def test_sentences_end(self):
        """What is more than one sentence ends as one."""
        several = re.compile(r'[\w”)]\. [A-Z%]')
        self.assertEqual([entry.text for entry in fresh_template() if several.search(entry.text)
                          and not re.search(r'(?:[.?:…”)]|%s)$', entry.text)], [])


class Languages(Case):
    def test_listed(self):
        there = sorted(name[:-3] for name in os.listdir(os.path.join(TOP, 'po'))
                       if name.endswith('.po'))
        self.assertEqual(listed('LINGUAS'), there)
        self.assertIn('de', there)

    def test_well_formed(self):
        """Formats, plural forms, line ends and keyboard marks are those of the original."""
        for language in listed('LINGUAS'):
            tool('msgfmt', '--check', '--check-accelerators=_', '--output-file=/dev/null',
                 f'po/{language}.po')

    def test_complete(self):
        for language in listed('LINGUAS'):
            translated = catalogue(f'po/{language}.po')
            self.assert_same(catalogue('po/hardnut.pot'), translated)
            self.assertEqual([f'{language}: {entry.text}' for entry in translated
                              if 'fuzzy' in entry.flags or not all(entry.translations)], [])

    def test_names_stay(self):
        """Directives, capabilities, options, paths and figures are no words."""
        # Placeholders come first, so that "%u" is not taken for a figure and a word. The end of a
        # sentence is no part of a name.
        name = re.compile(r'%[sud]|[A-Z]\w*[a-z]\w*=|CAP_\w+|AF_\w+|--[a-z][a-z-]+|@[a-z-]+|\$[A-Z_]+|'
                          r'(?<![\w<])/[a-z][\w/.]*\w|\b\d+(?:[.x]\d+)*')
        changed = []
        for language in listed('LINGUAS'):
            for entry in catalogue(f'po/{language}.po'):
                # What is said of a single thing may do without the figure, as in the original.
                one = set(name.findall(entry.text))
                wanted = one | set(name.findall(entry.plural or ''))
                for translation in entry.translations:
                    there = set(name.findall(translation))
                    if there != wanted and (there != one or translation != entry.translations[0]):
                        changed.append(f'{language}: {sorted(wanted ^ there)}: {entry.text}')
        self.assertEqual(changed, [])


class German(Case):
    def test_typography(self):
        wrong = re.compile(r"""["”‘'«»]|\.\.\.|[^.] {2}|[^%] [,.;:!?](?![\w/])""")
        self.assertEqual([text for entry in catalogue('po/de.po') for text in entry.translations
                          if wrong.search(text) or text.count('„') != text.count('“')], [])

    def test_menu_marks_differ(self):
        """Of the marks for the keyboard that stand together no two are the same."""
        marks = collections.defaultdict(set)
        for entry in catalogue('po/de.po'):
            mark = re.search(r'_(\w)', entry.translations[0])
            if entry.context is not None and mark is not None:
                self.assertNotIn(mark[1].lower(), marks[entry.context], entry.text)
                marks[entry.context].add(mark[1].lower())
        self.assertIn('sort', marks)


tap.main()
