# SPDX-License-Identifier: GPL-3.0-or-later
"""What the live systemd says, and what hardnutctl says, in one shape that can be compared.

A verdict is (exposure in tenths, {json_field: (passed, share in tenths or None)}).
"""

import json
import os
import pwd
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

HARDNUTCTL = os.environ.get("HARDNUTCTL", "hardnutctl")

# Whose user manager is asked where the scope is "user".
USER = "hardnut-test"

# A copy of the command that USER may run: the build folder may be closed to all but root.
USER_HARDNUTCTL = "/var/tmp/hardnut-test/hardnutctl"


def as_user(command):
    """command, run by USER in the reach of the user's own manager."""
    uid = pwd.getpwnam(USER).pw_uid
    return ["runuser", "-u", USER, "--", "env", f"XDG_RUNTIME_DIR=/run/user/{uid}",
            f"DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/{uid}/bus", *command]


def copy_command():
    os.makedirs(os.path.dirname(USER_HARDNUTCTL), mode=0o755, exist_ok=True)
    shutil.copy(shutil.which(HARDNUTCTL), USER_HARDNUTCTL)
    os.chmod(USER_HARDNUTCTL, 0o755)


def start_user():
    """Makes USER, with a manager that runs without a session."""
    if subprocess.run(["id", USER], capture_output=True, check=False).returncode != 0:
        subprocess.run(["useradd", "--create-home", USER], check=True)
    copy_command()
    uid = pwd.getpwnam(USER).pw_uid
    subprocess.run(["systemctl", "start", f"user@{uid}.service"], check=True)
    for _ in range(50):
        if os.path.exists(f"/run/user/{uid}/bus"):
            return
        time.sleep(0.2)
    raise AssertionError(f"the manager of {USER} did not come up")


def add_user_unit(name, text):
    """Gives USER a service of the user's own."""
    folder = f"{pwd.getpwnam(USER).pw_dir}/.config/systemd/user"
    subprocess.run(as_user(["mkdir", "-p", folder]), check=True)
    subprocess.run(as_user(["tee", f"{folder}/{name}"]), input=text.encode(), check=True,
                   stdout=subprocess.DEVNULL)
    subprocess.run(as_user(["systemctl", "--user", "daemon-reload"]), check=True)


def _systemd(command, scope):
    """command of a systemd tool for the manager of scope."""
    if scope == "user":
        return as_user([command[0], "--user", *command[1:]])
    return command


def _tenths(number):
    return None if number in (None, "") else round(float(number) * 10)


def _documents(text):
    """The JSON documents that stand one behind the other in text."""
    decoder = json.JSONDecoder()
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if at >= len(text):
            return
        document, at = decoder.raw_decode(text, at)
        yield document


def live(units, scope="system"):
    """{unit: verdict} of the units that the manager has loaded well; by systemd-analyze."""
    verdicts = {}
    # With several units the tables come first, then one overview that names the units.
    for start in range(0, len(units), 100):
        part = units[start:start + 100]
        if len(part) == 1:
            part = part * 2
        command = ["systemd-analyze", "security", "--no-pager", "--json=short", *part]
        done = subprocess.run(_systemd(command, scope), capture_output=True, text=True, check=False)
        documents = list(_documents(done.stdout))
        if not documents:
            continue
        overview = documents.pop()
        if len(documents) != len(overview):
            raise AssertionError(f"{len(documents)} tables for {len(overview)} units: {done.stderr}")
        for row, table in zip(overview, documents):
            checks = {check["json_field"]: (check["set"], _tenths(check["exposure"]))
                      for check in table}
            verdicts[row["unit"]] = (_tenths(row["exposure"]), checks)
    return verdicts


def listed(scope="system"):
    """[(unit, exposure in tenths, level)] as systemd-analyze lists them."""
    command = ["systemd-analyze", "security", "--no-pager", "--json=short"]
    done = subprocess.run(_systemd(command, scope), capture_output=True, text=True, check=True)
    return [(row["unit"], _tenths(row["exposure"]), row["predicate"])
            for row in json.loads(done.stdout)]


def hardnutctl(*arguments, scope="system"):
    """The parsed JSON that hardnutctl prints; raises with its message when it fails."""
    command = [HARDNUTCTL, arguments[0], "--json", *arguments[1:]]
    if scope == "user":
        command = as_user([USER_HARDNUTCTL, arguments[0], "--user", "--json", *arguments[1:]])
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"hardnutctl {' '.join(arguments)}: exit {done.returncode}: "
                           f"{done.stderr.strip()}")
    return json.loads(done.stdout)


def verdict(shown):
    """The verdict in the JSON of `hardnutctl show`."""
    return (_tenths(shown["exposure"]),
            {check["json_field"]: (check["passed"], _tenths(check["share"]))
             for check in shown["checks"]})


def differences(name, theirs, ours):
    """One line per difference between two verdicts."""
    lines = []
    if theirs[0] != ours[0]:
        lines.append(f"{name}: exposure {theirs[0]} by systemd, {ours[0]} by Hardnut")
    for field in sorted(set(theirs[1]) | set(ours[1])):
        if theirs[1].get(field) != ours[1].get(field):
            lines.append(f"{name}: {field}: {theirs[1].get(field)} by systemd, "
                         f"{ours[1].get(field)} by Hardnut")
    return lines


def version():
    """The number of the running systemd."""
    done = subprocess.run(["systemctl", "--version"], capture_output=True, text=True, check=True)
    return int(done.stdout.split()[1])


def installed(scope="system"):
    """Names of all installed services that are no templates."""
    command = ["systemctl", "list-unit-files", "--type=service", "--no-pager", "--no-legend",
               "--plain"]
    done = subprocess.run(_systemd(command, scope), capture_output=True, text=True, check=True)
    names = [line.split()[0] for line in done.stdout.splitlines() if line.strip()]
    return [name for name in names if "@." not in name]


def loaded(scope="system"):
    """Names of all loaded services."""
    command = ["systemctl", "list-units", "--all", "--type=service", "--no-pager", "--no-legend",
               "--plain"]
    done = subprocess.run(_systemd(command, scope), capture_output=True, text=True, check=True)
    return [line.split()[0] for line in done.stdout.splitlines() if line.strip()]


def ask_many(function, items):
    """function over items, two at a time; an exception becomes the result."""

    def guarded(item):
        try:
            return function(item)
        except (RuntimeError, ValueError, KeyError) as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(guarded, items))
