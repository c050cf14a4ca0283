# SPDX-License-Identifier: GPL-3.0-or-later
"""Weakening by hardening: whoever hides a file that says no switches that no off. What decides about
rights is not hidden or covered from any service with "apply" alone."""

import glob
import os
import shutil

from attacks_base import EITHER, SLEEP, Service, run_tests

UNIT = "hardnut-hiding.service"
FILES = {UNIT: f"[Service]\n{SLEEP}\n"}
# Links of the administrator's, beside those that Debian has: /bin, /lib, /var/run.
LINKS = {"/srv/hardnut-etc": "/etc", "/srv/hardnut-rules": "/etc/polkit-1/rules.d",
         "/srv/hardnut-usr": "/usr/share", "/srv/hardnut-again": "hardnut-etc",
         "/srv/hardnut-faillock": "/run/faillock"}


def first(*patterns):
    """The first file that is there, by these patterns."""
    for pattern in patterns:
        for path in sorted(glob.glob(pattern)):
            return path
    raise RuntimeError(f"there is none of {patterns}")


def libraries():
    """Where PAM's modules and the libraries of name services lie."""
    return (os.path.dirname(first("/usr/lib/*/security/pam_deny.so",
                                  "/usr/lib64/security/pam_deny.so")),
            first("/usr/lib/*/libnss_compat.so.2", "/usr/lib/*/libnss_*.so.2"))


def configuration(ground):
    """/etc, anything in it, and / above it."""
    for line in ("InaccessiblePaths=/etc/polkit-1/rules.d", "InaccessiblePaths=/etc/polkit-1",
                 "InaccessiblePaths=/etc", "InaccessiblePaths=/",
                 "InaccessiblePaths=/etc/polkit-1/rules.d/00-hardnut-attacks.rules",
                 "InaccessiblePaths=/etc/ssh/sshd_config.d", "InaccessiblePaths=/etc/ssh/sshd_config",
                 "InaccessiblePaths=/etc/pam.d", "InaccessiblePaths=/etc/pam.d/common-auth",
                 "InaccessiblePaths=/etc/security/access.conf", "InaccessiblePaths=/etc/sudoers",
                 "InaccessiblePaths=/etc/sudoers.d", "InaccessiblePaths=/etc/nsswitch.conf",
                 "InaccessiblePaths=/etc/passwd", "InaccessiblePaths=/etc/dbus-1/system.d",
                 "InaccessiblePaths=/etc/hosts.deny", "InaccessiblePaths=/etc/cups/cupsd.conf",
                 "InaccessiblePaths=/etc/hardnut-not-there-yet",
                 "InaccessiblePaths=-/etc/nftables.conf", "InaccessiblePaths=-/etc/polkit-1/rules.d",
                 "InaccessiblePaths=/srv /etc/polkit-1/rules.d", "InaccessiblePaths=/etc//polkit-1/",
                 "InaccessiblePaths=/etc/.", "InaccessiblePaths=+/etc/polkit-1/rules.d",
                 "TemporaryFileSystem=/etc/ssh:ro", "TemporaryFileSystem=/etc/ssh/sshd_config.d:ro",
                 "TemporaryFileSystem=/etc/ssh", "TemporaryFileSystem=/etc:ro",
                 "TemporaryFileSystem=/:ro", "TemporaryFileSystem=/etc/polkit-1/rules.d:ro",
                 "TemporaryFileSystem=/etc/pam.d:ro", "TemporaryFileSystem=/srv:ro /etc/sudoers.d:ro"):
        # Some spellings are none that the validator lets through.
        ground.kept_out(UNIT, line, errors=EITHER if "+" in line or "/." in line else
                        ("NotAuthorized",))
    ground.kept_out(UNIT, "InaccessiblePaths=/srv", "InaccessiblePaths=/etc/pam.d", what="second line")
    ground.kept_out(UNIT, "ProtectSystem=strict", "PrivateTmp=yes", "NoNewPrivileges=yes",
                    "InaccessiblePaths=/etc/polkit-1/rules.d", what="among others")


def spellings(ground):
    """The same place in other words; some are none that the validator lets through."""
    for path in ('"/etc"', "'/etc/pam.d'", '/e"t"c', "/e\\tc", "\\x2fetc", "/etc/./pam.d", "//etc//ssh//",
                 "/srv/../etc", "/etc/pam.d/../ssh", "+-/etc", "--/etc", "/proc/thread-self/root/etc",
                 "/proc/self/cwd/etc", "/proc/1/root/usr/share/polkit-1", "/dev/fd/../root/etc",
                 "/usr/lib/../../etc", "/lib/systemd/../systemd", "/usr/./share/dbus-1",
                 "/run/../run/faillock", "/var/./run/faillock", "/var/log//audit/"):
        ground.kept_out(UNIT, f"InaccessiblePaths={path}", errors=EITHER)
        ground.kept_out(UNIT, f"InaccessiblePaths=/srv {path}", errors=EITHER, what="second")
        ground.kept_out(UNIT, f"TemporaryFileSystem={path}:ro", errors=EITHER)
    # Specifiers mean themselves.
    ground.taken(UNIT, "InaccessiblePaths=-/srv/%p")
    ground.taken(UNIT, "InaccessiblePaths=-/srv/%%h")


def vendors_files(ground):
    """The vendor's rules, policies, modules and libraries."""
    modules, names = libraries()
    for path in ("/usr/share/polkit-1/rules.d", "/usr/share/polkit-1/actions", "/usr/share/polkit-1",
                 "/usr/share/polkit-1/actions/io.github.hardnut.policy",
                 "/usr/share/dbus-1/system.d", "/usr/share/dbus-1/system.conf", "/usr/share/dbus-1",
                 "/usr/share", "/usr", "/usr/lib", "-/usr/lib/pam.d",
                 "/usr/lib/polkit-1", "/usr/sbin/sshd", "/usr/lib/openssh", "-/usr/bin/sudo",
                 "-/usr/lib/sudo", "-/usr/sbin/nft", "-/usr/sbin/iptables", "-/usr/share/ufw",
                 "-/usr/lib/firewalld", modules, f"{modules}/pam_faillock.so",
                 f"{modules}/pam_access.so", os.path.dirname(modules), names,
                 # The same by the links of a merged /usr.
                 modules.removeprefix("/usr"), "/lib", "-/bin/sudo", "-/sbin/nft",
                 names.removeprefix("/usr")):
        ground.kept_out(UNIT, f"InaccessiblePaths={path}")
    for path in ("/usr/share/polkit-1/rules.d", "/usr/share/dbus-1/system.d", "/usr/share", "/usr",
                 modules, modules.removeprefix("/usr")):
        ground.kept_out(UNIT, f"TemporaryFileSystem={path}:ro")


def records(ground):
    """What counts failed passwords, and what is on record of them."""
    for path in ("/run/faillock", "/run/faillock/root", "/var/run/faillock", "-/run/faillock",
                 "/run/faillock /srv"):
        for directive in ("InaccessiblePaths", "ReadOnlyPaths"):
            ground.kept_out(UNIT, f"{directive}={path}")
    # Above it, to be read only is what ProtectSystem=strict does as well; hidden is another matter.
    ground.kept_out(UNIT, "InaccessiblePaths=/run")
    ground.kept_out(UNIT, "InaccessiblePaths=/var/run")
    for path in ("/run/faillock", "/run", "/var/run/faillock", "/var/log/audit", "/var/log", "/var"):
        ground.kept_out(UNIT, f"TemporaryFileSystem={path}:ro")
        ground.kept_out(UNIT, f"TemporaryFileSystem={path}")
    for path in ("/var/log/audit", "/var/log/audit/audit.log", "-/var/log/audit", "/var/log", "/var"):
        ground.kept_out(UNIT, f"InaccessiblePaths={path}")


def by_links(ground):
    for path in ("/srv/hardnut-etc", "/srv/hardnut-etc/polkit-1/rules.d", "/srv/hardnut-rules",
                 "/srv/hardnut-usr/polkit-1/rules.d", "/srv/hardnut-again/pam.d",
                 "/srv/hardnut-faillock", "-/srv/hardnut-rules", "/proc/1/root/etc/pam.d",
                 "/proc/self/root/etc/pam.d"):
        ground.kept_out(UNIT, f"InaccessiblePaths={path}")
    for path in ("/srv/hardnut-etc", "/srv/hardnut-rules", "/srv/hardnut-usr/polkit-1",
                 "/srv/hardnut-again/ssh"):
        ground.kept_out(UNIT, f"TemporaryFileSystem={path}:ro")
    ground.kept_out(UNIT, "ReadOnlyPaths=/srv/hardnut-faillock")


def elsewhere(ground):
    """What the vendor shows the service under another name, and in another root."""
    root = "/srv/hardnut-root"
    bound = (f"[Service]\n{SLEEP}\nBindReadOnlyPaths=/etc/polkit-1/rules.d:/opt/hardnut/rules\n"
             "BindPaths=-/usr/lib/pam.d:/opt/hardnut/pam\n")
    os.makedirs(f"{root}/etc/pam.d", exist_ok=True)
    os.symlink("etc", f"{root}/data")
    try:
        with Service({"hardnut-bound.service": bound,
                      "hardnut-rooted.service": f"[Service]\n{SLEEP}\nRootDirectory={root}\n"}):
            for path in ("/opt/hardnut/rules", "/opt/hardnut/rules/00.rules", "/opt/hardnut",
                         "-/opt/hardnut/pam/login"):
                ground.kept_out("hardnut-bound.service", f"InaccessiblePaths={path}")
            ground.kept_out("hardnut-bound.service", "NoExecPaths=-/opt/hardnut/pam")
            for path in ("+/data/pam.d", "+/etc", "/data/pam.d", f"{root}/etc/pam.d", root):
                ground.kept_out("hardnut-rooted.service", f"InaccessiblePaths={path}")
            ground.taken("hardnut-bound.service", "InaccessiblePaths=/mnt")
            ground.taken("hardnut-rooted.service", "NoNewPrivileges=yes")
    finally:
        shutil.rmtree(root)


def as_good_as_hidden(ground):
    """What cannot be executed, be it as a library, is not used."""
    modules, names = libraries()
    for path in (modules, f"{modules}/pam_faillock.so", names, "-/usr/sbin/nft", "-/usr/bin/sudo",
                 "/usr/sbin/unix_chkpwd", "-/usr/lib/polkit-1", "-/etc/libvirt/hooks",
                 "/usr/lib/openssh", "/lib/systemd", "/srv/hardnut-again"):
        ground.kept_out(UNIT, f"NoExecPaths={path}")
    for line in ("ReadOnlyPaths=-/var/log/auth.log", "ReadOnlyPaths=-/var/log/journal",
                 "InaccessiblePaths=-/var/log/secure", "InaccessiblePaths=/run/log",
                 "InaccessiblePaths=/dev/log", "InaccessiblePaths=-/run/credentials",
                 "InaccessiblePaths=-/var/lib/extrausers", "InaccessiblePaths=/proc/sys/crypto"):
        ground.kept_out(UNIT, line)
    ground.taken(UNIT, "NoExecPaths=/var /tmp", "ReadOnlyPaths=-/var/log/dpkg.log")


def harmless(ground):
    os.makedirs("/srv/hardnut-plain", exist_ok=True)
    os.makedirs("/etcetera", exist_ok=True)
    try:
        ground.taken(UNIT, "InaccessiblePaths=/srv/hardnut-plain")
        ground.taken(UNIT, "InaccessiblePaths=/srv /etcetera -/usr/games", "ProtectHome=yes")
        ground.taken(UNIT, "TemporaryFileSystem=/srv:ro")
        ground.taken(UNIT, "ReadOnlyPaths=/srv/hardnut-plain /var/lib/dpkg")
        ground.taken(UNIT, "ProtectSystem=strict", "ProtectHome=tmpfs", "PrivateTmp=yes",
                     "PrivateDevices=yes", "PrivateNetwork=yes", "ProtectKernelModules=yes",
                     "ProtectKernelLogs=yes", "ProtectKernelTunables=yes", "ProtectControlGroups=yes")
        ground.taken(UNIT, "InaccessiblePaths=/boot /root /var/lib/dpkg")
    finally:
        os.rmdir("/srv/hardnut-plain")
        os.rmdir("/etcetera")


def all_tests(ground):
    with Service(FILES, links=LINKS):
        for test in (configuration, spellings, vendors_files, records, by_links, elsewhere, as_good_as_hidden,
                     harmless):
            test(ground)


def run(tap):
    run_tests(tap, "hiding", [all_tests])
