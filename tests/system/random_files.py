# SPDX-License-Identifier: GPL-3.0-or-later
"""Random texts of unit files and drop-ins: the same lines as random_drop_ins, but written in all the
ways in which systemd's reader lets people, and mistakes, write them."""

import random_drop_ins

NOISE = ["# a comment", "; another", "", "   ", "no equals sign", "=value without key", "\tX-Own=thing",
         "Unknown=yes", "protectsystem=strict", "[Install]", "[Service]", "[Unit]", "[X-Mine]",
         "[Nonsense]", "[service]", "[ Service ]", "DefaultDependencies=no", "DefaultDependencies=yes",
         "Description=%n of %i", "Type=oneshot", "Type=simple", "Type=notify", "Type=bogus",
         "RemainAfterExit=yes", "WatchdogSec=5", "FileDescriptorStoreMax=3", "Slice=my.slice",
         "ReadOnlyPaths=/etc", "MountImages=/a.img:/b", "LoadCredentialEncrypted=a:/b",
         "LoadCredential=a:/b", "SetCredentialEncrypted=a: Zm9v", "PAMName=login", "KillMode=process",
         "WorkingDirectory=~", "WorkingDirectory=/proc", "ExecStartPre=/bin/true", "ExecStop=/bin/true",
         "ExecStart=", "ExecStart=/bin/true", "ExecStart=-relative/path", "ExecStart=@/bin/true x",
         "ExecStart=/bin/true ; /bin/false", "ExecStart=/bin/sh -c 'a", "ExecStart=/bin/%z",
         "Restart=always", "ExitType=cgroup", "SuccessAction=reboot", "[Service", "\\", "a\\",
         "PrivateMounts=", "ExecStart=/bin/", "SupplementaryGroups=a/b", "DynamicUser=perhaps"]
RARE = ["\x00", "\r", "\ufeff", "é", "\x0b", "\x0c", "\u2028"]


def _spell(random, line):
    """One of the ways to write line."""
    key, _, value = line.partition("=")
    kind = random.random()
    if kind < 0.55:
        return line
    if kind < 0.7:
        return f"{random.choice(['', ' ', chr(9)])}{key} = {value}  "
    if kind < 0.9:
        # Broken over several lines, with a comment or an empty line between them now and then.
        words = value.split(" ")
        glue = random.choice([" \\\n", "\\\n", "\\\n# comment\n", "\\\n;x\n  ", " \\\r\n", "\\\n \\\n"])
        return f"{key}=" + random.choice(["", "\\\n"]) + glue.join(words)
    if kind < 0.94:
        return line + random.choice([" # no comment here", "\\", "\\\\", " \\ "])
    return line.replace("=", random.choice(["==", "= =", "=\t", ":", "=\\\n="]), 1)


def random_text(random):
    """The text of a drop-in, as bytes."""
    lines = []
    if random.random() < 0.9:
        lines.append("[Service]")
    for line in random_drop_ins.random_lines(random):
        lines.append(_spell(random, line))
        if random.random() < 0.25:
            lines.append(random.choice(NOISE))
    text = random.choice(["\n", "\n", "\n", "\r\n", "\n\n"]).join(lines)
    if random.random() < 0.05:
        at = random.randrange(len(text) + 1)
        text = text[:at] + random.choice(RARE) + text[at:]
    data = text.encode()
    if random.random() < 0.02:
        at = random.randrange(len(data) + 1)
        data = data[:at] + random.choice([b"\xff", b"\xc3", b"\x80\x80"]) + data[at:]
    if random.random() < 0.03:
        data = b"\xef\xbb\xbf" + data
    return data + random.choice([b"\n", b"", b"\n\n"])
