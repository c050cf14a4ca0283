/* Rows of the catalogue: who the service is and what rights it has.
 * Part of directive-table.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* clang-format off */

HN_DIRECTIVE (USER, "User",
              account, NULL, 0, HN_GROUP_IDENTITY, HN_RISK_HIGH,
              HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Run as a plain user"),
              N_ ("The service runs as this account instead of as root. A break-in then reaches "
                  "only what the account may touch; as root it takes over the whole machine."),
              N_ ("The service can no longer write files that belong to root or open ports below "
                  "1024. Hand its folders to the account with StateDirectory=, and grant "
                  "CAP_NET_BIND_SERVICE where it needs a low port."))
HN_EVIDENCE (USER,
             HN_USES (CAPABILITY, "*") HN_USES (CALL, "@setuid"))

HN_DIRECTIVE (GROUP, "Group",
              account, NULL, 0, HN_GROUP_IDENTITY, HN_RISK_HIGH,
              HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Run it under a group of its own"),
              N_ ("The group decides which shared files the service can open. In a group that "
                  "owns sensitive files, such as shadow or disk, an intruder reads password "
                  "hashes or whole disks."),
              N_ ("Sockets and files that other programs share through the old group become "
                  "unreachable. Set SupplementaryGroups= for the one group that is really needed."))

HN_DIRECTIVE (DYNAMIC_USER, "DynamicUser",
              boolean, NULL, 232, HN_GROUP_IDENTITY, HN_RISK_HIGH,
              HN_DIRECTIVE_SYSTEM_ONLY | HN_DIRECTIVE_STOPS, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "no", NULL,
              N_ ("Give it a throw-away account at each start"),
              N_ ("systemd invents an account that exists only while the service runs, makes the "
                  "system read-only for it and gives it a private /tmp. An intruder gets an "
                  "account that owns nothing else and is gone after the stop."),
              N_ ("Data outside StateDirectory=, CacheDirectory= and LogsDirectory= cannot be "
                  "kept, and programs that expect a fixed user name or number fail. Move the "
                  "data there first."))

HN_DIRECTIVE (SUPPLEMENTARY_GROUPS, "SupplementaryGroups",
              accounts, NULL, 0, HN_GROUP_IDENTITY, HN_RISK_MEDIUM,
              HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Keep it out of extra groups"),
              N_ ("Every extra group opens more files, sockets and devices to the service. "
                  "Groups such as docker, disk or sudo are as good as root for whoever takes it "
                  "over."),
              N_ ("Without its group the service may lose a device, a certificate or a socket, "
                  "as with ssl-cert for web servers. Keep exactly that group."))
HN_EVIDENCE (SUPPLEMENTARY_GROUPS,
             HN_USES (GROUP, "*") HN_UNSURE)

HN_DIRECTIVE (SET_LOGIN_ENVIRONMENT, "SetLoginEnvironment",
              boolean, NULL, 255, HN_GROUP_IDENTITY, HN_RISK_LOW,
              HN_DIRECTIVE_THREE_WAY, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "no", NULL,
              N_ ("Set or leave out the login variables"),
              N_ ("Decides whether HOME, LOGNAME and SHELL are set for the service. Without them "
                  "a program cannot be steered by settings files that somebody planted in a home "
                  "folder it happens to inherit."),
              N_ ("Programs that look for their settings in the home folder may start with "
                  "defaults or refuse to start. Turn it back on for those."))

HN_DIRECTIVE (PAM_NAME, "PAMName",
              name, NULL, 0, HN_GROUP_IDENTITY, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Open a login session for the service"),
              N_ ("Sends the service through the machine's login rules (PAM), so that limits and "
                  "session set-up for people apply to it. The rules run as root before the "
                  "service does, and each module in them is more code for an attacker to aim at."),
              N_ ("A wrong or missing PAM profile keeps the service from starting, and changed "
                  "rules for logins suddenly apply to it as well. Only services that log people "
                  "in need this."))

HN_DIRECTIVE (NO_NEW_PRIVILEGES, "NoNewPrivileges",
              boolean, NULL, 187, HN_GROUP_IDENTITY, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Block gaining more rights"),
              N_ ("Programs that raise rights when run, such as sudo, su or mount, no longer do "
                  "so for this service. Without it, one faulty program of that kind anywhere on "
                  "the machine turns a small break-in into root."),
              N_ ("Services that call sudo, send mail through a set-user-ID helper or log people "
                  "in stop doing that part. Leave it off for those alone."))
HN_EVIDENCE (NO_NEW_PRIVILEGES,
             HN_USES (GAIN, "*"))

HN_DIRECTIVE (SECURE_BITS, "SecureBits",
              secure_bits,
              HN_WORDS ({ "keep-caps", 0, 0 }, { "keep-caps-locked", 0, 1 },
                        { "no-setuid-fixup", 0, 0 }, { "no-setuid-fixup-locked", 0, 1 },
                        { "noroot", 0, 1 }, { "noroot-locked", 0, 1 },
                        { "no-cap-ambient-raise", 262, 1 },
                        { "no-cap-ambient-raise-locked", 262, 1 },
                        { "exec-restrict-file", 262, 1 },
                        { "exec-restrict-file-locked", 262, 1 },
                        { "exec-deny-interactive", 262, 1 },
                        { "exec-deny-interactive-locked", 262, 1 }),
              0, HN_GROUP_IDENTITY, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "", "keep-caps no-setuid-fixup",
              N_ ("Lock how root's powers are handed on"),
              N_ ("Switches off the special treatment of user 0, so that being root no longer "
                  "brings every capability by itself. Otherwise a service that ever becomes root "
                  "has all powers back at once."),
              N_ ("Programs that count on root's powers after changing users lose them. Try "
                  "noroot and noroot-locked with a service that already runs as a plain user."))

/* Who keeps the accounts as they are takes away less than who keeps only its own. */
HN_DIRECTIVE (PRIVATE_USERS, "PrivateUsers",
              choice,
              HN_WORDS ({ "no", 0, 0 }, { "yes", 0, 3 }, { "self", 257, 0, "yes" },
                        { "identity", 257, 2 }, { "full", 258, 1 },
                        { "managed", 260, 3 }),
              232, HN_GROUP_IDENTITY, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Separate it from other accounts"),
              N_ ("The service sees root, itself and nobody; every other account's files and "
                  "processes appear to belong to nobody, and its capabilities end at its own "
                  "door. Powers that an intruder gains inside count for nothing on the machine "
                  "itself."),
              N_ ("The service cannot work with other accounts' files, change owners, or use "
                  "capabilities that reach the machine, such as setting the clock or opening low "
                  "ports by itself. Keep it off for servers that switch users."))
HN_EVIDENCE (PRIVATE_USERS,
             HN_USES (CAPABILITY, "*") HN_USES (CALL, "@setuid") HN_USES (CALL, "@chown"))

HN_DIRECTIVE (UMASK, "UMask",
              umask, NULL, 0, HN_GROUP_IDENTITY, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "0022", "0000",
              N_ ("Keep its new files from others"),
              N_ ("Sets which rights new files do not get. With 0077 only the service itself can "
                  "read what it writes; with the usual 0022 any account on the machine can read "
                  "logs, caches and copied secrets."),
              N_ ("Other programs that read the service's new files, for example a web server "
                  "showing uploads, are refused. Use 0027 and share a group with them."))
HN_EVIDENCE (UMASK,
             HN_USES (SHARE, "*"))

HN_DIRECTIVE (KEYRING_MODE, "KeyringMode",
              choice,
              HN_WORDS ({ "inherit", 0, 0 }, { "private", 0, 1 },
                        { "shared", 0, 0 }),
              235, HN_GROUP_IDENTITY, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_FIRST_FOR_USERS, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "private", "shared",
              N_ ("Separate its keys"),
              N_ ("The kernel keeps passwords and keys in key stores. With a private one the "
                  "service neither sees keys of other programs nor leaves its own to them; a "
                  "shared one lets an intruder pick up what another service stored."),
              N_ ("Programs that pass keys to each other through the kernel, as some encrypted "
                  "or network file system tools do, no longer find them. Use shared for those."))
HN_EVIDENCE (KEYRING_MODE,
             HN_USES (KEY, "*") HN_USES (CALL, "@keyring"))

HN_DIRECTIVE (REMOVE_IPC, "RemoveIPC",
              boolean, NULL, 232, HN_GROUP_IDENTITY, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              HN_REACH_IPC, CLOSES, "no", "no",
              N_ ("Remove shared memory left behind"),
              N_ ("Leftover shared memory and message queues of the service's account are "
                  "deleted at the end. Otherwise old data stays in memory, where the next "
                  "program under this account can read it or be fed by it."),
              N_ ("Several services under one account lose each other's shared memory when one "
                  "of them stops; PostgreSQL is the known victim. It does nothing for a service "
                  "that runs as root."))
HN_EVIDENCE (REMOVE_IPC,
             HN_USES (CALL, "shmget") HN_USES (CALL, "msgget") HN_USES (CALL, "semget")
             HN_USES (CALL, "mq_open") HN_USES (TOUCH, "/dev/shm") HN_USES (TOUCH, "/dev/mqueue"))

HN_DIRECTIVE (RESTRICT_SUID_SGID, "RestrictSUIDSGID",
              boolean, NULL, 242, HN_GROUP_IDENTITY, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Block files that lend rights"),
              N_ ("The service cannot mark a file so that it runs with its owner's rights. "
                  "Without this an intruder leaves such a file behind as a back door for later, "
                  "open to any user of the machine."),
              N_ ("Package managers, backup restores and file servers that keep these marks fail "
                  "with 'operation not permitted'. Most other services never notice."))
HN_EVIDENCE (RESTRICT_SUID_SGID,
             HN_USES (SUID, "*"))

HN_DIRECTIVE (SELINUX_CONTEXT, "SELinuxContext",
              label, NULL, 209, HN_GROUP_IDENTITY, HN_RISK_HIGH,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Choose the SELinux label it runs under"),
              N_ ("On systems with SELinux the label decides what the service may touch. A label "
                  "that is too broad lets an intruder do whatever the policy allows to that "
                  "label."),
              N_ ("A label that the policy does not let this service take stops it from "
                  "starting. Normally the policy chooses by itself, and this stays empty."))

HN_DIRECTIVE (APPARMOR_PROFILE, "AppArmorProfile",
              label, NULL, 210, HN_GROUP_IDENTITY, HN_RISK_HIGH,
              HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Confine it with an AppArmor profile"),
              N_ ("An AppArmor profile lists which files, networks and powers the program may "
                  "use, whatever account it runs under. Without a profile that extra wall is "
                  "missing."),
              N_ ("If the profile is not loaded the service does not start, and a profile that "
                  "is too narrow blocks files it needs. Put the profile into complain mode while "
                  "trying it out."))

HN_DIRECTIVE (SMACK_PROCESS_LABEL, "SmackProcessLabel",
              label, NULL, 218, HN_GROUP_IDENTITY, HN_RISK_HIGH,
              HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Run it under a Smack label"),
              N_ ("On systems that use Smack the label decides which objects the service can "
                  "reach. An unlabelled service shares the default label with everything else, "
                  "and so its reach."),
              N_ ("Without matching Smack rules the service cannot open its own files. It has no "
                  "effect where the kernel does not use Smack."))
