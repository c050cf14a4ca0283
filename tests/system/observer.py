# SPDX-License-Identifier: GPL-3.0-or-later
"""The observer on the running system: a service that does one thing is seen, and named; one that does
nothing is not; nobody sees more than is his to see; and what is too much is told."""

import contextlib
import json
import os
import pwd
import shutil
import subprocess

import helper_client as helper
import raw_bus
from attacks_base import Caller
from helper_trials import restart, systemctl, write

NAME = "io.github.hardnut.Observer1"
PATH = "/io/github/hardnut/Observer1"
UNIT = "hardnut-observer.service"
STATE = "/var/lib/hardnut-observer"
SEARCH_RULES = "/etc/polkit-1/rules.d/00-hardnut-observer-search.rules"
RULES = "/etc/polkit-1/rules.d/00-hardnut-observer.rules"
HARDNUTCTL = os.environ.get("HARDNUTCTL", "hardnutctl")
PROGRAM = os.path.join(os.environ.get("HARDNUT_BUILD", "build"), "tests/system/use-one")
COPY = "/usr/local/lib/hardnut-use-one"
USER = "nut"
SECRET = "hunter2swordfish"

TEMPLATE = f"""[Service]
Type=oneshot
RemainAfterExit=no
ExecStart=-{COPY} %i
"""

STAYING = f"""[Service]
Type=exec
ExecStart={COPY} %i
"""

CAPABLE = ["UserOrDynamicUser", "PrivateUsers", "AmbientCapabilities"]
PRIVILEGED = "SystemCallFilter_privileged"
ALTERED = ["ProtectSystem"]
# Of the machine's own files.
ROOT = ["RootDirectoryOrRootImage", *ALTERED]
VAR_TMP = ["PrivateTmp", *ALTERED]


def namespaces(name, *more):
    return [f"RestrictNamespaces_{name}", *more]


ADMIN = ["CapabilityBoundingSet_CAP_SYS_ADMIN", *CAPABLE]

# What each thing that use-one does has to be seen as, and what may be seen beside it: what comes with
# it, whatever the kernel's version. All other checks have to say that nothing was seen.
EXPECTED = {
    "nothing": ([], []),
    "unix": (["RestrictAddressFamilies_AF_UNIX"], []),
    "inet": (["RestrictAddressFamilies_AF_INET_INET6", "PrivateNetwork"], []),
    "netlink": (["RestrictAddressFamilies_AF_NETLINK"], []),
    "packet": (["RestrictAddressFamilies_AF_PACKET", "PrivateNetwork",
                "CapabilityBoundingSet_CAP_NET_BIND_SERVICE_BROADCAST_RAW)", *CAPABLE], []),
    "alg": (["RestrictAddressFamilies_OTHER"], ["ProtectKernelModules", *CAPABLE]),
    "address": (["IPAddressDeny", "PrivateNetwork", "RestrictAddressFamilies_AF_INET_INET6"], []),
    "message": (["IPAddressDeny", "PrivateNetwork", "RestrictAddressFamilies_AF_INET_INET6"], []),
    "abstract": (["PrivateNetwork", "RestrictAddressFamilies_AF_UNIX"], []),
    "socket-file": (["UMask", "RestrictAddressFamilies_AF_UNIX", *ALTERED], []),
    "report": (["RestrictAddressFamilies_AF_UNIX"], []),
    "report-by-child": (["NotifyAccess", "RestrictAddressFamilies_AF_UNIX"], []),
    "share": (["UMask", *VAR_TMP], []),
    "share-folder": (["UMask", *VAR_TMP], []),
    "keep": (VAR_TMP, []),
    "user": (namespaces("user"), [*ADMIN]),
    "mnt": (namespaces("mnt", *ADMIN), []),
    "ipc": (namespaces("ipc", *ADMIN), []),
    "pid": (namespaces("pid", *ADMIN), []),
    "net": (namespaces("net", *ADMIN), []),
    "uts": (namespaces("uts", *ADMIN), []),
    "cgroup": (namespaces("cgroup", *ADMIN), []),
    "swap": (["SystemCallFilter_swap", PRIVILEGED, *ADMIN], []),
    "obsolete": (["SystemCallFilter_obsolete"], []),
    "clock": (["SystemCallFilter_clock", "ProtectClock"], [PRIVILEGED]),
    "emulation": (["SystemCallFilter_cpu_emulation"], []),
    "debug": (["SystemCallFilter_debug"], []),
    "mount": (["SystemCallFilter_mount", "PrivateMounts"], [PRIVILEGED, *ADMIN]),
    "module": (["SystemCallFilter_module", "ProtectKernelModules"],
               [PRIVILEGED, "CapabilityBoundingSet_CAP_SYS_MODULE", *CAPABLE]),
    "raw-io": (["SystemCallFilter_raw_io", "PrivateDevices"],
               [PRIVILEGED, "CapabilityBoundingSet_CAP_SYS_RAWIO", *CAPABLE]),
    "reboot": (["SystemCallFilter_reboot"],
               [PRIVILEGED, "CapabilityBoundingSet_CAP_SYS_BOOT", *CAPABLE]),
    "chroot": ([PRIVILEGED, "SystemCallFilter_mount"], []),
    "resources": (["SystemCallFilter_resources"], []),
    "keyring": (["KeyringMode"], [PRIVILEGED]),
    "kernel-log": (["ProtectKernelLogs"],
                   ["CapabilityBoundingSet_CAP_SYSLOG", PRIVILEGED, *CAPABLE]),
    "hostname": (["ProtectHostname", *ADMIN], [PRIVILEGED]),
    "ipc-object": (["RemoveIPC"], []),
    "chown": (["PrivateUsers"],
              [PRIVILEGED, "CapabilityBoundingSet_CAP_CHOWN_FSETID_SETFCAP", *CAPABLE]),
    "kill": (["CapabilityBoundingSet_CAP_KILL", "CapabilityBoundingSet_CAP_SET_UID_GID_PCAP",
              PRIVILEGED, *CAPABLE], []),
    "setuid": (["CapabilityBoundingSet_CAP_SET_UID_GID_PCAP", PRIVILEGED, *CAPABLE], []),
    "port": (["CapabilityBoundingSet_CAP_NET_BIND_SERVICE_BROADCAST_RAW)", "PrivateNetwork",
              "RestrictAddressFamilies_AF_INET_INET6", *CAPABLE], []),
    "lock": (["CapabilityBoundingSet_CAP_IPC_LOCK", *CAPABLE],
             ["SystemCallFilter_resources"]),
    "mknod": (["CapabilityBoundingSet_CAP_MKNOD", "PrivateDevices", *VAR_TMP, *CAPABLE], []),
    "code": (["MemoryDenyWriteExecute"], []),
    "protect": (["MemoryDenyWriteExecute"], []),
    "personality": (["LockPersonality"], []),
    "realtime": (["RestrictRealtime", "SystemCallFilter_resources"],
                 ["CapabilityBoundingSet_CAP_SYS_NICE_RESOURCE", *CAPABLE]),
    "suid": (["RestrictSUIDSGID", "UMask", *VAR_TMP],
             ["CapabilityBoundingSet_CAP_CHOWN_FSETID_SETFCAP", *CAPABLE]),
    "home": (["ProtectHome"], []),
    "tmp": (["PrivateTmp"], []),
    "modules": (["ProtectKernelModules"], []),
    "other-process": (["ProtectProc"], []),
    "own-process": ([], []),
    "proc": (["ProcSubset"], []),
    "device": (["PrivateDevices", "DeviceAllow"], []),
    "null-device": ([], []),
    "etc": (ROOT, []),
    "relative": (ROOT, []),
    "tunable": (["ProtectKernelTunables", "ProtectHostname", "ProcSubset"], CAPABLE),
    "group": (["ProtectControlGroups", "Delegate"],
              ["CapabilityBoundingSet_CAP_DAC_FOWNER_IPC_OWNER", *CAPABLE]),
    "gain": (["NoNewPrivileges"], None),
    "exec": ([], None),
    "threads": ([], []),
}

# Of these the kernel tells some needs, and never that there is none.
UNSEEN = {"SupplementaryGroups", "RootDirectoryOrRootImage"}

# What is there on other architectures alone.
if os.uname().machine != "x86_64":
    for _name in ("obsolete", "emulation", "raw-io"):
        EXPECTED.pop(_name)


def unit_of(name):
    return f"hardnut-use@{name}.service"


def call(member, signature, *arguments, account=None, interface=NAME):
    """The answer, as busctl has it; raises Refused."""
    command = ["busctl", "--json=short", "--timeout=60", "--", "call", NAME, PATH, interface, member, signature,
               *map(str, arguments)]
    if account:
        command = ["runuser", "-u", account, "--", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise helper.Refused("?", done.stderr.strip())
    return json.loads(done.stdout)["data"] if done.stdout.strip() else None


def watch(unit, seconds=600, scope="system", uid=0, account=None):
    return call("Watch", "susu", scope, uid, unit, seconds, account=account)


def stop(unit, scope="system", uid=0, account=None):
    return call("Stop", "sus", scope, uid, unit, account=account)


def get(unit, scope="system", uid=0, account=None):
    members = call("Get", "sus", scope, uid, unit, account=account)[0]
    return {name: member["data"] for name, member in members.items()}


def watched(account=None):
    return call("Get", "ss", NAME, "Watched", account=account,
                interface="org.freedesktop.DBus.Properties")[0]["data"]


def evidence(unit):
    done = subprocess.run([HARDNUTCTL, "evidence", "--json", "--", unit], capture_output=True, text=True,
                          check=True)
    return json.loads(done.stdout)


def refused(words, function, *arguments, **options):
    try:
        function(*arguments, **options)
    except helper.Refused as error:
        assert words in str(error), f"{error} instead of {words}"
        return
    raise AssertionError(f"{arguments} was let in")


def run(name):
    """Has the service do its one thing, to its end."""
    systemctl("start", unit_of(name))


def programs():
    done = subprocess.run(["bpftool", "--json", "prog", "list"], capture_output=True, text=True, check=True,
                          env={**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin"})
    return [row for row in json.loads(done.stdout) if row.get("name", "").startswith("hn_trace_")]


def wait_unloaded():
    """The kernel frees them a moment after they are given up."""
    helper.wait_until(lambda: not programs(), 30, "the end of the programs")


def nothing_is_watched():
    assert not watched(), watched()
    wait_unloaded()


def permit(*accounts):
    listed = ", ".join(f'"{account}"' for account in ("root", *accounts))
    write(RULES, "polkit.addRule(function(action, subject) {\n"
          '  if (action.id == "io.github.hardnut.observe")\n'
          f"    return [{listed}].indexOf(subject.user) >= 0 ? polkit.Result.YES : polkit.Result.NO;\n"
          "});\n")
    os.chmod(RULES, 0o644)
    os.chmod(os.path.dirname(RULES), 0o755)
    restart("polkit.service")


def end_observer():
    subprocess.run(["systemctl", "stop", UNIT], check=False, capture_output=True)
    subprocess.run(["systemctl", "reset-failed", UNIT], check=False, capture_output=True)


def set_up():
    shutil.copy(PROGRAM, COPY)
    os.makedirs("/usr/lib/modules", exist_ok=True)
    os.chmod(COPY, 0o755)
    write("/etc/systemd/system/hardnut-use@.service", TEMPLATE)
    write("/etc/systemd/system/hardnut-stay@.service", STAYING)
    write("/etc/systemd/system/hardnut-secrets.service",
          f"[Service]\nType=oneshot\nEnvironment=WORDS={SECRET}\nExecStart={COPY} secrets WORDS\n")
    systemctl("daemon-reload")
    permit()
    end_observer()


# ---- What is seen ----------------------------------------------------------------------------------


def wrong_findings(name):
    """What is wrong with what was found of a service that did @name."""
    must, may = EXPECTED[name]
    value = evidence(unit_of(name))
    found = {row["check"]: row for row in value["checks"]}
    lines = [f"{name}: {check} is not seen: {found[check]['text']}" for check in must
             if found[check]["finding"] not in ("used", "refused")]
    for check, row in found.items():
        if check in UNSEEN and check not in must:
            if row["finding"] != "cannot-tell" or "because" not in row["text"]:
                lines.append(f"{name}: {check}: {row['text']}")
        elif may is not None and check not in must and check not in may and row["finding"] != "not-seen":
            lines.append(f"{name}: {check} is seen: {row['text']} {row['use']}")
    if value["starts"] != 1 or value["lost"] or not value["uses"]:
        lines.append(f"{name}: {value['starts']} starts, {value['lost']} lost, {len(value['uses'])} uses")
    return lines


def each_thing_is_seen(tap):
    for name in EXPECTED:
        watch(unit_of(name))
    for name in EXPECTED:
        run(name)
    for name in EXPECTED:
        lines = wrong_findings(name)
        tap.result(not lines, f"observer: {name} is seen as what it is", lines)
    for name in EXPECTED:
        stop(unit_of(name))


def what_never_returns_is_seen():
    uses = {(use["kind"], use["value"], use["path"]) for use in evidence(unit_of("exec"))["uses"]}
    assert ("call", "execve", None) in uses, uses
    assert any(kind == "exec" and path.endswith("/true") for kind, _, path in uses), uses
    assert ("call", "exit_group", None) in uses, uses


def sentences_are_plain():
    texts = {row["check"]: row["text"] for row in evidence(unit_of("netlink"))["checks"]}
    text = texts["RestrictAddressFamilies_AF_NETLINK"]
    assert text.startswith("Used 1 time, at "), text
    assert text.endswith("by hardnut-use-one: socket(AF_NETLINK)"), text
    assert texts["RestrictRealtime"].startswith("Not seen in "), texts["RestrictRealtime"]
    assert texts["RestrictRealtime"].endswith("its start included"), texts["RestrictRealtime"]


def nothing_is_loaded_without_a_watch():
    assert not watched()
    wait_unloaded()
    watch(unit_of("nothing"))
    assert len(programs()) >= 5, programs()
    stop(unit_of("nothing"))
    wait_unloaded()


def running_service_is_seen():
    """One that runs already, restarted while it is watched."""
    watch("cron.service")
    before = get("cron.service")
    assert before["starts"] == 0, before["starts"]
    systemctl("restart", "cron.service")
    helper.wait_until(lambda: get("cron.service")["starts"] == 1, 30, "the start")
    # A simple service counts as started before its program is.
    helper.wait_until(lambda: any(use[0] == "exec" and use[6].endswith("/cron")
                                  for use in get("cron.service")["uses"]), 30, "the program")
    uses = get("cron.service")["uses"]
    # The manager's own work before that is not the service's.
    assert not any(use[5] in ("systemd", "systemd-executor", "(cron)") for use in uses), uses
    stop("cron.service")


def command_watches_and_restarts():
    done = subprocess.run([HARDNUTCTL, "watch", "--seconds=1", "--restart", "--json", "cron"],
                          capture_output=True, text=True, check=True)
    value = json.loads(done.stdout)
    assert value["starts"] >= 1 and not value["watched"], value
    assert "Watching for 1 second" in done.stderr, done.stderr
    assert len(value["checks"]) == 81, len(value["checks"])
    assert not watched(), watched()


def readme_is_right():
    with open(os.path.join(os.environ.get("HARDNUT_SOURCE", "."), "README.md"), encoding="utf-8") as file:
        lines = [line.split("#")[0].split()[1:] for line in file
                 if line.startswith(("hardnutctl watch", "hardnutctl evidence"))]
    assert len(lines) == 2, lines
    for words in lines:
        done = subprocess.run([HARDNUTCTL, "--no-pager", *words], capture_output=True, text=True, check=True)
        assert done.stdout.startswith("CHECK") and "Watched for" in done.stdout, done.stdout[:400]


# ---- What is kept ----------------------------------------------------------------------------------


def runs_are_merged():
    unit = unit_of("netlink")

    def count():
        return next(use["count"] for use in evidence(unit)["uses"] if use["kind"] == "family")
    before = count()
    watch(unit)
    run("netlink")
    assert count() == before + 1, (before, count())
    stop(unit)
    end_observer()
    assert count() == before + 1, (before, count())


def other_program_begins_anew():
    unit = unit_of("netlink")
    with open(COPY, "ab") as file:
        file.write(b"\0")
    refused("have changed since", get, unit)
    watch(unit)
    assert not evidence(unit)["uses"], evidence(unit)["uses"]
    stop(unit)


def secrets_are_not_kept():
    watch("hardnut-secrets.service")
    systemctl("start", "hardnut-secrets.service")
    told = json.dumps(get("hardnut-secrets.service"))
    stop("hardnut-secrets.service")
    assert "/usr/bin/echo" in told or "/bin/echo" in told, told
    assert SECRET not in told, told
    kept = ""
    for name in os.listdir(STATE):
        with open(os.path.join(STATE, name), encoding="utf-8") as file:
            kept += file.read()
    assert "AF_UNIX" in kept and "/run/none" in kept and SECRET not in kept
    assert os.stat(STATE).st_mode & 0o077 == 0, oct(os.stat(STATE).st_mode)


def kill_is_told():
    unit = unit_of("nothing")
    watch(unit)
    run("nothing")
    systemctl("kill", "--kill-whom=main", "--signal=KILL", UNIT)
    helper.wait_until(lambda: helper.show(UNIT, "ActiveState") != "active", 30, "the end")
    wait_unloaded()
    subprocess.run(["systemctl", "reset-failed", UNIT], check=False)
    assert not watched()
    assert get(unit)["cut"] is True, get(unit)
    done = subprocess.run([HARDNUTCTL, "--no-pager", "evidence", unit], capture_output=True, text=True,
                          check=True)
    assert "is missing" in done.stdout, done.stdout[-400:]


def full_disk_is_told():
    unit = unit_of("netlink")
    end_observer()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k,mode=700", "tmpfs", STATE], check=True)
    try:
        write(os.path.join(STATE, "full"), " " * 4096)
        watch(unit)
        run("netlink")
        value = get(unit)
        assert "No space left" in value.get("unsaved", ""), value.get("unsaved")
        assert any(use[2] == "AF_NETLINK" for use in value["uses"]), value["uses"]
        stop(unit)
    finally:
        end_observer()
        subprocess.run(["umount", STATE], check=True)


# ---- Too little ------------------------------------------------------------------------------------


@contextlib.contextmanager
def unit_with(line):
    """The observer's unit with one more line."""
    path = f"/etc/systemd/system/{UNIT}.d/zz-test.conf"
    end_observer()
    write(path, f"[Service]\n{line}\n")
    systemctl("daemon-reload")
    try:
        yield
    finally:
        os.unlink(path)
        systemctl("daemon-reload")
        end_observer()


def says_why_it_cannot_tell(words):
    """Nothing is watched, with a reason; what was seen before and everything else is as it was."""
    unit = "cron.service"
    done = subprocess.run([HARDNUTCTL, "watch", "--seconds=1", "--", unit], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 1 and not done.stdout, (done.returncode, done.stdout[:200])
    assert "Cannot tell, because" in done.stderr and words in done.stderr, done.stderr
    nothing_is_watched()
    assert evidence(unit)["uses"]
    subprocess.run([HARDNUTCTL, "--no-pager", "show", "--", unit], capture_output=True, check=True)


def without_rights():
    with unit_with("CapabilityBoundingSet="):
        says_why_it_cannot_tell("Operation not permitted")


def without_bpf():
    with unit_with("SystemCallFilter=~bpf"):
        says_why_it_cannot_tell("Operation not permitted")


def without_description_of_the_kernel():
    with unit_with("InaccessiblePaths=/sys/kernel/btf"):
        says_why_it_cannot_tell("BTF")


def without_the_observer():
    systemctl("mask", "--runtime", UNIT)
    try:
        end_observer()
        for command in (("watch", "--seconds=1"), ("evidence",)):
            done = subprocess.run([HARDNUTCTL, *command, "--", "cron"], capture_output=True, text=True,
                                  check=False)
            assert done.returncode == 1 and not done.stdout, (done.returncode, done.stdout[:200])
            assert "Cannot tell, because Hardnut’s observer" in done.stderr, done.stderr
    finally:
        systemctl("unmask", "--runtime", UNIT)


# ---- Who may ---------------------------------------------------------------------------------------


def denied_by_polkit():
    unit = unit_of("nothing")
    for function in (watch, stop, get):
        refused("not permitted", function, unit, account=USER)
    nothing_is_watched()


def nonsense_is_refused():
    for unit in ("", "..", "a/b.service", "../x.service", "x.socket", "x@.service", "-x.service",
                 "é.service", "x" * 250 + ".service", "x\n.service"):
        refused("no name of a service", watch, unit)
    for seconds in (0, 604801, 4294967295):
        refused("is watched for", watch, unit_of("nothing"), seconds)
    refused("damaged", watch, unit_of("nothing"), scope="machine")
    refused("damaged", watch, unit_of("nothing"), uid=7)
    refused("There is no service", watch, "hardnut-not-there.service")
    refused("manager of its own", watch, f"user@{pwd.getpwnam(USER).pw_uid}.service")
    refused("has not been watched", get, "hardnut-not-there.service")
    refused("is not watched", stop, unit_of("nothing"))
    nothing_is_watched()


def users_see_their_own():
    """A user's own service, with permission; not those of others, and nobody else hears its name."""
    uid = pwd.getpwnam(USER).pw_uid
    unit = "hardnut-mine.service"
    permit(USER)
    refused("somebody else", watch, unit, scope="user", uid=0, account=USER)
    watch(unit, scope="user", uid=uid, account=USER)
    assert watched(USER) and watched() and not watched("nobody"), (watched(USER), watched("nobody"))
    refused("somebody else", get, unit, scope="user", uid=uid, account="nobody")
    session = ["runuser", "-u", USER, "--", "env", f"XDG_RUNTIME_DIR=/run/user/{uid}"]
    subprocess.run([*session, "systemd-run", "--user", "--quiet", "--wait", f"--unit={unit}", COPY,
                    "netlink"], check=True, capture_output=True)
    value = get(unit, scope="user", uid=uid, account=USER)
    assert any(use[2] == "AF_NETLINK" for use in value["uses"]), value["uses"]
    # A service of the same name that somebody else has is another one.
    watch(unit, scope="user", uid=uid)
    subprocess.run(["systemd-run", "--quiet", "--wait", f"--unit={unit}", COPY, "realtime"], check=True,
                   capture_output=True)
    value = get(unit, scope="user", uid=uid)
    assert not any(use[0] == "realtime" for use in value["uses"]), value["uses"]
    stop(unit, scope="user", uid=uid)
    permit()


def as_user(function):
    os.seteuid(pwd.getpwnam(USER).pw_uid)
    try:
        return function()
    finally:
        os.seteuid(0)


def has_owner(name):
    done = subprocess.run(["busctl", "--json=short", "call", "org.freedesktop.DBus", "/org/freedesktop/DBus",
                           "org.freedesktop.DBus", "NameHasOwner", "s", name], capture_output=True, text=True,
                          check=True)
    return json.loads(done.stdout)["data"][0]


def who_watches_may_read_on():
    """A watch is long, and a permission may be short; others are asked all the same."""
    unit = unit_of("nothing")
    permit(USER)
    bus, other = as_user(raw_bus.RawBus), as_user(raw_bus.RawBus)

    def ask(connection, member, *seconds):
        return connection.call(NAME, PATH, NAME, member, "sus" + "u" * len(seconds),
                               ("system", 0, unit, *seconds))

    # However many come and go before.
    for _ in range(20):
        guest = as_user(raw_bus.RawBus)
        name, words = ask(guest, "Watch", 600)
        assert name is None, words
        guest.close()
        helper.wait_until(lambda guest=guest: not has_owner(guest.name), 30, "the end of the connection")
    name, words = ask(bus, "Watch", 600)
    assert name is None, words
    permit()
    name, values = ask(bus, "Get")
    assert name is None and values[0]["ends"] > 0, values
    for connection, member in ((other, "Get"), (bus, "Stop"), (other, "Watch")):
        name, words = ask(connection, member, *[600] * (member == "Watch"))
        assert name == "io.github.hardnut.Error.NotAuthorized", (member, name, words)
    stop(unit)
    name, words = ask(bus, "Get")
    assert name == "io.github.hardnut.Error.NotAuthorized", (name, words)
    bus.close()
    other.close()


def search_covers_watching():
    """One question for a search is also for watching its services, as long, and on that connection."""
    unit, other = unit_of("nothing"), unit_of("netlink")
    write(SEARCH_RULES, "polkit.addRule(function(action, subject) {\n"
          '  if (action.id == "io.github.hardnut.harden") return polkit.Result.YES;\n});\n')
    restart("polkit.service")
    caller, stranger = Caller(USER), Caller(USER)

    def ask(who, member, *values):
        return who.ask(member, "susu" if member == "Watch" else "sus", ["system", 0, *values], NAME, PATH, NAME)

    try:
        assert ask(caller, "Watch", unit, 60)[0] == "NotAuthorized"
        error, values = caller.call("Begin", [unit], 600)
        assert error is None, f"{error} {values}"
        for answer in (ask(stranger, "Watch", unit, 60), ask(caller, "Watch", other, 60),
                       ask(caller, "Watch", unit, 3601), ask(caller, "Get", other),
                       ask(stranger, "Get", unit)):
            assert answer[0] == "NotAuthorized", answer
        assert not watched(), watched()
        assert ask(caller, "Watch", unit, 3600)[0] is None
        assert ask(caller, "Get", unit)[0] is None
        assert ask(stranger, "Stop", unit)[0] == "NotAuthorized" and watched()
        assert ask(caller, "Stop", unit)[0] is None and not watched()
        assert caller.call("End", values[0])[0] is None
        assert ask(caller, "Watch", unit, 60)[0] == "NotAuthorized"
    finally:
        caller.close()
        stranger.close()
        os.unlink(SEARCH_RULES)
        restart("polkit.service")


def exposure():
    done = subprocess.run([HARDNUTCTL, "show", "--json", "--", UNIT], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["exposure"] <= 3.0, done.stdout[:400]


def leaves_when_nothing_is_watched():
    helper.wait_until(lambda: helper.show(UNIT, "ActiveState") == "inactive", 90, "the end of the observer")
    assert helper.show(UNIT, "Result") == "success", helper.show(UNIT, "Result")


TESTS = [what_never_returns_is_seen, sentences_are_plain, nothing_is_loaded_without_a_watch,
         running_service_is_seen, command_watches_and_restarts, readme_is_right, runs_are_merged,
         other_program_begins_anew, secrets_are_not_kept, kill_is_told, full_disk_is_told, without_rights,
         without_bpf, without_description_of_the_kernel, without_the_observer, denied_by_polkit,
         nonsense_is_refused, users_see_their_own, who_watches_may_read_on, search_covers_watching]
# What depends on the kernel alone.
SEEN = [what_never_returns_is_seen, sentences_are_plain, nothing_is_loaded_without_a_watch,
        secrets_are_not_kept]
LAST = [exposure, leaves_when_nothing_is_watched]


def run_tests(tap, tests):
    set_up()
    each_thing_is_seen(tap)
    for test in [*tests, *LAST]:
        try:
            test()
            tap.result(True, f"observer: {test.__name__}")
        except Exception as error:  # pylint: disable=broad-except
            tap.result(False, f"observer: {test.__name__}", f"{type(error).__name__}: {error}".splitlines())
            end_observer()
    os.unlink(RULES)
    restart("polkit.service")
