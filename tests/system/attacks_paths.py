# SPDX-License-Identifier: GPL-3.0-or-later
"""Exceptions and mounts where somebody else's line closes something to reading, writing or executing:
at the path, above and below it, by another name of it, and where a service could put a link."""

import os
import pwd
import shutil

from attacks_base import ACCOUNT, ADMIN, EITHER, SLEEP, VENDOR, Service, forget, run_tests

PLACE = "/srv/hardnut"
CLOSED = f"{PLACE}/closed"
OPEN = f"{PLACE}/open"
MINE = f"{PLACE}/mine"


def unit_of(name):
    return f"hardnut-paths-{name}.service"


# What the vendor closes.
LINES = {
    "plain": "",
    "strict": "ProtectSystem=strict\n",
    "full": "ProtectSystem=full\n",
    "excepted": f"ProtectSystem=strict\nReadWritePaths={OPEN}\n",
    "readonly": f"ReadOnlyPaths={CLOSED}\n",
    "hidden": f"InaccessiblePaths={CLOSED}\n",
    "covered": f"TemporaryFileSystem={CLOSED}:ro\n",
    "covered-open": f"TemporaryFileSystem={CLOSED}\n",
    "bound": f"BindReadOnlyPaths={OPEN}:{CLOSED}\n",
    "bound-same": f"BindReadOnlyPaths={CLOSED}\n",
    "noexec": "NoExecPaths=/\nExecPaths=/usr -/lib -/lib64 -/bin\n",
    "noexec-some": f"NoExecPaths={CLOSED}\n",
    "runlock": "ReadOnlyPaths=/run/lock\n",
    "varlock": "ReadOnlyPaths=/var/lock\n",
    "by-link": f"ReadOnlyPaths={PLACE}/vendor-link\n",
    "minus": f"ReadOnlyPaths=-{CLOSED}\n",
    "home": "ProtectHome=yes\n",
    "home-ro": "ProtectHome=read-only\n",
    "home-tmpfs": "ProtectHome=tmpfs\n",
    "tmp": "PrivateTmp=yes\nPrivateDevices=yes\nProtectHome=yes\n",
    "kernel": "ProtectKernelTunables=yes\nProtectControlGroups=yes\nProtectKernelModules=yes\n"
              "ProtectKernelLogs=yes\n",
    "dynamic": "DynamicUser=yes\n",
    "user": f"User={ACCOUNT}\n",
    "user-closed": f"User={ACCOUNT}\nReadOnlyPaths={CLOSED}\n",
    "user-strict": f"User={ACCOUNT}\nProtectSystem=strict\n",
    "user-excepted": f"User={ACCOUNT}\nProtectSystem=strict\nReadWritePaths={OPEN}\n",
    "user-mine": f"User={ACCOUNT}\nProtectSystem=strict\nReadWritePaths={MINE}\n",
    "user-by-link": f"User={ACCOUNT}\nReadOnlyPaths={PLACE}/vendor-link\n",
    "user-closed-within": f"User={ACCOUNT}\nProtectSystem=strict\nReadWritePaths={OPEN}\n"
                          f"ReadOnlyPaths={OPEN}/below\n",
    "user-mighty": f"User={ACCOUNT}\nProtectSystem=full\nAmbientCapabilities=CAP_DAC_OVERRIDE\n",
    "user-above": f"User={ACCOUNT}\nProtectSystem=full\nExecStartPre=!/bin/true\n",
    "noexec-within": f"User={ACCOUNT}\nNoExecPaths=/ {OPEN}/below\n"
                     f"ExecPaths=/usr -/lib -/lib64 -/bin {OPEN}\n",
}
FILES = {f"{VENDOR}/{unit_of(name)}": f"[Service]\n{SLEEP}\n{lines}" for name, lines in LINES.items()}
LINKS = {f"{PLACE}/link": CLOSED, f"{PLACE}/link-above": PLACE, f"{PLACE}/vendor-link": CLOSED,
         f"{PLACE}/link-to-open": OPEN, f"{PLACE}/link-to-mine": MINE}


class Places:
    def __enter__(self):
        for path in (f"{CLOSED}/below", f"{OPEN}/below/deeper", f"{MINE}/below", f"{PLACE}/other"):
            os.makedirs(path, exist_ok=True)
        owner = pwd.getpwnam(ACCOUNT)
        for path in (MINE, f"{MINE}/below"):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        os.symlink("/etc", f"{MINE}/link")
        os.symlink(CLOSED, f"{OPEN}/link")

    def __exit__(self, *_):
        shutil.rmtree(PLACE)


def both(ground, name, *settings, **options):
    """Alone, and with a closing line of the caller's own, which excuses nothing here."""
    ground.kept_out(unit_of(name), *settings, **options)
    if not any(setting.startswith("ProtectSystem=") for setting in settings):
        ground.kept_out(unit_of(name), "ProtectSystem=strict", *settings, **options)


def writing(ground):
    """Closed to writing: at, above, below, by link."""
    for path in (CLOSED, f"{CLOSED}/below", PLACE, "/srv", "/", f"{CLOSED}/missing", f"-{CLOSED}",
                 f"{PLACE}/link", f"{PLACE}/link/below", f"{PLACE}/link-above",
                 f"{PLACE}/link-above/closed/below", f"{CLOSED}//", f"{PLACE}/other {CLOSED}/below"):
        both(ground, "readonly", f"ReadWritePaths={path}")
    for name in ("minus", "by-link", "bound", "bound-same", "covered", "hidden"):
        for path in (CLOSED, f"{CLOSED}/below", PLACE):
            both(ground, name, f"ReadWritePaths={path}")
    both(ground, "by-link", f"ReadWritePaths={PLACE}/vendor-link")
    # A file system of memory in its place can be written.
    for name in ("readonly", "bound", "hidden", "strict"):
        for path in (CLOSED, f"{CLOSED}/below", PLACE):
            ground.kept_out(unit_of(name), f"TemporaryFileSystem={path}")
    for name in ("strict", "dynamic"):
        for path in ("/srv", f"{PLACE}/other", f"{PLACE}/missing", f"-{PLACE}/missing", "/var/lib", "/",
                     "/var/lock", MINE):
            ground.kept_out(unit_of(name), f"ReadWritePaths={path}")
    ground.kept_out(unit_of("strict"), "ProtectHome=yes", f"ReadWritePaths={PLACE}/other",
                    f"ReadOnlyPaths={PLACE}")
    for path in ("/etc", "/etc/cups", "/usr/local", "/boot", "/"):
        both(ground, "full", f"ReadWritePaths={path}")
    for path in (f"/home/{ACCOUNT}", "/home", "/root", "/root/.cache", "/run/user"):
        for name in ("home-ro", "home", "home-tmpfs"):
            both(ground, name, f"ReadWritePaths={path}")
    for path in ("/proc/sys/kernel", "/proc", "/sys", "/sys/fs/cgroup", "/usr/lib/modules",
                 "-/dev/kmsg", "/proc/sysrq-trigger"):
        both(ground, "kernel", f"ReadWritePaths={path}")


def two_names(ground):
    """/var/lock is /run/lock, and /var/run is /run."""
    for path in ("/var/lock", "/run/lock", "/var/run/lock", "/run", "/run/lock/below"):
        both(ground, "runlock", f"ReadWritePaths={path}")
        both(ground, "varlock", f"ReadWritePaths={path}")


def reading(ground):
    """Closed to reading: what opens it read-only opens it."""
    for path in (CLOSED, f"{CLOSED}/below", f"{PLACE}/link"):
        for name in ("hidden", "covered", "covered-open"):
            ground.kept_out(unit_of(name), f"ReadOnlyPaths={path}")
            ground.kept_out(unit_of(name), f"ExecPaths={path}")
        ground.kept_out(unit_of("hidden"), f"TemporaryFileSystem={path}:ro")
    for path in (f"/home/{ACCOUNT}", "/root"):
        ground.kept_out(unit_of("home"), f"ReadOnlyPaths={path}")
        ground.kept_out(unit_of("home-tmpfs"), f"ReadOnlyPaths={path}")
        ground.kept_out(unit_of("home"), f"TemporaryFileSystem={path}")
    ground.kept_out(unit_of("home"), "ProtectHome=read-only")
    ground.kept_out(unit_of("home"), "ProtectHome=tmpfs", "ReadOnlyPaths=/home")
    ground.kept_out(unit_of("kernel"), "ReadOnlyPaths=/usr/lib/modules")


def executing(ground):
    """Closed to executing: what lies outside, and every place to put a program."""
    for path in ("/", "/srv", f"{PLACE}/other", "/tmp", "/var", "/home", f"{PLACE}/missing"):
        ground.kept_out(unit_of("noexec"), f"ExecPaths={path}")
        ground.kept_out(unit_of("noexec"), "NoExecPaths=/srv", f"ExecPaths={path}")
    for path in ("/srv", f"{PLACE}/other", "/tmp", "/opt", "/usr/local"):
        ground.kept_out(unit_of("noexec"), f"TemporaryFileSystem={path}")
        ground.kept_out(unit_of("noexec"), f"TemporaryFileSystem={path}:mode=1777")
    ground.kept_out(unit_of("noexec"), f"TemporaryFileSystem={PLACE}/other:exec", errors=EITHER)
    # A place that is named is left out of what holds for the folders above it.
    for directive in ("ReadOnlyPaths", "NoExecPaths"):
        ground.kept_out(unit_of("noexec"), f"{directive}={OPEN}")
    ground.kept_out(unit_of("noexec"), "PrivateTmp=yes")
    if ground.version >= 257:
        ground.kept_out(unit_of("noexec"), "PrivateTmp=disconnected")
    for path in (CLOSED, f"{CLOSED}/below", PLACE, f"{PLACE}/link"):
        ground.kept_out(unit_of("noexec-some"), f"ExecPaths={path}")
        ground.kept_out(unit_of("noexec-some"), f"TemporaryFileSystem={path}")


def links_to_be(ground):
    """What is no link yet can be one at the next start, where the service may write."""
    for path in (f"{OPEN}/missing", f"-{OPEN}/missing", f"{OPEN}/link", f"{OPEN}/link/below",
                 f"{PLACE}/link", f"{OPEN}/../closed", f"{OPEN}/missing/deeper"):
        ground.kept_out(unit_of("excepted"), f"ReadWritePaths={path}",
                        errors=EITHER if ".." in path else ("NotAuthorized",))
    for name in ("user-mighty", "user-above"):
        ground.kept_out(unit_of(name), "ProtectSystem=strict", f"ReadWritePaths={MINE}")
    # The vendor's own line is about where its link leads.
    for path in (CLOSED, f"{CLOSED}/below", f"{PLACE}/vendor-link"):
        both(ground, "user-by-link", f"ReadWritePaths={path}")
    # Closed within what is open.
    for path in (f"{OPEN}/below", f"{OPEN}/below/deeper"):
        both(ground, "user-closed-within", f"ReadWritePaths={path}")
        ground.kept_out(unit_of("noexec-within"), "NoExecPaths=/", f"ExecPaths={path}")
    for name in ("user-closed", "user-strict"):
        for path in (f"{MINE}/missing", f"-{MINE}/missing", f"{MINE}/below", f"{MINE}/link",
                     f"{CLOSED}/below", "/tmp/hardnut-missing"):
            both(ground, name, f"ReadWritePaths={path}")
    # A link is no folder, whoever made it.
    both(ground, "user-closed", f"ReadWritePaths={PLACE}/link-to-mine")
    # It cannot write there now.
    ground.kept_out(unit_of("user-strict"), f"ReadWritePaths={MINE}")
    ground.kept_out(unit_of("user-strict"), f"ReadWritePaths={PLACE}/other")


def of_memory(ground):
    """A file system of memory that can be written gives a place to write and to execute."""
    for value in (f"{PLACE}/other", f"{PLACE}/other:rw", f"{PLACE}/other:size=1M",
                  f"{PLACE}/other:ro,rw", f"{PLACE}/other:mode=0777", f"{PLACE}/other:ro {OPEN}",
                  "/srv", "/mnt", "/opt:size=1M,nosuid"):
        ground.kept_out(unit_of("plain"), f"TemporaryFileSystem={value}", errors=EITHER
                        if "," in value or "mode" in value or ":rw" in value else ("NotAuthorized",))
    ground.kept_out(unit_of("plain"), "ProtectSystem=strict", f"TemporaryFileSystem={PLACE}/other")


def alone(ground):
    """An exception from nothing is one from what an administrator closes later."""
    for line in ("ReadWritePaths=/var", "ReadWritePaths=/", f"ReadWritePaths={OPEN}",
                 f"ReadWritePaths=-{PLACE}/missing", "ExecPaths=/", f"ExecPaths={OPEN}",
                 "ExecPaths=/usr"):
        ground.kept_out(unit_of("plain"), line)
        ground.kept_out(unit_of("plain"), "NoNewPrivileges=yes", line)
    # What closes must close that.
    ground.kept_out(unit_of("plain"), "ReadOnlyPaths=/srv", "ReadWritePaths=/var")
    ground.kept_out(unit_of("plain"), "NoExecPaths=/srv", "ExecPaths=/var")
    ground.kept_out(unit_of("plain"), "NoExecPaths=/", "ReadWritePaths=/var")
    ground.kept_out(unit_of("plain"), "ProtectHome=yes", "ReadWritePaths=/var")
    ground.kept_out(unit_of("plain"), "ProtectSystem=no", "ReadWritePaths=/var")
    # Without the list of what is closed.
    for line in ("ReadOnlyPaths=", "InaccessiblePaths=", "NoExecPaths=", "TemporaryFileSystem="):
        for name in ("plain", "readonly", "noexec", "hidden", "covered"):
            ground.kept_out(unit_of(name), line, errors=EITHER)
    for name, directive in (("readonly", "ReadOnlyPaths"), ("hidden", "InaccessiblePaths"),
                            ("noexec", "NoExecPaths"), ("covered", "TemporaryFileSystem")):
        ground.kept_out(unit_of(name), f"{directive}=", f"{directive}=/mnt", what="reset and set")


def by_others(ground):
    """Closed by an administrator's drop-in, and by what another keeps."""
    unit = unit_of("admin")
    with Service({unit: f"[Service]\n{SLEEP}\n",
                  f"{ADMIN}/{unit}.d/10-admin.conf": f"[Service]\nReadOnlyPaths={CLOSED}\n"}):
        for path in (CLOSED, f"{CLOSED}/below", PLACE):
            ground.kept_out(unit, f"ReadWritePaths={path}")
            ground.kept_out(unit, "ProtectSystem=strict", f"ReadWritePaths={path}")
            ground.kept_out(unit, f"TemporaryFileSystem={path}")
        # Elsewhere, and what is there today could be a link tomorrow.
        ground.kept_out(unit, "ProtectSystem=strict", f"ReadWritePaths={OPEN}")
        ground.taken(unit, "ProtectSystem=strict")
    unit = unit_of("kept")
    kept = f"ReadOnlyPaths={CLOSED}"
    with Service({unit: f"[Service]\nUser={ACCOUNT}\n{SLEEP}\n"}):
        ground.keep_as_root(unit, kept)
        for path in (CLOSED, f"{CLOSED}/below", PLACE):
            ground.kept_out(unit, kept, f"ReadWritePaths={path}")
            ground.kept_out(unit, kept, "ProtectSystem=strict", f"ReadWritePaths={path}")
            ground.kept_out(unit, kept, f"TemporaryFileSystem={path}")
        ground.kept_out(unit, kept, "ProtectSystem=strict", f"ReadWritePaths={MINE}/below")
        ground.taken(unit, kept, "ProtectSystem=strict", f"ReadWritePaths={MINE}")
        forget(unit)


def harmless(ground):
    for name in ("user-excepted", "user-closed-within"):
        ground.taken(unit_of(name), "ProtectSystem=strict", f"ReadWritePaths={OPEN}")
    ground.taken(unit_of("user-excepted"), "ProtectSystem=strict", f"ReadWritePaths={OPEN}/below")
    ground.taken(unit_of("excepted"), "ProtectSystem=strict", f"ReadWritePaths={OPEN}")
    # Below the vendor's own exception one more is none at all; see attacks_mounts.py.
    ground.taken(unit_of("excepted"), "ProtectSystem=strict", f"ReadWritePaths={OPEN}/below")
    ground.taken(unit_of("excepted"), "ReadOnlyPaths=/srv", f"ReadWritePaths={OPEN}/below/deeper")
    ground.taken(unit_of("user-mine"), "ProtectSystem=strict", f"ReadWritePaths={MINE}/below")
    ground.taken(unit_of("noexec"), "NoExecPaths=/", "ExecPaths=/usr/bin")
    ground.taken(unit_of("tmp"), "ProtectSystem=strict", f"ReadWritePaths={OPEN}")
    ground.taken(unit_of("home"), "ProtectSystem=strict", f"ReadWritePaths={OPEN}")
    ground.taken(unit_of("plain"), "ProtectSystem=strict", f"ReadWritePaths={OPEN}")
    ground.taken(unit_of("plain"), "NoExecPaths=/", "ExecPaths=/usr /lib -/lib64")
    ground.taken(unit_of("plain"), f"TemporaryFileSystem={PLACE}:ro")
    ground.taken(unit_of("plain"), f"TemporaryFileSystem={PLACE}/other:ro,size=1M")
    ground.taken(unit_of("full"), "ProtectSystem=strict")
    ground.taken(unit_of("readonly"), f"InaccessiblePaths={CLOSED}")
    ground.taken(unit_of("readonly"), f"ReadOnlyPaths={OPEN}")
    ground.taken(unit_of("user"), "ProtectSystem=strict", f"ReadWritePaths={MINE}")
    ground.taken(unit_of("user-closed"), "ProtectSystem=strict", f"ReadWritePaths={MINE}")
    ground.taken(unit_of("strict"), "ProtectHome=yes", "InaccessiblePaths=/srv")


def all_tests(ground):
    with Places(), Service(FILES, links=LINKS):
        for test in (writing, two_names, reading, executing, links_to_be, of_memory, alone, by_others,
                     harmless):
            test(ground)


def run(tap):
    run_tests(tap, "paths", [all_tests])
