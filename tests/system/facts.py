# SPDX-License-Identifier: GPL-3.0-or-later
"""What Hardnut tells a person without any right of what services listen on, run as and are started by,
against what root sees with ss, /proc and systemctl."""

import os
import re
import subprocess
import time

import analyze
import helper_powers

FOLDER = "/run/systemd/system"
GROUPS = "/sys/fs/cgroup"

# Opens what its arguments say, "tcp|127.0.0.1|7301", tells that it has, and waits.
OPENER = """import os, socket, sys, time
held = []
for word in sys.argv[1:]:
    kind, host, port = word.split("|")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    held.append(socket.socket(family, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM))
    if family == socket.AF_INET6:
        held[-1].setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    held[-1].bind((host, int(port)))
    if kind == "tcp":
        held[-1].listen()
notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
notify.sendto(b"READY=1", os.environ["NOTIFY_SOCKET"].replace("@", "\\0", 1))
time.sleep(1 << 30)
"""

PORTS = "tcp|0.0.0.0|73{n}1 tcp|127.0.0.2|73{n}2 tcp|::|73{n}3 udp|::1|73{n}4 udp|0.0.0.0|73{n}5"

UNITS = {
    "hn-facts-open.service": "[Service]\nType=notify\nExecStart=/usr/bin/python3 /run/hn-facts.py "
                             + PORTS.format(n=1) + "\nUser=daemon\n",
    "hn-facts-deep.service": "[Service]\nType=notify\nDelegate=yes\nNotifyAccess=all\nExecStart=/bin/sh -c "
                             "'G=/sys/fs/cgroup$(sed -n s/^0:://p /proc/self/cgroup)/deeper;"
                             " mkdir $$G; echo $$$$ >$$G/cgroup.procs;"
                             " exec python3 /run/hn-facts.py " + PORTS.format(n=2).replace("|", "\\|")
                             + "'\n",
    "hn-facts-alone.service": "[Service]\nType=notify\nPrivateNetwork=yes\n"
                              "ExecStart=/usr/bin/python3 /run/hn-facts.py tcp|0.0.0.0|7331\n",
    "hn-facts-woken.socket": "[Socket]\nListenStream=127.0.0.1:7341\nListenDatagram=7342\n"
                             "ListenStream=/run/hn-facts.sock\n",
    "hn-facts-woken.service": "[Service]\nExecStart=sleep infinity\n",
    "hn-facts-timed.timer": "[Timer]\nOnActiveSec=30d\n",
    "hn-facts-timed.service": "[Service]\nExecStart=sleep infinity\n",
    "hn-facts-called.service": "[Service]\nType=oneshot\nExecStart=true\n",
    "hn-facts-once.service": "[Unit]\nDescription=Kept loaded\n[Service]\nExecStart=sleep infinity\n",
    # Names the services, which stay loaded for it.
    "hn-facts.target": "[Unit]\nAfter=hn-facts-once.service hn-facts-called.service\n",
}
BUS_FILE = "/usr/share/dbus-1/system-services/io.github.hardnut.FactsTest.service"
BUS_TEXT = ("[D-BUS Service]\nName=io.github.hardnut.FactsTest\nExec=/bin/false\nUser=root\n"
            "SystemdService=hn-facts-called.service\n")
USER_UNITS = {
    "hn-facts-own.service": "[Service]\nType=notify\nExecStart=/usr/bin/python3 /run/hn-facts.py "
                            + PORTS.format(n=5) + "\n",
    "hn-facts-mine.socket": "[Socket]\nListenStream=[::1]:7361\nListenStream=%t/hn-facts.sock\n",
    "hn-facts-mine.service": "[Service]\nExecStart=sleep infinity\n",
}


def show(unit, *, scope="system", run=()):
    """What a person without rights is told."""
    if scope == "user":
        return analyze.hardnutctl("show", "--", unit, scope="user")["facts"]
    done = subprocess.run([*run, analyze.USER_HARDNUTCTL, "show", "--json", "--", unit],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"show {unit}: {done.stderr.strip()}")
    return analyze.json.loads(done.stdout)["facts"]


NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs")


def properties(unit, names, scope="system"):
    command = ["systemctl", "show", "--property", names, "--", unit]
    if scope == "user":
        command = analyze.as_user(["systemctl", "--user", *command[1:]])
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = {}
    for line in text.splitlines():
        name, _, value = line.partition("=")
        found.setdefault(name, []).append(value)
    return found


def parse_place(place):
    """("::", "lo", 22) of what ss calls [::]%lo:22."""
    host, port = place.rsplit(":", 1)
    host, _, interface = host.partition("%")
    host = host.strip("[]")
    return ("::" if host == "*" else host), (interface.strip("[]") or None), int(port)


def sockets():
    """[(protocol, address, interface, port, control group, pids)] as ss sees them."""
    text = subprocess.run(["ss", "--no-header", "--oneline", "-tulnp", "--cgroup"],
                          capture_output=True, text=True, check=True).stdout
    found = []
    for line in text.splitlines():
        words = line.split()
        group = re.search(r"cgroup:(\S+)", line)
        pids = {int(pid) for pid in re.findall(r"pid=(\d+)", line)}
        found.append((words[0], *parse_place(words[4]), group.group(1) if group else None, pids))
    return found


def pids_of(group):
    """All processes in a control group and below."""
    found = set()
    for folder, _, _ in os.walk(GROUPS + group) if group else ():
        with open(f"{folder}/cgroup.procs", encoding="ascii") as file:
            found |= {int(line) for line in file}
    return found


def expected(unit, scope, rows):
    """What the service listens on by the control groups of sockets, and by who holds them."""
    about = properties(unit, "ControlGroup,TriggeredBy", scope)
    group = about["ControlGroup"][0]
    by_group, held = set(), set()
    pids = pids_of(group)
    listed = set()
    groups = [group] if group else []
    for socket in about["TriggeredBy"][0].split():
        if not socket.endswith(".socket"):
            continue
        of_unit = properties(socket, "ControlGroup,Listen,ActiveState", scope)
        if of_unit["ActiveState"] != ["active"]:
            continue
        if of_unit["ControlGroup"][0]:
            groups.append(of_unit["ControlGroup"][0])
        for line in of_unit.get("Listen", ()):
            address, _, kind = line.rpartition(" ")
            if address[0] not in "/@" and kind in ("(Stream)", "(Datagram)"):
                listed.add(("tcp" if kind == "(Stream)" else "udp", *parse_place(address)))
    for *place, of, holders in rows:
        place = tuple(place)
        if any(of == group or of.startswith(f"{group}/") for group in groups):
            by_group.add(place)
        if of.endswith("/init.scope") and (place in listed):
            by_group.add(place)
        if holders & pids:
            held.add(place)
    return by_group, held


def told(facts):
    return {(row["protocol"], row["address"], row["interface"], row["port"])
            for row in facts["listens"] if row["protocol"] in ("tcp", "udp")}


def accounts(group):
    """{uid: (processes, capabilities)} by /proc."""
    found = {}
    for pid in pids_of(group):
        try:
            with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
                status = dict(line.split(":", 1) for line in file.read().splitlines())
        except FileNotFoundError:
            continue
        if status["State"].split()[0] in "ZX":
            continue
        uid = int(status["Uid"].split()[1])
        n, held = found.get(uid, (0, 0))
        found[uid] = (n + 1, held | int(status["CapPrm"], 16))
    return found


def compare_service(unit, scope):
    """Lines of differences. What a service opens and closes all the time is looked at again."""
    for _ in range(5):
        before = expected(unit, scope, sockets())
        facts = show(unit, scope=scope, run=NOBODY)
        after = expected(unit, scope, sockets())
        if before == after:
            break
    by_group, held = before
    lines = []
    if told(facts) != by_group:
        lines.append(f"{unit}: listens on {sorted(told(facts), key=str)}, by ss --cgroup "
                     f"{sorted(by_group, key=str)}")
    if not held <= told(facts):
        lines.append(f"{unit}: listens on {sorted(told(facts), key=str)}, by ss -p "
                     f"{sorted(held, key=str)}")
    group = properties(unit, "ControlGroup", scope)["ControlGroup"][0]
    for _ in range(5):
        ours = {row["uid"]: (row["processes"], len(row["capabilities"])) for row in facts["runs_as"]}
        theirs = {uid: (n, bin(held).count("1")) for uid, (n, held) in accounts(group).items()}
        if ours == theirs or len(pids_of(group)) > 64:
            break
        facts = show(unit, scope=scope, run=NOBODY)
    else:
        lines.append(f"{unit}: runs as {ours}, by /proc {theirs}")
    return lines


def own_unit():
    """The service that this very test runs in, whose processes come and go with it."""
    with open("/proc/self/cgroup", encoding="ascii") as file:
        return next(os.path.basename(line.strip()) for line in file if line.startswith("0::"))


def compare_scope(tap, scope):
    units = [unit for unit in analyze.loaded(scope)
             if properties(unit, "LoadState", scope)["LoadState"] == ["loaded"] and unit != own_unit()]
    lines, listening = [], 0
    for found in analyze.ask_many(lambda unit: compare_service(unit, scope), units):
        lines += [str(found)] if isinstance(found, Exception) else found
    rows = sockets()
    for unit in units:
        listening += bool(expected(unit, scope, rows)[0])
    tap.result(listening >= (3 if scope == "system" else 2) and not lines,
               f"facts, {scope}: {len(units)} services, {listening} of them listen", lines)


def compare_priority(tap, scope):
    """All services at once are told the same as each alone, and stand in that order."""
    listed = analyze.hardnutctl("list", "--sort=priority", scope=scope)
    ranks, lines, seen = [], [], set()
    weights = {"nothing": 1, "files": 2, "machine": 3, "unknown": 4, "network": 8,
               "account": 1, "capabilities": 3, "root": 4}
    for row in listed:
        if "refused" in row or row["unit"] == own_unit():
            continue
        why = row["priority"]
        ranks.append((why["in_use"] != "never", weights[why["reached_by"]] * weights[why["rights"]]
                      * round(row["exposure"] * 10)))
        # What comes and goes is not the same a moment later.
        for _ in range(5):
            facts = show(row["unit"], scope=scope)
            network = any(one["reach"] == "network" for one in facts["listens"])
            root = any(one["uid"] == 0 for one in facts["runs_as"])
            now = facts["has_run"] == "now"
            if (why["reached_by"] == "network", why["in_use"] == "now") == (network, now) and (
                    not facts["runs_as"] or (why["rights"] == "root") == root):
                break
            again = analyze.hardnutctl("list", "--sort=priority", "--", row["unit"], scope=scope)
            why = again[0]["priority"]
        else:
            lines.append(f"{row['unit']}: {why}, alone {facts}")
        seen.add((why["reached_by"], why["in_use"]))
    wanted = {("network", "now"), ("nothing", "now")}
    if scope == "system" and not wanted <= seen:
        lines.append(f"of {wanted} there is only {seen}")
    if ranks != sorted(ranks, reverse=True):
        lines.append(f"not in order: {ranks}")
    tap.result(ranks and not lines, f"priority, {scope}: {len(ranks)} services", lines)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def set_up():
    analyze.start_user()
    write("/run/hn-facts.py", OPENER)
    for name, text in UNITS.items():
        write(f"{FOLDER}/{name}", text)
    write(BUS_FILE, BUS_TEXT)
    for name, text in USER_UNITS.items():
        analyze.add_user_unit(name, text)
    subprocess.run(["systemctl", "daemon-reload"], check=True)
    subprocess.run(["systemctl", "start", "hn-facts.target", "hn-facts-open.service",
                    "hn-facts-deep.service", "hn-facts-alone.service", "hn-facts-woken.socket",
                    "hn-facts-timed.timer"], check=True)
    subprocess.run(analyze.as_user(["systemctl", "--user", "start", "hn-facts-own.service",
                                    "hn-facts-mine.socket", "hn-facts-mine.service"]), check=True)


def clean_up():
    names = [name for name in UNITS if name != "hn-facts-called.service"]
    subprocess.run(["systemctl", "stop", *names], check=False)
    subprocess.run(analyze.as_user(["systemctl", "--user", "stop", *USER_UNITS]), check=False)
    for name in UNITS:
        os.unlink(f"{FOLDER}/{name}")
    os.unlink(BUS_FILE)
    os.unlink("/run/hn-facts.py")
    subprocess.run(["systemctl", "daemon-reload"], check=True)


def compare_probes(tap):
    """What is known of services that were made for it."""
    def ports(n):
        return {(kind, host, None, int(port)) for kind, host, port in
                (word.split("|") for word in PORTS.format(n=n).split())}

    for unit, n in (("hn-facts-open.service", 1), ("hn-facts-deep.service", 2)):
        facts = show(unit, run=NOBODY)
        tap.result(told(facts) == ports(n) and facts["sockets_visible"],
                   f"facts: what {unit} has opened", [str(facts["listens"])])
        reach = {row["port"] % 10: row["reach"] for row in facts["listens"]}
        tap.result(reach == {1: "network", 2: "machine", 3: "network", 4: "machine", 5: "network"},
                   f"facts: who reaches {unit}", [str(reach)])
    facts = show("hn-facts-open.service", run=NOBODY)
    tap.result([(row["user"], row["processes"], row["capabilities"]) for row in facts["runs_as"]]
               == [("daemon", 1, [])], "facts: an account without capabilities",
               [str(facts["runs_as"])])

    facts = show("hn-facts-alone.service", run=NOBODY)
    tap.result(facts["own_network"] and not facts["listens"], "facts: a network of its own",
               [str(facts)])

    woken = "hn-facts-woken.service"
    sought = {("tcp", "127.0.0.1", 7341), ("udp", "::", 7342), ("unix", "/run/hn-facts.sock", None)}
    for state, run in (("before it runs", "unknown"), ("while it runs", "now"), ("after it", "before")):
        if run == "now":
            subprocess.run(["systemctl", "start", woken], check=True)
        if run == "before":
            subprocess.run(["systemctl", "stop", woken], check=True)
            subprocess.run(["systemctl", "start", "hn-facts-woken.socket"], check=True)
        facts = show(woken, run=NOBODY)
        found = {(row["protocol"], row["address"], row["port"]) for row in facts["listens"]}
        units = {row["unit"] for row in facts["listens"]}
        tap.result(found == sought and units == {"hn-facts-woken.socket"} and facts["has_run"] == run
                   and (facts["last_started"] is None) == (run == "unknown"),
                   f"facts: sockets of a unit, {state}", [str(facts)])

    for unit, starter in ((woken, ("socket", "hn-facts-woken.socket")),
                          ("hn-facts-timed.service", ("timer", "hn-facts-timed.timer")),
                          ("hn-facts-called.service", ("dbus", "io.github.hardnut.FactsTest")),
                          ("cron.service", ("target", "multi-user.target")),
                          ("hn-facts-once.service", None)):
        found = [(row["kind"], row["name"]) for row in show(unit, run=NOBODY)["started_by"]]
        tap.result(starter in found if starter else found == [], f"facts: what starts {unit}",
                   [str(found)])

    facts = show("hn-facts-own.service", scope="user")
    tap.result(told(facts) == ports(5)
               and [row["user"] for row in facts["runs_as"]] == [analyze.USER],
               "facts: a service of the user's own", [str(facts)])
    facts = show("hn-facts-mine.service", scope="user")
    tap.result(told(facts) == {("tcp", "::1", None, 7361)}, "facts: a socket unit of the user's own",
               [str(facts)])


def compare_hidden(tap):
    """Where the processes of others are hidden, or a sandbox hides sockets and processes, that is said, and
    nothing is guessed."""
    unit = "hn-facts-open.service"

    def look():
        done = subprocess.run([*NOBODY, analyze.USER_HARDNUTCTL, "show", "--", unit], capture_output=True,
                              text=True, check=True)
        return show(unit, run=NOBODY), done.stdout

    before = look()[0]
    for option in ("invisible", "ptraceable"):
        helper_powers.remount(f"hidepid={option}")
        try:
            facts, text = look()
        finally:
            helper_powers.remount("hidepid=off")
        tap.result(not facts["processes_visible"] and facts["runs_as"] == [] and facts["has_run"] == "now"
                   and "hides the processes of others" in text and facts["sockets_visible"]
                   and told(facts) == told(before), f"facts: /proc with hidepid={option}", [str(facts)])
    # As Flatpak marks its sandboxes.
    write("/.flatpak-info", "")
    try:
        facts, text = look()
    finally:
        os.unlink("/.flatpak-info")
    tap.result(not facts["processes_visible"] and not facts["sockets_visible"] and facts["runs_as"] == []
               and not facts["listens"] and "inside a sandbox the processes" in text
               and "inside a sandbox the sockets" in text, "facts: inside a sandbox", [str(facts)])
    after = look()[0]
    tap.result(after == before and after["processes_visible"] and after["sockets_visible"],
               "facts: where nothing is hidden", [str(after)])


def wait_for_rest():
    """Until what boots and is restarted has come to rest: processes come and go no more."""
    for _ in range(100):
        done = subprocess.run(["systemctl", "is-system-running"], capture_output=True, text=True,
                              check=False)
        if done.stdout.strip() in ("running", "degraded"):
            return
        time.sleep(0.2)


def run_tests(tap):
    set_up()
    try:
        wait_for_rest()
        compare_probes(tap)
        compare_hidden(tap)
        subprocess.run(["systemctl", "start", "hn-facts-woken.service"], check=True)
        for scope in ("system", "user"):
            compare_scope(tap, scope)
            compare_priority(tap, scope)
    finally:
        clean_up()
