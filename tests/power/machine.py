# A virtual machine whose power can be cut: Debian on a disk of its own, under software emulation, with
# an agent inside that runs commands. One disk is booted once and frozen; each test goes on from there,
# on a layer of its own.
# SPDX-License-Identifier: GPL-3.0-or-later

import contextlib
import glob
import json
import os
import re
import shutil
import socket
import subprocess
import time

# Emulation is slow, and slower beside other work (in s).
BOOT_PATIENCE = 600
COMMAND_PATIENCE = 300

AGENT = '''#!/usr/bin/env python3
import json, subprocess, termios, tty
port = open('/dev/ttyS1', 'r+b', buffering=0)
tty.setraw(port)
port.write(b'\\n{"up": true}\\n')
line = b''
while True:
    line += port.read(1)
    if not line.endswith(b'\\n'):
        continue
    done = subprocess.run(json.loads(line), shell=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors='replace')
    port.write(json.dumps({'status': done.returncode, 'output': done.stdout}).encode() + b'\\n')
    line = b''
'''

AGENT_UNIT = '''[Unit]
Description=Runs the commands of a test
After=multi-user.target
[Service]
Type=idle
ExecStart=/usr/local/sbin/power-agent
'''


def make_disk(folder, units):
    """Makes disk.img, kernel and initrd in folder from the system that this runs in, with the given
    units added ({name: text}); they start at boot."""
    root = os.path.join(folder, 'root')
    os.mkdir(root)
    # Only what is on this file system, and a copy of what is mounted over /usr/local.
    subprocess.run(['mount', '--bind', '/', root], check=True)
    try:
        shutil.copytree('/usr/local', f'{root}/usr/local', symlinks=True, dirs_exist_ok=True)
        files = {'etc/fstab': '/dev/vda / ext4 defaults 0 1\n', 'etc/hostname': 'power\n',
                 'usr/local/sbin/power-agent': AGENT,
                 'etc/systemd/system/power-agent.service': AGENT_UNIT,
                 'etc/initramfs-tools/conf.d/power': 'MODULES=list\nCOMPRESS=gzip\n',
                 'etc/initramfs-tools/modules': 'virtio_pci\nvirtio_blk\next4\n'}
        files.update({f'etc/systemd/system/{name}': text for name, text in units.items()})
        wants = f'{root}/etc/systemd/system/multi-user.target.wants'
        os.makedirs(wants, exist_ok=True)
        for name, text in files.items():
            path = os.path.join(root, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'w', encoding='utf-8') as file:
                file.write(text)
        os.chmod(f'{root}/usr/local/sbin/power-agent', 0o755)
        for name in ('power-agent.service', *units):
            with contextlib.suppress(FileExistsError):
                os.symlink(f'/etc/systemd/system/{name}', f'{wants}/{name}')
        # The bus reads policies, and polkit actions, below /usr but not below /usr/local.
        for place, name in (('etc/dbus-1/system.d', 'dbus-1/system.d/io.github.hardnut.Helper1.conf'),
                            ('etc/dbus-1/system.d', 'dbus-1/system.d/io.github.hardnut.Observer1.conf'),
                            ('usr/share/polkit-1/actions',
                             'polkit-1/actions/io.github.hardnut.policy'),
                            ('usr/share/polkit-1/actions',
                             'polkit-1/actions/io.github.hardnut.observer.policy')):
            path = os.path.join(root, place, os.path.basename(name))
            if os.path.exists(f'/usr/local/share/{name}') and not os.path.lexists(path):
                os.symlink(f'/usr/local/share/{name}', path)
        subprocess.run(['update-initramfs', '-u', '-k', 'all'], check=True,
                       stdout=subprocess.DEVNULL)
        shutil.copy(glob.glob('/boot/vmlinuz-*')[0], f'{folder}/kernel')
        shutil.copy(glob.glob('/boot/initrd.img-*')[0], f'{folder}/initrd')
        subprocess.run(['mkfs.ext4', '-q', '-d', root, f'{folder}/disk.img', '4G'], check=True)
    finally:
        subprocess.run(['umount', root], check=True)


class Machine:
    """A running machine on a disk layer. Its power goes off when the block is left."""

    def __init__(self, folder, layer, frozen=None):
        self.socket_path = os.path.join(folder, f'{os.path.basename(layer)}.agent')
        self.monitor_path = os.path.join(folder, f'{os.path.basename(layer)}.monitor')
        self.console = f'{layer}.console'
        self.process = subprocess.Popen(
            ['qemu-system-x86_64', '-accel', 'tcg,thread=multi', '-smp', '2', '-m', '1024',
             '-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-nic', 'none',
             '-kernel', f'{folder}/kernel', '-initrd', f'{folder}/initrd',
             '-append', 'root=/dev/vda rw console=ttyS0 quiet panic=-1 systemd.show_status=0',
             '-drive', f'file={layer},format=qcow2,if=virtio', '-serial', f'file:{self.console}',
             '-serial', f'unix:{self.socket_path},server=on,wait=off',
             '-monitor', f'unix:{self.monitor_path},server=on,wait=off',
             *(['-loadvm', frozen] if frozen else [])],
            stdin=subprocess.DEVNULL)
        self.agent = self.connect(self.socket_path)
        self.received = b''
        if frozen is None:
            self.wait_for_agent()

    def connect(self, path):
        deadline = time.monotonic() + 60
        while True:
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(path)
                return connection
            except OSError:
                connection.close()
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.1)

    def receive(self, patience):
        deadline = time.monotonic() + patience
        while b'\n' not in self.received:
            self.agent.settimeout(max(0.1, deadline - time.monotonic()))
            try:
                data = self.agent.recv(65536)
            except TimeoutError:
                data = b''
            if not data:
                raise RuntimeError(f'The machine says nothing; its console: {self.tail()}')
            self.received += data
        line, self.received = self.received.split(b'\n', 1)
        return line

    def tail(self):
        with open(self.console, encoding='utf-8', errors='replace') as file:
            return file.read()[-2000:]

    def wait_for_agent(self):
        deadline = time.monotonic() + BOOT_PATIENCE
        while not self.receive(deadline - time.monotonic()).startswith(b'{"up"'):
            pass

    def run(self, command, check=True):
        """Runs a command of the shell inside; returns what it printed."""
        self.agent.sendall(json.dumps(command).encode() + b'\n')
        answer = json.loads(self.receive(COMMAND_PATIENCE))
        if check and answer['status'] != 0:
            raise RuntimeError(f'{command!r} ended with {answer["status"]}: {answer["output"]}')
        return answer['output']

    def start(self, command):
        """Starts a command inside and does not wait for it."""
        self.run(f'systemd-run --quiet --collect -- sh -c {shell_quote(command)}')

    def follow(self, command, output, patience):
        """Runs a command that takes long and prints what it says as it comes, by way of a file inside;
        returns whether all is well. patience: how long it may say nothing (in s)."""
        self.start(f'{command} >{output} 2>&1; echo status $? >>{output}')
        shown, heard = '', time.monotonic()
        while time.monotonic() - heard < patience:
            time.sleep(5)
            text = self.run(f'cat {output}', check=False)
            if text != shown:
                print(text.removeprefix(shown), end='', flush=True)
                shown, heard = text, time.monotonic()
            status = re.search(r'^status (\d+)$', text, re.MULTILINE)
            if status:
                return status[1] == '0'
        print(f'Bail out! The machine says nothing; its console: {self.tail()}')
        return False

    def freeze(self, name):
        """Keeps the state of machine and disk under a name, to begin others from."""
        monitor = self.connect(self.monitor_path)
        monitor.settimeout(COMMAND_PATIENCE)
        monitor.sendall(f'savevm {name}\ninfo snapshots\n'.encode())
        seen = b''
        while b'VM CLOCK' not in seen and b'VM_CLOCK' not in seen:
            data = monitor.recv(4096)
            if not data:
                raise RuntimeError(f'The machine was not frozen: {seen!r}')
            seen += data
        monitor.close()

    def cut_power(self):
        self.process.kill()
        self.process.wait()
        self.agent.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        if self.process.poll() is None:
            self.cut_power()


def shell_quote(text):
    return "'" + text.replace("'", "'\\''") + "'"


def new_layer(folder, name):
    """A layer over the disk that was made; returns its path."""
    layer = os.path.join(folder, f'{name}.qcow2')
    subprocess.run(['qemu-img', 'create', '-q', '-f', 'qcow2', '-F', 'raw', '-b',
                    f'{folder}/disk.img', layer], check=True)
    return layer


def copy_layer(folder, source, name):
    """The same layer once more, with what was frozen in it."""
    layer = os.path.join(folder, f'{name}.qcow2')
    shutil.copy(source, layer)
    return layer
