# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that the helper has to refuse before it touches anything: names, values, directives,
and calls that no library would send, by a connection that sends them."""

import os
import random
import re
import subprocess
import threading
from functools import partial

import helper_client as helper
from helper_client import show
from helper_faults import CHANGE, assert_no_crash, ping, read, refused, systemctl, write
from helper_refusals import DIRECTIVES, GOOD_ETAG, NAMES, VALUES
from raw_bus import NO_REPLY, Gone, RawBus, body, split

NO_TRIAL = "0" * 32
MEMBERS = ("Try", "Remove", "Keep", "Revert")

MORE_NAMES = ["hardnut-fault0.service\r", "hardnut-fault0.service ", " hardnut-fault0.service",
              "hardnut-fault0.service/", "/hardnut-fault0.service", "./hardnut-fault0.service",
              "-.service", "..service", "hardnut-fault0.device", "hardnut-fault0.swap", "@.service",
              "@a.service", "hardnut-fault0.service.d", "HARDNUT-FAULT0.SERVICE", "a[b].service",
              "a{b}.service", "\u202ehardnut-fault0.service", "a\u00a0b.service", "a\x7f.service"]
MORE_VALUES = ["NoNewPrivileges=\ufeffyes", "ReadWritePaths=/a\u200f",
               "ReadWritePaths=/a\u2066b", "ReadWritePaths=/a\x9bb",
               "ReadWritePaths=/a\x7fb", "ReadWritePaths=/a\u2029b", "ReadWritePaths=/a\x0bb",
               "ReadWritePaths='/a", "PrivateTmp=yes\r\nUser=root", "NoNewPrivileges=Yes ",
               "NoNewPrivileges=~yes", "NoNewPrivileges=-yes", "NoNewPrivileges=+yes",
               "NoNewPrivileges=!yes", "NoNewPrivileges=2", "UMask=nan", "UMask=0x1ff", "UMask=01000",
               "UMask=888", "SystemCallFilter=@networkio", "SystemCallFilter=reed",
               "CapabilityBoundingSet=CAP_sys_nothing", "RestrictNamespaces=moon",
               "ProtectSystem=STRICT", "LimitCORE=-5", "LimitCORE=99999999999999999999999"]
MORE_DIRECTIVES = ["ExecStop=/bin/sh", "ExecReload=/bin/sh", "ExecCondition=/bin/sh",
                   "ExecStopPost=/bin/sh", "PassEnvironment=A", "UnsetEnvironment=A",
                   "SetCredential=a:b", "LoadCredentialEncrypted=a:/b", "ImportCredential=a",
                   "RootImageOptions=x", "MountImages=/a:/b", "ExtensionImages=/a",
                   "SupplementaryGroups=root", "PAMName=login", "Wants=x.service", "After=x.service",
                   "OnFailure=x.service", "WantedBy=multi-user.target", "Alias=ssh.service",
                   "x-hardnut=1", "X-A=1", "NONEWPRIVILEGES=yes", "NoNewPrivileges=yes\n[Unit]",
                   "NoNewPrivileges\nExecStart=/bin/sh", "[Service]", "#NoNewPrivileges=yes", "=yes"]


def one_name(bed, name):
    for member, arguments in (("Try", (name, [("NoNewPrivileges", "yes")], GOOD_ETAG, 60, False)),
                              ("Remove", (name, GOOD_ETAG, 60, False))):
        refused(partial(helper.call, member, *arguments), "InvalidUnit", "NotFound",
                "org.freedesktop.DBus.Error.InvalidArgs")
    bed.assert_nothing_begun()


def settings(bed, pairs, *errors):
    error = refused(partial(helper.call, "Try", bed.unit, pairs, bed.tag, 60,
                            False), *errors)
    bed.assert_nothing_begun()
    return error


def values(bed, row):
    name, value = row.split("=", 1)
    settings(bed, [(name, value)], "InvalidValue", "DirectiveRefused", "TooOld")


def directive(bed, row):
    name, value = row.split("=", 1) if "=" in row[1:] else (row, "yes")
    settings(bed, [(name, value)], "DirectiveRefused", "InvalidValue")


def harmless(bed, value, line):
    """What is no danger in a path is written so that systemd reads it as it was meant."""
    trial = bed.healthy(f"ReadWritePaths={value}")
    text = helper.settings_in(bed.trial_file)
    assert text == f"[Service]\nReadWritePaths={line}\n", text
    helper.call("Revert", trial)
    bed.assert_as_before()


def generated(bed):
    """A unit that a program writes at each reload."""
    path = "/run/systemd/generator/hardnut-generated.service"
    write("/etc/systemd/system-generators/hardnut-faults", "#!/bin/sh\n"
          "printf '[Service]\\nExecStart=/bin/true\\n' > \"$1/hardnut-generated.service\"\n")
    os.chmod("/etc/systemd/system-generators/hardnut-faults", 0o755)
    systemctl("daemon-reload")
    try:
        assert os.path.exists(path), "it was not generated"
        refused(lambda: helper.try_change("hardnut-generated.service", "NoNewPrivileges=yes"),
                "UnitRefused")
    finally:
        os.unlink("/etc/systemd/system-generators/hardnut-faults")
        systemctl("daemon-reload")
    bed.assert_as_before()


def transient(bed):
    subprocess.run(["systemd-run", "--quiet", "--unit=hardnut-transient", "sleep", "600"], check=True)
    try:
        refused(lambda: helper.try_change("hardnut-transient.service", "NoNewPrivileges=yes"),
                "UnitRefused")
    finally:
        systemctl("stop", "hardnut-transient.service")
    bed.assert_as_before()


def masked(bed):
    other = "/etc/systemd/system/hardnut-masked.service"
    os.symlink("/dev/null", other)
    try:
        refused(lambda: helper.call("Try", "hardnut-masked.service", [("NoNewPrivileges", "yes")],
                                    GOOD_ETAG, 60, False), "UnitRefused")
    finally:
        os.unlink(other)
    bed.assert_as_before()


def not_found(bed):
    for unit in ("hardnut-nowhere.service", "hardnut-nowhere@instance.service"):
        refused(lambda name=unit: helper.call("Try", name, [("NoNewPrivileges", "yes")], GOOD_ETAG,
                                              60, False), "NotFound")
        refused(lambda name=unit: helper.call("Remove", name, GOOD_ETAG, 60, False), "NotFound")
    bed.assert_as_before()


def itself(bed):
    for unit in ("hardnut-helper.service", "hardnut-revert@0.service"):
        refused(lambda name=unit: helper.try_change(name, "PrivateTmp=yes"), "UnitRefused",
                "NotFound", "InvalidUnit")
    bed.assert_as_before()


# Calls.

def survives(bed, pid):
    ping()
    assert_no_crash(pid)
    bed.assert_nothing_begun()


def raw(bed, member, signature, data, error=None, **options):
    """A call with this body; an answer or the end of the connection, and a helper that lives on."""
    ping()
    pid = helper.helper_pid()
    bus = RawBus()
    try:
        serial = bus.send(helper.NAME, helper.PATH, options.pop("interface", helper.NAME), member,
                          signature, data, **options)
        name, answer = bus.answer(serial)
        assert name, f"{member} was let in: {answer}"
        assert not error or error in name, f"{name}: {answer}"
    except (Gone, BrokenPipeError):
        assert error is None, "the bus has closed the connection"
    finally:
        bus.close()
    survives(bed, pid)


def wrong_signatures(bed):
    """Each method with arguments of other types, too few, and too many."""
    for member, right in helper.SIGNATURES.items():
        for signature, items in (("", ()), ("u", (1,)), ("v", (("s", "x"),)), ("as", (["x"],)),
                                 (right + "s", None), ("a{sv}", ({"x": ("s", "y")},))):
            if items is None:
                continue
            raw(bed, member, signature, body(signature, items), "InvalidArgs")


def nested(bed):
    """Variants in variants in variants, more than any message may have, and as many as it may."""
    for depth in (10, 60, 100):
        value = ("s", "x")
        for _ in range(depth):
            value = ("v", value)
        raw(bed, "Try", "v", body("v", (value,)))


def nested_arrays(bed):
    raw(bed, "Try", "a" * 32 + "s", body("u", (0,)))
    raw(bed, "Try", "(" * 32 + "s" + ")" * 32, body("s", ("x",)))


def many_settings(bed):
    pairs = [("NoNewPrivileges", "yes")] * 100000
    raw(bed, "Try", "sa(ss)sub", body("sa(ss)sub", (bed.unit, pairs, GOOD_ETAG, 60, 0)), "TooLarge")


def huge(bed):
    """Close to the 128 MiB that a message may have; the bus has a limit of its own."""
    text = "/" + "a" * (120 << 20)
    raw(bed, "Try", "sa(ss)sub",
        body("sa(ss)sub", (bed.unit, [("ReadWritePaths", text)], GOOD_ETAG, 60, 0)))


def as_large_as_may_be(bed):
    """As large as the bus lets through, six at once, while a trial waits for Keep."""
    trial = bed.healthy(confirm=600)
    pid = helper.helper_pid()
    limit = bus_limit()
    text = "/" + "a" * (limit - 4096)
    data = body("sa(ss)sub", (bed.unit, [("ReadWritePaths", text)], GOOD_ETAG, 60, 0))
    names = []

    def work():
        bus = RawBus(timeout=120)
        name, _ = bus.answer(bus.send(helper.NAME, helper.PATH, helper.NAME, "Try", "sa(ss)sub",
                                      data))
        names.append(name)
        bus.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 6 and set(names) <= {
        helper.ERROR + "TooLarge", "org.freedesktop.DBus.Error.LimitsExceeded"}, names
    assert helper.ERROR + "TooLarge" in names, names
    assert helper.helper_pid() == pid and helper.state(trial) == "healthy", helper.state(trial)
    helper.call("Revert", trial)
    bed.assert_as_before()


def bus_limit():
    """The largest message that the system bus takes, in bytes."""
    for path in ("/etc/dbus-1/system.conf", "/usr/share/dbus-1/system.conf"):
        found = re.search(r'name="max_message_size">(\d+)<', read(path) or "")
        if found:
            return int(found[1])
    return 32 << 20


def one_mebibyte(bed):
    settings(bed, [("ReadWritePaths", "/" + "a" * (1 << 20))], "TooLarge")


def files(bed):
    with open("/etc/passwd", "rb") as file:
        raw(bed, "Keep", "h", body("h", (0,)), files=[file.fileno()])
        raw(bed, "Keep", "s", body("s", (NO_TRIAL,)), files=[file.fileno()] * 4)


def zero_bytes(bed):
    """A string ends at its length, and nothing may hide behind a zero byte."""
    for value in (b"yes\0", b"yes\0\nUser=root", b"\0yes"):
        raw(bed, "Try", "sa(ss)sub", body("sa(ss)sub", (bed.unit, [("NoNewPrivileges", value)],
                                                        bed.tag, 60, 0)))


def bad_text(bed):
    for text in (b"\xff\xfe.service", b"\xc0\xaf.service", b"\xed\xa0\x80.service", b"a\0b.service"):
        raw(bed, "Keep", "s", body("s", (text,)))
        raw(bed, "Try", "sa(ss)sub", body("sa(ss)sub", (text, [("NoNewPrivileges", "yes")],
                                                        GOOD_ETAG, 60, 0)))


def wrong_path(bed):
    ping()
    pid = helper.helper_pid()
    for path in ("/", "/io", helper.PATH + "/x", "/org/freedesktop/systemd1"):
        refused(partial(helper.call, "Keep", NO_TRIAL, path=path),
                "org.freedesktop.DBus.Error.UnknownObject",
                "org.freedesktop.DBus.Error.UnknownMethod")
    survives(bed, pid)


def no_boolean(bed):
    """A truth value that is neither."""
    raw(bed, "Remove", "ssub", body("ssuu", (bed.unit, GOOD_ETAG, 60, 7)))


def set_property(bed):
    for interface in (helper.NAME, "", "org.freedesktop.DBus.Peer"):
        refused(partial(helper.call, "Set", interface, "Trials", "x", signature="ssv",
                        interface="org.freedesktop.DBus.Properties"))
    bed.assert_as_before()


def no_reply(bed):
    """Who wants no answer does not learn the number; nothing is begun."""
    ping()
    pid = helper.helper_pid()
    bus = RawBus()
    for member, signature, items in (
            ("Try", "sa(ss)sub", (bed.unit, [("NoNewPrivileges", "yes")], helper.etag(bed.unit), 60,
                                  0)),
            ("Remove", "ssub", (bed.unit, GOOD_ETAG, 60, 0)), ("Keep", "s", (NO_TRIAL,)),
            ("Revert", "s", (NO_TRIAL,))):
        bus.send(helper.NAME, helper.PATH, helper.NAME, member, signature, body(signature, items),
                 flags=NO_REPLY)
    error, _ = bus.call(helper.NAME, helper.PATH, "org.freedesktop.DBus.Peer", "Ping")
    assert not error, error
    bus.close()
    survives(bed, pid)


def thousand(bed):
    """A thousand calls at once, from ten connections; each has an answer, one trial is begun."""
    ping()
    pid = helper.helper_pid()
    tag = helper.etag(bed.unit)
    data = body("sa(ss)sub", (bed.unit, [("NoNewPrivileges", "yes")], tag, 60, 0))
    begun, errors = [], []

    def work():
        bus = RawBus(timeout=120)
        for _ in range(100):
            bus.send(helper.NAME, helper.PATH, helper.NAME, "Try", "sa(ss)sub", data)
        for _ in range(100):
            while True:
                kind, named, _, _, items = bus.receive()
                if kind in (2, 3):
                    break
            (errors if named.get(4) else begun).append(named.get(4) or items[0])
        bus.close()

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bed.trials += begun
    assert len(begun) == 1 and len(errors) == 999, (len(begun), len(errors))
    assert set(errors) <= {helper.ERROR + "Busy", helper.ERROR + "Changed",
                           "org.freedesktop.DBus.Error.LimitsExceeded"}, set(errors)
    helper.wait_for_state(begun[0], "healthy")
    helper.call("Revert", begun[0])
    survives(bed, pid)


def guessed(bed):
    trial = bed.healthy()
    for number in (NO_TRIAL, "f" * 32, trial[:-1], trial + "0", trial.upper() + "A", "", "*",
                   "../" + trial, trial[:-1] + ("0" if trial[-1] != "0" else "1")):
        for member in ("Keep", "Revert"):
            refused(partial(helper.call, member, number), "NoSuchTrial")
    assert helper.state(trial) == "healthy"
    helper.call("Revert", trial)
    for member in ("Keep", "Revert"):
        refused(partial(helper.call, member, trial), "NoSuchTrial")
    bed.assert_as_before()


def foreign(bed):
    trial = bed.healthy()
    for member in ("Keep", "Revert"):
        refused(partial(helper.call_as, "nut", member, trial), "NotYours")
    assert helper.state(trial) == "healthy"
    helper.call("Revert", trial)
    bed.assert_as_before()


def keep_twice(bed):
    """At once, and after it is over."""
    trial = bed.healthy()
    bus = RawBus()
    serials = [bus.send(helper.NAME, helper.PATH, helper.NAME, "Keep", "s", body("s", (trial,)))
               for _ in range(2)]
    assert [bus.answer(serial)[0] for serial in serials] == [None, None]
    bus.close()
    refused(partial(helper.call, "Keep", trial), "NoSuchTrial")
    bed.present = CHANGE
    bed.assert_as_before()


def confirm_times(bed):
    tag = helper.etag(bed.unit)
    for confirm in (0, 1, 4, 3601, 0x7fffffff, 0x80000000, 0xffffffff):
        refused(partial(helper.call, "Try", bed.unit, [("NoNewPrivileges", "yes")], tag, confirm,
                        False), "InvalidArgs")
    trial = bed.healthy(confirm=3600)
    helper.call("Revert", trial)
    bed.assert_as_before()


def stale_etag(bed):
    tag = helper.etag(bed.unit)
    bed.has("[Service]\nPrivateTmp=yes\n")
    refused(partial(helper.try_change, bed.unit, "NoNewPrivileges=yes", tag=tag), "Changed")
    for wrong in ("", "0", tag[:-1], tag + "0", tag.upper() + "G", "g" * 64):
        refused(partial(helper.call, "Try", bed.unit, [("NoNewPrivileges", "yes")], wrong, 60, False),
                "InvalidArgs")
    bed.assert_as_before()


# A fuzzer.

def random_text(chooser, bed):
    return chooser.choice([
        "", bed.unit, "NoNewPrivileges", "yes", NO_TRIAL, GOOD_ETAG, "\ufeff", "%h", "a" * 5000,
        "".join(chr(chooser.randrange(1, 0x250)) for _ in range(chooser.randrange(40))),
        bytes(chooser.randrange(256) for _ in range(chooser.randrange(20)))])


def random_type(chooser, depth=0):
    kind = chooser.choice("ybnqiuxtdsogv" if depth > 4 else "ybnqiuxtdsogvvaaa((e")
    if kind == "a":
        return "a" + random_type(chooser, depth + 1)
    if kind == "(":
        return "(" + "".join(random_type(chooser, depth + 1)
                             for _ in range(chooser.randrange(1, 4))) + ")"
    if kind == "e":
        return "a{" + chooser.choice("suy") + random_type(chooser, depth + 1) + "}"
    return kind


def random_value(chooser, kind, bed):
    if kind in "ybnqiuxtd" and len(kind) == 1:
        low, high = {"y": (0, 255), "b": (0, 2), "n": (-32768, 32767), "q": (0, 65535),
                     "i": (-2**31, 2**31 - 1), "u": (0, 2**32 - 1), "x": (-2**63, 2**63 - 1),
                     "t": (0, 2**64 - 1), "d": (0, 1)}[kind]
        return chooser.choice([low, high, chooser.randint(low, high)])
    if kind == "s":
        return random_text(chooser, bed)
    if kind == "o":
        return chooser.choice(["/", "/a", "a", "//", helper.PATH])
    if kind == "g":
        return chooser.choice(["", "s", "a(ss)", "((", "z"])
    if kind == "v":
        inner = random_type(chooser, 4)
        return inner, random_value(chooser, inner, bed)
    if kind.startswith("a{"):
        return [(random_value(chooser, kind[2], bed), random_value(chooser, kind[3:-1], bed))
                for _ in range(chooser.randrange(3))]
    if kind[0] == "a":
        return [random_value(chooser, kind[1:], bed) for _ in range(chooser.randrange(4))]
    return [random_value(chooser, one, bed) for one in split(kind[1:-1])]


def fuzz(bed, seed, count):
    """Random messages: of right types with random values, of random types, and damaged ones. The
    service is never named together with its fingerprint, so that nothing of it can be right."""
    chooser = random.Random(seed)
    ping()
    pid = helper.helper_pid()
    bus, answered, closed = RawBus(), 0, 0
    for number in range(count):
        member = chooser.choice([*MEMBERS, "Get", "GetAll", "Set", "Introspect", "Nothing"])
        interface = chooser.choice([helper.NAME, helper.NAME, "org.freedesktop.DBus.Properties", "",
                                    "org.freedesktop.DBus.Introspectable"])
        signature = helper.SIGNATURES.get(member, "ss")
        if chooser.random() < 0.4:
            signature = "".join(random_type(chooser) for _ in range(chooser.randrange(1, 5)))
        try:
            data = bytearray(body(signature, [random_value(chooser, kind, bed)
                                              for kind in split(signature)]))
            if data and chooser.random() < 0.3:
                for _ in range(chooser.randrange(1, 4)):
                    data[chooser.randrange(len(data))] = chooser.randrange(256)
            if chooser.random() < 0.1:
                signature = chooser.choice(["s", "a(ss)", "v", "((s))", "sa(ss)sub"])
            serial = bus.send(helper.NAME, helper.PATH, interface, member, signature, bytes(data))
            bus.answer(serial)
            answered += 1
        except (Gone, BrokenPipeError, ConnectionError):
            closed += 1
            bus.close()
            bus = RawBus()
        if number % 500 == 499:
            ping()
            assert_no_crash(pid)
    bus.close()
    assert answered > count / 4, f"only {answered} of {count} were answered, {closed} closed"
    survives(bed, pid)


def has_not_crashed(bed):
    assert int(show("hardnut-helper.service", "NRestarts")) == 0, "it has crashed"
    log = subprocess.run(["journalctl", "-b", "-u", "hardnut-helper.service", "-o", "cat"],
                         capture_output=True, text=True, check=True).stdout
    assert "ERROR" not in log and "assertion" not in log, log[-1500:]
    bed.assert_as_before()


def run_tests(run, beds):
    shown = lambda text: ascii(text)[:60]  # noqa: E731
    cases = [("names refused", shown(name), partial(one_name, name=name))
             for name in NAMES + MORE_NAMES]
    cases += [("names refused", "generated", generated), ("names refused", "transient", transient),
              ("names refused", "masked", masked), ("names refused", "not found", not_found),
              ("names refused", "the helper itself", itself)]
    cases += [("values refused", shown(row), partial(values, row=row))
              for row in VALUES + MORE_VALUES]
    cases += [("values refused", "1 MiB", one_mebibyte),
              ("values refused", "twice the same", partial(
                  settings, pairs=[("PrivateTmp", "yes"), ("PrivateTmp", "no")]))]
    cases += [("directives refused", shown(row), partial(directive, row=row))
              for row in DIRECTIVES + MORE_DIRECTIVES]
    cases += [("values made harmless", "%h", partial(harmless, value="/a%h", line="/a%%h")),
              ("values made harmless", "%%", partial(harmless, value="/a%%b", line="/a%%%%b")),
              ("values made harmless", "$X", partial(harmless, value="/a$X", line="/a$X"))]
    cases += [("protocol", function.__doc__.split("\n")[0] if function.__doc__
               else function.__name__.replace("_", " "), function)
              for function in (wrong_signatures, nested, nested_arrays, many_settings, huge,
                               as_large_as_may_be, files, zero_bytes, bad_text, wrong_path, no_boolean, set_property, no_reply, thousand,
                               guessed, foreign, keep_twice, confirm_times, stale_etag)]
    cases += [("D-Bus fuzzer", f"seed {run.seed + n}, 1000 messages",
               partial(fuzz, seed=run.seed + n, count=1000)) for n in range(4)]
    cases.append(("D-Bus fuzzer", "no crash in the journal", has_not_crashed))
    run.sequential(cases, beds[0])
