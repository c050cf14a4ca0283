# SPDX-License-Identifier: GPL-3.0-or-later
"""New power by less protection: a program that may not change its account, or install its own filter,
sometimes goes on without. Such a change is taken back, and the reason is told."""

import helper_client as helper
from attacks_base import ACCOUNT, SLEEP, Service, run_tests

UNIT = "hardnut-powers.service"
READY = "systemd-notify --ready; exec sleep infinity"
DROP = f"setpriv --reuid={ACCOUNT} --regid={ACCOUNT} --clear-groups"


def notify(script):
    return ("[Service]\nType=notify\nNotifyAccess=all\n"
            f"ExecStart=/bin/sh -c '{script}'\n")


def attempt(prefix):
    """Does it if that can be done, and goes on without if not; nothing of it runs otherwise."""
    return f"if {prefix} true; then exec {prefix} sh -c \"{READY}\"; fi; {READY}"


UNPRIVILEGED = f"User={ACCOUNT}\n"
# What the service does by itself, and the change with which it cannot.
GOES_ON = (
    ("keeps root when it may not change its account", notify(attempt(DROP)),
     ("SystemCallFilter=~@setuid", "SystemCallErrorNumber=EPERM")),
    ("keeps root without the capability to change", notify(attempt(DROP)),
     ("CapabilityBoundingSet=~CAP_SETUID CAP_SETGID",)),
    ("keeps root when its tool is hidden", notify(attempt(DROP)),
     ("InaccessiblePaths=/usr/bin/setpriv",)),
    ("keeps capabilities that it drops otherwise",
     notify(attempt("setpriv --ambient-caps=-all --inh-caps=-all"))
     + f"{UNPRIVILEGED}AmbientCapabilities=CAP_NET_BIND_SERVICE\n",
     ("SystemCallFilter=~capset", "SystemCallErrorNumber=EPERM")),
    ("goes on without no_new_privs of its own",
     notify(attempt("setpriv --no-new-privs")) + UNPRIVILEGED,
     ("InaccessiblePaths=/usr/bin/setpriv",)),
)


def goes_on(ground):
    for what, text, settings in GOES_ON:
        with Service({UNIT: text}, start=(UNIT,)):
            monitor = helper.Monitor("/tmp/hardnut-attacks-monitor")
            before = shown()
            lines = []
            try:
                error, values = ground.ask(UNIT, list(settings), restart=True)
                if error is None:
                    trial = values[0]
                    detail = wait_for_end(monitor, trial)
                    if detail is None:
                        lines.append(f"it was found healthy, and runs as {shown()} instead of {before}")
                        ground.stop_trial(trial, ACCOUNT)
                    elif not detail.get("reason"):
                        lines.append(f"no reason is told: {detail}")
                    helper.wait_for_nothing_left(120)
                    if shown() != before:
                        lines.append(f"afterwards it runs as {shown()}, before as {before}")
                else:
                    lines.append(f"{error} {values}")
            except AssertionError as wrong:
                lines.append(str(wrong))
            finally:
                monitor.close()
            ground.tap.result(not lines, f"powers: {what}: taken back", lines)


def wait_for_end(monitor, trial):
    """The detail with which a trial was taken back; None when it was found healthy."""
    def ended():
        return {"healthy", "reverted", "failed"} & set(monitor.states(trial))
    states = helper.wait_until(ended, 180, "an end of the trial")
    return None if "healthy" in states else monitor.wait_for(trial, states.pop())


def shown():
    """What the processes of the service can do."""
    group = "/sys/fs/cgroup" + helper.show(UNIT, "ControlGroup")
    found = []
    with open(f"{group}/cgroup.procs", encoding="ascii") as file:
        for pid in file.read().split():
            try:
                with open(f"/proc/{pid}/status", encoding="utf-8") as status:
                    fields = dict(line.rstrip("\n").split(":\t", 1) for line in status if ":\t" in line)
            except FileNotFoundError:
                continue
            found.append(" ".join(fields[name].split("\t")[0] for name in (
                "Uid", "CapEff", "NoNewPrivs", "Seccomp")))
    return sorted(found)


def harmless(ground):
    """Who runs as root before may do so afterwards, with less."""
    with Service({UNIT: notify(READY)}, start=(UNIT,)):
        ground.taken(UNIT, "NoNewPrivileges=yes", "ProtectSystem=strict", restart=True)
        ground.taken(UNIT, "SystemCallFilter=~@setuid", "CapabilityBoundingSet=CAP_KILL", restart=True)
    with Service({UNIT: notify(f"exec {DROP} sh -c \"{READY}\"")}, start=(UNIT,)):
        ground.taken(UNIT, "PrivateTmp=yes", "LockPersonality=yes", restart=True)
    with Service({UNIT: f"[Service]\nUser={ACCOUNT}\n{SLEEP}\n"}, start=(UNIT,)):
        ground.taken(UNIT, "NoNewPrivileges=yes", "RestrictAddressFamilies=none", restart=True)


def run(tap):
    run_tests(tap, "powers", [goes_on, harmless])
