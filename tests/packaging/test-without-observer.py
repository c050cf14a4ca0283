# With -Dobserver=disabled everything else is built and installed as it is with the observer. Nothing is built
# here: no source file knows the option, which leaves out whole targets.
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import subprocess
import tempfile
import unittest

import tap

SOURCE = os.environ['HARDNUT_SOURCE']
BUILD = os.environ['HARDNUT_BUILD_ROOT']
OURS = {'hardnut-observer', 'hardnut-observer.service', 'io.github.hardnut.Observer1.conf',
        'io.github.hardnut.Observer1.service', 'io.github.hardnut.observer.policy'}


def introspect(build, what):
    return json.loads(subprocess.run(['meson', 'introspect', what, build], check=True, capture_output=True,
                                     text=True).stdout)


def targets(build):
    return {(target['name'], target['type'], os.path.relpath(target['defined_in'], SOURCE))
            for target in introspect(build, '--targets')}


def word(option):
    """Its value as on a command line."""
    value = option['value']
    return f'-D{option["name"]}={str(value).lower() if isinstance(value, bool) else value}'


def installed(build):
    return set(introspect(build, '--installed').values())


class WithoutObserver(unittest.TestCase):
    def test_everything_else(self):
        given = [word(option) for option in introspect(BUILD, '--buildoptions')
                 if (option['section'] == 'user' or option['name'] == 'prefix') and option['name'] != 'observer']
        with tempfile.TemporaryDirectory() as folder:
            build = os.path.join(folder, 'build')
            done = subprocess.run(['meson', 'setup', '-Dobserver=disabled', *given, build, SOURCE],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stdout[-2000:])
            self.assertRegex(done.stdout, r'observer\s*: \S*(False|NO)')
            without = targets(build)
            self.assertFalse([target for target in without if target[2] == 'src/observer/meson.build'])
            missing = {target for target in targets(BUILD) - without
                       if target[2] not in ('src/observer/meson.build', 'data/observer/meson.build',
                                            'tests/observer/meson.build')}
            self.assertFalse(missing)
            names = {os.path.basename(path) for path in installed(build)}
            self.assertFalse(names & OURS)
            self.assertTrue({'hardnutctl', 'hardnut-helper'} <= names, names)
            self.assertLessEqual({os.path.basename(path) for path in installed(BUILD) - installed(build)}, OURS)


if __name__ == '__main__':
    tap.main(WithoutObserver)
