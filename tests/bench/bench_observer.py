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
OBSERVER = 'hardnut-observer.service'
PORT = 80
CONNECTIONS = 32
# Short ones, and many: what else runs on the machine is the same for those that stand beside each other.
ROUNDS = 15
ANSWERS = 15000
# strace lets fewer through.
ROUNDS_TRACED = 3
ANSWERS_TRACED = 1000
PATIENCE = 60
# What begins or ends a watch has come to rest by then (in s); the programs are in the kernel before the
# observer and who asked it have done the rest.
SETTLE = 1


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


def used_seconds(unit):
    """The processor time that a service has taken so far."""
    try:
        with open(f'/sys/fs/cgroup/system.slice/{unit}/cpu.stat', encoding='ascii') as file:
            return int(dict(line.split() for line in file)['usage_usec']) / 1e6
    except FileNotFoundError:
        return 0


def measure(command):
    """Answers per second, and per second of the processor time that server, observer and load took."""
    before = sum(used_seconds(unit) for unit in (SERVER, OBSERVER))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        rate = float(process.stdout.read())
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    took = sum(used_seconds(unit) for unit in (SERVER, OBSERVER)) - before + usage.ru_utime + usage.ru_stime
    return rate, int(command[-1]) / took


def compare_requests(program, hardnutctl):
    """For each way the middle of its rates, and of what part each is of those beside it without: in answers
    per second, and in answers per second of processor time. These two parts are the same where nothing else
    runs, as the load takes all that there is; what else runs is not in the second."""
    subprocess.run(['systemctl', 'start', SERVER], check=True)
    found = {name: [] for name in WAYS}
    for number in range(ROUNDS):
        for name, (way, rounds, answers) in WAYS.items():
            if number >= rounds:
                continue
            with way(hardnutctl):
                time.sleep(SETTLE)
                found[name].append(measure([program, str(PORT), str(CONNECTIONS), str(answers)]))
    # What is measured between two others is held against both.
    beside = {name: found[WITHOUT] for name in WAYS}
    beside[WATCHED] = [[(one + other) / 2 for one, other in zip(before, after)]
                       for before, after in zip(found[WITHOUT], found[AFTER])]
    return {name: (statistics.median(rate for rate, _ in rates),
                   *(statistics.median(mine[i] / theirs[i] for mine, theirs in zip(rates, beside[name]))
                     for i in range(2)))
            for name, rates in found.items()}
