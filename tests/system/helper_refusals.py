# SPDX-License-Identifier: GPL-3.0-or-later
"""Who and what the helper does not let in: each is refused before anything is touched."""

import json
import os
import subprocess
import xml.etree.ElementTree as ElementTree

import helper_client as helper
import helper_trials
from helper_client import Refused, show
from helper_trials import UNIT, assert_untouched, restart, systemctl, write

# The lab's ordinary user, who may do nothing unless a rule says so.
ACCOUNT = os.environ.get("HARDNUT_USER", "nut")
RULES = "/etc/polkit-1/rules.d/00-hardnut-test.rules"
NO_TRIAL = "0" * 32
GOOD_ETAG = "0" * 64

NAMES = ["", "a" * 249 + ".service", "..", "/", "../x.service", "/etc/x.service", "hardnut-test",
         "dbus.socket", "tmp.mount", "getty@.service", "a@b@c.service", "a\\x2fb.service",
         "*.service", "hardnut-tes?.service", "-x.service", ".x.service", "hardnut test.service",
         "hardnut-t\u00e9st.service", "hardnut-test.service\n", "x/y.service", "hardnut-.service",
         "hardnut-@x.service"]
VALUES = ["PrivateTmp=yes\nExecStart=/bin/sh", "PrivateTmp=yes\r", "UMask=0077\\",
          "\ufeffPrivateTmp=yes", "ProtectSystem=#full", "ProtectSystem=;", "ProtectSystem=[Service]",
          "ReadWritePaths=/a\x1b[0m", "ReadWritePaths=/a\u2028b", "ReadWritePaths=/a\u202eb",
          "ReadWritePaths=/a\u0085b", "ReadWritePaths=\"/a", "PrivateTmp=", "PrivateTmp=maybe",
          "UMask=-1", "UMask=99999999999999999999", "LimitNOFILE=NaN", "TasksMax=-1",
          "SystemCallFilter=no_such_call_at_all", "SystemCallFilter=@network_io",
          "RestrictAddressFamilies=AF_NOWHERE", "CapabilityBoundingSet=CAP_NOTHING"]
DIRECTIVES = ["NoSuchDirective=yes", "ExecStart=/bin/sh", "ExecStartPre=/bin/sh", "Environment=A=b",
              "EnvironmentFile=/etc/x", "User=root", "Group=root", "BindPaths=/a",
              "BindReadOnlyPaths=/a", "RootImage=/a", "RootDirectory=/a", "LoadCredential=a:/b",
              "AmbientCapabilities=CAP_SYS_ADMIN", "Requires=x.service", "Description=x",
              "X-Hardnut=1", "privatetmp=yes", "PrivateTmp =yes", "Restart=always"]


def grant(*actions):
    """Lets the ordinary user do these actions, and nothing else of Hardnut's."""
    listed = ", ".join(f'"{action}"' for action in actions)
    write(RULES, "polkit.addRule(function(action, subject) {\n"
          f'  if (subject.user == "{ACCOUNT}" && action.id.indexOf("io.github.hardnut.") == 0)\n'
          f"    return [{listed}].indexOf(action.id) >= 0 ? polkit.Result.YES : polkit.Result.NO;\n"
          "});\n")
    os.chmod(RULES, 0o644)
    os.chmod(os.path.dirname(RULES), 0o755)
    restart("polkit.service")


def expect(names, function, *arguments, **options):
    """function must be refused with one of these errors."""
    names = [names] if isinstance(names, str) else names
    try:
        answer = function(*arguments, **options)
    except Refused as refused:
        assert refused.name in names, f"{refused} instead of {names}"
        return
    raise AssertionError(f"{arguments} was let in: {answer}")


def introspected():
    """{interface: ({method: signature}, {property: access})}"""
    text = str(helper.call("Introspect", interface="org.freedesktop.DBus.Introspectable"))
    found = {}
    for interface in ElementTree.fromstring(text).findall("interface"):
        methods = {method.get("name"): "".join(
            argument.get("type") for argument in method.findall("arg")
            if argument.get("direction", "in") == "in") for method in interface.findall("method")}
        found[interface.get("name")] = (methods, {
            one.get("name"): one.get("access") for one in interface.findall("property")})
    return found


def denied_user_gets_nowhere():
    """Every method and property there is; one that this does not know fails the test."""
    grant()
    tag = helper.etag(UNIT)
    change = [["NoNewPrivileges", "yes"]]
    refusals = {
        "Try": ("NotAuthorized", [UNIT, change, tag, 60, False]),
        "Remove": (("NotAuthorized", "NotFound"), [UNIT, tag, 60, False]),
        "Keep": ("NoSuchTrial", [NO_TRIAL]),
        "Revert": ("NoSuchTrial", [NO_TRIAL]),
        "Begin": ("NotAuthorized", [[UNIT], 60]),
        "End": ("NoSuchSession", [NO_TRIAL]),
        "Covers": ("NotAuthorized", [":1.1", UNIT]),
        "Accept": ("NotAuthorized", [UNIT, "PrivateTmp", "2999-01-01", "x"]),
    }
    methods, properties = introspected()[helper.NAME]
    assert set(methods) == set(refusals), methods
    for name, (errors, arguments) in refusals.items():
        assert methods[name] == helper.SIGNATURES[name], (name, methods[name])
        expect(errors, helper.call_as, ACCOUNT, name, *arguments)
    assert properties == {"Trials": "read"}, properties
    denied = ["org.freedesktop.DBus.Error.AccessDenied",
              "org.freedesktop.DBus.Error.PropertyReadOnly"]
    for name in properties:
        expect(denied, helper.call_as, ACCOUNT, "Set", helper.NAME, name, "x", signature="ssv",
               interface="org.freedesktop.DBus.Properties")
    # With something to remove.
    write(helper.permanent(UNIT), "[Service]\nPrivateTmp=yes\n")
    systemctl("daemon-reload")
    expect("NotAuthorized", helper.call_as, ACCOUNT, "Remove", UNIT, helper.etag(UNIT), 60, False)
    os.unlink(helper.permanent(UNIT))
    os.rmdir(os.path.dirname(helper.permanent(UNIT)))
    systemctl("daemon-reload")
    # What is not the helper's own, and a member that is none.
    for interface, name, signature, arguments in (
            (helper.NAME, "NoSuchMethod", "", []),
            ("org.freedesktop.DBus.Peer", "GetMachineId", "", []),
            ("org.freedesktop.systemd1.Manager", "Reload", "", [])):
        expect(denied + ["org.freedesktop.DBus.Error.UnknownMethod"], helper.call_as, ACCOUNT, name,
               *arguments, interface=interface, signature=signature)
    assert_untouched()


def refusals_are_on_record():
    grant()
    expect("NotAuthorized", helper.call_as, ACCOUNT, "Try", UNIT, [["LimitCORE", "0"]],
           helper.etag(UNIT), 60, False)
    subprocess.run(["journalctl", "--sync"], check=False)
    done = subprocess.run(["journalctl", "-o", "export", "HARDNUT_OUTCOME=refused"],
                          capture_output=True, check=True)
    text = done.stdout.decode()
    assert "HARDNUT_AFTER=LimitCORE=0" in text and f"HARDNUT_UNIT={UNIT}" in text, text


def journal_of(outcome):
    """The last entry of the helper with this outcome, {field: value}."""
    subprocess.run(["journalctl", "--sync"], check=False)
    done = subprocess.run(["journalctl", "-o", "json", "-n", "1", f"HARDNUT_OUTCOME={outcome}"],
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def shown_words_are_on_record():
    """What the question said, which is shorter than the change, and was about what weakens first."""
    many = [[name, "yes"] for name in (
        "LockPersonality", "NoNewPrivileges", "PrivateDevices", "PrivateTmp", "ProtectClock",
        "ProtectControlGroups", "ProtectHome", "ProtectKernelLogs", "ProtectKernelModules",
        "ProtectKernelTunables", "RestrictRealtime", "RestrictSUIDSGID")]
    weaker = [*many, ["ProtectHostname", "no"]]
    grant("io.github.hardnut.apply")
    expect("NotAuthorized", helper.call_as, ACCOUNT, "Try", UNIT, weaker, helper.etag(UNIT), 60, False)
    entry = journal_of("refused")
    assert entry["HARDNUT_WORDS"].startswith("ProtectHostname=no"), entry
    assert "more" in entry["HARDNUT_WORDS"], entry
    assert all("=".join(pair) in entry["HARDNUT_AFTER"] for pair in weaker), entry
    trial = helper.call_as(ACCOUNT, "Try", UNIT, many, helper.etag(UNIT), 60, False)
    helper.wait_for_state(trial, "healthy")
    helper.call_as(ACCOUNT, "Revert", trial)
    entry = journal_of("reverted")
    assert entry["HARDNUT_TRIAL"] == trial and "more" in entry["HARDNUT_WORDS"], entry
    assert entry["HARDNUT_WORDS"].startswith("NoNewPrivileges=yes"), entry
    # Root was shown nothing.
    trial = helper.try_change(UNIT, "NoNewPrivileges=yes")
    helper.wait_for_state(trial, "healthy")
    helper.call("Revert", trial)
    entry = journal_of("reverted")
    assert entry["HARDNUT_TRIAL"] == trial and not entry.get("HARDNUT_WORDS"), entry
    assert_untouched()


def loosen_is_asked_each_time():
    """An administrator's password, of everybody, and none that was given before."""
    done = subprocess.run(["pkaction", "--verbose", "--action-id", "io.github.hardnut.loosen"],
                          capture_output=True, text=True, check=True)
    rows = dict(line.split(":", 1) for line in done.stdout.splitlines() if ":" in line)
    found = {name.strip(): value.strip() for name, value in rows.items()}
    for who in ("any", "inactive", "active"):
        assert found[f"implicit {who}"] == "auth_admin", found


def permitted_user_gets_in():
    grant("io.github.hardnut.apply")
    trial = helper.call_as(ACCOUNT, "Try", UNIT, [["NoNewPrivileges", "yes"]], helper.etag(UNIT),
                           60, False)
    helper.wait_for_state(trial, "healthy")
    # Root did not begin it, and may take it back all the same.
    expect("NotYours", helper.call, "Keep", trial)
    helper.call("Revert", trial)
    expect("NoSuchTrial", helper.call_as, ACCOUNT, "Revert", trial)
    assert_untouched()


def foreign_trials():
    grant("io.github.hardnut.apply", "io.github.hardnut.loosen")
    trial = helper.try_change(UNIT, "NoNewPrivileges=yes")
    helper.wait_for_state(trial, "healthy")
    expect("NotYours", helper.call_as, ACCOUNT, "Keep", trial)
    expect("NotYours", helper.call_as, ACCOUNT, "Revert", trial)
    assert helper.state(trial) == "healthy"
    for number in ("", "..", "../" + trial, trial.upper(), trial[:-1], trial + "0", NO_TRIAL):
        expect("NoSuchTrial", helper.call, "Keep", number)
        expect("NoSuchTrial", helper.call, "Revert", number)
    helper.call("Revert", trial)
    for member in ("Keep", "Revert"):
        expect("NoSuchTrial", helper.call, member, trial)
    assert_untouched()


def loosening_takes_more():
    """ProtectHostname= is what the unit's author set."""
    grant("io.github.hardnut.apply")
    weaker = [["ProtectHostname", "no"], ["NoNewPrivileges", "yes"]]
    expect("NotAuthorized", helper.call_as, ACCOUNT, "Try", UNIT, weaker, helper.etag(UNIT), 60,
           False)
    assert_untouched()
    grant("io.github.hardnut.loosen")
    trial = helper.call_as(ACCOUNT, "Try", UNIT, weaker, helper.etag(UNIT), 60, False)
    helper.wait_for_state(trial, "healthy")
    helper.call_as(ACCOUNT, "Revert", trial)
    expect("NotAuthorized", helper.call_as, ACCOUNT, "Try", UNIT, [["NoNewPrivileges", "yes"]],
           helper.etag(UNIT), 60, False)
    assert_untouched()


def polkit_is_gone():
    systemctl("mask", "--runtime", "--now", "polkit.service")
    try:
        expect("AuthorizationFailed", helper.call_as, ACCOUNT, "Try", UNIT,
               [["NoNewPrivileges", "yes"]], helper.etag(UNIT), 60, False)
        assert_untouched()
        # Root can do without.
        trial = helper.try_change(UNIT, "NoNewPrivileges=yes")
        helper.wait_for_state(trial, "healthy")
        helper.call("Revert", trial)
    finally:
        systemctl("unmask", "--runtime", "polkit.service")
        restart("polkit.service")
    assert_untouched()


def names():
    for name in NAMES:
        expect("InvalidUnit", helper.call, "Try", name, [("NoNewPrivileges", "yes")], GOOD_ETAG, 60,
               False)
        expect("InvalidUnit", helper.call, "Remove", name, GOOD_ETAG, 60, False)
    expect("NotFound", helper.call, "Try", "hardnut-nowhere.service", [("NoNewPrivileges", "yes")],
           GOOD_ETAG, 60, False)
    # What the machine, and what Hardnut did, is mended from; also by another name.
    write("/etc/systemd/system/hardnut-observer.service", "[Service]\nExecStart=/bin/true\n")
    os.symlink("/usr/lib/systemd/system/debug-shell.service", "/etc/systemd/system/hardnut-a.service")
    os.symlink("hardnut-observer.service", "/etc/systemd/system/hardnut-b.service")
    # A name for one service that is one of many services' drop-ins.
    write("/etc/systemd/system/hardnut-many-.service", "[Service]\nExecStart=/bin/true\n")
    os.symlink("hardnut-many-.service", "/etc/systemd/system/hardnut-c.service")
    systemctl("daemon-reload")
    try:
        for unit in ("hardnut-helper.service", "hardnut-observer.service", "debug-shell.service",
                     "emergency.service", "rescue.service", "hardnut-a.service", "hardnut-b.service",
                     "hardnut-c.service"):
            expect("UnitRefused", helper.call, "Try", unit, [("PrivateTmp", "yes")], GOOD_ETAG, 60,
                   False)
            expect("UnitRefused", helper.call, "Remove", unit, GOOD_ETAG, 60, False)
    finally:
        for name in ("hardnut-observer", "hardnut-a", "hardnut-b", "hardnut-many-", "hardnut-c"):
            os.unlink(f"/etc/systemd/system/{name}.service")
        systemctl("daemon-reload")
    assert_untouched()


def values():
    tag = helper.etag(UNIT)
    for setting in VALUES:
        name, value = setting.split("=", 1)
        expect(["InvalidValue", "DirectiveRefused"], helper.call, "Try", UNIT, [(name, value)], tag,
               60, False)
    expect("InvalidValue", helper.call, "Try", UNIT, [("PrivateTmp", "yes"), ("PrivateTmp", "no")],
           tag, 60, False)
    for setting in DIRECTIVES:
        name, value = setting.split("=", 1)
        expect("DirectiveRefused", helper.call, "Try", UNIT, [(name, value)], tag, 60, False)
    expect(["TooLarge"], helper.call, "Try", UNIT, [("ReadWritePaths", "/" + "a" * (1 << 20))], tag,
           60, False)
    expect(["TooLarge"], helper.call, "Try", UNIT, [("ReadWritePaths", "/a")] * 65, tag, 60, False)
    expect(["TooLarge"], helper.call, "Try", UNIT, [("ReadWritePaths", "/a")] * 100000, tag, 60,
           False)
    assert_untouched()


def arguments():
    tag = helper.etag(UNIT)
    change = [("NoNewPrivileges", "yes")]
    for confirm in (0, 4, 3601, 0xffffffff):
        expect("InvalidArgs", helper.call, "Try", UNIT, change, tag, confirm, False)
        expect("InvalidArgs", helper.call, "Remove", UNIT, tag, confirm, False)
    for wrong in ("", "x" * 64, tag[:-1], tag.upper() if tag.upper() != tag else "A" * 64):
        expect("InvalidArgs", helper.call, "Try", UNIT, change, wrong, 60, False)
    expect("InvalidArgs", helper.call, "Try", UNIT, __import__("dbus").Array([], "(ss)"), tag, 60,
           False)
    for wrong, signature in (([UNIT], "s"), ([UNIT, tag, 60, False], "ssub"), ([1, 2], "uu")):
        expect("org.freedesktop.DBus.Error.InvalidArgs", helper.call, "Try", *wrong,
               signature=signature)
    expect(["org.freedesktop.DBus.Error.UnknownObject", "org.freedesktop.DBus.Error.UnknownMethod"],
           helper.call, "Keep", NO_TRIAL, path="/io/github/hardnut/Elsewhere")
    assert_untouched()


def changed_files():
    tag = helper.etag(UNIT)
    write(f"/etc/systemd/system/{UNIT}.d/override.conf", "[Service]\nPrivateTmp=yes\n")
    systemctl("daemon-reload")
    try:
        expect("Changed", helper.try_change, UNIT, "NoNewPrivileges=yes", tag=tag)
        expect("Changed", helper.try_change, UNIT, "NoNewPrivileges=yes", tag=GOOD_ETAG)
        assert not helper.leftovers(), helper.leftovers()
    finally:
        os.unlink(f"/etc/systemd/system/{UNIT}.d/override.conf")
        os.rmdir(f"/etc/systemd/system/{UNIT}.d")
        systemctl("daemon-reload")
    assert_untouched()


def services_that_are_none():
    """Masked, transient, with a job that does not end."""
    other = "hardnut-other.service"
    path = f"/etc/systemd/system/{other}"
    write(path, "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sleep 600\n")
    systemctl("daemon-reload")
    systemctl("start", "--no-block", other)
    helper.wait_until(lambda: show(other, "Job") not in ("", "0"), 30, "a pending job")
    expect("UnitRefused", helper.try_change, other, "NoNewPrivileges=yes")
    systemctl("stop", other)
    os.unlink(path)
    os.symlink("/dev/null", path)
    systemctl("daemon-reload")
    expect("UnitRefused", helper.call, "Try", other, [("NoNewPrivileges", "yes")], GOOD_ETAG, 60,
           False)
    os.unlink(path)
    systemctl("daemon-reload")
    other = "hardnut-transient.service"
    subprocess.run(["systemd-run", "--quiet", "--unit", other, "sleep", "600"], check=True)
    expect("UnitRefused", helper.try_change, other, "NoNewPrivileges=yes")
    systemctl("stop", other)
    assert_untouched()


def unsafe_folders():
    """A link, or a folder that others may write, on the way to the drop-in."""
    folder = f"/run/systemd/system.control/{UNIT}.d"
    os.makedirs("/run/systemd/system.control", exist_ok=True)
    os.makedirs("/tmp/hardnut-elsewhere", exist_ok=True)
    os.symlink("/tmp/hardnut-elsewhere", folder)
    try:
        expect("Failed", helper.try_change, UNIT, "NoNewPrivileges=yes")
        assert os.listdir("/tmp/hardnut-elsewhere") == [], "the link was followed"
    finally:
        os.unlink(folder)
    os.mkdir(folder)
    os.chmod(folder, 0o777)
    try:
        expect("Failed", helper.try_change, UNIT, "NoNewPrivileges=yes")
        assert os.listdir(folder) == [], "written where others may write"
    finally:
        os.rmdir(folder)
    assert_untouched()


TESTS = [denied_user_gets_nowhere, refusals_are_on_record, shown_words_are_on_record,
         loosen_is_asked_each_time, permitted_user_gets_in, foreign_trials,
         loosening_takes_more, polkit_is_gone, names, values, arguments, changed_files,
         services_that_are_none, unsafe_folders]


def run_tests(tap, tests=None):
    helper_trials.set_up()
    for test in tests or TESTS:
        try:
            test()
            tap.result(True, f"helper: {test.__name__}")
        except Exception as error:  # pylint: disable=broad-except
            tap.result(False, f"helper: {test.__name__}",
                       f"{type(error).__name__}: {error}".splitlines())
    if os.path.exists(RULES):
        os.unlink(RULES)
    restart("polkit.service")
