# SPDX-License-Identifier: GPL-3.0-or-later
"""A helper on a bus of the test's own, which does what the test says."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time

from harness import FAKE, PROGRAM, Case


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

    def dialog(self, *words, answers=(), status=0, **environment):
        """Runs hardnutctl on a terminal and types each answer when its question stands there."""
        parent, child = pty.openpty()
        before = termios.tcgetattr(child)
        variables = {**self.environment, 'TERM': 'xterm-256color', **environment}

        def prepare():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('HHHH', 50, 200, 0, 0))

        process = subprocess.Popen([PROGRAM, '--user', *words], stdin=child, stdout=child,
                                   stderr=child, env=variables, preexec_fn=prepare)
        self.addCleanup(self.end, process)
        output, seen, left = b'', 0, list(answers)
        deadline = time.monotonic() + 60
        while process.poll() is None or select.select([parent], [], [], 0)[0]:
            self.assertLess(time.monotonic(), deadline, output.decode())
            if select.select([parent], [], [], 0.1)[0]:
                output += os.read(parent, 65536)
            if left and left[0][0] in output[seen:]:
                os.write(parent, left[0][1])
                seen = len(output)
                left.pop(0)
        after = termios.tcgetattr(child)
        os.close(parent)
        os.close(child)
        self.assertEqual(left, [], output.decode())
        self.assertEqual(process.returncode, status, output.decode())
        # Whatever happened, the shell gets the terminal as it was.
        self.assertEqual(after[3], before[3])
        return output.decode()
