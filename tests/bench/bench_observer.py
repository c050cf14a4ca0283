# What the observer costs a web server under a load that takes all it can: requests per second while it
# is watched, after that, under strace, and without any of it, in turn.
# SPDX-License-Identifier: GPL-3.0-or-later

import contextlib
import json
import os
import statistics
import subprocess
import time

SERVER = 'nginx.service'
PORT = 80
CONNECTIONS = 32
# Short ones, and many: what else runs on the machine is the same for those that stand beside each other.
ROUNDS = 15
ANSWERS = 15000
# strace lets fewer through.
ROUNDS_TRACED = 3
ANSWERS_TRACED = 1000
PATIENCE = 60


def wait_until(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f'{what} does not come')
        time.sleep(0.05)


def loaded_programs():
    listed = subprocess.run(['bpftool', '--json', 'prog', 'list'], capture_output=True, check=True,
                            env={**os.environ, 'PATH': f"{os.environ['PATH']}:/usr/sbin"})
    return [row for row in json.loads(listed.stdout) if row.get('name', '').startswith('hn_trace_')]


@contextlib.contextmanager
def nothing(_):
    if loaded_programs():
        raise RuntimeError('programs of the observer are loaded')
    yield


@contextlib.contextmanager
def observer(hardnutctl):
    with subprocess.Popen([hardnutctl, '--no-pager', 'watch', '--seconds=600', SERVER],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until(loaded_programs, 'the watch')
            yield
        finally:
            process.terminate()
            process.wait()
            wait_until(lambda: not loaded_programs(), 'the end of the watch')


@contextlib.contextmanager
def strace(_):
    pids = subprocess.run(['pgrep', '--exact', 'nginx'], capture_output=True, text=True,
                          check=True).stdout.split()
    command = ['strace', '-f', '-o', '/dev/null']
    for pid in pids:
        command += ['-p', pid]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until(lambda: all(is_traced(pid) for pid in pids), 'strace')
            yield
        finally:
            process.terminate()
            process.wait()


def is_traced(pid):
    with open(f'/proc/{pid}/status', encoding='utf-8') as file:
        return 'TracerPid:\t0\n' not in file.read()


WITHOUT, WATCHED, AFTER, STRACE = 'without', 'watched', 'when the watch is over', 'strace -f'
WAYS = {
    WITHOUT: (nothing, ROUNDS, ANSWERS),
    WATCHED: (observer, ROUNDS, ANSWERS),
    AFTER: (nothing, ROUNDS, ANSWERS),
    STRACE: (strace, ROUNDS_TRACED, ANSWERS_TRACED),
}


def compare_requests(program, hardnutctl):
    """The middle of the rates of each way, and of what part it is of that without, round by round."""
    subprocess.run(['systemctl', 'start', SERVER], check=True)
    rates = {name: [] for name in WAYS}
    for number in range(ROUNDS):
        for name, (way, rounds, answers) in WAYS.items():
            if number >= rounds:
                continue
            with way(hardnutctl):
                done = subprocess.run([program, str(PORT), str(CONNECTIONS), str(answers)],
                                      capture_output=True, text=True, check=True)
            rates[name].append(float(done.stdout))
    # What is measured between two others is held against both.
    beside = {name: rates[WITHOUT] for name in WAYS}
    beside[WATCHED] = [(before + after) / 2 for before, after in zip(rates[WITHOUT], rates[AFTER])]
    return {name: (statistics.median(found),
                   statistics.median(rate / other for rate, other in zip(found, beside[name])))
            for name, found in rates.items()}
