# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of unit files, good and bad: each key that systemd knows with values of all kinds. Which of them
systemd takes is for systemd to say."""

import glob
import os
import re

CATALOGUE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../src/engine/catalogue")
START = "[Service]\nExecStart=/bin/true\n"

# What makes systemd stop reading the file: each line of these gets a unit of its own.
STOPPING = re.compile("Exec(Start|Stop|Reload|Condition)|(Dynamic)?User$|Group$|SupplementaryGroups$|"
                      "Root(Directory|Image|ImagePolicy|Verity|MStack)$|WorkingDirectory$|SELinux|AppArmor|"
                      "Smack|.*ImagePolicy$|PIDFile$|LUOSession$")
# Longer values say nothing about a name that stops systemd, but that it is too long.
LONGEST_STOPPING = 1500

# Every key gets all of these.
VALUES = """
||nonsense|nonsense here|yes|no|true|off|1|0|Yes|YES|tru|enabled|-1|+1|1.5|.5|1 2|0 0|007|0x10|0b11|0o17
|007777|0777|00888|99999|65535|65536|255|256|4294967295|4294967296|2147483647|2147483648
|18446744073709551615|18446744073709551616|99999999999999999999|-2147483649|- 1| 1|1 # why|yes # why
|yes ; why|1;|#|;|5s|5 s|5sec|5s 3ms|1min 20s|5x|5s # why|5 s x|infinity|Infinity|inf|infinity # why|1w|1y
|1month|1us|1ns|1.5h|.5s|-5s|+5s|5.s|99999999y|1e3|2GB|2G|2 G|2Gi|2GiB|1.5G|1T|1E|16E|1k|1K|1M2K|1G 500M
|1B|5%|5 %|50%|100%|150%|0%|-5%|5.5%|5.55%|5.555%|99999999%|5‰|5‱|%%|50%%|%Q|%n|%i|%|/%Q|%h|%t/x|%y|%
|x%Qx|~|~x|!x|!yes||!|-|--|+|:|::|:::|a:b|a:b:c|a:b:c:d|:a|a:|=|a=|=b|a=b|a=b c=d|A=b|A=b x|1A=b|A B=c
|A=%Q|"A=b c"|'A=b|"|'|\\|a\\|\\x41|\\q|\\x|\\n|a\\x20b|"quoted"|"a b"|a "b|a,b|,|relative|relative/path
|/absolute|/absolute/|/absolute //x|/a /b|/a:/b|-/a|+/a|-+/a|+-/a|/a b|/a:b|a:/b|/a:/b:/c|/a:/b:rbind
|/a:/b:norbind|/a:/b:nonsense|-/a:-/a|-/a:/b|/a:-/b|/a/../b|../a|/a/..|/a/.|/|//|/./a|.|..|/a*|/dev/null
|/dev/null rw|/dev/null x|/dev/null rwm|/dev/null 5M|/dev/null 100|/dev/null 0|/dev/null infinity
|/dev/null 5ms|/dev/null 5 6|/dev/null -1|/dev/null 10001|/dev|/tmp 5M|/etc/passwd 100|dev/null 5M|block-sd
|block-* rw|char-* xx|char-tty rwm|/dev/sd*|/dev/../x|/dev/nullx|/sys/x rw|/run/systemd/inaccessible/x
|0-3|0-3,5|3-0|0 1 2|0,1,2|0-|-3|0-99999|0-8191|8192|8191|numa|all|0-3 x|a-b|0--1|x0|0x1|0-1-2
|SIGTERM|TERM|sigterm|SIGRTMIN|SIGRTMIN+1|SIGRTMIN+99|SIGRTMAX|SIGRTMAX-1|RTMIN+2|SIGNONE|9|15|64|65|66
|SIGKILL SIGTERM|SIGTERM 1|1 2 SIGKILL|TEMPFAIL|TEMPFAIL 250|EXIT_FAILURE|FAILURE|SUCCESS|NOTHING|300
|1:2|2:1|infinity:5|5:infinity|1:2:3|5:|:5|1G:2G|2G:1G|1s:2s|-5:5|+5|-20|19|20|-21|-19|39|40|41|5:x
|1000|1001|-1000|-1001|10000|10001|10000:1|1024|1023|262144|262145|2|3|4|5|6|7|8|10|99|100|101|idle
|EPERM|EPERMS|eperm|kill|4095|4096|ENOSYS|EAGAIN 1|E2BIG|-EPERM
|@bogus|@clock|@system-service|~@clock|@clock @bogus|read write|read bogus_call|read:EPERM|~read:EPERM
|~read:kill|~read:BOGUS|~@bogus|~read:0|~read:5000|@clock:EPERM|~@clock:EPERM|uname|:EPERM|~:EPERM|~
|AF_INET|AF_INET AF_BOGUS|AF_BOGUS|~AF_INET|~AF_BOGUS|none|AF_UNIX none|af_inet|inet|AF_INET,AF_INET6
|CAP_SYS_ADMIN|CAP_BOGUS|~CAP_CHOWN|CAP_CHOWN CAP_BOGUS|cap_chown|sys_admin|CAP_CHOWN,CAP_KILL|63|62
|net|mnt net|cgroup ipc net mnt pid user uts|bogus net|~net|~bogus|time|net,mnt|user|uts time
|x86-64|native|x86 bogus|x86-64 native|arm64|uname-26|linux|i386|x86_64|linux32|x32|mips-le
|keep-caps|keep-caps bogus|noroot noroot-locked|no-setuid-fixup-locked|keep-caps-locked
|cpu|cpu memory|cpu bogus|memory,cpu|io pids|cpuset|bpf-firewall|cpu cpuacct|devices|bpf-devices
|127.0.0.1|127.0.0.0/8|127.0.0.1/33|::1|::1/128|::1/129|localhost|any|link-local|multicast|bogus-net
|10.0.0.1 bogus|1.2.3|1.2.3.4.5|fe80::1%eth0|any localhost|::ffff:1.2.3.4/96|1.2.3.4/|1.2.3.4/-1|ANY
|tcp|udp|tcp:80|udp:53-60|ipv4:tcp:80|ipv6:udp:any|tcp:80 tcp:443|tcp:0|tcp:65536|tcp:99-80|any:80
|ipv4|ipv6|ipv4:80|80|80-90|ipv5:tcp:80|icmp:80|tcp:|tcp:80:90|tcp:ipv4:80|ipv4:tcp|ipv4:any|0|any
|ingress:/a|egress:/a|ingress:a|bind4:/sys/fs/bpf/x|bind4:x|connect6:/x|bogus:/x|bind4|device:/x
|sock_create:/a/../b|ingress:/a egress:/b|ingress: /a|sysctl:/x|getsockopt:/a|ingress:/%Q|ingress:
|ext4|ext4 tmpfs|~ext4|ext4 bogus|@basic-api|@known|~@bogus|@bogus ext4|ext4,tmpfs|@network ext4|EXT4
|eth0|eth0 lo|~lo|lo ~eth0|averyveryverylonginterfacename|averyveryverylonginterfacename lo|eth/0|a:b c|lo,eth0|all|default|1|.
|root:ro|ro|ro,noexec|root:ro usr:rw|bogus:ro|root:ro bogus:ro|root:|home:ro,x var:y|root:ro usr|:ro
|/a:/b:root:ro|/a:/b:ro|/a:/b:bogus:ro|/a:/b:root:ro usr:rw|/a:/b /c:/d|/a:/b /c|/a:b|/a:/b:root
|/img:root:ro|/img:ro|/img:bogus:ro|/img /img2|-/img|/img:root|img|/img:root:ro:usr:rw|/img x
|/tmp:ro|/tmp:size=5M|/tmp:|/tmp:ro,x /y|tmp|/tmp:ro:rw|tmp:ro|-/tmp|/tmp:mode=%Q|/t%Q:ro|/tmp /x:ro y
|name|name name2|a/b|a/b c|/a a|../a a|./a|a/./b|a/../b|a//b|a/|private|private/x|a/private|a:b c:d|a:b:ro
|a:b:rw|a::ro|a:b:nonsense|a:/b|/a:b|a::|a:private|a:b:|a:../b|a:b c|:b|a:b:ro:x|%n:x|a:%Q|a:b:%Q
|id|id:/path|id:relative|id:name|id:|:path|:/path|id:/a:b|id:/a /b|i/d:/a|id:%Q|%Q:x|id:../a|.:x|..:/a
|id:x%%y|id:a/b|id:value|id:\\x|id:!!!|id:Zm9v|id:Zm9|id:Zm9v=|averyverylong.name-with_signs:x|ïd:x
|id*|i*d|*|*:x|id*:x|id:x:y|?|i?d|[a]|id**|foo.*|foo.*:bar.|id.[ab]|id*:|id:new|a/*|.*|id*:..
|PATH|PATH HOME|1PATH|PATH=|PATH=x|PATH=x HOME|A-B|A B=|A=1 2|A=\\x41|A="b|é=x|A=é|A=\\u0001|_A|A.B=c
|/env|-/env|env|-env|/env/*|/env*|-/env /x|/env/../x|/run/%t|-|-%Q
|null|tty|tty-force|tty-fail|data|file:/x|file:x|fd|fd:name|fd:|fd:a b|fd:%Q|fd:a:b|socket|journal|syslog|kmsg
|journal+console|syslog+console|kmsg+console|inherit|append:/x|append:x|truncate:/x|truncate:x|file:/x/../y
|file:|file:/%Q|file:/a b|append:|console|console+journal|data # x|file:/a/|NULL|fd:stdin|fd:äx
|daemon|kern|local0|local7|local8|authpriv|24|128|debug|info|warning|warn|err|error|emerg|user|news|-1|mail.info
|other|batch|rr|fifo|realtime|best-effort|rt|be|deadline|ext|none-class
|default|preferred|bind|interleave|local|weighted|prefer|local # x|strict
|shared|slave|private|rshared|rslave|rprivate|unbindable|shared slave
|ignoring|inherit|invisible|noaccess|ptraceable|pid|all-pids|full|strict|read-only|tmpfs|disconnected
|self|identity|managed|restart|control|private|system|file|connected|keyring|managed:x|yes:name|private:name
|private:|yes:|no:x|:name|private:a b|strict:x|full:x|yes:-x|yes:x.y.|yes:é|private:%Q|yes:%n|yes:x_y
|init|login|user|boot|main|exec|main # x|exec,main|NotifyAccess
|simple|exec|forking|oneshot|dbus|notify|idle|notify-reload|Simple|simple exec|simple # the type
|on-success|on-failure|on-abnormal|on-watchdog|on-abort|always|normal|direct|debug|on_failure|on-failure always
|control-group|process|mixed|cgroup|process # x|mixed process
|continue|stop|kill|terminate|abort|terminate kill|abort #
|auto|closed|strict|auto # x|kill # x|avoid|omit|prefer
|fail|replace|replace-irreversibly|isolate|flush|ignore-dependencies|ignore-requirements|triggering
|restart-dependencies|reload-dependencies|lenient|inactive|inactive-or-failed|failed
|exit|exit-force|reboot|reboot-force|reboot-immediate|poweroff|poweroff-force|poweroff-immediate|soft-reboot
|soft-reboot-force|kexec|kexec-force|halt|halt-force|halt-immediate|reboot now|exit 5|Reboot
|foo.service|foo|foo.service bar.service|foo.bogus|foo.service bogus|foo@.service|foo@x.service|%n|%i.service
|foo@%i.service|.service|foo.socket|foo.socket bar.socket|foo.service,bar.service|foo bar.socket|foo.slice|a-b.slice
|-a.slice|a--b.slice|-.slice|foo@x.slice|system.slice|a/b.service|foo .service|"foo.service"|%Q.service
|sys-x.device|-.mount|foo.timer|foo.target|foo.path|foo.scope|foo.swap|foo.automount|hnm@.socket|foo@.slice
|averylonglonglonglonglonglonglonglong.service|fo\\x20o.service|foo.service # why|foo\\.service|~foo.service
|man:foo(1)|man:foo|http://x|https://x.y/z https://a|file:/x|info:x|bogus:x|man:foo(1) bogus|x.html|man:|http://
|man:a%Q|ftp://x|file:x|mailto:a@b|http://a b|http://%n
|!/a|\\|/a|\\|!/a|!\\|/a|\\|relative|!relative|! /a|/a#|/a|/%Q|\\|
|x86|ignored|tpm2|selinux|apparmor|bogus-security|vm|container|>=4|> 4|>= 4.5|=|=5|<|!5|! 5|5 >= 4|memory=5
|x.service.d|CAP_X|ID=debian|ID=debian VERSION_ID>=12|5|5/1min|10%/1min|slice:5%|@system|root|%u|uefi|avx2
|15s|100us|1us|70%|70|unset|on|auto|skip|skip 1|yes 1|off # off|watch|
|100/s|1s 2|10ms/5|5s/10ms
|a.b|org.example.Foo|org..x|org|org.1x|:1.5|org.example.Foo # x|.a.b|a.b.|a_b.c|a-b.c|a.b/c
|FOO=bar|_FOO=bar|FOO=bar BAZ=x|foo=bar|1FOO=x|=x|FOO|FOO=|FOO=%Q|MESSAGE=x|"FOO=b c"|FOO="b c"|FOO=a FOO=b
|~regex|regex.*|[|~[|(|~(|a{|*a|\\|+|~*|[a-|x%Q|~x%Q|(?|a**
|Zm9v|Zm9v\\nYg|Zm9|Zg==|Z===|Zm9v Yg==|!!|text \\x00|text \\n|text \\q|text %n|text %Q
|abcdef|abcd|abcde|abcdefg|/hash|/hash:x|base64:Zm9v|base64:!!|base64:|0123456789abcdef0123456789abcdef|hash
|0123456789abcdef0123456789abcdef:0123456789abcdef0123456789abcdef|relative.roothash
|cgroup:inet:filter:myset|user:inet:t:s|group:ip6:t:s|inet:t:s|cgroup:bogus:t:s|bogus:inet:t:s
|cgroup:inet:t|cgroup:inet:t:s:x|cgroup:inet:t:s user:ip:a:b|cgroup:inet:1t:s|cgroup:inet::s|cgroup:inet:t:s bogus
|cgroup:arp:t:s|cgroup:netdev:t:s|cgroup:bridge:t:s|cgroup:ip:t_x.y/z:s
|/open|/open:name|/open:name:read-only|/open:name:append|/open:name:truncate|/open:name:bogus|open|/open:
|/open:name:read-only,append|/open:name:graceful|/open:a b|/open::read-only|/open /x|"/open x":n|/open:n:|/o:n:x:y
|/open:name:read-only,graceful|/%Q:x|/open:name:append,truncate|/open:n%Q
|private-anonymous|private-file-backed|elf-headers|private-huge|shared-huge|private-dax|dax|private-anonymous bogus
|0x33|33|ff|0xffffffff|g|0xffffffffffffffffff|shared-anonymous 5
|uid|user-data|always|madvise|never|thp-always
|map-create|prog-load|any|map-create,prog-load|bogus,map-create|MapCreate|socket-filter|cgroup-inet-ingress|kprobe
|hash,array|array|xdp|tc|bogus,|map_create
|member|root|isolated|member # x
|kernel|user:1|rule1|rule1 rule2|a.b rule|rule/1|sess|sess1 sess2|sess/1|averyverylongsessionname
|noexec|verity+signed|root=verity|root=verity+signed:usr=absent|root=bogus|bogus=verity|root|=open|root=|*|-
|root=verity:root=signed|root=encryptedwithintegrity|home=encrypted+verity|root = verity|root=verity usr=verity
|user name|User|1user|-user|user.|user$|us%ier|65534|65535|-5|0x0|00|root root|us/er|user:x|tom,dick|%u|%U|%Q
|averyveryveryveryveryveryverylongusername|us\\er|"user"|é|a@b|.user|..|user # why|0:0|1000 user
|label|-label|label %Q|-%Q|- label|label x|~label
|-~|~/x|-relative|-/a/../b|/a/../b|!/a
|/bin/true|/bin/true ; /bin/false|true|bin/true|-/bin/true|@/bin/true|@/bin/true x|+/bin/true|!/bin/true
|!!/bin/true|:/bin/true|-@/bin/true|\\|/bin/true|!+/bin/true|++/bin/true|--/bin/true|/bin/true %Q|/bin/true "x
|/bin/true \\|/bin/true ;|; /bin/true|/bin/|/bin/..|/bin/true \\; x|/bin/tr%Que|"/bin/true x" y|/bin/true $|/bin/true '
|-/bin/true "x|-bin/true|-|@|+|/bin/true $FOO ${BAR} $$|/bin/true \\q|/bin/true \\x4|/bin/true # x|-/bin/true %Q ; /bin/x
"""


def values():
    """All values, each once. The bar that stands for itself is written behind a backslash."""
    text = VALUES.strip("\n").replace("\n|", "|").replace("\n", "")
    parts = re.split(r"(?<!\\)\|", text)
    found = [part.replace("\\|", "|").replace("\\\\", "\\") for part in parts]
    found += ["9" * 400, "x" * 300, "/" + "x" * 300, "/x" * 2100, "a." * 130 + "a", "x" * 64, "x" * 65,
              "A=" + "x" * 5000, "é" * 40, "x" * 31, "x" * 32, "a b " * 20, "1 " * 500]
    # A line break in a message cuts off the rest of it, and with it which line it is about.
    return list(dict.fromkeys(value.strip() for value in found if "\\n" not in value))


def keys():
    """(section, key) of all that systemd has known in any of its versions."""
    with open(f"{CATALOGUE}/known-keys-table.h", encoding="utf-8") as file:
        rows = [(section.title(), key) for section, key in
                re.findall(r'^KNOWN_KEY \((\w+), "(\w+)"', file.read(), re.MULTILINE)]
    for path in glob.glob(f"{CATALOGUE}/directives/*.h"):
        with open(path, encoding="utf-8") as file:
            rows += [("Service", key) for key in
                     re.findall(r'^HN_DIRECTIVE \(\w+, "(\w+)"', file.read(), re.MULTILINE)]
    return sorted(rows)


def units(chooser, n_values, name):
    """{unit: (path below /etc/systemd/system, [(line, key, value)], text)}: random values for each key.
    What makes systemd stop stands in a drop-in of its own, which does not cost the whole unit."""
    found = {}
    pool = values()
    for section, key in keys():
        # What these hold is for those to read who enable a unit; and for the first unit with the others
        # systemd says whether the machine has what they need.
        if section == "Install" or key in ("IPIngressFilterPath", "IPEgressFilterPath"):
            continue
        chosen = chooser.sample(pool, n_values)
        if not STOPPING.match(key):
            unit = f"{name}{len(found)}.service"
            lines = [(n + 2, key, value) for n, value in enumerate(chosen)]
            found[unit] = (unit, lines, f"[{section}]\n" + "".join(f"{k}={v}\n" for _, k, v in lines)
                           + START)
            continue
        for value in chosen:
            if len(value) <= LONGEST_STOPPING:
                unit = f"{name}{len(found)}.service"
                found[unit] = (f"{unit}.d/x.conf", [(2, key, value)], f"[{section}]\n{key}={value}\n")
    return found
