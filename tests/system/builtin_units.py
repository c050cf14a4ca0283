# SPDX-License-Identifier: GPL-3.0-or-later
"""The services that systemd 262 has without a file: takes their files away for a while, and compares
what is read from disk with what the manager says."""

import os
import subprocess

import analyze

SINCE = 262
FOLDER = "/usr/lib/systemd/system"
ASIDE = "/var/tmp/hardnut-builtin"
ETC = "/etc/systemd/system"
NAMES = [f"systemd-{word}.service"
         for word in ("exit", "halt", "kexec", "poweroff", "reboot", "soft-reboot")]

DROP_IN = f"{ETC}/systemd-halt.service.d/zz-hardnut.conf"
LINK = f"{ETC}/systemd-kexec.service"


def _reload():
    subprocess.run(["systemctl", "daemon-reload"], check=True)


def compare(tap):
    """Nothing on older versions, which have none of their own."""
    if analyze.version() < SINCE:
        return
    os.makedirs(ASIDE, exist_ok=True)
    os.makedirs(os.path.dirname(DROP_IN), exist_ok=True)
    present = [name for name in NAMES if os.path.exists(f"{FOLDER}/{name}")]
    lines = []
    try:
        for name in present:
            os.rename(f"{FOLDER}/{name}", f"{ASIDE}/{name}")
        with open(DROP_IN, "w", encoding="utf-8") as file:
            file.write("[Service]\nNoNewPrivileges=yes\nProtectSystem=strict\n")
        os.symlink("/nowhere/kexec.service", LINK)
        _reload()
        verdicts = analyze.live(NAMES)
        for name in NAMES:
            try:
                ours = analyze.verdict(analyze.hardnutctl("show", "--offline", "--", name))
            except RuntimeError as error:
                ours = None
                if name in verdicts:
                    lines.append(f"{name}: {error}")
            if ours is not None and name not in verdicts:
                lines.append(f"{name}: systemd does not know it, Hardnut does")
            elif ours is not None:
                lines += analyze.differences(name, verdicts[name], ours)
        known = len(verdicts)
    finally:
        for name in present:
            os.rename(f"{ASIDE}/{name}", f"{FOLDER}/{name}")
        for path in (DROP_IN, LINK):
            if os.path.lexists(path):
                os.unlink(path)
        _reload()
    tap.result(known == len(NAMES) - 1 and not lines,
               f"built-in services: {known} without a file, {len(lines)} differences", lines)
