/* Rows of the catalogue: the folders that systemd makes for the service.
 * Part of directive-table.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* clang-format off */

HN_DIRECTIVE (RUNTIME_DIRECTORY, "RuntimeDirectory",
              folders, NULL, 211, HN_GROUP_FILES, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_FOLDERS, OPENS, "", "",
              N_ ("Give it a fresh folder below /run"),
              N_ ("systemd makes a folder for sockets and process files that belongs to the "
                  "service alone, and removes it at the end. It saves the service from needing "
                  "write access to all of /run."),
              N_ ("The contents vanish when the service stops, see RuntimeDirectoryPreserve=. A "
                  "name that another service uses makes them share one folder."))

HN_DIRECTIVE (RUNTIME_DIRECTORY_MODE, "RuntimeDirectoryMode",
              mode, NULL, 211, HN_GROUP_FILES, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_FOLDERS, OPENS, "0755", "0777",
              N_ ("Set who may enter its folder below /run"),
              N_ ("Decides who can look into the runtime folder. With 0700 only the service can; "
                  "with the usual 0755 every account sees its sockets and process files."),
              N_ ("Clients under other accounts, such as a web server talking to its back end, "
                  "cannot reach a socket in a closed folder. Use 0750 with a shared group."))

/* What is left behind can be read by the next one. */
HN_DIRECTIVE (RUNTIME_DIRECTORY_PRESERVE, "RuntimeDirectoryPreserve",
              choice,
              HN_WORDS ({ "no", 0, 2 }, { "yes", 0, 0 }, { "restart", 0, 1 },
                        { "on-success", 261, 1 }),
              235, HN_GROUP_FILES, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_FOLDERS, CLOSES, "no", "yes",
              N_ ("Decide how long its /run folder stays"),
              N_ ("Says whether the runtime folder outlives the service. Kept folders can hold "
                  "stale sockets or planted files that the next start trusts."),
              N_ ("With no, files are gone after each restart; programs that hand over state in "
                  "them need restart or yes."))

HN_DIRECTIVE (STATE_DIRECTORY, "StateDirectory",
              folders, NULL, 235, HN_GROUP_FILES, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_FOLDERS, OPENS, "", "",
              N_ ("Give it a data folder of its own"),
              N_ ("systemd makes a folder below /var/lib that belongs to the service. It stays "
                  "writable under ProtectSystem=strict, so that an intruder reaches this folder "
                  "instead of all of /var."),
              N_ ("An existing folder changes its owner to the service's account at the start; "
                  "data used by several accounts becomes unreadable for the others."))

HN_DIRECTIVE (STATE_DIRECTORY_MODE, "StateDirectoryMode",
              mode, NULL, 235, HN_GROUP_FILES, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_FOLDERS, OPENS, "0755", "0777",
              N_ ("Set who may enter its data folder"),
              N_ ("Decides who else can look into the service's data. With 0700 no other account "
                  "can read its databases and keys."),
              N_ ("Backup programs and tools under other accounts can no longer read the data. "
                  "Give them a group and use 0750."))

HN_DIRECTIVE (STATE_DIRECTORY_QUOTA, "StateDirectoryQuota",
              quota,
              HN_AMOUNT (HN_NO_USAGE, HN_NO_USAGE, HN_MIB (1), 100,
                         N_ ("with less, the service can hardly write anything")),
              258, HN_GROUP_FILES, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_FOLDERS, OPENS, "", "off",
              N_ ("Limit the size of its data folder"),
              N_ ("Sets an upper limit for what lies in the data folder. Otherwise a broken or "
                  "hijacked service fills the disk, and everything else on it stops."),
              N_ ("At the limit writing fails with 'disk quota exceeded', which databases take "
                  "badly. It works only on file systems with project quotas turned on."))

HN_DIRECTIVE (STATE_DIRECTORY_ACCOUNTING, "StateDirectoryAccounting",
              boolean, NULL, 258, HN_GROUP_FILES, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_FOLDERS, CLOSES, "no", "no",
              N_ ("Measure the size of its data folder"),
              N_ ("Counts how much the data folder takes, so that sudden growth through abuse is "
                  "seen in time."),
              N_ ("Nothing stops working; on file systems without project quotas it has no "
                  "effect."))

HN_DIRECTIVE (CACHE_DIRECTORY, "CacheDirectory",
              folders, NULL, 235, HN_GROUP_FILES, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_FOLDERS, OPENS, "", "",
              N_ ("Give it a cache folder of its own"),
              N_ ("systemd makes a folder below /var/cache that belongs to the service and may "
                  "be emptied at any time. The service then needs no write access to other "
                  "caches, where it could poison what others read."),
              N_ ("An existing cache folder changes its owner at the start. Data that must not "
                  "be lost belongs in StateDirectory= instead."))

HN_DIRECTIVE (CACHE_DIRECTORY_MODE, "CacheDirectoryMode",
              mode, NULL, 235, HN_GROUP_FILES, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_FOLDERS, OPENS, "0755", "0777",
              N_ ("Set who may enter its cache folder"),
              N_ ("Decides who else can read the cache. Cached pages, pictures and answers often "
                  "hold private data that other accounts should not see."),
              N_ ("Programs that share the cache, for instance a proxy and its viewer, lose "
                  "access with 0700. A common group and 0750 keep it."))

HN_DIRECTIVE (CACHE_DIRECTORY_QUOTA, "CacheDirectoryQuota",
              quota,
              HN_AMOUNT (HN_NO_USAGE, HN_NO_USAGE, HN_MIB (1), 100,
                         N_ ("with less, the service can hardly write anything")),
              258, HN_GROUP_FILES, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_FOLDERS, OPENS, "", "off",
              N_ ("Limit the size of its cache folder"),
              N_ ("Sets an upper limit for the cache. Someone who makes the service cache "
                  "endless requests can no longer fill the disk with them."),
              N_ ("A program that does not clean its cache gets write errors once the limit is "
                  "reached. File systems without project quotas ignore it."))

HN_DIRECTIVE (CACHE_DIRECTORY_ACCOUNTING, "CacheDirectoryAccounting",
              boolean, NULL, 258, HN_GROUP_FILES, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_FOLDERS, CLOSES, "no", "no",
              N_ ("Measure the size of its cache folder"),
              N_ ("Counts how much the cache takes, so that a flood of requests shows up in "
                  "numbers before the disk is full."),
              N_ ("It changes nothing for the service; without project quotas on the file system "
                  "there is nothing to see."))

HN_DIRECTIVE (LOGS_DIRECTORY, "LogsDirectory",
              folders, NULL, 235, HN_GROUP_FILES, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_FOLDERS, OPENS, "", "",
              N_ ("Give it a log folder of its own"),
              N_ ("systemd makes a folder below /var/log that belongs to the service. It can "
                  "write its log there without being able to wipe the traces in other programs' "
                  "logs."),
              N_ ("Log rotation that runs under another account may need the new owner in its "
                  "settings, as an existing folder changes its owner."))

HN_DIRECTIVE (LOGS_DIRECTORY_MODE, "LogsDirectoryMode",
              mode, NULL, 235, HN_GROUP_FILES, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_FOLDERS, OPENS, "0755", "0777",
              N_ ("Set who may enter its log folder"),
              N_ ("Decides who else can read the log. Logs hold addresses, names and sometimes "
                  "passwords that were typed into the wrong field."),
              N_ ("Log watchers and statistics programs under other accounts stop seeing the log "
                  "with 0700. The group adm and 0750 are the usual answer."))

HN_DIRECTIVE (LOGS_DIRECTORY_QUOTA, "LogsDirectoryQuota",
              quota,
              HN_AMOUNT (HN_NO_USAGE, HN_NO_USAGE, HN_MIB (1), 100,
                         N_ ("with less, the service can hardly write anything")),
              258, HN_GROUP_FILES, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_FOLDERS, OPENS, "", "off",
              N_ ("Limit the size of its log folder"),
              N_ ("Sets an upper limit for the log files. Otherwise anyone who can provoke error "
                  "messages can fill the disk."),
              N_ ("At the limit new messages are lost, possibly the important ones, unless old "
                  "logs are rotated away. It needs project quotas on the file system."))

HN_DIRECTIVE (LOGS_DIRECTORY_ACCOUNTING, "LogsDirectoryAccounting",
              boolean, NULL, 258, HN_GROUP_FILES, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_FOLDERS, CLOSES, "no", "no",
              N_ ("Measure the size of its log folder"),
              N_ ("Counts how much the logs take, which makes a flood of provoked messages "
                  "visible."),
              N_ ("No program is affected, and where project quotas are off nothing is counted."))

HN_DIRECTIVE (CONFIGURATION_DIRECTORY, "ConfigurationDirectory",
              folders, NULL, 235, HN_GROUP_FILES, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_FOLDERS, OPENS, "", "",
              N_ ("Name its settings folder below /etc"),
              N_ ("systemd makes this folder and tells the service where it is. The folder keeps "
                  "its owner, normally root, so that an intruder in a plain account cannot "
                  "rewrite the settings in it."),
              N_ ("Programs that save their own settings fail where the folder belongs to root. "
                  "Hand it to their account once, or keep such settings in StateDirectory=."))

HN_DIRECTIVE (CONFIGURATION_DIRECTORY_MODE, "ConfigurationDirectoryMode",
              mode, NULL, 235, HN_GROUP_FILES, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_FOLDERS, OPENS, "0755", "0777",
              N_ ("Set who may enter its settings folder"),
              N_ ("Decides who else can read the service's settings. Database passwords and "
                  "access keys in them are safe from other accounts when these are kept out."),
              N_ ("With 0700 and root as the owner, a service under a plain account cannot read "
                  "its own settings. Give the folder to its group and use 0750."))

HN_DIRECTIVE (TIMEOUT_CLEAN_SEC, "TimeoutCleanSec",
              time, HN_ANY_AMOUNT, 244, HN_GROUP_FILES, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_FOLDERS, NONE, "", "infinity",
              N_ ("Limit how long cleaning up may take"),
              N_ ("Stops a 'systemctl clean' of the service's folders after this time. Otherwise "
                  "a service that planted millions of files keeps the clean-up busy without end."),
              N_ ("With a short limit large folders are deleted only in part, and the rest "
                  "remains on disk."))
