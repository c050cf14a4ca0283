# What is installed for the desktop is valid, complete, and says the same everywhere.
# SPDX-License-Identifier: GPL-3.0-or-later

import configparser
import os
import pathlib
import re
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as xml

import tap

SOURCE = pathlib.Path(os.environ['HARDNUT_SOURCE'])
BUILD = pathlib.Path(os.environ['HARDNUT_BUILD_ROOT'])
APP_ID = 'io.github.hardnut.Hardnut'
SVG = '{http://www.w3.org/2000/svg}'


def run(*words):
    return subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)


class Desktop(unittest.TestCase):
    def setUp(self):
        self.desktop = BUILD / 'data' / f'{APP_ID}.desktop'
        self.metainfo = BUILD / 'data' / f'{APP_ID}.metainfo.xml'
        parser = configparser.RawConfigParser(delimiters='=', interpolation=None)
        parser.optionxform = str
        parser.read(self.desktop, encoding='utf-8')
        self.entry = parser['Desktop Entry']
        self.component = xml.parse(self.metainfo).getroot()

    def assert_fine(self, done):
        self.assertEqual((done.returncode, done.stdout.strip()), (0, ''))

    def test_desktop_file_is_valid(self):
        self.assert_fine(run('desktop-file-validate', self.desktop))

    def test_desktop_file(self):
        self.assertEqual(self.entry['Icon'], APP_ID)
        self.assertEqual(self.entry['StartupNotify'], 'true')
        self.assertEqual(self.entry['MimeType'], 'text/x-systemd-unit;')
        self.assertRegex(self.entry['Exec'], r'^hardnut %[FU]$')
        self.assertTrue((BUILD / 'src/app/hardnut').exists())

    def test_metainfo_is_valid(self):
        done = run('appstreamcli', 'validate', '--no-net', '--pedantic', '--no-color',
                   self.metainfo)
        self.assertEqual(done.returncode, 0, done.stdout)
        # The capital letter belongs to the id of the application; all else has to be clean.
        found = re.findall(r'^([EWIP]): \S+ ([a-z0-9-]+)', done.stdout, re.MULTILINE)
        self.assertEqual(found, [('P', 'cid-contains-uppercase-letter')], done.stdout)

    def test_metainfo_is_complete(self):
        self.assertEqual(self.component.findtext('id'), APP_ID)
        self.assertEqual(self.component.findtext('launchable'), f'{APP_ID}.desktop')
        self.assertEqual(self.component.findtext('project_license'), 'GPL-3.0-or-later')
        self.assertEqual(self.component.findtext('translation'), 'hardnut')
        self.assertIsNotNone(self.component.find('content_rating'))
        schemes = [color.get('scheme_preference') for color in self.component.iter('color')]
        self.assertEqual(schemes, ['light', 'dark'])
        types = self.component.findall('provides/mediatype')
        self.assertEqual([f'{kind.text};' for kind in types], [self.entry['MimeType']])

    def test_screenshots_are_in_the_tree(self):
        images = [image.text for image in self.component.iter('image')]
        names = [image.rsplit('/docs/', 1)[1] for image in images]
        self.assertEqual(sorted(names), ['screenshots/dark.png', 'screenshots/light.png',
                                         'screenshots/narrow.png'])
        for name in names:
            self.assertEqual((SOURCE / 'docs' / name).read_bytes()[:8], b'\x89PNG\r\n\x1a\n', name)

    def test_newest_release_is_this_version(self):
        version = re.search(r"^\s*version: '([^']+)'", (SOURCE / 'meson.build').read_text(),
                            re.MULTILINE)[1]
        releases = self.component.findall('releases/release')
        self.assertEqual(releases[0].get('version'), version)
        self.assertRegex(releases[0].get('date'), r'^\d{4}-\d\d-\d\d$')

    def test_schema_is_valid(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assert_fine(run('glib-compile-schemas', '--strict', f'--targetdir={folder}',
                                 SOURCE / 'data'))
            self.assertTrue(pathlib.Path(folder, 'gschemas.compiled').exists())
        schema = xml.parse(SOURCE / 'data' / f'{APP_ID}.gschema.xml').getroot()
        self.assertEqual(schema.get('gettext-domain'), 'hardnut')
        self.assertEqual([item.get('id') for item in schema.iter('schema')], [APP_ID])

    def test_icons(self):
        icons = SOURCE / 'data/icons/hicolor'
        for path, size in [(icons / 'scalable/apps' / f'{APP_ID}.svg', '128'),
                           (icons / 'symbolic/apps' / f'{APP_ID}-symbolic.svg', '16')]:
            root = xml.parse(path).getroot()
            self.assertEqual((root.tag, root.get('width'), root.get('height'), root.get('viewBox')),
                             (f'{SVG}svg', size, size, f'0 0 {size} {size}'))
            # Self-contained: nothing embedded, nothing fetched.
            for item in root.iter():
                self.assertNotIn(item.tag, [f'{SVG}image', f'{SVG}script', f'{SVG}style'])
                for name, value in item.attrib.items():
                    if name.endswith('href'):
                        self.assertTrue(value.startswith('#'), value)

    def test_symbolic_icon_has_one_colour(self):
        path = SOURCE / 'data/icons/hicolor/symbolic/apps' / f'{APP_ID}-symbolic.svg'
        colours = set(re.findall('(?:fill|stroke)="([^"]+)"', path.read_text()))
        self.assertEqual(len(colours), 1, colours)

    def test_all_of_it_is_installed(self):
        with tempfile.TemporaryDirectory() as folder:
            done = run('meson', 'install', '-C', BUILD, '--no-rebuild', '--destdir', folder)
            self.assertEqual(done.returncode, 0, done.stdout)
            found = [str(path.relative_to(folder)) for path in pathlib.Path(folder).rglob('*')
                     if path.is_file()]
        for path in [
            f'share/applications/{APP_ID}.desktop',
            f'share/metainfo/{APP_ID}.metainfo.xml',
            f'share/glib-2.0/schemas/{APP_ID}.gschema.xml',
            f'share/icons/hicolor/scalable/apps/{APP_ID}.svg',
            f'share/icons/hicolor/symbolic/apps/{APP_ID}-symbolic.svg',
            'bin/hardnut',
            'bin/hardnutctl',
            'share/man/man1/hardnutctl.1',
        ]:
            self.assertTrue([name for name in found if name.endswith('/' + path)], (path, found))


if __name__ == '__main__':
    tap.main()
