# Services to measure with: many, with sandboxing of many kinds, in /run, for as long as a benchmark
# lasts.
# SPDX-License-Identifier: GPL-3.0-or-later

import contextlib
import os
import subprocess

FOLDER = '/run/systemd/system'
TARGET = 'hardnut-bench.target'

# What distributions and admins write; the services take one after another.
SANDBOXES = (
    '',
    'NoNewPrivileges=yes\nPrivateTmp=yes\n',
    'ProtectSystem=strict\nProtectHome=yes\nReadWritePaths=-/var/lib/bench\nPrivateDevices=yes\n',
    'CapabilityBoundingSet=CAP_NET_BIND_SERVICE CAP_SETUID\nRestrictAddressFamilies=AF_INET AF_UNIX\n',
    'SystemCallFilter=@system-service\nSystemCallFilter=~@privileged @resources\n'
    'SystemCallArchitectures=native\n',
    'DynamicUser=yes\nRestrictNamespaces=yes\nLockPersonality=yes\nMemoryDenyWriteExecute=yes\n',
    'IPAddressDeny=any\nIPAddressAllow=localhost\nDevicePolicy=closed\nDeviceAllow=/dev/null rw\n',
    'ProtectKernelTunables=yes\nProtectKernelModules=yes\nProtectKernelLogs=yes\nProtectClock=yes\n'
    'ProtectControlGroups=yes\nProtectHostname=yes\nProtectProc=invisible\nProcSubset=pid\n',
    'User=nobody\nUMask=0077\nRestrictRealtime=yes\nRestrictSUIDSGID=yes\nKeyringMode=private\n'
    'SystemCallFilter=~@mount @swap @reboot\nRestrictNamespaces=~user pid\n',
    'PrivateNetwork=yes\nPrivateUsers=yes\nPrivateMounts=yes\nNotifyAccess=none\nDelegate=no\n'
    'SupplementaryGroups=\nAmbientCapabilities=\nRemoveIPC=yes\n',
)


def systemctl(*words):
    subprocess.run(['systemctl', '--quiet', *words], check=True, stdin=subprocess.DEVNULL)


def write(name, text):
    with open(os.path.join(FOLDER, name), 'w', encoding='utf-8') as file:
        file.write(text)


@contextlib.contextmanager
def services(total, running):
    """While it lasts, `total` services are loaded, and the first `running` of them run."""
    names = [f'hardnut-bench-{number:04}.service' for number in range(1, total + 1)]
    os.makedirs(FOLDER, exist_ok=True)
    try:
        for number, name in enumerate(names):
            write(name, f'[Unit]\nDescription=Bench service number {number + 1}\n[Service]\n'
                        f'ExecStart=sleep infinity\n{SANDBOXES[number % len(SANDBOXES)]}')
        # A unit stays loaded, running or not, as long as one that is active refers to it.
        write(TARGET, '[Unit]\nDescription=All bench services\n'
                      + ''.join(f'After={name}\n' for name in names))
        systemctl('daemon-reload')
        systemctl('start', TARGET)
        for first in range(0, running, 20):
            systemctl('start', *names[first:min(first + 20, running)])
        yield names
    finally:
        systemctl('stop', TARGET, *names[:running])
        for name in (TARGET, *names):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(os.path.join(FOLDER, name))
        systemctl('daemon-reload')
        subprocess.run(['systemctl', '--quiet', 'reset-failed', 'hardnut-bench-*'], check=False)
