# SPDX-License-Identifier: GPL-3.0-or-later
"""What the observer does with much at once, with names that are others elsewhere, with calls that do not
return, and between callers: what one of them does costs no other anything."""

import grp
import json
import os
import pwd
import shutil
import subprocess
import time

import analyze
import helper_client as helper
import observer
from helper_trials import systemctl, write
from observer import (STATE, STAYING, TEMPLATE, USER, end_observer, evidence, get, permit, programs, refused,
                      run, stop, unit_of, wait_unloaded, watch, watched)
from raw_bus import Gone, RawBus, body

GROUPS = "/sys/fs/cgroup"
PRELOADED = os.path.join(os.environ.get("HARDNUT_BUILD", "build"), "tests/system/libhardnut-use-one.so")
LIBRARY = "/usr/local/lib/hardnut-use-one.so"


def make_groups(folders):
    for folder in folders:
        os.mkdir(folder)


def remove_groups(folders):
    for folder in reversed(folders):
        if os.path.isdir(folder):
            os.rmdir(folder)


# ---- Too much --------------------------------------------------------------------------------------


def too_much_is_told():
    """What the maps of the kernel have no room for is lost, and said."""
    unit = unit_of("many-paths")
    watch(unit)
    run("many-paths")
    value = get(unit)
    assert value["lost"] > 0, value["lost"]
    assert len(value["uses"]) <= 2048, len(value["uses"])
    row = next(row for row in evidence(unit)["checks"] if row["check"] == "RestrictRealtime")
    assert row["finding"] == "cannot-tell" and "not counted" in row["text"], row
    stop(unit)


def has_not_seen(unit, check="RestrictRealtime"):
    """Whether nothing speaks against the check, for sure."""
    row = next(row for row in evidence(unit)["checks"] if row["check"] == check)
    return row["finding"] == "not-seen"


def groups_of_one_are_its_own():
    """A service that has too many control groups loses what is its own, and nobody else does; with their end
    there is room again."""
    unit, busy = unit_of("netlink"), "hardnut-groups.service"
    subprocess.run(["systemd-run", "--quiet", f"--unit={busy}", "--property=Delegate=yes", "sleep", "infinity"],
                   check=True)
    folders = [f"{GROUPS}/system.slice/{busy}/{number}" for number in range(4200)]
    try:
        watch(busy)
        watch(unit)
        make_groups(folders)
        run("netlink")
        assert get(busy)["lost"] > 0 and get(unit)["lost"] == 0, (get(busy)["lost"], get(unit)["lost"])
        assert has_not_seen(unit) and not has_not_seen(busy)
        remove_groups(folders)
        before = get(busy)["lost"]
        make_groups(folders[:20])
        assert get(busy)["lost"] == before, (get(busy)["lost"], before)
    finally:
        remove_groups(folders)
        systemctl("stop", busy)
        stop(busy)
        stop(unit)


def uses_of_one_are_its_own():
    """A service that does too much at once loses what is its own, and nobody else does."""
    unit, busy = unit_of("relative"), unit_of("many-paths")
    watch(unit)
    watch(busy)
    systemctl("kill", "--kill-whom=main", "--signal=STOP", observer.UNIT)
    try:
        run("many-paths")
        run("relative")
    finally:
        systemctl("kill", "--kill-whom=main", "--signal=CONT", observer.UNIT)
    value = get(unit)
    assert value["lost"] == 0 and any(use[6] == "/etc/hardnut-use-two" for use in value["uses"]), value
    assert get(busy)["lost"] > 0, get(busy)["lost"]
    stop(unit)
    stop(busy)


def starts_are_counted_in_the_kernel():
    """However often a service is started while the observer does not come to look."""
    unit = unit_of("netlink")
    watch(unit)
    before = get(unit)["starts"]
    systemctl("kill", "--kill-whom=main", "--signal=STOP", observer.UNIT)
    try:
        for _ in range(3000):
            make_groups([f"{GROUPS}/hardnut-storm.slice", f"{GROUPS}/hardnut-storm.slice/{unit}"])
            remove_groups([f"{GROUPS}/hardnut-storm.slice", f"{GROUPS}/hardnut-storm.slice/{unit}"])
    finally:
        systemctl("kill", "--kill-whom=main", "--signal=CONT", observer.UNIT)
    value = get(unit)
    assert value["starts"] - before == 3000 and value["lost"] == 0, (value["starts"], before, value["lost"])
    run("netlink")
    value = get(unit)
    assert value["starts"] - before == 3001 and value["lost"] == 0, (value["starts"], before, value["lost"])
    assert has_not_seen(unit)
    stop(unit)


def folders_of_a_user_hold_nobody_up():
    """Whoever has slices without end below the own manager is told that not all was looked through."""
    uid, unit = pwd.getpwnam(USER).pw_uid, "hardnut-deep.service"
    systemctl("start", f"user@{uid}.service")
    top = f"{GROUPS}/user.slice/user-{uid}.slice/user@{uid}.service"
    folders = [f"{top}/hardnut{number}.slice" for number in range(4200)]
    try:
        make_groups(folders)
        watch(unit, scope="user", uid=uid)
        assert get(unit, scope="user", uid=uid)["lost"] > 0
        stop(unit, scope="user", uid=uid)
    finally:
        remove_groups(folders)


def deep_paths_are_not_guessed():
    """Of a path that is too long its beginning is missing, which is the part that counts."""
    unit = unit_of("deep")
    watch(unit)
    run("deep")
    value = get(unit)
    stop(unit)
    assert value["lost"] > 0, value["lost"]
    wrong = [use[6] for use in value["uses"] if use[6].startswith("/home")]
    assert not wrong, wrong


def paths_are_not_mixed_up():
    """Two paths that are one number are never counted as one path: one of them is said to be lost."""
    unit = unit_of("same-hash")
    watch(unit)
    run("same-hash")
    value = get(unit)
    stop(unit)
    counted = [use[3] for use in value["uses"] if use[6].startswith("/etc/hardnut-same/")]
    assert counted == [1] and value["lost"] == 1, (counted, value["lost"])


def moved_files_are_seen_where_they_are():
    """The path of a file is the one that it has now, not the one that it was opened by before."""
    unit = unit_of("moved")
    watch(unit)
    run("moved")
    value = get(unit)
    stop(unit)
    opened = {use[6]: use[3] for use in value["uses"] if use[0] == "write" and use[1] == 0}
    assert opened.get("/var/tmp/hardnut-use-one-before/within/file") == 3, opened
    assert opened.get("/var/tmp/hardnut-use-one-after/within/file") == 1, opened


def long_paths_are_lost():
    """What is not read of a path is not guessed."""
    unit = unit_of("long")
    watch(unit)
    run("long")
    value = get(unit)
    stop(unit)
    assert value["lost"] == 1 and not any("AAAA" in use[6] for use in value["uses"]), value


def fork_storm_is_counted():
    unit = unit_of("many-processes")
    watch(unit)
    run("many-processes")
    value = get(unit)
    calls = {use[2]: use[3] for use in value["uses"] if use[0] == "call" and use[1] == 0}
    assert calls.get("exit_group", 0) >= 2990, calls
    assert value["lost"] == 0, value["lost"]
    stop(unit)


def memory_of_observer():
    """What the process and its maps in the kernel take (in bytes)."""
    with open(f"/proc/{helper.show(observer.UNIT, 'MainPID')}/status", encoding="utf-8") as file:
        own = next(int(line.split()[1]) for line in file if line.startswith("VmRSS:")) * 1024
    ids = {number for row in programs() for number in row["map_ids"]}
    done = subprocess.run(["bpftool", "--json", "map", "list"], capture_output=True, text=True, check=True,
                          env={**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin"})
    return own + sum(row.get("bytes_memlock", 0) for row in json.loads(done.stdout) if row["id"] in ids)


def watches_are_bounded():
    """A thousand services: as many as there is room for, and a clear no to all others."""
    taken, busy = 0, 0
    for number in range(1000):
        try:
            watch(f"hardnut-use@{number}.service", 300)
            taken += 1
        except helper.Refused as error:
            assert "Too many services" in str(error), error
            busy += 1
            if busy == 40:
                break
    assert taken == 64 and busy == 40, (taken, busy)
    assert len(watched()) == 64
    used = memory_of_observer()
    assert used < 96 * 1024 * 1024, used
    end_observer()
    wait_unloaded()
    assert not watched(), watched()


# ---- Names -----------------------------------------------------------------------------------------


def escaped_names_are_seen():
    """systemd gives some services a control group of another name."""
    for name, words in (("memory", "netlink"), ("_hardnut", "netlink"), ("pids", "wait-poll")):
        text = (STAYING if words.startswith("wait") else TEMPLATE).replace("%i", words)
        write(f"/etc/systemd/system/{name}.service", text)
    systemctl("daemon-reload")
    for name in ("memory", "_hardnut"):
        watch(f"{name}.service")
        systemctl("start", f"{name}.service")
        value = get(f"{name}.service")
        assert value["starts"] == 1 and any(use[2] == "AF_NETLINK" for use in value["uses"]), value
        stop(f"{name}.service")
    # One that runs already.
    systemctl("start", "pids.service")
    watch("pids.service")
    helper.wait_until(lambda: calls_of("pids.service").get("poll"), 30, "the call")
    stop("pids.service")
    systemctl("stop", "pids.service")


def same_name_of_many_managers():
    """As many users as there are may have a service of that name, and each has one of its own."""
    unit, uids = "hardnut-same.service", range(1, 7)
    for uid in uids:
        systemctl("start", f"user@{uid}.service")
    try:
        for uid in uids:
            watch(unit, scope="user", uid=uid)
        watch(unit_of("nothing"))
        assert len(watched()) == len(uids) + 1, watched()
    finally:
        for uid in uids:
            systemctl("stop", f"user@{uid}.service")
        end_observer()


def who_runs_as_the_manager_is_seen():
    """What systemd's own program does before that of the service is left out; not what the service has it
    do, itself or by a child."""
    shutil.copy(PRELOADED, LIBRARY)
    program = next(path for path in ("/usr/lib/systemd/systemd-executor", "/usr/lib/systemd/systemd")
                   if os.path.exists(path))
    unit = "hardnut-disguised.service"
    disguised = f"LD_PRELOAD={LIBRARY} {program}"
    for line in (f"{disguised} & wait", f"({disguised} &) | cat", f"export LD_PRELOAD={LIBRARY}; exec {program}"):
        write(f"/etc/systemd/system/{unit}",
              f"[Service]\nType=oneshot\nExecStart=sh -c '{line}'\n")
        systemctl("daemon-reload")
        watch(unit)
        systemctl("start", unit)
        uses = get(unit)["uses"]
        assert any(use[2] == "AF_NETLINK" for use in uses), (line, uses)
        end_observer()
        os.unlink(f"{STATE}/system-{unit}.evidence")


def extra_groups_are_seen():
    """Where one lets a service at a file, and nothing else does. Not where a file may have a list of its own of
    who may, as in the overlay that this may run in."""
    path, unit = "/run/hardnut-use-one-group", "hardnut-grouped.service"
    group = grp.getgrnam("adm").gr_gid
    write(path, "")
    # Whose the file is, what its mode is, the groups of the service, and whether that one is needed.
    for owner, mode, groups, needed in (("root", 0o640, "adm", True), ("root", 0o640, "", False),
                                        ("root", 0o644, "adm", False), ("nobody", 0o640, "adm", False)):
        os.chmod(path, mode)
        os.chown(path, pwd.getpwnam(owner).pw_uid, group)
        write(f"/etc/systemd/system/{unit}", TEMPLATE.replace("%i", "group-file")
              + f"User=nobody\nSupplementaryGroups={groups}\n")
        systemctl("daemon-reload")
        watch(unit)
        systemctl("start", unit)
        row = next(row for row in evidence(unit)["checks"] if row["check"] == "SupplementaryGroups")
        assert row["finding"] == ("used" if needed else "cannot-tell"), (owner, mode, groups, row)
        end_observer()
        os.unlink(f"{STATE}/system-{unit}.evidence")
    os.unlink(path)


# ---- Calls that do not return ----------------------------------------------------------------------


def calls_of(unit):
    """{name: count} of the calls that were not refused."""
    return {use[2]: use[3] for use in get(unit)["uses"] if use[0] == "call" and use[1] == 0}


def staying(name):
    return f"hardnut-stay@{name}.service"


def sleeps(unit):
    with open(f"/proc/{helper.show(unit, 'MainPID')}/stat", encoding="utf-8") as file:
        return file.read().rsplit(")", 1)[1].split()[0] == "S"


def waiting_calls_are_seen():
    """One that began before the watch and ends after it, if ever; it counts once, however long it waits and
    however it ends."""
    for name, calls in (("accept", {"accept", "accept4"}), ("poll", {"poll", "ppoll"}), ("read", {"read"})):
        unit = staying(f"wait-{name}")
        systemctl("start", unit)
        helper.wait_until(lambda unit=unit: sleeps(unit), 30, "the call")
        watch(unit)
        for _ in range(3):
            found = {call: count for call, count in calls_of(unit).items() if call in calls}
            assert list(found.values()) == [1], (name, calls_of(unit))
        assert get(unit)["lost"] == 0, get(unit)["lost"]
        systemctl("stop", unit)
        found = {call: count for call, count in calls_of(unit).items() if call in calls}
        assert list(found.values()) == [1], (name, calls_of(unit))
        stop(unit)
        assert has_not_seen(unit)


def half_known_calls_are_told():
    """What is opened is known when it is open: until then nobody can tell, and after that everybody can."""
    unit, fifo = staying("wait-open"), "/var/tmp/hardnut-use-one-fifo"
    watch(unit)
    systemctl("start", unit)
    helper.wait_until(lambda: get(unit)["lost"] == 1, 30, "the call")
    assert not has_not_seen(unit)
    # No file is kept while somebody waits.
    descriptor = os.open(fifo, os.O_WRONLY)
    os.close(descriptor)
    helper.wait_until(lambda: helper.show(unit, "ActiveState") == "inactive", 30, "the end")
    value = get(unit)
    assert value["lost"] == 0 and any(use[6] == fifo and use[0] == "read" for use in value["uses"]), value
    os.unlink(fifo)
    systemctl("start", unit)
    helper.wait_until(lambda: get(unit)["lost"] == 1, 30, "the call")
    stop(unit)
    assert get(unit)["lost"] == 1
    systemctl("stop", unit)
    os.unlink(fifo)


# ---- Between callers -------------------------------------------------------------------------------


def own_files_are_not_merged():
    """Where a service has other files than everybody, nobody knows whether its programs are the same."""
    unit = "hardnut-own-files.service"
    write(f"/etc/systemd/system/{unit}", TEMPLATE.replace("%i", "netlink") + "TemporaryFileSystem=/mnt\n")
    systemctl("daemon-reload")
    watch(unit)
    systemctl("start", unit)
    assert any(use[2] == "AF_NETLINK" for use in get(unit)["uses"])
    stop(unit)
    watch(unit)
    assert not get(unit)["uses"], get(unit)["uses"]
    stop(unit)


def nobody_ends_what_another_watches():
    unit = "hardnut-theirs.service"
    write(f"/etc/systemd/system/{unit}", TEMPLATE.replace("%i", "nothing"))
    systemctl("daemon-reload")
    permit(USER, "nobody")
    watch(unit, account=USER)
    # Whose share of the files it is.
    with open(f"{STATE}/system-{unit}.evidence", encoding="utf-8") as file:
        assert f"\nOwner\t{pwd.getpwnam(USER).pw_uid}\n" in file.read()
    refused("for somebody else", stop, unit, account="nobody")
    watch(unit, account="nobody")
    stop(unit, account="nobody")
    assert len(watched()) == 1, watched()
    refused("for somebody else", stop, unit, account="nobody")
    watch(unit, account="nobody")
    stop(unit, account=USER)
    assert len(watched()) == 1, watched()
    stop(unit)
    assert not watched(), watched()
    permit()


def connect(account):
    """A connection of that account, which stays."""
    os.seteuid(pwd.getpwnam(account).pw_uid)
    try:
        return RawBus()
    finally:
        os.seteuid(0)


def ask(bus, member, unit, *seconds):
    """What is wrong with a call, or nothing."""
    error, values = bus.call(observer.NAME, observer.PATH, observer.NAME, member, "sus" + "u" * len(seconds),
                             ("system", 0, unit, *seconds))
    return values[0] if error else ""


def seconds_left(unit):
    return sum(row[3] / 1e6 - time.time() for row in watched() if row[2] == unit)


def each_connection_has_its_own_end():
    """What one program asks for neither shortens nor ends what another one of the same user does, root's
    included; what a program leaves behind is for any other of that user to end."""
    unit = "hardnut-apart.service"
    write(f"/etc/systemd/system/{unit}", TEMPLATE.replace("%i", "nothing"))
    systemctl("daemon-reload")
    permit(USER)
    for account in (USER, "root"):
        longer, search, other = (connect(account) for _ in range(3))
        assert not ask(longer, "Watch", unit, 600) and not ask(search, "Watch", unit, 60)
        assert seconds_left(unit) > 500, (account, watched())
        assert not ask(search, "Stop", unit)
        assert seconds_left(unit) > 500, (account, watched())
        # Its own time may be over before it says so.
        assert not ask(search, "Watch", unit, 1)
        time.sleep(4)
        assert not ask(search, "Stop", unit)
        assert seconds_left(unit) > 500, (account, watched())
        # Its last one does not shorten it either.
        assert not ask(search, "Watch", unit, 900) and not ask(search, "Stop", unit)
        assert 500 < seconds_left(unit) < 700, (account, watched())
        if account == USER:
            assert "another of your programs" in ask(other, "Stop", unit)
            longer.close()
            assert seconds_left(unit) > 500, (account, watched())
        helper.wait_until(lambda other=other: not ask(other, "Stop", unit), 30, "the end")
        assert not watched(), (account, watched())
        for bus in (longer, search, other):
            bus.close()
    permit()


def connections_of_one_are_bounded():
    """Neither those that stay nor those that come and go take the place of others."""
    unit = "hardnut-crowd.service"
    write(f"/etc/systemd/system/{unit}", TEMPLATE.replace("%i", "nothing"))
    systemctl("daemon-reload")
    permit(USER, "nobody")
    for number in range(40):
        watch(unit, seconds=100 + number, account=USER)
    buses = [connect(USER) for _ in range(12)]
    answers = [ask(bus, "Watch", unit, 60) for bus in buses]
    assert 0 < answers.count("") < 10 and all("Too many others" in text for text in answers if text), answers
    assert seconds_left(unit) > 100, watched()
    watch(unit, account="nobody")
    # There is room again where time is over.
    assert all(not ask(bus, "Watch", unit, 1) for bus, text in zip(buses, answers) if not text)
    helper.wait_until(lambda: not ask(buses[-1], "Watch", unit, 60), 30, "room")
    for bus in buses:
        bus.close()
    stop(unit)
    assert not watched(), watched()
    permit()


def commands_of_users():
    """A user's own service: watched, restarted and told by the command."""
    analyze.start_user()
    analyze.add_user_unit("hardnut-mine.service", TEMPLATE.replace("%i", "netlink"))
    permit(analyze.USER)
    value = analyze.hardnutctl("watch", "--seconds=1", "--restart", "hardnut-mine.service", scope="user")
    assert value["starts"] == 1, value["starts"]
    value = analyze.hardnutctl("evidence", "hardnut-mine.service", scope="user")
    rows = {row["check"]: row for row in value["checks"]}
    assert rows["RestrictAddressFamilies_AF_NETLINK"]["finding"] == "used", rows
    assert rows["RestrictRealtime"]["finding"] == "not-seen", rows
    permit()


def unread_answers_are_bounded():
    """Who asks and asks and does not read the answers fills nobody's memory and keeps nobody waiting."""
    unit = unit_of("many-paths")
    watch(unit)
    assert len(get(unit)["uses"]) > 1000
    pid = helper.show(observer.UNIT, "MainPID")
    bus = RawBus()
    question = body("sus", ("system", 0, unit))
    try:
        for _ in range(2000):
            bus.send(observer.NAME, observer.PATH, observer.NAME, "Get", "sus", question)
    except (Gone, OSError):
        pass
    helper.wait_until(lambda: answers(unit), 120, "an answer for others")
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        most = next(int(line.split()[1]) for line in file if line.startswith("VmHWM:")) * 1024
    bus.close()
    assert helper.show(observer.UNIT, "MainPID") == pid
    assert most < 64 * 1024 * 1024, most
    stop(unit)


def answers(unit):
    try:
        return len(get(unit)["uses"]) > 1000
    except helper.Refused as error:
        assert "Too many answers" in str(error), error
        return False


TESTS = [too_much_is_told, deep_paths_are_not_guessed, paths_are_not_mixed_up,
         moved_files_are_seen_where_they_are, long_paths_are_lost, groups_of_one_are_its_own,
         uses_of_one_are_its_own, starts_are_counted_in_the_kernel,
         folders_of_a_user_hold_nobody_up, fork_storm_is_counted, escaped_names_are_seen,
         who_runs_as_the_manager_is_seen, same_name_of_many_managers, waiting_calls_are_seen,
         half_known_calls_are_told, extra_groups_are_seen, own_files_are_not_merged,
         nobody_ends_what_another_watches, each_connection_has_its_own_end, connections_of_one_are_bounded,
         commands_of_users, unread_answers_are_bounded, watches_are_bounded]
SEEN = [fork_storm_is_counted, paths_are_not_mixed_up, moved_files_are_seen_where_they_are,
        extra_groups_are_seen, who_runs_as_the_manager_is_seen, waiting_calls_are_seen,
        half_known_calls_are_told]
