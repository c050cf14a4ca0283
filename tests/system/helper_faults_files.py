# SPDX-License-Identifier: GPL-3.0-or-later
"""System calls of the helper that fail, or do less than they were asked for, in each of the places
where it writes: the record of a trial, its drop-in, and the permanent one."""

import errno
import os
from functools import partial

import helper_client as helper
from helper_client import show
from helper_faults import CHANGE, Faults, kill_helper, ping, read, refused, stop_helper, systemctl

FILE = "/.zz*"
FOLDER = ""
FINAL = "/zz-hardnut.conf"

# The line of the list, the call, the error, and what of a drop-in it is about.
FATAL = [
    ("ENOSPC", "write", errno.ENOSPC, FILE),
    ("ENOSPC", "mkdirat", errno.ENOSPC, FOLDER),
    ("EDQUOT", "write", errno.EDQUOT, FILE),
    ("EDQUOT", "create", errno.EDQUOT, FILE),
    ("EIO", "write", errno.EIO, FILE),
    ("EIO", "close", errno.EIO, FILE),
    ("EROFS", "create", errno.EROFS, FILE),
    ("EROFS", "mkdirat", errno.EROFS, FOLDER),
    ("EMFILE", "create", errno.EMFILE, FILE),
    ("EMFILE", "openat2", errno.EMFILE, FOLDER),
    ("ENOMEM", "create", errno.ENOMEM, FILE),
    ("ENOMEM", "openat2", errno.ENOMEM, FOLDER),
    ("failing fsync of a file", "fsync", errno.EIO, FILE),
    ("failing fsync of a folder", "fsync", errno.EIO, FOLDER),
    ("failing rename", "renameat", errno.EIO, FINAL),
    ("failing rename", "renameat", errno.ENOSPC, FINAL),
    ("failing chmod", "fchmod", errno.EPERM, FILE),
]
HARMLESS = [
    ("EINTR", "write", errno.EINTR, FILE, 3),
    ("EINTR", "create", errno.EINTR, FILE, 3),
    ("EINTR", "openat2", errno.EINTR, FOLDER, 3),
    ("EINTR", "fsync", errno.EINTR, FILE, 3),
    ("EINTR", "fsync", errno.EINTR, FOLDER, 3),
    ("EINTR", "close", errno.EINTR, FILE, 1),
    ("short write", "write", "short", FILE, 100000),
]


def trial_pattern(bed, part):
    return f"/run/systemd/system.control/{bed.unit}.d{part}"


def permanent_pattern(bed, part):
    return f"/etc/systemd/system/{bed.unit}.d{part}"


def words(number):
    return os.strerror(number)


def assert_met(rule, times=1):
    assert len(Faults.met(rule)) >= times, "the fault was never met"


class Files:
    def __init__(self, monitor):
        self.monitor = monitor

    def trial_fails(self, bed, call, number, part):
        """The trial's drop-in cannot be written."""
        # The folder is looked for in vain, before permission and after it, and then made.
        skip = 2 if call == "openat2" else 0
        rule = Faults.add(call, number, trial_pattern(bed, part), skip)
        trial = bed.begin()
        detail = self.monitor.wait_for(trial, "reverted")
        assert_met(rule)
        assert detail["step"] == "written" and words(number) in detail["reason"], detail
        bed.assert_as_before()

    def look_fails(self, bed, number, skip):
        """It cannot be found out whether the drop-in could be written: nothing is begun."""
        rule = Faults.add("openat2", number, trial_pattern(bed, FOLDER), skip)
        error = refused(bed.begin, "Failed")
        assert_met(rule)
        assert words(number) in str(error), error
        bed.assert_as_before()

    def keep_fails(self, bed, call, number, part, present=None):
        """The permanent drop-in cannot be written: Keep says so, and all is as before."""
        if present:
            bed.has(present)
        trial = bed.healthy()
        # Looked into before, to see whether somebody has changed it.
        skip = 0 if call != "openat2" else 1 if present else 2
        rule = Faults.add(call, number, permanent_pattern(bed, part), skip)
        error = refused(lambda: helper.call("Keep", trial), "Failed")
        assert_met(rule)
        assert words(number) in str(error), error
        detail = self.monitor.wait_for(trial, "reverted")
        assert detail["step"] == "keep" and words(number) in detail["reason"], detail
        bed.assert_as_before()

    def goes_through(self, bed, call, action, part, count):
        """Nothing is lost by it, in the trial, in Keep and in the removal."""
        rules = [Faults.add(call, action, pattern(bed, part), 0, count)
                 for pattern in (trial_pattern, permanent_pattern)]
        trial = bed.healthy()
        text = helper.settings_in(bed.trial_file)
        assert text == CHANGE, text
        helper.call("Keep", trial)
        for rule in rules:
            assert_met(rule)
        bed.present = CHANGE
        bed.assert_as_before()
        trial = helper.remove_change(bed.unit)
        bed.trials.append(trial)
        helper.wait_for_state(trial, "healthy")
        helper.call("Keep", trial)
        bed.present = None
        bed.assert_as_before()

    def revert_needs_tries(self, bed, call, number, part, count=2):
        """The taking back does not come through at once, and goes on until it does."""
        trial = bed.healthy()
        rule = Faults.add(call, number, trial_pattern(bed, part), 0, count)
        helper.call("Revert", trial)
        assert_met(rule, count)
        bed.assert_as_before()

    def restoring_needs_tries(self, bed):
        """Keep fails, and so does putting back what was there, at first."""
        bed.has("[Service]\nPrivateTmp=yes\n")
        trial = bed.healthy()
        first = Faults.add("fsync", errno.EIO, permanent_pattern(bed, FOLDER))
        again = Faults.add("write", errno.ENOSPC, permanent_pattern(bed, FILE), 1, 2)
        refused(lambda: helper.call("Keep", trial), "Failed")
        assert_met(first)
        assert_met(again, 2)
        bed.assert_as_before()

    def read_only_etc(self, bed):
        """Nothing can be changed below /etc any more: Keep fails, and the trial still goes."""
        trial = bed.healthy(restart=True)
        rules = [Faults.add(call, errno.EROFS, permanent_pattern(bed, part), 0, 1000)
                 for call, part in (("create", FILE), ("unlinkat", FINAL))]
        error = refused(lambda: helper.call("Keep", trial), "Failed")
        for rule in rules:
            assert_met(rule)
        assert words(errno.EROFS) in str(error), error
        self.monitor.wait_for(trial, "reverted")
        bed.assert_as_before()

    def unreadable_etc(self, bed):
        """Whether Keep wrote the permanent drop-in cannot be seen: the trial's goes all the same, the
        service is restarted once, and the permanent one is put back as soon as it can be read."""
        trial = bed.healthy(restart=True)
        before = show(bed.unit, "InvocationID")
        first = Faults.add("fsync", errno.EIO, permanent_pattern(bed, FOLDER))
        Faults.add("openat", errno.EIO, permanent_pattern(bed, FINAL), 0, 1000)
        error = refused(lambda: helper.call("Keep", trial), "Failed")
        assert_met(first)
        assert words(errno.EIO) in str(error) and "until it is done" in str(error), error
        assert not os.path.lexists(bed.trial_file), "the trial's drop-in is left"
        after = show(bed.unit, "InvocationID")
        assert after != before, "the service was not restarted"
        assert helper.state(trial) == "reverting", helper.state(trial)
        assert any(trial in name for name in helper.leftovers() if ".timer" in name), "no timer"
        refused(lambda: bed.begin("PrivateTmp=yes"), "Busy")
        helper.wait_until(lambda: int(helper.record(trial)["Tries"]) > 6, 60, "tried again")
        assert show(bed.unit, "InvocationID") == after, "the service is restarted each time"
        Faults.clear()
        self.monitor.wait_for(trial, "reverted")
        bed.assert_as_before()

    def removal_fails(self, bed):
        bed.has(CHANGE)
        rule = Faults.add("symlinkat", errno.ENOSPC, trial_pattern(bed, FILE))
        trial = helper.remove_change(bed.unit)
        bed.trials.append(trial)
        detail = self.monitor.wait_for(trial, "reverted")
        assert_met(rule)
        assert detail["removal"] is True and words(errno.ENOSPC) in detail["reason"], detail
        bed.assert_as_before()

    def kept_removal_fails(self, bed, call, number, part):
        bed.has(CHANGE)
        trial = helper.remove_change(bed.unit)
        bed.trials.append(trial)
        helper.wait_for_state(trial, "healthy")
        rule = Faults.add(call, number, permanent_pattern(bed, part))
        error = refused(lambda: helper.call("Keep", trial), "Failed")
        assert_met(rule)
        assert words(number) in str(error), error
        bed.assert_as_before()

    def unreadable(self, bed, number):
        """Hardnut's present drop-in cannot be read: nothing is begun."""
        bed.has(CHANGE)
        Faults.add("openat", number, permanent_pattern(bed, FINAL), 0, 100)
        error = refused(lambda: bed.begin("PrivateTmp=yes"), "Failed")
        assert words(number) in str(error), error
        Faults.clear()
        bed.assert_as_before()

    # The records carry no name of a service in their path, so that these come one by one.

    def record_fails(self, bed, call, number, part):
        """The record cannot be written: nothing is begun."""
        rule = Faults.add(call, number, f"/run/hardnut{part}")
        error = refused(bed.begin, "Failed")
        assert_met(rule)
        assert words(number) in str(error), error
        bed.assert_as_before()

    def later_record_fails(self, bed, skip):
        """A state of the trial cannot be put on record: it is taken back."""
        rule = Faults.add("write", errno.ENOSPC, "/run/hardnut/.*", skip)
        trial = bed.begin()
        detail = self.monitor.wait_for(trial, "reverted")
        assert_met(rule)
        assert words(errno.ENOSPC) in detail["reason"], detail
        bed.assert_as_before()

    def keep_without_record(self, bed):
        """Keep cannot be put on record: an error, the trial goes on, and can be kept then."""
        trial = bed.healthy()
        rule = Faults.add("write", errno.ENOSPC, "/run/hardnut/.*")
        refused(lambda: helper.call("Keep", trial), "Failed")
        assert_met(rule)
        assert helper.state(trial) == "healthy" and read(bed.permanent) is None
        helper.call("Keep", trial)
        bed.present = CHANGE
        bed.assert_as_before()

    def revert_without_record(self, bed):
        trial = bed.healthy()
        rule = Faults.add("write", errno.ENOSPC, "/run/hardnut/.*", 0, 100)
        helper.call("Revert", trial)
        assert_met(rule)
        bed.assert_as_before()

    def record_goes_through(self, bed, call, action, count):
        rule = Faults.add(call, action, "/run/hardnut/.*", 0, count)
        trial = bed.healthy()
        assert_met(rule)
        helper.call("Revert", trial)
        bed.assert_as_before()

    def record_short_read(self, bed):
        """Of a helper that was killed, the next one reads the record bit by bit."""
        trial = bed.healthy()
        rule = Faults.add("read", "short", "/run/hardnut/*", 0, 100000)
        kill_helper()
        ping()
        helper.wait_until(lambda: Faults.met(rule), 30, "the record read")
        helper.call("Revert", trial)
        bed.assert_as_before()

    def record_unreadable(self, bed, number):
        """The record is there and cannot be read: neither a new helper nor the dead man takes the
        trial for nobody's, or for over."""
        trial = bed.healthy()
        stop_helper()
        rule = Faults.add("openat", number, "/run/hardnut/*.trial", 0, 1000)
        service = f"hardnut-revert@{trial}-1.service"
        assert systemctl("start", service, check=False).returncode != 0, "the dead man saw nothing"
        helper.wait_until(lambda: int(show(service, "NRestarts")) > 1, 30, "the dead man again")
        systemctl("stop", service)
        systemctl("reset-failed", service, check=False)
        assert helper.state(trial) == "healthy" and os.path.lexists(bed.trial_file)
        ping()
        refused(lambda: bed.begin("PrivateTmp=yes"), "Busy")
        assert_met(rule, 3)
        assert helper.state(trial) == "healthy" and os.path.lexists(bed.trial_file)
        Faults.clear()
        stop_helper()
        helper.call("Revert", trial)
        bed.assert_as_before()

    def history_fails(self, bed, call, number, part):
        """The history cannot be written: the change is kept all the same, and no file is half of one."""
        folder = "/var/lib/hardnut/history"
        name = f"{folder}/{bed.unit}"
        os.makedirs(folder, exist_ok=True)
        if os.path.lexists(name):
            os.unlink(name)
        trial = bed.healthy()
        rule = Faults.add(call, number, f"{folder}{part}", 0, 100)
        helper.call("Keep", trial)
        assert_met(rule)
        bed.present = CHANGE
        bed.assert_as_before()
        Faults.clear()
        left = os.listdir(folder) if os.path.isdir(folder) else []
        assert not [one for one in left if one.startswith(".")], left
        text = read(name)
        assert text is None or text.endswith("\n"), text
        # The next one is told again.
        trial = helper.remove_change(bed.unit)
        bed.trials.append(trial)
        helper.wait_for_state(trial, "healthy")
        helper.call("Keep", trial)
        bed.present = None
        bed.assert_as_before()
        assert read(name).count("[State]") >= 2, read(name)

    def accept_fails(self, bed, call, number, part):
        """What is accepted cannot be written: an error, and the old file stays, whole."""
        folder = "/etc/hardnut/accepted.d"
        values = bed.unit, "PrivateTmp", "2999-01-01"
        name = f"{folder}/{bed.unit}+PrivateTmp.conf"
        os.makedirs(folder, exist_ok=True)
        try:
            helper.call("Accept", *values, "Old")
            before = read(name)
            rule = Faults.add(call, number, f"{folder}{part}", 1 if call == "openat2" else 0)
            error = refused(lambda: helper.call("Accept", *values, "New"), "Failed")
            assert_met(rule)
            assert words(number) in str(error), error
            # Only the folder could not be written to disk: the new one is there.
            wanted = before.replace("Old", "New") if (call, part) == ("fsync", FOLDER) else before
            assert read(name) == wanted, read(name)
            assert os.listdir(folder) == [os.path.basename(name)], os.listdir(folder)
            Faults.clear()
            helper.call("Accept", *values[:2], "", "")
            assert not os.listdir(folder), os.listdir(folder)
        finally:
            if os.path.lexists(name):
                os.unlink(name)

    def accept_goes_through(self, bed, call, action, part, count):
        folder = "/etc/hardnut/accepted.d"
        rule = Faults.add(call, action, f"{folder}{part}", 0, count)
        helper.call("Accept", bed.unit, "PrivateTmp", "2999-01-01", "Known")
        assert_met(rule)
        text = read(f"{folder}/{bed.unit}+PrivateTmp.conf")
        assert text.endswith("Note=Known\n"), text
        helper.call("Accept", bed.unit, "PrivateTmp", "", "")
        assert not os.listdir(folder), os.listdir(folder)

    def no_openat2(self, bed):
        """On a kernel without it nothing is written, because nothing could be written safely."""
        stop_helper()
        rule = Faults.add("openat2", errno.ENOSYS, "*", 0, 100000)
        error = refused(bed.begin, "Failed")
        assert_met(rule)
        assert words(errno.ENOSYS) in str(error), error
        Faults.clear()
        bed.assert_as_before()

    def parallel_cases(self):
        cases = []
        for line, call, number, part in FATAL:
            cases.append((line, f"{call} of the trial's {part or 'folder'} ({words(number)})",
                          partial(self.trial_fails, call=call, number=number, part=part)))
            cases.append((line, f"{call} of the permanent {part or 'folder'} ({words(number)})",
                          partial(self.keep_fails, call=call, number=number, part=part)))
            if call in ("fsync", "renameat", "close"):
                cases.append((line, f"{call} over an earlier {part or 'folder'} ({words(number)})",
                              partial(self.keep_fails, call=call, number=number, part=part,
                                      present="[Service]\nPrivateTmp=yes\n")))
        for line, call, action, part, count in HARMLESS:
            cases.append((line, f"{call} of {part or 'the folder'}",
                          partial(self.goes_through, call=call, action=action, part=part,
                                  count=count)))
        for line, call, number, part in (
                ("EIO", "unlinkat", errno.EIO, FINAL), ("EROFS", "unlinkat", errno.EROFS, FINAL),
                ("EMFILE", "openat2", errno.EMFILE, FOLDER),
                ("ENOMEM", "openat2", errno.ENOMEM, FOLDER),
                ("failing fsync of a folder", "fsync", errno.EIO, FOLDER)):
            cases.append((line, f"{call} while taking back ({words(number)})",
                          partial(self.revert_needs_tries, call=call, number=number, part=part)))
        cases.append(("ENOSPC", "putting an earlier change back", self.restoring_needs_tries))
        cases.append(("ENOSPC", "the link of a removal", self.removal_fails))
        cases.append(("EROFS", "all of /etc, from Keep on", self.read_only_etc))
        for line, call, number, part in (
                ("EROFS", "unlinkat", errno.EROFS, FINAL), ("EIO", "unlinkat", errno.EIO, FINAL),
                ("failing fsync of a folder", "fsync", errno.EIO, FOLDER)):
            cases.append((line, f"{call} in a kept removal ({words(number)})",
                          partial(self.kept_removal_fails, call=call, number=number, part=part)))
        for line, number in (("EMFILE", errno.EMFILE), ("ENOMEM", errno.ENOMEM)):
            cases += [(line, f"look {skip + 1} at the folder ({words(number)})",
                       partial(self.look_fails, number=number, skip=skip)) for skip in range(2)]
        for line, number in (("EIO", errno.EIO), ("EMFILE", errno.EMFILE),
                             ("ENOMEM", errno.ENOMEM)):
            cases.append((line, f"reading the present change ({words(number)})",
                          partial(self.unreadable, number=number)))
        return cases

    def sequential_cases(self):
        parts = {FILE: "/.*", FOLDER: "", FINAL: "/*.trial"}
        cases = [(line, f"{call} of the record ({words(number)})",
                  partial(self.record_fails, call=call, number=number, part=parts[part]))
                 for line, call, number, part in FATAL if call not in ("mkdirat", "openat2")]
        accepted = {FILE: "/.hardnut-new", FOLDER: "", FINAL: "/*.conf"}
        cases += [(line, f"{call} of the history, {part or 'its folder'} ({words(number)})",
                   partial(self.history_fails, call=call, number=number,
                           part=part.replace("/zz-hardnut.conf", "/*.service").replace("/.zz*", "/.hardnut-new")))
                  for line, call, number, part in FATAL if call != "mkdirat"]
        cases += [(line, f"{call} of what is accepted, {part or 'its folder'} ({words(number)})",
                   partial(self.accept_fails, call=call, number=number, part=accepted[part]))
                  for line, call, number, part in FATAL if call != "mkdirat"]
        cases += [(line, f"{call} of what is accepted, {part or 'its folder'}",
                   partial(self.accept_goes_through, call=call, action=action, part=accepted[part],
                           count=count)) for line, call, action, part, count in HARMLESS]
        cases += [("ENOSPC", f"the record after {skip} of its states",
                   partial(self.later_record_fails, skip=skip)) for skip in range(1, 5)]
        cases += [("ENOSPC", "the record in Keep", self.keep_without_record),
                  ("ENOSPC", "the record in taking back", self.revert_without_record),
                  ("EINTR", "write of the record",
                   partial(self.record_goes_through, call="write", action=errno.EINTR, count=3)),
                  ("EINTR", "fsync of the record",
                   partial(self.record_goes_through, call="fsync", action=errno.EINTR, count=3)),
                  ("short write", "of the record",
                   partial(self.record_goes_through, call="write", action="short", count=100000)),
                  ("short write", "and a short read of the record", self.record_short_read),
                  ("EMFILE", "reading the record",
                   partial(self.record_unreadable, number=errno.EMFILE)),
                  ("EIO", "reading the permanent drop-in from Keep on", self.unreadable_etc),
                  ("no openat2", "at all", self.no_openat2)]
        return cases


def run_tests(run, beds):
    files = Files(run.monitor)
    run.parallel(files.parallel_cases(), beds)
    run.sequential(files.sequential_cases(), beds[0])
