# SPDX-License-Identifier: GPL-3.0-or-later
"""New power by less protection: a program that may not change its account, or install its own filter,
sometimes goes on without. Such a change is taken back, and the reason is told."""

import os
import time

import helper_client as helper
from attacks_base import ACCOUNT, SLEEP, Service, forget, run_tests, systemctl

UNIT = "hardnut-powers.service"
READY = "systemd-notify --ready; exec sleep infinity"
DROP = f"setpriv --reuid={ACCOUNT} --regid={ACCOUNT} --clear-groups"


def notify(script):
    return ("[Service]\nType=notify\nNotifyAccess=all\n"
            f"ExecStart=/bin/sh -c '{script}'\n")


def attempt(prefix):
    """Does it if that can be done, and goes on without if not; nothing of it runs otherwise."""
    return f"if {prefix} true; then exec {prefix} sh -c \"{READY}\"; fi; {READY}"


# Goes on in root's group when it may not leave it; the account itself it changes in any case.
IN_GROUP = (f"if setpriv --regid={ACCOUNT} --clear-groups true; "
            f"then exec {DROP} sh -c \"{READY}\"; fi; "
            f"exec setpriv --reuid={ACCOUNT} --keep-groups sh -c \"{READY}\"")
UNPRIVILEGED = f"User={ACCOUNT}\n"
# Without it nobody changes an account here.
HIDES = ["InaccessiblePaths=/usr/bin/setpriv"]
# What the service does by itself, and the change with which it cannot.
GOES_ON = (
    ("keeps root when it may not change its account", notify(attempt(DROP)),
     ("SystemCallFilter=~@setuid", "SystemCallErrorNumber=EPERM")),
    ("keeps root without the capability to change", notify(attempt(DROP)),
     ("CapabilityBoundingSet=~CAP_SETUID CAP_SETGID",)),
    ("keeps root's group when it may not leave it", notify(IN_GROUP),
     ("SystemCallFilter=~@setuid", "SystemCallFilter=setuid setreuid setresuid",
      "SystemCallErrorNumber=EPERM")),
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


GO = "/run/hardnut-powers-go"
# What the helper takes for the time in which a program drops what it does not need.
PATIENCE = 10


def start():
    """Of the main process, in seconds since the machine's."""
    with open(f"/proc/{helper.show(UNIT, 'MainPID')}/stat", encoding="utf-8") as file:
        return int(file.read().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")


def now():
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def dropped():
    return all(not one.startswith("0 ") for one in shown())


def right_after_a_restart(ground):
    """While it starts it is root, and a change that begins then would be measured by that."""
    slow = attempt(DROP).replace(READY, "exec sleep infinity")
    text = f"[Service]\nExecStart=/bin/sh -c 'while ! test -e {GO}; do sleep 0.1; done; {slow}'\n"
    open(GO, "w", encoding="ascii").close()
    lines = ["the second change never began in time"]
    with Service({UNIT: text}, start=(UNIT,)):
        monitor = helper.Monitor("/tmp/hardnut-attacks-monitor")
        try:
            for _ in range(10):
                helper.wait_until(lambda: dropped() and now() - start() > PATIENCE + 1, 120,
                                  "a settled service")
                error, values = ground.ask(UNIT, ["LockPersonality=yes"], restart=True)
                assert error is None, error
                helper.wait_for_state(values[0], "healthy", 180)
                os.unlink(GO)
                ground.stop_trial(values[0], ACCOUNT)
                began = start()
                error, values = ground.ask(UNIT, ["InaccessiblePaths=/usr/bin/setpriv"], restart=True)
                in_time = now() - began < PATIENCE
                open(GO, "w", encoding="ascii").close()
                assert error is None, error
                back = wait_for_end(monitor, values[0]) is not None
                if in_time:
                    lines = [] if back else [f"it was found healthy, and runs as {shown()}"]
                if not back:
                    ground.stop_trial(values[0], ACCOUNT)
                helper.wait_for_nothing_left(120)
                if in_time:
                    break
        finally:
            monitor.close()
            os.unlink(GO)
    ground.tap.result(not lines, "powers: root while it starts: taken back", lines)


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


def keep(ground, settings, then=None):
    """What Keep says of a change that was not restarted for; "then" is done before."""
    error, values = ground.ask(UNIT, settings)
    assert error is None, f"{error} {values}"
    helper.wait_for_state(values[0], "healthy", 180)
    if then is not None:
        then()
    error, _ = ground.caller(ACCOUNT).call("Keep", values[0])
    if error is not None:
        ground.caller(ACCOUNT).call("Revert", values[0])
    helper.wait_for_nothing_left(120)
    found = os.path.exists(helper.permanent(UNIT))
    forget(UNIT)
    systemctl("daemon-reload")
    systemctl("restart", UNIT)
    return error, found


def restart():
    """As somebody does while the change is tried, and not before it has settled."""
    systemctl("restart", UNIT)
    helper.wait_until(lambda: now() - start() > PATIENCE + 1, 60, "a settled service")


def without_a_restart(ground):
    """What a service gives up by itself it may not give up any more when it starts next, and nobody
    has seen that."""
    drops = notify(f"exec {DROP} sh -c \"{READY}\"")
    cases = (
        ("drops root", drops, ["LockPersonality=yes"], None, "UnitRefused"),
        ("drops root", notify(attempt(DROP)), HIDES, None, "UnitRefused"),
        ("drops root, and has ended since", drops, ["LockPersonality=yes"],
         lambda: systemctl("stop", UNIT), "UnitRefused"),
        ("drops capabilities", notify("exec setpriv --bounding-set=-chown --inh-caps=-all sh -c "
                                      f"\"{READY}\""), ["LockPersonality=yes"], None, "UnitRefused"),
        ("locks itself", notify(attempt("setpriv --no-new-privs")) + UNPRIVILEGED, HIDES, None,
         "UnitRefused"),
        # It was seen with the change.
        ("drops root, restarted since", drops, ["LockPersonality=yes"], restart, None),
        # Part of the change that holds at once is seen, and nothing else comes with the next start.
        ("drops root", drops, ["MemoryMax=2G"], None, None),
        # These give up nothing.
        ("stays root", notify(READY), [*HIDES, "NoNewPrivileges=yes"], None, None),
        ("never was root", notify(READY) + UNPRIVILEGED, [*HIDES, "NoNewPrivileges=yes"], None, None),
        ("is locked by systemd", notify(READY) + UNPRIVILEGED + "NoNewPrivileges=yes\n", HIDES, None,
         None),
        ("is filtered by systemd", notify(READY) + UNPRIVILEGED + "LockPersonality=yes\n", HIDES, None,
         None),
    )
    for what, text, settings, then, wanted in cases:
        with Service({UNIT: text}, start=(UNIT,)):
            error, found = keep(ground, settings, then)
        ground.tap.result(error == wanted and found == (wanted is None),
                          f"powers: {what}: {' '.join(settings)} without a restart: {wanted or 'kept'}",
                          [f"{error}, {'kept' if found else 'not kept'}"])


def right_after_keeping(ground):
    """Once a change is kept the files are other ones; the next change is measured as before."""
    slow = attempt(DROP).replace(READY, "exec sleep infinity")
    text = f"[Service]\nExecStart=/bin/sh -c 'while ! test -e {GO}; do sleep 0.1; done; {slow}'\n"
    open(GO, "w", encoding="ascii").close()
    lines = ["the second change never began in time"]
    with Service({UNIT: text}, start=(UNIT,)):
        monitor = helper.Monitor("/tmp/hardnut-attacks-monitor")
        try:
            helper.wait_until(lambda: dropped() and now() - start() > PATIENCE + 1, 120,
                              "a settled service")
            error, values = ground.ask(UNIT, ["LockPersonality=yes"], restart=True)
            assert error is None, error
            helper.wait_for_state(values[0], "healthy", 180)
            error, _ = ground.caller(ACCOUNT).call("Keep", values[0])
            assert error is None, error
            helper.wait_for_nothing_left(120)
            os.unlink(GO)
            systemctl("restart", UNIT)
            began = start()
            error, values = ground.ask(UNIT, ["LockPersonality=yes", *HIDES], restart=True)
            if now() - began < PATIENCE:
                lines = []
            open(GO, "w", encoding="ascii").close()
            assert error is None, error
            if wait_for_end(monitor, values[0]) is None:
                lines.append(f"it was found healthy, and runs as {shown()}")
                ground.stop_trial(values[0], ACCOUNT)
            helper.wait_for_nothing_left(120)
        finally:
            monitor.close()
            forget(UNIT)
            os.unlink(GO)
    ground.tap.result(not lines, "powers: root while it starts with a kept change: taken back", lines)


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
    run_tests(tap, "powers", [goes_on, right_after_a_restart, right_after_keeping, without_a_restart,
                              harmless])
