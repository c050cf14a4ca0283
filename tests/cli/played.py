# SPDX-License-Identifier: GPL-3.0-or-later
"""A helper on a bus of the test's own, which does what the test says."""

import os
import subprocess

from harness import FAKE, Case


class PlayedCase(Case):
    def setUp(self):
        super().setUp()
        self.start_bus()
        config = os.path.join(self.folder, 'config')
        self.fragment = self.write('config/systemd/user/web.service',
                                   '[Service]\nExecStart=/bin/sleep 1\n')
        self.own = os.path.join(config, 'systemd/user/web.service.d/zz-hardnut.conf')
        self.environment.update(DBUS_SESSION_BUS_ADDRESS=self.address, XDG_CONFIG_HOME=config)
        self.fake = None

    def start(self, *options):
        """Starts the helper; one that ran before ends."""
        if self.fake is not None:
            self.end(self.fake)
        self.fake = subprocess.Popen([FAKE, f'--address={self.address}',
                                      f'--unit=web.service:{self.fragment}', *options],
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                     env=self.environment)
        self.addCleanup(self.end, self.fake)
        self.assertEqual(self.fake.stdout.readline(), b'ready\n')
        os.set_blocking(self.fake.stdout.fileno(), False)

    def calls(self):
        """What the helper was asked since the last time, without looks at its property."""
        text = self.fake.stdout.read() or b''
        return [line for line in text.decode().splitlines() if line != 'Trials']

    def ctl(self, *words, status=0):
        return self.run_program('--user', *words, status=status).decode()

    def own_drop_in(self, text):
        return self.write('config/systemd/user/web.service.d/zz-hardnut.conf', text)
