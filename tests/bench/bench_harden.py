# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a search takes by itself: the whole of it, without what the helper and the service take for
its trials, and without watching."""

import json
import select
import subprocess
import time

PATIENCE = 60
INTERFACE = 'io.github.hardnut.Helper1'
# From here to there the helper works, and waits for the service.
BEGINS = {'authorized': 'healthy', 'reverting': 'reverted', 'keeping': 'kept'}


def listen():
    return subprocess.Popen(['busctl', '--json=short', '--match',
                             f'type=signal,interface={INTERFACE},member=TrialChanged', 'monitor'],
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def hears(monitor):
    """It listens as soon as it hears something; what was emitted before that, it never hears."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        subprocess.run(['busctl', 'emit', '/probe', INTERFACE, 'TrialChanged', 'sssa{sv}', 'probe', '', '',
                        '0'], check=True)
        if select.select([monitor.stdout], [], [], 0.2)[0] and 'probe' in monitor.stdout.readline():
            return
    raise RuntimeError('busctl does not hear a signal')


def helpers_time(lines):
    """In seconds, of all trials."""
    total, begun = 0, None
    for line in lines:
        try:
            message = json.loads(line.strip('\0\n'))
        except ValueError:
            continue
        trial, _, state, _ = message['payload']['data']
        now = message['timestamp-realtime'] / 1e6
        if trial == 'probe':
            continue
        if state in BEGINS and begun is None:
            begun = now
        if begun is not None and state in ('healthy', 'reverted', 'kept', 'failed'):
            total += now - begun
            begun = None
    return total


def own_time(command, watch):
    """(seconds that the search takes by itself, its answer)"""
    monitor = listen()
    hears(monitor)
    begin = time.monotonic()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    took = time.monotonic() - begin
    monitor.terminate()
    lines = monitor.stdout.read().splitlines()
    if done.returncode not in (0, 4):
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
    return took - watch - helpers_time(lines), json.loads(done.stdout)
