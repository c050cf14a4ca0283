# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders that systemd makes, gives away, opens and deletes for a service: none of that comes back when
a trial does, so no line about them is taken with "apply" alone."""

import os
import pwd
import shutil

from attacks_base import ACCOUNT, EITHER, LONE, SLEEP, Service, run_tests

# One that runs as the attacker, one that runs as root, one whose account nobody has. Their folders
# have their names.
OWN, ROOT, DYNAMIC = (f"hardnut-{kind}.service" for kind in ("own", "root", "dynamic"))
FILES = {
    OWN: f"[Service]\nUser={ACCOUNT}\n{SLEEP}\nStateDirectory=hardnut-own\n"
         "RuntimeDirectory=hardnut-own\nCacheDirectory=hardnut-own\nLogsDirectory=hardnut-own\n"
         "ConfigurationDirectory=hardnut-own\n",
    ROOT: f"[Service]\n{SLEEP}\n",
    DYNAMIC: f"[Service]\nDynamicUser=yes\n{SLEEP}\nStateDirectory=hardnut-dynamic\n",
}
KINDS = {"State": "/var/lib", "Runtime": "/run", "Cache": "/var/cache", "Logs": "/var/log",
         "Configuration": "/etc"}
STRANGERS = [f"{base}/hardnut-stranger" for base in KINDS.values()]
# The places that a line might make, give away or open up.
WATCH = ["/etc", "/etc/cron.d", "/etc/polkit-1", "/etc/polkit-1/rules.d", "/run/postgresql",
         "/var/lib/hardnut-own", "/var/lib/hardnut-vault", "/var/lib/private", "/var/log/journal",
         "/run/systemd", "/run/hardnut-new", "/var/lib/hardnut-new", "/var/cache/hardnut-new",
         "/var/log/hardnut-new", "/etc/hardnut-new", "/run/hardnut-own", *STRANGERS]


class Places:
    """Folders of other services, one that nobody may see, and the attacker's links."""

    def __enter__(self):
        owner = pwd.getpwnam(ACCOUNT)
        stranger = pwd.getpwnam(LONE)
        for base in KINDS.values():
            os.makedirs(f"{base}/hardnut-own", exist_ok=True)
            os.chown(f"{base}/hardnut-own", owner.pw_uid, owner.pw_gid)
        for path in STRANGERS:
            os.makedirs(path, mode=0o700, exist_ok=True)
            os.chown(path, stranger.pw_uid, stranger.pw_gid)
            with open(f"{path}/secret", "w", encoding="utf-8") as file:
                file.write("theirs\n")
        os.makedirs("/var/lib/hardnut-vault", mode=0o700, exist_ok=True)
        os.makedirs("/etc/cron.d", exist_ok=True)
        for name, target in (("e", "/etc"), ("v", "/var/lib"), ("self", "../hardnut-vault")):
            os.symlink(target, f"/var/lib/hardnut-own/{name}")
        for kind in ("run", "var/cache", "var/log"):
            os.symlink("/etc", f"/{kind}/hardnut-own/e")

    def __exit__(self, *_):
        for base in KINDS.values():
            for name in ("own", "stranger", "new"):
                shutil.rmtree(f"{base}/hardnut-{name}", ignore_errors=True)
        shutil.rmtree("/var/lib/hardnut-vault", ignore_errors=True)


def links_in_the_middle(ground):
    for line in ("StateDirectory=hardnut-own/e/cron.d", "StateDirectory=hardnut-own/e/polkit-1/rules.d",
                 "StateDirectory=hardnut-own/v/hardnut-vault", "StateDirectory=hardnut-own/self",
                 "StateDirectory=hardnut-own/sub/deeper", "StateDirectory=hardnut-own/e",
                 "RuntimeDirectory=hardnut-own/e/cron.d", "CacheDirectory=hardnut-own/e/cron.d",
                 "LogsDirectory=hardnut-own/e/cron.d"):
        ground.kept_out(OWN, line, watch=WATCH, restart=True)
    ground.kept_out(OWN, "NoNewPrivileges=yes", "ProtectSystem=strict",
                    "StateDirectory=hardnut-own/e/cron.d", watch=WATCH, what="among others")


def own_and_new(ground):
    for kind in KINDS:
        ground.kept_out(OWN, f"{kind}Directory=hardnut-own/sub", watch=WATCH)
        ground.kept_out(OWN, f"{kind}Directory=hardnut-new", watch=WATCH)
        ground.kept_out(ROOT, f"{kind}Directory=hardnut-new", watch=WATCH)
    ground.kept_out(DYNAMIC, "StateDirectory=hardnut-dynamic/sub", watch=WATCH)


def folders_of_others(ground):
    for kind in KINDS:
        ground.kept_out(ROOT, f"{kind}Directory=hardnut-stranger", watch=WATCH, restart=True)
        ground.kept_out(OWN, f"{kind}Directory=hardnut-own hardnut-stranger", watch=WATCH)
    for unit, line in ((ROOT, "StateDirectory=hardnut-vault"), (OWN, "StateDirectory=hardnut-vault"),
                       (OWN, "RuntimeDirectory=postgresql"), (ROOT, "RuntimeDirectory=postgresql"),
                       (OWN, "RuntimeDirectory=systemd"), (OWN, "LogsDirectory=journal"),
                       (OWN, "ConfigurationDirectory=polkit-1/rules.d"),
                       (OWN, "ConfigurationDirectory=cron.d"), (DYNAMIC, "StateDirectory=private"),
                       (DYNAMIC, "StateDirectory=hardnut-vault")):
        # The names of systemd's own folders are none.
        ground.kept_out(unit, line, errors=EITHER, watch=WATCH, restart=True)


def modes(ground):
    """Also the stricter ones: what systemd makes of the folder stays."""
    for kind in KINDS:
        for unit, mode in ((OWN, "0777"), (OWN, "0700"), (ROOT, "0700"), (OWN, "0000")):
            ground.kept_out(unit, f"{kind}DirectoryMode={mode}", watch=WATCH)
        ground.kept_out(ROOT, f"{kind}Directory=hardnut-new", f"{kind}DirectoryMode=0700",
                        watch=WATCH)


def preserved_and_deleted(ground):
    for value in ("yes", "restart", "no"):
        ground.kept_out(OWN, f"RuntimeDirectoryPreserve={value}", watch=WATCH)
        ground.kept_out(ROOT, f"RuntimeDirectoryPreserve={value}", watch=WATCH)
    for line in ("StateDirectory=", "RuntimeDirectory=", "LogsDirectory=", "CacheDirectory=",
                 "ConfigurationDirectory=", "StateDirectory=hardnut-own:hardnut-alias",
                 "StateDirectory=hardnut-own:../../etc/hardnut-alias",
                 "StateDirectory=hardnut-own::ro", "StateDirectory=../../etc/cron.d",
                 "StateDirectory=/etc/cron.d", "StateDirectory=hardnut-own/../hardnut-vault",
                 "StateDirectory=.", "RuntimeDirectory=.", "StateDirectoryQuota=1M",
                 "StateDirectoryAccounting=yes", "LogsDirectoryQuota=1M", "CacheDirectoryQuota=1M"):
        ground.kept_out(OWN, line, errors=EITHER, watch=WATCH)


def harmless(ground):
    """What stands right beside it is taken."""
    ground.taken(OWN, "NoNewPrivileges=yes", "PrivateTmp=yes")
    ground.taken(OWN, "ProtectSystem=strict")
    ground.taken(ROOT, "ProtectSystem=strict")
    ground.taken(ROOT, "UMask=0077")
    ground.taken(DYNAMIC, "RestrictSUIDSGID=yes", "ProtectHome=yes")


def all_tests(ground):
    with Service(FILES), Places():
        for test in (links_in_the_middle, own_and_new, folders_of_others, modes,
                     preserved_and_deleted, harmless):
            test(ground)


def run(tap):
    run_tests(tap, "folders", [all_tests])
