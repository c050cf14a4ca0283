# The Flatpak manifest fits the build, and asks for nothing beyond what is listed here.
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import pathlib
import re
import unittest

import tap

SOURCE = pathlib.Path(os.environ['HARDNUT_SOURCE'])

# Each permission with what it is for. One that is not here does not get in.
PERMISSIONS = {
    '--socket=wayland': 'to show a window',
    '--socket=fallback-x11': 'to show a window where there is no Wayland',
    '--share=ipc': 'X11 draws through shared memory',
    '--device=dri': 'to draw with the graphics card',
    '--system-talk-name=org.freedesktop.systemd1': 'the services of the system',
    '--system-talk-name=io.github.hardnut.Helper1': 'to have changes applied, if polkit permits',
    '--system-talk-name=io.github.hardnut.Observer1': 'to have services watched, if polkit permits',
    '--talk-name=org.freedesktop.systemd1': 'the services of the user',
    # Flatpak shares /usr and /etc as a whole or not at all.
    '--filesystem=host-os:ro': 'unit files in /usr/lib/systemd',
    '--filesystem=host-etc:ro': 'unit files and drop-ins in /etc/systemd',
    '--filesystem=/run/systemd/generator:ro': 'generated unit files',
    '--filesystem=/run/systemd/generator.early:ro': 'generated unit files',
    '--filesystem=/run/systemd/generator.late:ro': 'generated unit files',
    '--filesystem=/run/systemd/system:ro': 'unit files until the next boot',
    '--filesystem=/run/systemd/system.control:ro': 'drop-ins of systemctl set-property',
    '--filesystem=/run/systemd/transient:ro': 'unit files of systemd-run',
    '--filesystem=xdg-config/systemd/user:ro': "the user's own unit files",
    '--filesystem=xdg-data/systemd/user:ro': "unit files of the user's programs",
}


def meson_value(name, text):
    return re.search(rf"^\s*{name}\s*=\s*'([^']*)'", text, re.MULTILINE)[1]


class Flatpak(unittest.TestCase):
    def setUp(self):
        self.build = (SOURCE / 'meson.build').read_text()
        self.app_id = meson_value('app_id', self.build)
        self.path = SOURCE / 'flatpak' / f'{self.app_id}.json'
        self.manifest = json.loads(self.path.read_text())
        self.module = next(module for module in self.manifest['modules']
                           if module['name'] == 'hardnut')

    def test_names(self):
        self.assertEqual(self.manifest['id'], self.app_id)
        self.assertEqual([path.name for path in (SOURCE / 'flatpak').iterdir()], [self.path.name])
        desktop = (SOURCE / 'data' / f'{self.app_id}.desktop.in').read_text()
        self.assertEqual(re.search(r'^Exec=(\S+)', desktop, re.MULTILINE)[1],
                         self.manifest['command'])
        app = (SOURCE / 'src/app/meson.build').read_text()
        self.assertIn(f"executable('{self.manifest['command']}'", re.sub(r'\(\s+', '(', app))

    def test_runtime(self):
        self.assertEqual(self.manifest['runtime'], 'org.gnome.Platform')
        self.assertEqual(self.manifest['sdk'], 'org.gnome.Sdk')
        # The first one with GTK 4.18 and libadwaita 1.7.
        self.assertGreaterEqual(int(self.manifest['runtime-version']), 48)

    def test_permissions(self):
        self.assertEqual(sorted(self.manifest['finish-args']), sorted(PERMISSIONS))

    def test_permissions_are_narrow(self):
        for argument in self.manifest['finish-args']:
            kind, value = argument.removeprefix('--').split('=', 1)
            self.assertNotIn(value, ['system-bus', 'session-bus', 'network', 'all', 'home', 'host'])
            self.assertNotIn('org.freedesktop.Flatpak', value)
            if kind == 'filesystem':
                self.assertTrue(value.endswith(':ro'), argument)

    def test_options(self):
        self.assertEqual(self.module['buildsystem'], 'meson')
        known = dict(re.findall(r"^option\(\s*'([^']+)',\s*type: '([^']+)'",
                                (SOURCE / 'meson_options.txt').read_text(), re.MULTILINE))
        self.assertIn('gui', known)
        values = {}
        for option in self.module['config-opts']:
            found = re.fullmatch(r'-D([a-z_]+)=(\S+)', option)
            if found:
                self.assertIn(found[1], known)
                self.assertEqual(known[found[1]], 'boolean')
                values[found[1]] = found[2]
            else:
                self.assertEqual(option, '--buildtype=release')
        self.assertEqual(values, {'gui': 'true', 'tests': 'false'})

    def test_source_is_this_checkout(self):
        self.assertEqual(self.module['sources'], [{'type': 'dir', 'path': '..'}])
        self.assertTrue((self.path.parent / '..' / 'meson.build').resolve().samefile(
            SOURCE / 'meson.build'))

    def test_other_modules_are_for_the_build_alone(self):
        others = [module for module in self.manifest['modules'] if module is not self.module]
        self.assertEqual([module['name'] for module in others], ['blueprint-compiler'])
        self.assertIn('blueprint-compiler', (SOURCE / 'src/app/meson.build').read_text())
        self.assertEqual(self.manifest['modules'][-1], self.module)
        for module in others:
            self.assertEqual(module['cleanup'], ['*'])
            for source in module['sources']:
                self.assertTrue(source['url'].startswith('https://'))
                self.assertRegex(source['sha256'], '^[0-9a-f]{64}$')


if __name__ == '__main__':
    tap.main()
