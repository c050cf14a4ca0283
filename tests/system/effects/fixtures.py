# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands around the services: files and folders of others, links, listeners, processes; and
what became of them. All of it goes when the test ends."""

import contextlib
import ctypes
import os
import pwd
import re
import shutil
import socket
import stat
import subprocess
import threading

from effects.vendors import ACCOUNT

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = "/usr/lib/hardnut-effects"
OTHER = "fxother"
BASES = ("/var/lib", "/run", "/var/cache", "/var/log", "/etc")
SHARED = [f"{base}/fx" for base in BASES] + ["/usr/lib/fx", "/root/fx", "/home/fxother"]
LONE_FILES = ["/tmp/fx-file", "/var/tmp/fx-file", "/dev/shm/fx-file", "/run/fx-secret",
              "/boot/fx-file"]
# Where ownership, modes and existence are looked at from outside.
WATCHED = ("/etc", "/var/lib", "/var/cache", "/var/log", "/var/tmp", "/run", "/srv", "/home",
           "/root", "/opt", "/usr/lib/fx", "/tmp", "/dev/shm", "/boot")
# systemd's and the helper's own, and what packages keep.
UNWATCHED = re.compile(r"/run/(systemd|udev|log|hardnut|user|credentials|fx-out)$"
                       r"|/var/(log/journal|lib/(dpkg|apt|systemd|postgresql|ucf)|cache/(apt|man))$"
                       r"|/etc/systemd/system/hardnut-effects-.*|(/var)?/tmp/systemd-private-.*"
                       r"|/srv/fx/t\d+/mnt$|.*/\.fx-t\d+$|/root/\.cache$")
IPC_KEY = 0x66780001
IPC_CREAT = 0o1000
PORT = 8765


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def unmount(path):
    """Whether something was mounted there; not every system that is booted here has umount(8)."""
    return ctypes.CDLL(None).umount(path.encode()) == 0


def write(path, text="x\n", mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def open_folder(path, owner=0, mode=0o777):
    """A folder that everybody may write to, with a file and a program."""
    os.makedirs(path, exist_ok=True)
    write(f"{path}/file", mode=0o666)
    shutil.copy(f"{PROGRAMS}/exit42", f"{path}/prog")
    os.chmod(f"{path}/prog", 0o755)
    os.chmod(path, mode)
    os.chown(path, owner, owner)


def build():
    os.makedirs(PROGRAMS, exist_ok=True)
    subprocess.run(["gcc", "-O1", "-static", "-o", f"{PROGRAMS}/probe",
                    *(f"{HERE}/{name}.c" for name in ("probe", "probe-files", "probe-kernel"))],
                   check=True)
    subprocess.run(["gcc", "-Os", "-static", "-nostartfiles", "-s", "-o", f"{PROGRAMS}/exit42",
                    f"{HERE}/exit42.c"], check=True)


def remove_file(path):
    with contextlib.suppress(OSError):
        os.unlink(path)


def account_id(name):
    return pwd.getpwnam(name).pw_uid


class Shared:
    """What all cases have in common, for as long as the block lasts."""

    def __init__(self, filters_only=False):
        self.filters_only = filters_only
        self.stack = contextlib.ExitStack()
        self.witnesses = {}
        self.unconfined = set()

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            build()
            stack.callback(shutil.rmtree, PROGRAMS, True)
            for name in (ACCOUNT, OTHER):
                if run("id", name).returncode != 0:
                    subprocess.run(["useradd", "--no-create-home", "--shell", "/usr/sbin/nologin",
                                    name], check=True)
                stack.callback(run, "userdel", name)
            self._places(stack)
            self._listeners(stack)
            self._witnesses(stack)
            plant_key()
            as_account(plant_key)
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self.stack.close()

    def restore(self):
        """Sets right again what a case did to what everybody shares."""
        other = account_id(OTHER)
        for path in SHARED:
            if os.path.islink(path):
                os.unlink(path)
            os.makedirs(path, exist_ok=True)
            write(f"{path}/file", mode=0o600)
            os.chmod(path, 0o750)
            for one in (path, f"{path}/file"):
                os.chown(one, other, other)

    def _places(self, stack):
        stack.callback(shutil.rmtree, "/srv/fx", True)
        os.makedirs("/srv/fx", exist_ok=True)
        for name in ("own", "own/sub", "ro", "ro/sub", "ro/rw", "ro/rw/sub", "closed", "closed/sub",
                     "covered", "covered/sub", "noexec", "noexec/sub", "bound", "bound-source"):
            open_folder(f"/srv/fx/{name}")
        open_folder("/srv/fx/other", account_id(OTHER), 0o700)
        # Who executes it is root for as long as privileges may be gained.
        shutil.copy(f"{PROGRAMS}/probe", "/srv/fx/own/suid")
        os.chmod("/srv/fx/own/suid", 0o4755)
        for path in SHARED:
            stack.callback(shutil.rmtree, path, True)
        self.restore()
        for path in LONE_FILES:
            write(path, mode=0o666)
            stack.callback(remove_file, path)

        link("/dev/kmsg", "/dev/fx-device")
        stack.callback(remove_file, "/dev/fx-device")

    def _listeners(self, stack):
        sockets = []
        # As if they were the machine's own, besides 127.0.0.1.
        for address in ("10.99.0.1/32", "192.0.2.1/32"):
            run("ip", "address", "add", address, "dev", "lo")
            stack.callback(run, "ip", "address", "delete", address, "dev", "lo")
        if run("ip", "link", "add", "fx0", "type", "dummy").returncode == 0:
            stack.callback(run, "ip", "link", "delete", "fx0")
        for family, address in ((socket.AF_INET, ("0.0.0.0", PORT)),
                                (socket.AF_INET6, ("::1", PORT)),
                                (socket.AF_UNIX, "/run/fx-socket"),
                                (socket.AF_UNIX, "\0fx-socket")):
            one = socket.socket(family, socket.SOCK_STREAM)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if address == "/run/fx-socket":
                stack.callback(remove_file, address)
            with contextlib.suppress(OSError):
                one.bind(address)
                one.listen(128)
                sockets.append(one)
                threading.Thread(target=self._accept, args=(one,), daemon=True).start()
        os.chmod("/run/fx-socket", 0o666)
        stack.callback(lambda: [one.close() for one in sockets])

    @staticmethod
    def _accept(one):
        with contextlib.suppress(OSError):
            while True:
                one.accept()[0].close()

    def _witnesses(self, stack):
        """A process of each account, which others may see, signal or trace."""
        for account in (None, ACCOUNT):
            user = {"user": account, "group": account, "extra_groups": []} if account else {}
            witness = subprocess.Popen(["sleep", "infinity"], **user)
            stack.callback(witness.wait)
            stack.callback(witness.kill)
            self.witnesses[account] = witness.pid


def link(target, path):
    if not os.path.lexists(path):
        os.symlink(target, path)


def make_places(case):
    """The case's own links and folders. Done again once the service was stopped: systemd has
    removed what lay in its runtime folder."""
    top = f"/srv/fx/{case.token}"
    os.makedirs(f"{top}/target", exist_ok=True)
    os.makedirs(f"{top}/mnt", exist_ok=True)
    write(f"{top}/target/file", mode=0o600)
    write(f"{top}/file", mode=0o666)
    for name, target in (("etc", "/etc"), ("usr", "/usr"), ("closed", "/srv/fx/closed"),
                         ("ro", "/srv/fx/ro"), ("noexec", "/srv/fx/noexec"),
                         ("late", "/srv/fx/closed/sub")):
        link(target, f"{top}/{name}")
    stem = case.unit.removesuffix(".service")
    bases = BASES
    if any(name == "ConfigurationDirectoryMode" for name, _ in case.lines):
        # It is for the one that systemd makes, not for one that is there.
        shutil.rmtree(f"/etc/{stem}", True)
        bases = BASES[:-1]
    for base in bases:
        os.makedirs(f"{base}/{stem}", exist_ok=True)
        link(f"{top}/target", f"{base}/{stem}/link")
        link(f"{top}/target", f"{base}/{case.token}-link")
        os.makedirs(f"{base}/{case.token}", exist_ok=True)
        write(f"{base}/{case.token}/file", mode=0o600)


def remove_places(case):
    stem = case.unit.removesuffix(".service")
    while unmount(f"/srv/fx/{case.token}/mnt"):
        pass
    shutil.rmtree(f"/srv/fx/{case.token}", True)
    for base in BASES:
        for name in (stem, case.token, f"{case.token}-link"):
            # What a plain account could not reach is moved to private/ by systemd.
            for path in (f"{base}/{name}", f"{base}/private/{name}"):
                if os.path.islink(path):
                    os.unlink(path)
                elif os.path.isdir(path):
                    shutil.rmtree(path, True)


def look_outside():
    """{path: owner, group, mode, target of a link} of all that is watched, and of the memory that a
    process of the plain account left."""
    found = {}

    def note(path):
        try:
            st = os.lstat(path)
            target = os.readlink(path) if stat.S_ISLNK(st.st_mode) else None
        except OSError:
            return
        found[path] = (st.st_uid, st.st_gid, oct(st.st_mode), target)

    for top in WATCHED:
        for folder, folders, files in os.walk(top):
            folders[:] = [name for name in folders if not UNWATCHED.fullmatch(f"{folder}/{name}")]
            note(folder)
            for name in files + folders:
                if not UNWATCHED.fullmatch(f"{folder}/{name}"):
                    note(f"{folder}/{name}")
    with open("/proc/sysvipc/shm", encoding="utf-8") as file:
        for line in file.read().splitlines()[1:]:
            words = line.split()
            found[f"shared memory {words[0]}"] = (words[7], words[2])
    return found


def as_account(function):
    """Whether the function says so, done by a process of the plain account."""
    child = os.fork()
    if child == 0:
        account = pwd.getpwnam(ACCOUNT)
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
        os._exit(0 if function() else 1)
    return os.waitpid(child, 0)[1] == 0


def plant_key():
    """Into the keyring of whoever this is, if there is one."""
    number = {"x86_64": 248, "aarch64": 217}[os.uname().machine]
    return ctypes.CDLL(None).syscall(number, b"user", b"fx-key", b"x", 1, -4) >= 0


def plant_shared_memory():
    """Of the plain account, as a process of it would leave it, unless it is there."""
    libc = ctypes.CDLL(None)
    as_account(lambda: libc.shmget(IPC_KEY, 4096, IPC_CREAT | 0o666) >= 0)


def remove_shared_memory():
    libc = ctypes.CDLL(None)
    number = libc.shmget(IPC_KEY, 0, 0)
    if number >= 0:
        libc.shmctl(number, 0, None)
