# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what is set is in force: what Hardnut says of it without any right, against a probe inside the
service. Each rule both ways: where it is about the service, and where it is not."""

import contextlib
import os
import subprocess
import time

import analyze
from facts import NOBODY

FOLDER = "/run/systemd/system"
UNIT = "hn-force.service"
OUTPUT = "/run/hn-force.out"
SENDER = "/run/hn-force.py"
MARK = "hn-force-mark"
HOME = "/srv/hn-force-home"
HOMES = "/srv/hn-force-homes"
ROOT = "/srv/hn-force-root"
SCRIPT = "/etc/hn-force-script"

# It says what its probe finds, and then that this is all.
BODY = ("[Unit]\nStartLimitIntervalSec=0\n{unit}\n[Service]\nStandardOutput=truncate:" + OUTPUT
        + "\nStandardError=null\n"
        "ExecStart={plus}/bin/sh -c '{probe}; echo END; exec sleep infinity'\n{lines}\n")

STATUS = "sed -n s/^{}:.//p /proc/self/status"
ROOTED = (f"RootDirectory={ROOT}\nMountAPIVFS=yes\nBindReadOnlyPaths=/usr -/bin -/lib -/lib64\n"
          "BindPaths=/etc\n")
WRITES_ETC = f"touch /etc/{MARK} && echo can; rm -f /etc/{MARK}"
SHARED_MEMORY = ("python3 -c \"import ctypes; print(ctypes.CDLL(None).shmget(0x484e4631, 4096, "
                 "0o1600) >= 0 and 1)\"")

# What shows once the service is started with the line, and what Hardnut says then: the directive, the
# line, others along with it, what is asked inside, the answer before and after, the state after.
RESTARTS = (
    ("NoNewPrivileges", "yes", "", STATUS.format("NoNewPrivs"), "0", "1", "yes"),
    ("CapabilityBoundingSet", "CAP_KILL", "", STATUS.format("CapBnd"), None, "0000000000000020", "yes"),
    ("User", "daemon", "", "id -u", "0", "1", "yes"),
    ("DynamicUser", "yes", "", "test $(id -u) -gt 60000 && echo other || echo root", "root", "other",
     "yes"),
    ("PrivateUsers", "yes", "", "cat /proc/self/uid_map", None, None, "yes"),
    ("PrivateNetwork", "yes", "", "readlink /proc/self/ns/net", None, None, "yes"),
    ("ProtectSystem", "strict", "", f"touch /{MARK} && echo can || echo not", "can", "not", "yes"),
    ("ProtectHome", "yes", "", f"test -e /home/{MARK} && echo seen || echo not", "seen", "not",
     "unknown"),
    ("PrivateTmp", "yes", "", f"test -e /tmp/{MARK} && echo seen || echo not", "seen", "not", "yes"),
    ("PrivateDevices", "yes", "", f"test -e /dev/{MARK} && echo seen || echo not", "seen", "not",
     "yes"),
    ("ProtectControlGroups", "yes", "", "test -w /sys/fs/cgroup && echo can || echo not", "can", "not",
     "yes"),
    ("ProcSubset", "pid", "", "test -e /proc/meminfo && echo seen || echo not", "seen", "not", "yes"),
    ("ProtectProc", "invisible", "User=daemon", "test -e /proc/1 && echo seen || echo not", "seen",
     "not", "yes"),
    ("ReadOnlyPaths", "/srv", "", f"touch /srv/{MARK} && echo can || echo not", "can", "not", "unknown"),
    ("ProtectSystem", "full", "", f"touch /etc/{MARK} && echo can || echo not", "can", "not", "yes"),
    ("ProtectSystem", "yes", "", f"touch /usr/{MARK} && echo can || echo not", "can", "not", "yes"),
    ("PrivateMounts", "yes", "", "readlink /proc/self/ns/mnt", None, None, "yes"),
    ("InaccessiblePaths", "/home", "", f"test -e /home/{MARK} && echo seen || echo not", "seen", "not",
     "unknown"),
    ("TemporaryFileSystem", "/home", "", f"test -e /home/{MARK} && echo seen || echo not", "seen", "not",
     "unknown"),
    ("LimitNOFILE", "300", "", "ulimit -Hn", None, "300", "yes"),
    *((f"Limit{name}", value, "", f"prlimit --noheadings --raw --output=HARD --{name.lower()}", None, value,
       "yes")
      for name, value in (("CPU", "1000"), ("FSIZE", "1048576"), ("DATA", "1073741824"),
                          ("STACK", "4194304"), ("CORE", "1000000"), ("NPROC", "500"),
                          ("MEMLOCK", "65536"), ("AS", "8589934592"), ("SIGPENDING", "100"),
                          ("MSGQUEUE", "10000"), ("RTTIME", "1000000"))),
    ("SystemCallFilter", "~mkdir mkdirat\nSystemCallErrorNumber=EPERM", "",
     f"mkdir /run/{MARK} && echo can || echo not; rmdir /run/{MARK}", "can", "not", "unknown"),
    ("RestrictRealtime", "yes", "", STATUS.format("Seccomp_filters"), None, None, "unknown"),
    ("PrivatePIDs", "yes", "", "test $$ = 1 && echo first || echo not", "not", "first", "yes"),
)
SINCE = {"PrivatePIDs": 257}

# The same from one value to another, or with other settings that have a tree of files or an account of
# their own: the directive, the lines before and after, what is asked inside, the answers, the state after.
CHANGES = (
    ("User", "User=daemon", "User=bin", "id -u", "1", "2", "yes"),
    ("ProtectProc", "", "User=daemon\nProtectProc=invisible", "test -e /proc/1 && echo seen || echo not",
     "seen", "not", "yes"),
    ("ProtectProc", "ProtectProc=ptraceable\nUser=daemon", "ProtectProc=invisible\nUser=daemon",
     "sed -n 's/.*\\(hidepid=[a-z]*\\).*/\\1/p' /proc/self/mountinfo | head -n 1", "hidepid=ptraceable",
     "hidepid=invisible", "yes"),
    ("ProtectHome", "ProtectSystem=yes", "ProtectSystem=yes\nProtectHome=yes",
     f"test -e /home/{MARK} && echo seen || echo not", "seen", "not", "unknown"),
    ("ProtectHome", "ProtectHome=read-only", "ProtectHome=yes",
     f"test -e /home/{MARK} && echo seen || echo not", "seen", "not", "unknown"),
    ("ProtectHome", "PrivateTmp=yes", "PrivateTmp=yes\nProtectHome=tmpfs",
     f"test -e /home/{MARK} && echo seen || echo not", "seen", "not", "unknown"),
    ("ReadOnlyPaths", "ProtectSystem=full", "ProtectSystem=full\nReadOnlyPaths=/srv",
     f"touch /srv/{MARK} && echo can || echo not", "can", "not", "unknown"),
    ("InaccessiblePaths", "ProtectHome=yes\nPrivateTmp=yes\nPrivateDevices=yes",
     "ProtectHome=yes\nPrivateTmp=yes\nPrivateDevices=yes\nInaccessiblePaths=/opt",
     "test -r /opt/. && test \"$(stat -c %%a /opt)\" != 0 && echo seen || echo not", "seen", "not", "unknown"),
    ("TemporaryFileSystem", "ProtectSystem=strict\nPrivateTmp=yes",
     "ProtectSystem=strict\nPrivateTmp=yes\nTemporaryFileSystem=/srv",
     "stat -f -c %%T /srv | grep -q tmpfs && echo empty || echo not", "not", "empty", "unknown"),
    ("ProtectSystem", "ProtectSystem=yes", "ProtectSystem=strict", f"touch /{MARK} && echo can || echo not",
     "can", "not", "yes"),
    ("CapabilityBoundingSet", "CapabilityBoundingSet=CAP_KILL CAP_CHOWN", "CapabilityBoundingSet=CAP_KILL",
     STATUS.format("CapBnd"), "0000000000000021", "0000000000000020", "yes"),
    ("LimitNOFILE", "LimitNOFILE=400", "LimitNOFILE=300", "ulimit -Hn", "400", "300", "yes"),
)

# The same between values that systemd has since 257; what cannot be told may be, before as well as after.
PRIVATE = 'grep -c "systemd-private-.* /tmp " /proc/self/mountinfo'
ACCOUNTS = "n=0; while read a b c; do n=$((n + c)); done </proc/self/uid_map; echo $n"
GROUPS = ("test -w /sys/fs/cgroup && echo can || echo not; test -e /sys/fs/cgroup/system.slice && echo all "
          "|| echo own")
CHANGES_257 = (
    ("PrivateTmp", "PrivateTmp=yes", "PrivateTmp=disconnected",
     PRIVATE, "1", "0", "after-restart", "yes"),
    ("PrivateTmp", "PrivateTmp=disconnected", "PrivateTmp=yes",
     PRIVATE, "0", "1", "unknown", "yes"),
    ("PrivateUsers", "PrivateUsers=self", "PrivateUsers=identity", ACCOUNTS, "1", "65536", "after-restart",
     "yes"),
    ("PrivateUsers", "PrivateUsers=identity", "PrivateUsers=self", ACCOUNTS, "65536", "1", "after-restart",
     "yes"),
    ("ProtectControlGroups", "ProtectControlGroups=yes", "ProtectControlGroups=private", GROUPS, "not all",
     "can own", "after-restart", "yes"),
    ("ProtectControlGroups", "ProtectControlGroups=private", "ProtectControlGroups=strict", GROUPS, "can own",
     "not own", "after-restart", "yes"),
    ("ProtectControlGroups", "ProtectControlGroups=strict", "ProtectControlGroups=yes", GROUPS, "not own",
     "not all", "after-restart", "yes"),
    ("ProtectControlGroups", "ProtectControlGroups=yes", "ProtectControlGroups=strict", GROUPS, "not all",
     "not own", "after-restart", "yes"),
)
CHANGES_258 = (
    ("PrivateUsers", "PrivateUsers=self", "PrivateUsers=full", ACCOUNTS, "1", "4294967295", "unknown",
     "unknown"),
    ("PrivateUsers", "PrivateUsers=full", "PrivateUsers=self", ACCOUNTS, "4294967295", "1", "after-restart",
     "yes"),
)


def put(name, text):
    with open(f"{FOLDER}/{name}", "w", encoding="utf-8") as file:
        file.write(text)


def systemctl(*words):
    subprocess.run(["systemctl", "--quiet", *words], check=True, capture_output=True)


def wait_for_answer():
    """What the probe has found in the service, in one line."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(FileNotFoundError):
            with open(OUTPUT, encoding="utf-8") as file:
                lines = file.read().split("\n")
            if "END" in lines:
                return " ".join(lines[:lines.index("END")]).strip()
        time.sleep(0.05)
    raise RuntimeError(f"{UNIT} tells nothing: " + subprocess.run(
        ["systemctl", "status", "--no-pager", UNIT], capture_output=True, text=True,
        check=False).stdout)


def start(lines, probe, *, unit="", plus="", keep=False):
    """Starts the service, or only has its file read, and returns what the probe finds."""
    put(UNIT, BODY.format(unit=unit, plus=plus, lines=lines,
                          probe=probe.replace("$", "$$").replace("'", "\\'")))
    systemctl("daemon-reload")
    if keep:
        return None
    with contextlib.suppress(FileNotFoundError):
        os.unlink(OUTPUT)
    systemctl("restart", UNIT)
    return wait_for_answer()


def told(directive, unit=UNIT, scope="system"):
    """(state, reason) of one directive."""
    if scope == "user":
        shown = analyze.hardnutctl("show", "--", unit, scope="user")
    else:
        done = subprocess.run([*NOBODY, analyze.USER_HARDNUTCTL, "show", "--json", "--", unit],
                              capture_output=True, text=True, check=True)
        shown = analyze.json.loads(done.stdout)
    for row in shown["in_force"]:
        if row["directive"] == directive:
            return row["state"], row["reason"] or ""
    return None, ""


def compare_restarts(tap, rows=RESTARTS):
    for directive, value, others, probe, before, after, state in rows:
        if analyze.version() < SINCE.get(directive, 0):
            continue
        line = f"{others}\n{directive}={value}"
        first = start(others, probe)
        not_set = told(directive)[0]
        start(line, probe, keep=True)
        waiting = told(directive)[0]
        second = start(line, probe)
        found = told(directive)[0]
        good = ((first == before if before else True) and (second == after if after else True)
                and first != second and waiting == "after-restart"
                # A limit is there in any case.
                and not_set in (None, "yes" if directive.startswith("Limit") else None)
                and found == state)
        tap.result(good, f"in force: {directive}={value} after a restart",
                   [f"inside {first!r}, then {second!r}; told {not_set}, {waiting}, {found}"])


def compare_changes(tap):
    rows = [(*row[:6], "after-restart", row[6]) for row in CHANGES]
    rows += CHANGES_257 if analyze.version() >= 257 else ()
    rows += CHANGES_258 if analyze.version() >= 258 else ()
    for directive, lines, changed, probe, before, after, waits, state in rows:
        first = start(lines, probe)
        start(changed, probe, keep=True)
        waiting = told(directive)
        second = start(changed, probe)
        found = told(directive)
        tap.result((first, second) == (before, after) and (waiting[0], found[0]) == (waits, state),
                   f"in force: {' '.join(changed.split())} after {' '.join(lines.split()) or 'nothing'}",
                   [f"inside {first!r}, then {second!r}; told {waiting}, {found}"])


def check(tap, name, directive, lines, probe, answer, state, words="", **more):
    """One way of a rule."""
    inside = start(lines, probe, **more)
    found, reason = told(directive)
    tap.result(inside == answer and found == state and words in reason, f"in force: {name}",
               [f"inside {inside!r}, told {found}, {reason!r}"])


def compare_rules(tap):
    sees = "test -e /proc/1 && echo seen || echo not"
    no_trace = "CapabilityBoundingSet=~CAP_SYS_PTRACE\n"
    check(tap, "CAP_SYS_PTRACE sees all of /proc", "ProtectProc", "ProtectProc=invisible", sees,
          "seen", "no", "CAP_SYS_PTRACE")
    check(tap, "the group root sees all of /proc", "ProtectProc",
          f"ProtectProc=invisible\n{no_trace}", sees, "seen", "no", "group root")
    check(tap, "another account does not", "ProtectProc", "ProtectProc=invisible\nUser=daemon", sees,
          "not", "yes")

    os.makedirs(ROOT, exist_ok=True)
    for path, answer, state, words in (("/etc", "can", "no", "/etc is outside"),
                                       ("+/etc", "", "unknown", ""),
                                       (f"{ROOT}/etc", "", "unknown", "")):
        check(tap, f"a path below a root folder, {path}", "ReadOnlyPaths",
              f"{ROOTED}ReadOnlyPaths={path}", WRITES_ETC, answer, state, words)

    compare_root_paths(tap)

    if analyze.version() >= 257:
        sees = f"test -e /var/tmp/{MARK} && echo seen || echo not"
        left = analyze.version() >= 258
        check(tap, "/var/tmp without default dependencies", "PrivateTmp", "PrivateTmp=disconnected",
              sees, *(("seen", "partly", "/var/tmp") if left else ("not", "yes")),
              unit="DefaultDependencies=no")
        check(tap, "/var/tmp with what it takes", "PrivateTmp", "PrivateTmp=disconnected", sees,
              "not", "yes", unit="DefaultDependencies=no\nRequiresMountsFor=/var")
        check(tap, "/var/tmp with default dependencies", "PrivateTmp", "PrivateTmp=disconnected",
              sees, "not", "yes")

    plus = STATUS.format("NoNewPrivs")
    check(tap, "a command with +", "NoNewPrivileges", "NoNewPrivileges=yes", plus, "0", "no", "“+”",
          plus="+")
    check(tap, "a command without +", "NoNewPrivileges", "NoNewPrivileges=yes", plus, "1", "yes")


def compare_root_paths(tap):
    """Each setting of paths, outside of the service's own root folder and, with “+”, in there."""
    writes = f"touch {SCRIPT} && echo can || echo not"
    runs = f"{SCRIPT} && echo can || echo not"
    with open(SCRIPT, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\n")
    os.chmod(SCRIPT, 0o755)
    for directive, path, others, probe, outside, inside in (
            ("InaccessiblePaths", "/etc", "", f"test -e {SCRIPT} && echo seen || echo not", "seen", "not"),
            ("NoExecPaths", "/etc", "", runs, "can", "not"),
            ("ExecPaths", SCRIPT, "NoExecPaths=+/etc", runs, "not", "can"),
            ("ReadWritePaths", SCRIPT, "ReadOnlyPaths=+/etc", writes, "not", "can")):
        for word, answer, state, reason in ((path, outside, "no", f"{path} is outside"),
                                            (f"+{path}", inside, "unknown", "")):
            check(tap, f"below a root folder, {directive}={word}", directive,
                  f"{ROOTED}{others}\n{directive}={word}", probe, answer, state, reason)
    check(tap, "below a root folder, one path outside and one not", "ReadOnlyPaths",
          f"{ROOTED}ReadOnlyPaths=/etc +/usr", WRITES_ETC, "can", "partly", "/etc is outside")


def compare_homes(tap):
    sees = f"cat /home/{MARK} {HOME}/{MARK} {HOMES}/{MARK}"
    check(tap, "all homes in /home", "ProtectHome", "ProtectHome=yes", f"cat /home/{MARK}", "",
          "unknown")
    subprocess.run(["useradd", "--no-create-home", "--home-dir", HOME, "hn-force"], check=True)
    os.makedirs(HOME, exist_ok=True)
    with open(f"{HOME}/{MARK}", "w", encoding="utf-8") as file:
        file.write("open\n")
    try:
        check(tap, "a home that is elsewhere", "ProtectHome", "ProtectHome=yes", sees, "open",
              "partly", HOME)
    finally:
        subprocess.run(["userdel", "hn-force"], check=True)
    check(tap, "nobody's home that is elsewhere", "ProtectHome", "ProtectHome=yes", "echo", "",
          "unknown")

    # What a link leads to, systemd protects as well.
    subprocess.run(["mv", "/home", HOMES], check=True)
    os.symlink(HOMES, "/home")
    try:
        check(tap, "/home is a link", "ProtectHome", "ProtectHome=yes",
              f"cat /home/{MARK} {HOMES}/{MARK}", "", "unknown")
        check(tap, "/home is a link, and not protected", "ProtectHome", "",
              f"cat /home/{MARK} {HOMES}/{MARK}", "open open", None)
    finally:
        os.unlink("/home")
        subprocess.run(["mv", HOMES, "/home"], check=True)


def shared_memory():
    """The numbers of the probe's shared memory that is there."""
    with open("/proc/sysvipc/shm", encoding="ascii") as file:
        return [line.split()[1] for line in file if line.split()[0] == str(0x484e4631)]


def remains(left):
    """Whether it is there, which systemd takes away a moment after the service has ended; takes it away."""
    end = time.monotonic() + 20
    while not left and shared_memory() and time.monotonic() < end:
        time.sleep(0.1)
    numbers = shared_memory()
    for number in numbers:
        subprocess.run(["python3", "-c", f"import ctypes; ctypes.CDLL(None).shmctl({number}, 0, None)"],
                       check=True)
    return bool(numbers)


def compare_ipc(tap):
    for user, left, state in (("root", True, "no"), ("daemon", False, "unknown")):
        answer = start(f"RemoveIPC=yes\nUser={user}", SHARED_MEMORY)
        found, reason = told("RemoveIPC")
        systemctl("stop", UNIT)
        there = remains(left)
        tap.result(answer == "1" and there == left and found == state,
                   f"in force: what is left of {user}", [f"{answer}, {there}, {found}, {reason}"])


def compare_programs(tap, enforces=False):
    """Filters that systemd has programs of the kernel for: what the probe can all the same is told to be
    without effect, and nothing else. Whether a container enforces them is up to the machine; there one is
    tried for all."""
    with open(SENDER, "w", encoding="utf-8") as file:
        file.write("import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
                   "s.bind(('127.0.0.1', 0))\ns.settimeout(1)\n"
                   "s.sendto(b'x', s.getsockname())\nprint(s.recv(9).decode())\n")
    sends = f"python3 {SENDER}"
    reads = "test $(head -c 1 /dev/zero | wc -c) = 1 && echo x"
    put("hn-force.socket", "[Socket]\nListenStream=127.0.0.1:7391\n")
    put(UNIT, "[Service]\nExecStart=true\n")
    systemctl("daemon-reload")
    systemctl("start", "hn-force.socket")
    try:
        rows = (("IPAddressDeny", "any", "", sends),
                ("IPAddressAllow", "192.0.2.1", "IPAddressDeny=any", sends),
                ("RestrictNetworkInterfaces", "~lo", "", sends),
                ("DevicePolicy", "strict", "DeviceAllow=/dev/null rw", reads),
                ("DeviceAllow", "/dev/null rw", "DevicePolicy=strict", reads))
        for directive, value, others, probe in rows if enforces else rows[:1]:
            answer = start(f"{others}\n{directive}={value}", probe)
            found, reason = told(directive)
            tap.result((answer == "" or not enforces) and answer in ("", "x")
                       and (answer == "x") == (found == "no") and ("BPF" in reason) == (found == "no"),
                       f"in force: {directive}={value}, {'enforced' if answer == '' else 'not enforced'}",
                       [f"inside {answer!r}, told {found}, {reason}"])
    finally:
        systemctl("stop", "hn-force.socket", UNIT)
        os.unlink(f"{FOLDER}/hn-force.socket")


LIMITS = (("MemoryMax", "memory", "memory.max"), ("MemoryHigh", "memory", "memory.high"),
          ("MemorySwapMax", "memory", "memory.swap.max"), ("MemoryZSwapMax", "memory", "memory.zswap.max"),
          ("TasksMax", "pids", "pids.max"))


def compare_limits(tap, slice_unit, has):
    """Limits of a control group, where the kernel has its controllers for it, and where not."""
    for directive, controller, name in LIMITS:
        if directive == "MemoryZSwapMax" and analyze.version() < 253:
            continue  # systemd does not know it yet
        value = "52428800" if controller == "memory" else "50"
        answer = start(f"Slice={slice_unit}\n{directive}={value}",
                       f"cat /sys/fs/cgroup/$(sed -n s/^0:://p /proc/self/cgroup)/{name}")
        found, reason = told(directive)
        # Some kernels know no zswap.
        there = has and os.path.exists(f"/sys/fs/cgroup/{slice_unit}/{name}")
        tap.result(answer == (value if there else "") and (found == "no") == (not has)
                   and (f"“{controller}”" in reason) == (not has),
                   f"in force: {directive} in {slice_unit}, {'with' if has else 'without'} its controller",
                   [f"inside {answer!r}, told {found}, {reason}"])


def compare_machine(tap):
    """What this machine, or this container, does not enforce is told, and nothing else."""
    compare_programs(tap)
    compare_limits(tap, "system.slice", os.path.exists("/sys/fs/cgroup/system.slice/memory.max"))


def run_enforced(tap):
    """The other way of the rules about what a container does not enforce, in a virtual machine."""
    analyze.copy_command()
    try:
        compare_programs(tap, True)
        compare_limits(tap, "system.slice", True)
        put("hn-force.slice", "[Slice]\nDisableControllers=memory pids\n")
        systemctl("daemon-reload")
        compare_limits(tap, "hn-force.slice", False)
        compare_restarts(tap, (
            ("ProtectKernelTunables", "yes", "", "test -w /proc/sys/kernel/hostname && echo can || echo not",
             "can", "not", "yes"),))
    finally:
        subprocess.run(["systemctl", "stop", UNIT], check=False)
        for path in (OUTPUT, SENDER, f"{FOLDER}/{UNIT}", f"{FOLDER}/hn-force.slice"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
        systemctl("daemon-reload")


def compare_user(tap):
    """What a user's own manager may not do, and what it may."""
    out = f"/run/user/{analyze.pwd.getpwnam(analyze.USER).pw_uid}/hn-force.out"
    for directive, value, probe, answer, state in (
            ("ProtectProc", "invisible", "test -e /proc/1 && echo seen || echo not", "seen", "no"),
            ("IPAddressDeny", "any", "echo", "", "no"),
            ("NoNewPrivileges", "yes", STATUS.format("NoNewPrivs"), "1", "yes")):
        text = BODY.replace(OUTPUT, "%t/hn-force.out").format(
            unit="", plus="", lines=f"{directive}={value}", probe=probe.replace("$", "$$"))
        analyze.add_user_unit(UNIT, text)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(out)
        subprocess.run(analyze.as_user(["systemctl", "--user", "restart", UNIT]), check=True)
        deadline = time.monotonic() + 60
        lines = []
        while "END" not in lines and time.monotonic() < deadline:
            with contextlib.suppress(FileNotFoundError), open(out, encoding="utf-8") as file:
                lines = file.read().split("\n")
            time.sleep(0.05)
        found, reason = told(directive, scope="user")
        tap.result(lines[:1] == [answer] and found == state, f"in force: a user's own {directive}",
                   [f"inside {lines}, told {found}, {reason!r}"])
    subprocess.run(analyze.as_user(["systemctl", "--user", "stop", UNIT]), check=True)


def run_tests(tap):
    analyze.start_user()
    marks = [f"{folder}/{MARK}" for folder in ("/home", "/tmp", "/var/tmp", "/dev")]
    for mark in marks:
        with open(mark, "w", encoding="utf-8") as file:
            file.write("open\n")
    try:
        compare_restarts(tap)
        compare_changes(tap)
        compare_rules(tap)
        compare_homes(tap)
        compare_ipc(tap)
        compare_machine(tap)
        compare_user(tap)
    finally:
        subprocess.run(["systemctl", "stop", UNIT], check=False)
        for path in (*marks, f"/{MARK}", f"/etc/{MARK}", f"/usr/{MARK}", f"/srv/{MARK}", f"{HOME}/{MARK}",
                     SCRIPT, OUTPUT, SENDER,
                     f"{FOLDER}/{UNIT}"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
        systemctl("daemon-reload")
