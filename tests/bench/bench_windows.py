#!/usr/bin/env python3
# Runs windows one after another on the display it is given, measures them, and prints one JSON
# object: bench_windows.py BUILD HARDNUT PART…, with the parts start, idle and stalls.
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import signal
import statistics
import subprocess
import sys
import time

ROUNDS = 7
# After a window is there, until its memory and its wake-ups are looked at (in s).
SETTLE = 2
# The last look at the sockets of all services comes a minute after the others.
IDLE_SETTLE = 85
IDLE = 10


def pss(pid):
    """In MiB."""
    with open(f'/proc/{pid}/smaps_rollup', encoding='ascii') as file:
        for line in file:
            if line.startswith('Pss:'):
                return int(line.split()[1]) / 1024
    raise RuntimeError('The kernel says nothing about memory.')


def start(program, *words, until):
    """Returns how many seconds it took until each of the words that the program prints, how many
    services there were, and the memory afterwards."""
    begin = time.monotonic()
    process = subprocess.Popen([program, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               text=True)
    times, count = {}, 0
    try:
        while until not in times:
            line = process.stdout.readline()
            if not line:
                raise RuntimeError(f'{program} ended before it was {until}.')
            word, when, *rest = line.split()
            times[word] = int(when) / 1e6 - begin
            count = int(rest[0]) if rest else 0
        time.sleep(SETTLE)
        memory = pss(process.pid)
    finally:
        process.stdin.close()
        process.wait(timeout=30)
    return times, count, memory


def measure_start(build):
    empty, full = [], []
    # The first round fills the caches.
    for _ in range(ROUNDS + 1):
        empty.append(start(f'{build}/tests/bench/empty-window', until='painted'))
        full.append(start(f'{build}/tests/bench/bench-window', 'start', until='complete'))
    empty, full = empty[1:], full[1:]
    return {
        'services': full[-1][1],
        'empty': statistics.median(times['painted'] for times, _, _ in empty),
        'painted': statistics.median(times['painted'] for times, _, _ in full),
        'listed': statistics.median(times['listed'] for times, _, _ in full),
        'complete': statistics.median(times['complete'] for times, _, _ in full),
        'empty_pss': statistics.median(memory for _, _, memory in empty),
        'pss': statistics.median(memory for _, _, memory in full),
    }


def wakeups(pid):
    """How often each thread went to sleep by itself so far."""
    switches = {}
    for task in os.listdir(f'/proc/{pid}/task'):
        with open(f'/proc/{pid}/task/{task}/status', encoding='ascii') as file:
            fields = dict(line.rstrip('\n').split(':\t', 1) for line in file if ':\t' in line)
        switches[f'{fields["Name"]}/{task}'] = int(fields['voluntary_ctxt_switches'])
    return switches


def measure_idle(hardnut):
    process = subprocess.Popen([hardnut], stdin=subprocess.DEVNULL)
    try:
        time.sleep(IDLE_SETTLE)
        before = wakeups(process.pid)
        time.sleep(IDLE)
        if process.poll() is not None:
            raise RuntimeError('The window is gone.')
        after = wakeups(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
    rises = {name: after[name] - before.get(name, 0) for name in after}
    return {'seconds': IDLE, 'wakeups': sum(rises.values()),
            'threads': {name: rise for name, rise in rises.items() if rise}}


def measure_stalls(build):
    # The end of its standard input would end it.
    process = subprocess.Popen([f'{build}/tests/bench/bench-window', 'stalls'],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        return json.loads(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(timeout=60)


def main():
    build, hardnut, *parts = sys.argv[1:]
    found = {}
    if 'start' in parts:
        found['start'] = measure_start(build)
    if 'idle' in parts:
        found['idle'] = measure_idle(hardnut)
    if 'stalls' in parts:
        found['stalls'] = measure_stalls(build)
    print(json.dumps(found))


if __name__ == '__main__':
    main()
