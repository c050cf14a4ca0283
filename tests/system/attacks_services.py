# SPDX-License-Identifier: GPL-3.0-or-later
"""Services that are none of the caller's business: whose names reach further than one service, who
are never restarted, from whom a machine is repaired, instances that nobody has."""

import os
import pwd
import socket
import subprocess

import helper_client as helper
from attacks_base import (ACCOUNT, ADMIN, APPLY, LOOSEN, SLEEP, VENDOR, Caller, Service, grant,
                          run_tests, systemctl)

PLAIN = f"[Service]\n{SLEEP}\n"
NEVER = """dbus.service dbus-broker.service systemd-logind.service gdm.service gdm3.service
sddm.service lightdm.service greetd.service seatd.service getty@tty1.service
serial-getty@ttyS0.service console-getty.service polkit.service systemd-udevd.service
systemd-journald.service NetworkManager.service wpa_supplicant.service
wpa_supplicant@hardnut.service systemd-networkd.service networking.service connman.service
iscsid.service multipathd.service xrdp-sesman.service""".split()
INSTANCES = 20


def file_of(name):
    return f"{name.split('@')[0]}@.service" if "@" in name else name


def names(ground):
    """A folder named app-.service.d is of all whose names begin so. Nobody may."""
    wide = ("app-.service", "a-b-.service", "hardnut-.service", "-.service", "hardnut--.service",
            "hardnut-@x.service", "hardnut-at-@instance.service", "a-@.service")
    files = {name: PLAIN for name in wide if name[0] != "-" and "@" not in name}
    files.update({"hardnut-@.service": PLAIN, "hardnut-at-@.service": PLAIN,
                  "app-hardnut.service": PLAIN, "hardnut-names@.service": PLAIN})
    with Service(files, start=("hardnut-names@a-.service",)):
        for both in (False, True):
            if both:
                grant(APPLY, LOOSEN)
            for name in wide:
                ground.refused(name, "NoNewPrivileges=yes", what="both" if both else "")
                ground.refused(name, remove=True, what="both" if both else "")
        grant(APPLY)
        for name in wide[:3]:
            try:
                helper.try_change(name, "NoNewPrivileges=yes")
                error = "it was let in"
            except helper.Refused as refused:
                error = None if refused.name == "InvalidUnit" else str(refused)
            ground.tap.result(error is None, f"services: root: {name}: refused", [error or ""])
        ground.taken("app-hardnut.service", "NoNewPrivileges=yes")
        # After the @ it says nothing of others.
        ground.taken("hardnut-names@a-.service", "NoNewPrivileges=yes")


def never_restarted(ground):
    """A change would be permanent and untested."""
    with Service({file_of(name): PLAIN for name in NEVER}, where=VENDOR):
        for name in NEVER:
            ground.kept_out(name, "NoNewPrivileges=yes")
        for name in ("dbus.service", "seatd.service", "NetworkManager.service"):
            for line in ("MemoryMax=2G", "LimitCORE=0", "UMask=0077", "ProtectHome=read-only"):
                ground.kept_out(name, line)
    user = f"user@{pwd.getpwnam(ACCOUNT).pw_uid}.service"
    ground.kept_out(user, "NoNewPrivileges=yes")
    ground.kept_out(user, "MemoryMax=4G")


def never_by_alias(ground):
    with Service({"hardnut-dm.service": PLAIN, f"{VENDOR}/seatd.service": PLAIN},
                 links={"display-manager.service": f"{ADMIN}/hardnut-dm.service",
                        "hardnut-seats.service": f"{VENDOR}/seatd.service"}):
        ground.kept_out("hardnut-dm.service", "NoNewPrivileges=yes", what="alias display-manager")
        ground.kept_out("display-manager.service", "NoNewPrivileges=yes")
        ground.kept_out("hardnut-seats.service", "NoNewPrivileges=yes", what="alias of seatd")
    ground.kept_out("dbus-org.freedesktop.login1.service", "NoNewPrivileges=yes")


def spawned_instances(ground):
    """Whoever connects to a socket with Accept= gets an instance, as many as he likes."""
    with Service({"hardnut-spawned@.service": f"{PLAIN}StandardInput=socket\n",
                  "hardnut-spawned.socket":
                      "[Socket]\nListenStream=/run/hardnut-spawned\nAccept=yes\n"},
                 start=("hardnut-spawned.socket",)):
        door = socket.socket(socket.AF_UNIX)
        door.connect("/run/hardnut-spawned")
        try:
            unit = helper.wait_until(lambda: next(iter(running("hardnut-spawned@*")), None), 60,
                                     "an instance")
            ground.kept_out(unit, "NoNewPrivileges=yes", what="spawned",
                            errors=("NotAuthorized", "InvalidUnit"))
        finally:
            door.close()
            subprocess.run(["systemctl", "stop", "hardnut-spawned@*"], check=False,
                           capture_output=True)
    with Service({"hardnut-reached@.service": PLAIN,
                  "hardnut-reached@.socket": "[Socket]\nListenStream=/run/hardnut-reached-%i\n"},
                 start=("hardnut-reached@a.socket",)):
        ground.taken("hardnut-reached@a.service", "NoNewPrivileges=yes", what="has a socket of its own")


def running(pattern):
    done = subprocess.run(["systemctl", "list-units", "--plain", "--no-legend", pattern],
                          capture_output=True, text=True, check=True)
    return [line.split()[0] for line in done.stdout.splitlines()]


def own_control_group(ground):
    """The service that the caller runs in: a restart would end it."""
    unit = "hardnut-shell.service"
    text = f"[Service]\nUser={ACCOUNT}\n{SLEEP}\nDelegate=yes\n"
    with Service({unit: text, "hardnut-plain.service": PLAIN}, start=(unit,)):
        group = "/sys/fs/cgroup" + helper.show(unit, "ControlGroup")
        inner = f"{group}/inner"
        os.makedirs(inner, exist_ok=True)
        enter = f'echo $$ >{inner}/cgroup.procs && exec "$@"'
        inside = Caller(ACCOUNT, prefix=("sh", "-c", enter, "sh"))
        try:
            ground.kept_out(unit, "NoNewPrivileges=yes", what="from inside", by=inside, restart=True)
            ground.kept_out(unit, "MemoryMax=1G", what="from inside", by=inside)
        finally:
            inside.close()
        ground.taken(unit, "NoNewPrivileges=yes", what="from outside")


def repaired_from(ground):
    """Emergency shells are nobody's to narrow, with either permission."""
    for both in (False, True):
        if both:
            grant(APPLY, LOOSEN)
        for name in ("emergency.service", "rescue.service", "debug-shell.service",
                     "hardnut-helper.service"):
            for line in ("SystemCallFilter=~execve", "NoNewPrivileges=yes", "MemoryMax=1G",
                         "LimitCORE=0"):
                ground.refused(name, line, what="both" if both else "")
    with Service({}, links={"hardnut-rescue.service": f"{VENDOR}/rescue.service"}):
        ground.refused("hardnut-rescue.service", "NoNewPrivileges=yes", what="by another name")
    for name in ("emergency.service", "rescue.service", "debug-shell.service"):
        try:
            helper.try_change(name, "NoNewPrivileges=yes")
            error = "it was let in"
        except helper.Refused as refused:
            error = None if refused.name == "UnitRefused" else str(refused)
        ground.tap.result(error is None, f"services: root: {name}: refused", [error or ""])
    grant(APPLY)


def load(ground, account, unit):
    """Has the manager load a unit, as everybody may."""
    error, _ = ground.caller(account).ask(
        "LoadUnit", "s", [unit], destination="org.freedesktop.systemd1",
        path="/org/freedesktop/systemd1", interface="org.freedesktop.systemd1.Manager")
    assert error is None, error


def invented_instances(ground):
    """Of a template there can be any number of instances, and a file for each would stay."""
    template = "hardnut-many@.service"
    wants = {"multi-user.target.wants/hardnut-many@enabled.service": f"{ADMIN}/{template}"}
    with Service({template: f"{PLAIN}[Install]\nWantedBy=multi-user.target\n",
                  "hardnut-wants.service":
                      f"[Unit]\nWants=hardnut-many@wanted.service\n{PLAIN}"},
                 links=wants, start=("hardnut-many@running.service", "hardnut-wants.service")):
        for number in range(INSTANCES):
            ground.kept_out(f"hardnut-many@i{number}.service", "NoNewPrivileges=yes",
                            what="invented")
        for name in ("hardnut-many@a\\x2db.service", "hardnut-many@x-y.service"):
            ground.kept_out(name, "UMask=0077", errors=("NotAuthorized", "InvalidUnit"))
        unit = "hardnut-many@loaded.service"
        load(ground, ACCOUNT, unit)
        ground.kept_out(unit, "NoNewPrivileges=yes", what="loaded by the caller")
        for name in ("enabled", "running", "wanted"):
            ground.taken(f"hardnut-many@{name}.service", "NoNewPrivileges=yes")
        # Without a template there is nothing at all.
        ground.kept_out("hardnut-none@x.service", "NoNewPrivileges=yes",
                        errors=("NotFound", "NotAuthorized"))
        systemctl("stop", "hardnut-many@running.service")
    subprocess.run(["systemctl", "reset-failed"], check=False, capture_output=True)


def run(tap):
    run_tests(tap, "services", [names, never_restarted, never_by_alias, own_control_group,
                                repaired_from, invented_instances, spawned_instances])
