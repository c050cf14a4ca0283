# SPDX-License-Identifier: GPL-3.0-or-later
"""Guards: services that protect others. Whatever narrows them can switch off what they do, so that no
change of theirs is taken with "apply" alone, however harmless it looks."""

import subprocess

from attacks_base import ACCOUNT, ADMIN, APPLY, LOOSEN, SLEEP, VENDOR, Service, grant, run_tests

# Of an account that has the number of root.
ALIAS = "hardnut-toor"

PLAIN = f"[Service]\n{SLEEP}\n"
ONCE = "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n"

# By name; those that are not installed get a file. Instances have their template's.
NAMES = """polkit.service ssh.service sshd.service ssh@hardnut.service sshd@hardnut.service
sssd.service sssd-nss.service sssd-pam.service nscd.service winbind.service nslcd.service
firewalld.service nftables.service iptables.service ip6tables.service ufw.service
netfilter-persistent.service shorewall.service fail2ban.service usbguard.service
wg-quick@hardnut.service openvpn.service openvpn-client@hardnut.service
openvpn-server@hardnut.service racoon.service iked.service authd.service himmelblaud.service
kanidm-unixd.service knockd.service strongswan.service ipsec.service auditd.service
apparmor.service systemd-sysctl.service systemd-tmpfiles-setup.service
systemd-tmpfiles-setup-dev.service systemd-tmpfiles-clean.service systemd-sysusers.service
systemd-cryptsetup@hardnut.service systemd-logind.service systemd-journald.service""".split()
CHANGES = (("NoNewPrivileges=yes",), ("PrivateNetwork=yes",), ("LimitCORE=0",))


def file_of(name):
    return f"{name.split('@')[0]}@.service" if "@" in name else name


def by_name(ground):
    """The name decides, whatever the file says: these are as plain as can be."""
    with Service({file_of(name): PLAIN for name in NAMES}, where=VENDOR):
        for name in NAMES:
            for change in CHANGES if name in ("ssh.service", "firewalld.service") else CHANGES[:1]:
                ground.kept_out(name, *change)
        ground.kept_out("systemd-journald.service", "InaccessiblePaths=/srv")
        ground.kept_out("fail2ban.service", "MemoryMax=1G")
        ground.kept_out("nftables.service", "ProtectSystem=strict", "ProtectHome=yes")


def by_alias(ground):
    """A guard under another name, and another service under a guard's name."""
    links = {"hardnut-innocent.service": f"{VENDOR}/firewalld.service",
             "fail2ban.service": f"{ADMIN}/hardnut-bans.service"}
    with Service({f"{VENDOR}/firewalld.service": PLAIN, "hardnut-bans.service": PLAIN}, links=links):
        ground.kept_out("hardnut-innocent.service", "NoNewPrivileges=yes", what="alias of firewalld")
        ground.kept_out("hardnut-bans.service", "NoNewPrivileges=yes", what="alias fail2ban")
        ground.kept_out("fail2ban.service", "NoNewPrivileges=yes")
    # An instance of a template with another name.
    with Service({f"{VENDOR}/openvpn-client@.service": PLAIN},
                 links={"hardnut-innocent@.service": f"{VENDOR}/openvpn-client@.service"},
                 start=("hardnut-innocent@a.service",)):
        ground.kept_out("hardnut-innocent@a.service", "NoNewPrivileges=yes", what="alias of a template")


def once_as_root(ground):
    """What sets something up and ends."""
    units = {
        "hardnut-once.service": ONCE,
        "hardnut-once-root.service": f"{ONCE}User=root\n",
        "hardnut-once-zero.service": f"{ONCE}User=0\n",
        "hardnut-once-ends.service": ONCE.replace("RemainAfterExit=yes\n", ""),
        "hardnut-once-above.service": f"{ONCE}User={ACCOUNT}\nExecStartPre=-+/bin/true\n",
        "hardnut-once-marked.service": ONCE.replace("=/bin", "=!/bin") + f"User={ACCOUNT}\n",
        "hardnut-once-in.service": f"[Unit]\nBefore=network.target\n{ONCE}",
    }
    with Service(units, start=("hardnut-once.service",)):
        for name in units:
            for change in ("PrivateNetwork=yes", "ProtectSystem=strict", "NoNewPrivileges=yes"):
                ground.kept_out(name, change, restart=name == "hardnut-once.service")
        ground.kept_out("hardnut-once.service", "InaccessiblePaths=/srv")
    # Without a line of its own it is one all the same.
    with Service({"hardnut-implied.service": "[Service]\nExecStop=/bin/true\nRemainAfterExit=yes\n"}):
        ground.kept_out("hardnut-implied.service", "PrivateNetwork=yes")
    with Service({"hardnut-once-user.service": f"{ONCE}User={ACCOUNT}\n",
                  "hardnut-once-dynamic.service": f"{ONCE}DynamicUser=yes\n"}):
        ground.taken("hardnut-once-user.service", "NoNewPrivileges=yes", "PrivateNetwork=yes")
        ground.taken("hardnut-once-dynamic.service", "PrivateNetwork=yes")


def by_another_name_of_root(ground):
    """The number decides who root is."""
    subprocess.run(["useradd", "--non-unique", "--uid", "0", "--gid", "0", "--no-create-home", ALIAS],
                   check=True, capture_output=True)
    try:
        with Service({"hardnut-alias.service": f"{ONCE}User={ALIAS}\n",
                      "hardnut-alias-dynamic.service": f"{ONCE}User={ALIAS}\nDynamicUser=yes\n",
                      "hardnut-alias-late.service": f"{ONCE}User={ALIAS}-nobody\n"},
                     start=("hardnut-alias.service",)):
            for name in ("hardnut-alias.service", "hardnut-alias-dynamic.service",
                         "hardnut-alias-late.service"):
                ground.kept_out(name, "PrivateNetwork=yes")
    finally:
        subprocess.run(["sed", "-i", f"/^{ALIAS}:/d", "/etc/passwd", "/etc/shadow"], check=True)


def partly_as_root(ground):
    """Tasks of an account's, one command of which is run with all rights; and tasks of other types."""
    once = f"[Service]\nType=oneshot\nUser={ACCOUNT}\nExecStart="
    units = {
        "hardnut-part-plus.service": f"{once}+/bin/true\n",
        "hardnut-part-not.service": f"{once}-!/bin/true\n",
        "hardnut-part-before.service": f"{once}/bin/true\nExecStartPre=-+/bin/true\n",
        "hardnut-part-only.service": f"{once}/bin/true\nPermissionsStartOnly=yes\n",
        "hardnut-part-exec.service": "[Service]\nType=exec\nRemainAfterExit=yes\nExecStart=/bin/true\n",
        "hardnut-part-fork.service":
            "[Service]\nType=forking\nRemainAfterExit=yes\nExecStart=/bin/true\n",
    }
    with Service(units):
        for name in units:
            ground.kept_out(name, "PrivateNetwork=yes")
    with Service({"hardnut-part-none.service": f"{once}-/bin/true +a\n"}):
        ground.taken("hardnut-part-none.service", "PrivateNetwork=yes")


def marks_of_commands(ground):
    """systemd takes several marks in front of a command, in any order, and any command counts."""
    once = f"[Service]\nType=oneshot\nUser={ACCOUNT}\nExecStart="
    units = {f"hardnut-mark-{number}.service": f"{once}{marks}/bin/true\n"
             for number, marks in enumerate(("+", "-+", "+-", ":+", "-:+", "+:", "!", "-!", ":!"))}
    units["hardnut-mark-name.service"] = f"{once}@+/bin/true true\n"
    for name in ("ExecStartPre", "ExecStartPost", "ExecReload", "ExecStop", "ExecStopPost",
                 "ExecCondition"):
        units[f"hardnut-mark-{name.lower()}.service"] = f"{once}/bin/true\n{name}=+/bin/true\n"
    # Whose it is, and what it is, in other words.
    units["hardnut-mark-number.service"] = ONCE + "User=+0\n"
    units["hardnut-mark-reset.service"] = f"{once}/bin/true\nUser=\n"
    units["hardnut-mark-specifier.service"] = ONCE + "User=%u\n"
    units["hardnut-mark-blanks.service"] = "[Service]\n  Type = oneshot  \nExecStart=/bin/true\n"
    units["hardnut-mark-late.service"] = f"[Service]\nUser={ACCOUNT}\nExecStart=/bin/true\n"
    units[f"{ADMIN}/hardnut-mark-late.service.d/10.conf"] = "[Service]\nType=oneshot\nUser=root\n"
    units["hardnut-mark-none.service"] = "[Service]\nExecStop=/bin/true\nRemainAfterExit=on\n"
    units["hardnut-mark-idle.service"] = \
        "[Service]\nType=idle\nRemainAfterExit=1\nExecStart=/bin/true\n"
    with Service(units):
        for name in units:
            if "/" not in name:
                ground.kept_out(name, "NoNewPrivileges=yes")


def ends_the_machine(ground):
    """Whoever makes these fail restarts the machine."""
    actions = ("FailureAction=reboot", "SuccessAction=poweroff-force", "StartLimitAction=reboot",
               "JobTimeoutAction=exit")
    units = {f"hardnut-ends-{number}.service": f"[Unit]\n{line}\n{PLAIN}"
             for number, line in enumerate(actions)}
    with Service(units):
        for name in units:
            ground.kept_out(name, "SystemCallFilter=~execve")
    with Service({"hardnut-ends.service": f"[Unit]\nFailureAction=none\n{PLAIN}"}):
        ground.taken("hardnut-ends.service", "NoNewPrivileges=yes")


def early(ground):
    """What runs before the network, the file systems, or the basics."""
    orders = ("DefaultDependencies=no", "Before=network-pre.target", "Before=sysinit.target",
              "Before=local-fs.target", "DefaultDependencies=no\nBefore=network-pre.target",
              "Before=local-fs.target shutdown.target", "Before=multi-user.target network-pre.target")
    units = {f"hardnut-early-{number}.service": f"[Unit]\n{lines}\n{PLAIN}"
             for number, lines in enumerate(orders)}
    with Service(units):
        for name in units:
            ground.kept_out(name, "NoNewPrivileges=yes")
        ground.kept_out("hardnut-early-1.service", "PrivateNetwork=yes")
    # The order stands on the other side, or in a drop-in.
    with Service({"hardnut-before.service": PLAIN,
                  f"{ADMIN}/network-pre.target.d/hardnut.conf":
                      "[Unit]\nAfter=hardnut-before.service\n"}):
        ground.kept_out("hardnut-before.service", "NoNewPrivileges=yes", what="After= of the target")
    with Service({"hardnut-before.service": PLAIN,
                  f"{ADMIN}/hardnut-before.service.d/10-early.conf":
                      "[Unit]\nBefore=network-pre.target\n"}):
        ground.kept_out("hardnut-before.service", "NoNewPrivileges=yes", what="by a drop-in")
    # Others stand in between, of whatever kind.
    with Service({"hardnut-before.service": f"[Unit]\nBefore=hardnut-middle.service\n{PLAIN}",
                  "hardnut-middle.service": f"[Unit]\nBefore=hardnut-middle.target\n{PLAIN}",
                  "hardnut-middle.target": "[Unit]\nDefaultDependencies=no\n"
                                           "Before=network-pre.target\n"}):
        ground.kept_out("hardnut-before.service", "NoNewPrivileges=yes", what="by two in between")
        ground.kept_out("hardnut-middle.service", "NoNewPrivileges=yes", what="by one in between")
    with Service({"hardnut-before.service": PLAIN,
                  "hardnut-middle.socket": "[Unit]\nDefaultDependencies=no\nBefore=sysinit.target\n"
                                           "After=hardnut-before.service\n"
                                           "[Socket]\nListenStream=/run/hardnut-middle\n"
                                           "Service=hardnut-middle.service\n",
                  "hardnut-middle.service": PLAIN}, start=("hardnut-middle.socket",)):
        ground.kept_out("hardnut-before.service", "NoNewPrivileges=yes", what="After= of one between")
    with Service({"hardnut-late.service": f"[Unit]\nBefore=network.target multi-user.target\n{PLAIN}",
                  "hardnut-after.service": f"[Unit]\nAfter=network-pre.target\n{PLAIN}"}):
        ground.taken("hardnut-late.service", "NoNewPrivileges=yes", what="before network.target")
        ground.taken("hardnut-after.service", "NoNewPrivileges=yes", what="after network-pre.target")


def needed(ground):
    """What a guard requires that is on duty."""
    guard = f"{VENDOR}/firewalld.service"
    duty = ("hardnut-needed.service", "firewalld.service")
    for how in ("Requires", "BindsTo", "Requisite"):
        with Service({"hardnut-needed.service": PLAIN,
                      guard: f"[Unit]\n{how}=hardnut-needed.service\n{PLAIN}"}, start=duty):
            ground.kept_out("hardnut-needed.service", "NoNewPrivileges=yes", what=f"{how}= of a guard")
    with Service({"hardnut-needed.service": PLAIN, guard: PLAIN},
                 links={"firewalld.service.requires/hardnut-needed.service":
                        f"{ADMIN}/hardnut-needed.service"}, start=duty):
        ground.kept_out("hardnut-needed.service", "NoNewPrivileges=yes", what="by a link")
    with Service({"hardnut-needed.service": PLAIN,
                  "hardnut-between.service": f"[Unit]\nRequires=hardnut-needed.service\n{PLAIN}",
                  guard: f"[Unit]\nRequires=hardnut-between.service\n{PLAIN}"}, start=duty):
        ground.kept_out("hardnut-needed.service", "NoNewPrivileges=yes", what="by two steps")
        ground.kept_out("hardnut-between.service", "NoNewPrivileges=yes", what="by one step")
    with Service({"hardnut-needed.service": PLAIN,
                  "hardnut-between.target": "[Unit]\nRequires=hardnut-needed.service\n",
                  guard: f"[Unit]\nRequires=hardnut-between.target\n{PLAIN}"}, start=duty):
        ground.kept_out("hardnut-needed.service", "NoNewPrivileges=yes", what="by a target")
    with Service({"hardnut-needed.service": PLAIN,
                  guard: f"[Unit]\nRequires=hardnut-other-name.service\n{PLAIN}"},
                 links={"hardnut-other-name.service": f"{ADMIN}/hardnut-needed.service"}, start=duty):
        ground.kept_out("hardnut-needed.service", "NoNewPrivileges=yes", what="by another name")
    with Service({"hardnut-needed.service": PLAIN,
                  "hardnut-once.service": f"[Unit]\nRequires=hardnut-needed.service\n{ONCE}"},
                 start=("hardnut-needed.service", "hardnut-once.service")):
        ground.kept_out("hardnut-needed.service", "NoNewPrivileges=yes", what="of a root oneshot")
    # By the socket that reaches it, and by what the restart takes with it.
    with Service({"hardnut-needed.service": PLAIN,
                  "hardnut-door.socket": "[Socket]\nListenStream=/run/hardnut-door\n"
                                         "Service=hardnut-needed.service\n",
                  guard: f"[Unit]\nRequires=hardnut-door.socket\n{PLAIN}"},
                 start=("hardnut-door.socket", "firewalld.service")):
        ground.kept_out("hardnut-needed.service", "NoNewPrivileges=yes", what="by its socket")
    for line in ("PartOf", "StopPropagatedFrom"):
        with Service({"hardnut-needed.service": PLAIN,
                      guard: f"[Unit]\n{line}=hardnut-needed.service\n{PLAIN}"}, start=duty):
            ground.kept_out("hardnut-needed.service", "NoNewPrivileges=yes", what=f"{line}= of a guard")
    with Service({"hardnut-needed.service": PLAIN,
                  guard: f"[Unit]\nWants=hardnut-needed.service\n{PLAIN}"}, start=duty):
        ground.taken("hardnut-needed.service", "NoNewPrivileges=yes", what="wanted by a guard")
    # The other way round nothing depends on it.
    with Service({"hardnut-needs.service": f"[Unit]\nRequires=firewalld.service\n{PLAIN}",
                  guard: PLAIN}, start=("firewalld.service", "hardnut-needs.service")):
        ground.taken("hardnut-needs.service", "NoNewPrivileges=yes", what="requires a guard")


def needed_by_what_is_not_loaded(ground):
    """A guard that is off duty needs it the next time."""
    unit, guard = "hardnut-needed.service", f"{VENDOR}/firewalld.service"
    for line in ("Requires=a.service \\\n# a remark\n  hardnut-needed.service", f"BindsTo={unit}",
                 f"Requisite={unit}", f"PartOf={unit}", f"StopPropagatedFrom={unit}"):
        with Service({unit: PLAIN, guard: f"[Unit]\n{line}\n{PLAIN}"}):
            ground.kept_out(unit, "NoNewPrivileges=yes", what=line.replace("\n", " "))
    requires = f"[Unit]\nRequires={unit}\n"
    with Service({unit: PLAIN, guard: PLAIN, f"{ADMIN}/firewalld.service.d/10-admin.conf": requires}):
        ground.kept_out(unit, "NoNewPrivileges=yes", what="by a drop-in")
    with Service({unit: PLAIN, f"{VENDOR}/wazuh-agent.service": PLAIN,
                  f"{ADMIN}/wazuh-.service.d/10-admin.conf": requires}):
        ground.kept_out(unit, "NoNewPrivileges=yes", what="by a drop-in of many")
    with Service({unit: PLAIN, guard: PLAIN},
                 links={f"firewalld.service.requires/{unit}": f"{ADMIN}/{unit}"}):
        ground.kept_out(unit, "NoNewPrivileges=yes", what="by a link")
    with Service({unit: PLAIN, f"{VENDOR}/openvpn-client@.service": requires + PLAIN}):
        ground.kept_out(unit, "NoNewPrivileges=yes", what="by a template")
    with Service({unit: PLAIN, "hardnut-once.service": requires + ONCE}):
        ground.kept_out(unit, "NoNewPrivileges=yes", what="by a root oneshot")
    with Service({unit: PLAIN, "hardnut-between.target": requires,
                  guard: f"[Unit]\nRequires=hardnut-between.target\n{PLAIN}"}):
        ground.kept_out(unit, "NoNewPrivileges=yes", what="by a target")
    with Service({unit: PLAIN, "hardnut-needed.socket": "[Socket]\nListenStream=/run/hardnut-needed\n",
                  guard: f"[Unit]\nRequires=hardnut-needed.socket\n{PLAIN}"}):
        ground.kept_out(unit, "NoNewPrivileges=yes", what="by its socket")
    with Service({unit: PLAIN, guard: f"[Unit]\nRequires=hardnut-other-name.service\n{PLAIN}"},
                 links={"hardnut-other-name.service": f"{ADMIN}/{unit}"}):
        ground.kept_out(unit, "NoNewPrivileges=yes", what="by another name")
    # What makes it a guard stands elsewhere.
    early = {"hardnut-middle.service": f"{requires}Before=hardnut-late.service\n{PLAIN}",
             "hardnut-late.service": f"[Unit]\nBefore=hardnut-middle.target\n{PLAIN}",
             "hardnut-middle.target": "[Unit]\nDefaultDependencies=no\nBefore=network-pre.target\n"}
    with Service({unit: PLAIN, **early}):
        ground.kept_out(unit, "NoNewPrivileges=yes", what="by what is early through others")
    with Service({unit: PLAIN, **early}, start=(unit, "hardnut-middle.service")):
        ground.kept_out(unit, "NoNewPrivileges=yes", what="by what is early and runs")
    with Service({unit: PLAIN, guard: f"[Unit]\nWants={unit}\n#Requires={unit}\n[X-Unit]\n"
                                      f"Requires={unit}\n{PLAIN}"}):
        ground.taken(unit, "NoNewPrivileges=yes", what="wanted by a guard")
    with Service({unit: PLAIN, "hardnut-plain.service": requires + PLAIN}):
        ground.taken(unit, "NoNewPrivileges=yes", what="required by an ordinary service")
    # Of files with one name systemd reads one.
    with Service({unit: PLAIN, guard: requires + PLAIN, f"{ADMIN}/firewalld.service": PLAIN}):
        ground.taken(unit, "NoNewPrivileges=yes", what="the administrator's file says otherwise")


def plain(ground):
    """Ordinary services are none, and with both permissions a guard is changed."""
    with Service({"hardnut-plain.service": PLAIN, f"{VENDOR}/firewalld.service": PLAIN,
                  "hardnut-firewalld-viewer.service": PLAIN}):
        ground.taken("hardnut-plain.service", "NoNewPrivileges=yes", "PrivateNetwork=yes")
        ground.taken("hardnut-firewalld-viewer.service", "NoNewPrivileges=yes")
        for name in ("cron.service", "nginx.service", "avahi-daemon.service", "chrony.service"):
            ground.taken(name, "LockPersonality=yes")
        grant(APPLY, LOOSEN)
        ground.taken("firewalld.service", "NoNewPrivileges=yes", what="with loosen")
        grant(APPLY)


def run(tap):
    run_tests(tap, "guards", [by_name, by_alias, once_as_root, by_another_name_of_root, partly_as_root,
                              marks_of_commands, ends_the_machine, early, needed, needed_by_what_is_not_loaded, plain])
