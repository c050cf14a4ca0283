# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose lines they are: what one has kept, another neither removes nor replaces with "apply" alone, by
whatever way the file came to be what it is."""

import os

import helper_client as helper
from attacks_base import (ACCOUNT, ADMIN, EITHER, OTHER, SLEEP, VENDOR, Service, forget, run_tests,
                          systemctl, write)

UNIT = "hardnut-keepers.service"
FILES = {UNIT: f"[Service]\n{SLEEP}\n"}
NNP, MASK, TMP, HOME = "NoNewPrivileges=yes", "UMask=0077", "PrivateTmp=yes", "ProtectHome=yes"


def kept(test):
    """Around a test: the service, and nothing kept before and after."""
    def wrapped(ground):
        with Service(FILES):
            try:
                test(ground)
            finally:
                forget(UNIT)
    wrapped.__name__ = test.__name__
    return wrapped


def lines():
    with open(helper.permanent(UNIT), encoding="utf-8") as file:
        return [line.strip() for line in file if "=" in line and line[0] not in "#;["]


def check_kept(ground, what, *settings):
    """What is on the disk, in whatever order."""
    ground.tap.result(sorted(lines()) == sorted(settings), f"keepers: {what}: {' '.join(settings)}",
                      lines())


@kept
def roots_lines(ground):
    ground.keep_as_root(UNIT, NNP, MASK)
    ground.kept_out(UNIT, remove=True, what="root kept it")
    ground.kept_out(UNIT, TMP, what="without root's lines")
    ground.kept_out(UNIT, NNP, what="without one of root's lines")
    ground.kept_out(UNIT, MASK, TMP, what="one replaced")
    for value in ("0022", "0027", "0177", "0777"):
        ground.kept_out(UNIT, NNP, f"UMask={value}", what="one changed")
    ground.kept_out(UNIT, NNP, "NoNewPrivileges=no", MASK, errors=EITHER, what="twice")
    ground.kept_out(UNIT, "NoNewPrivileges=no", MASK)
    check_kept(ground, "as root kept it", NNP, MASK)
    ground.taken(UNIT, NNP, MASK, TMP, what="beside root's lines")
    ground.taken(UNIT, TMP, MASK, NNP, what="in another order")


@kept
def keeping_again(ground):
    """Who keeps the file anew does not become the keeper of what was in it."""
    ground.keep_as_root(UNIT, NNP, MASK)
    ground.taken(UNIT, NNP, MASK, TMP, keep=True, what="adds a line")
    check_kept(ground, "all three", NNP, MASK, TMP)
    ground.kept_out(UNIT, remove=True, what="root's are among them")
    ground.kept_out(UNIT, NNP, TMP, what="without root's line")
    ground.kept_out(UNIT, TMP, what="without root's lines")
    ground.kept_out(UNIT, NNP, "UMask=0177", TMP, what="root's line changed")
    # Once more the same, and round about.
    ground.taken(UNIT, NNP, MASK, TMP, HOME, keep=True, what="adds another")
    ground.kept_out(UNIT, MASK, TMP, HOME, what="without root's line after keeping twice")
    ground.taken(UNIT, NNP, MASK, HOME, what="without a line of its own")
    ground.taken(UNIT, NNP, MASK, keep=True, what="without its own lines")
    check_kept(ground, "root's again", NNP, MASK)
    ground.kept_out(UNIT, remove=True, what="root's alone")


@kept
def own_lines(ground):
    ground.keep_as(ACCOUNT, UNIT, TMP, MASK)
    ground.taken(UNIT, TMP, what="without a line of its own")
    ground.taken(UNIT, TMP, "UMask=0027", what="its own line, less strict than it was")
    ground.kept_out(UNIT, TMP, "UMask=0000", what="the weakest is none of its own")
    ground.kept_out(UNIT, "PrivateTmp=no", MASK, what="the weakest is none of its own")
    ground.taken(UNIT, remove=True, what="all its own")
    # Root's keeping the file anew takes no line away from who kept it.
    ground.keep_as_root(UNIT, TMP, MASK, NNP)
    ground.taken(UNIT, TMP, NNP, what="own line after root kept more")
    ground.kept_out(UNIT, TMP, MASK, what="root's line")
    ground.kept_out(UNIT, remove=True, what="root's line is in it")
    ground.taken(UNIT, NNP, keep=True, what="both its own lines")
    ground.kept_out(UNIT, remove=True, what="root's line alone")


@kept
def anothers_lines(ground):
    """One ordinary user's, and another's."""
    ground.keep_as(OTHER, UNIT, NNP, MASK)
    for settings in ((TMP,), (NNP,), (NNP, "UMask=0177"), (MASK, TMP)):
        ground.kept_out(UNIT, *settings, what=f"{OTHER} kept it")
    ground.kept_out(UNIT, remove=True, what=f"{OTHER} kept it")
    ground.taken(UNIT, NNP, MASK, TMP, keep=True)
    ground.kept_out(UNIT, NNP, MASK, account=OTHER, what=f"{ACCOUNT}'s line")
    ground.kept_out(UNIT, remove=True, account=OTHER, what=f"{ACCOUNT}'s is among them")
    ground.taken(UNIT, TMP, account=OTHER, what=f"{OTHER}'s own lines")
    ground.taken(UNIT, NNP, MASK, what=f"{ACCOUNT}'s own line")


@kept
def lists(ground):
    """Lines of a list are each somebody's."""
    ground.keep_as_root(UNIT, "InaccessiblePaths=/srv", "SystemCallFilter=~@mount",
                        "IPAddressDeny=any", "CapabilityBoundingSet=~CAP_SYS_ADMIN")
    root = lines()
    for index, line in enumerate(root):
        ground.kept_out(UNIT, *root[:index], *root[index + 1:], what=f"without {line}")
    for line in ("InaccessiblePaths=", "SystemCallFilter=", "IPAddressDeny=",
                 "SystemCallFilter=@mount", "IPAddressAllow=localhost",
                 "CapabilityBoundingSet=CAP_SYS_ADMIN"):
        ground.kept_out(UNIT, *root, line, errors=EITHER, what="added behind")
    ground.kept_out(UNIT, *[line.replace("/srv", "/srv/below") for line in root], what="narrower path")
    ground.taken(UNIT, *root, "InaccessiblePaths=/mnt", "SystemCallFilter=~@swap")


@kept
def by_hand(ground):
    """A file that was edited by hand has no keeper, whatever it says."""
    ground.keep_as(ACCOUNT, UNIT, TMP, MASK)
    path = helper.permanent(UNIT)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    edits = {
        "a line added": text + f"{NNP}\n",
        "a value changed": text.replace("UMask=0077", "UMask=0177"),
        "a line gone": text.replace("PrivateTmp=yes\n", ""),
        "a blank line": text + "\n",
        "a comment": "# The administrator was here.\n" + text,
        "a blank": text.replace("UMask=0077", "UMask= 0077"),
    }
    for what, edited in edits.items():
        assert edited != text, what
        write(path, edited)
        systemctl("daemon-reload")
        ground.kept_out(UNIT, remove=True, what=what)
        ground.kept_out(UNIT, HOME, what=what)
        now = lines()
        ground.kept_out(UNIT, *[line.replace(" ", "") for line in now[1:]],
                        *([] if len(now) > 1 else [HOME]), what=what)
    write(path, text)
    systemctl("daemon-reload")
    ground.taken(UNIT, remove=True, what="as it was kept")
    write(path, f"[Service]\n{NNP}\n")
    systemctl("daemon-reload")
    ground.kept_out(UNIT, remove=True, what="all by hand")
    ground.kept_out(UNIT, MASK, what="all by hand")
    ground.taken(UNIT, NNP, MASK, what="all by hand, and more")
    # Keeping more does not make the caller the keeper of what stood there.
    ground.taken(UNIT, NNP, MASK, keep=True, what="all by hand, and more")
    ground.kept_out(UNIT, MASK, what="the line of the hand")
    ground.kept_out(UNIT, remove=True, what="the line of the hand")


@kept
def while_it_is_tried(ground):
    """What another keeps while the question is open is seen."""
    tag = helper.etag(UNIT)
    ground.keep_as_root(UNIT, NNP)
    error, values = ground.caller(ACCOUNT).call("Try", UNIT, [["PrivateTmp", "yes"]], tag, 60, False)
    ground.tap.result(error == "Changed" and lines() == [NNP], "keepers: files of before: refused",
                      [f"{error} {values}"])
    if error is None:
        ground.stop_trial(values[0], ACCOUNT)


def keep_after(ground, settings, path, text, reload=True):
    """What Keep says when a file has come while the change was tried; and what is kept then."""
    error, values = ground.ask(UNIT, settings)
    assert error is None, f"{settings}: {error} {values}"
    helper.wait_for_state(values[0], "healthy", 180)
    with Service({path: text} if reload else {}):
        if not reload:
            write(path, text)
        error, _ = ground.caller(ACCOUNT).call("Keep", values[0])
        if error is not None:
            # The trial goes on, and is taken back as any other.
            if reload and helper.state(values[0]) != "healthy":
                error = f"{error}, and it is {helper.state(values[0])}"
            ground.caller(ACCOUNT).call("Revert", values[0])
        helper.wait_for_nothing_left(120)
        found = os.path.exists(helper.permanent(UNIT))
        forget(UNIT)
        if not reload:
            os.unlink(path)
    return error, found


@kept
def closed_meanwhile(ground):
    """While a change is tried an administrator closes what it would open when it is kept."""
    drop_in = f"{ADMIN}/{UNIT}.d/10-admin.conf"
    cases = (
        ((MASK,), "UMask=0177", "Changed"), (("UMask=0027",), MASK, "Changed"),
        (("ProtectHome=read-only",), HOME, "Changed"),
        (("ProtectSystem=full", NNP), "ProtectSystem=strict", "Changed"),
        (("RestrictAddressFamilies=AF_UNIX AF_INET",), "RestrictAddressFamilies=AF_UNIX", "Changed"),
        (("CapabilityBoundingSet=CAP_KILL CAP_CHOWN",), "CapabilityBoundingSet=CAP_KILL", "Changed"),
        (("SystemCallFilter=@system-service",), "SystemCallFilter=@basic-io", "Changed"),
        (("TasksMax=50",), "TasksMax=40", "Changed"),
        # The same, or something else.
        ((HOME,), HOME, None), ((MASK,), "UMask=0022", None), ((TMP,), NNP, None),
    )
    for settings, line, wanted in cases:
        error, found = keep_after(ground, settings, drop_in, f"[Service]\n{line}\n")
        ground.tap.result(error == wanted and found == (wanted is None),
                          f"keepers: {' '.join(settings)}, and meanwhile {line}: {wanted or 'kept'}",
                          [f"{error}, {'kept' if found else 'not kept'}"])
    systemctl("start", UNIT)
    error, found = keep_after(ground, (MASK,), drop_in, "[Service]\nUMask=0177\n", reload=False)
    systemctl("stop", UNIT)
    # Some versions see new folders only when they read all anew, and then it is taken back.
    ground.tap.result(error in ("UnitRefused", "Changed") and not found,
                      "keepers: a file that systemd has not read: refused", [f"{error} {found}"])
    # It has become a guard's.
    for path, text in (
            (f"{ADMIN}/firewalld.service.d/10-admin.conf", f"[Unit]\nRequires={UNIT}\n"),
            (drop_in, "[Unit]\nBefore=network-pre.target\n")):
        with Service({f"{VENDOR}/firewalld.service": f"[Service]\n{SLEEP}\n"}):
            error, found = keep_after(ground, (NNP,), path, text)
        ground.tap.result(error == "Changed" and not found,
                          f"keepers: meanwhile {text.split()[1]}: Changed", [f"{error} {found}"])


@kept
def template(ground):
    """An instance's own file hides the template's, which root kept."""
    shared = "/etc/systemd/system/hardnut-keepers@.service.d/zz-hardnut.conf"
    with Service({"hardnut-keepers@.service": f"[Service]\n{SLEEP}\n",
                  shared: f"[Service]\n{NNP}\n{MASK}\n"}, start=("hardnut-keepers@x.service",)):
        unit = "hardnut-keepers@x.service"
        ground.kept_out(unit, TMP, what="hides the template's")
        ground.kept_out(unit, NNP, what="hides one of the template's")
        ground.taken(unit, NNP, MASK, TMP, what="with the template's")
        assert os.path.exists(shared)


def same_name(ground):
    """Files that bear the name of Hardnut's elsewhere: systemd would read one of them only."""
    text = f"[Service]\n{NNP}\nProtectSystem=strict\n"
    alias = "hardnut-keepers-alias.service"
    for folder in (f"{ADMIN}/service.d", f"{ADMIN}/hardnut-.service.d", f"{VENDOR}/{UNIT}.d",
                   f"/run/systemd/system/{UNIT}.d", f"{ADMIN}/{alias}.d"):
        with Service({**FILES, f"{folder}/{helper.DROP_IN}": text},
                     links={alias: f"{ADMIN}/{UNIT}"}):
            ground.refused(UNIT, MASK, what=f"hides that of {folder}")
            ground.kept_out(UNIT, remove=True, errors=("NotFound", *EITHER), what=folder)
    # Another name is none of this.
    with Service({**FILES, f"{ADMIN}/service.d/10-admin.conf": text}):
        ground.taken(UNIT, MASK, what="beside another name")


def order(ground):
    """The same lines in another order can say something else."""
    with Service(FILES):
        try:
            ground.keep_as_root(UNIT, "SystemCallFilter=@system-service", "SystemCallFilter=~@mount")
            ground.kept_out(UNIT, "SystemCallFilter=~@mount", "SystemCallFilter=@system-service",
                            what="the other way round")
            ground.kept_out(UNIT, *lines(), "SystemCallFilter=mount", what="let in again behind")
        finally:
            forget(UNIT)


def run(tap):
    run_tests(tap, "keepers", [roots_lines, keeping_again, own_lines, anothers_lines, lists, by_hand,
                               while_it_is_tried, closed_meanwhile, template, same_name, order])
