/* Rows of the catalogue: which requests to the kernel are answered.
 * Part of directive-table.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* clang-format off */

HN_DIRECTIVE (SYSTEM_CALL_FILTER, "SystemCallFilter",
              syscalls, NULL, 187, HN_GROUP_SYSCALLS, HN_RISK_HIGH,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "", "",
              N_ ("Allow only the system calls it needs"),
              N_ ("Only the listed requests to the kernel (system calls) are answered. Each one "
                  "less is a kernel flaw less within reach of an intruder. The group "
                  "@system-service is a good start for nearly all services."),
              N_ ("A forgotten call ends the service with the signal SYS, sometimes only after "
                  "days in a rare task. Set SystemCallErrorNumber=EPERM while trying it out, and "
                  "look into the journal."))

HN_DIRECTIVE (SYSTEM_CALL_ARCHITECTURES, "SystemCallArchitectures",
              architectures, NULL, 209, HN_GROUP_SYSCALLS, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_INSIDE, OPENS, "", "",
              N_ ("Allow only the machine's own kind of call"),
              N_ ("System calls in the style of other processor types, 32-bit calls on a 64-bit "
                  "machine above all, are refused. They are a side entrance that goes round "
                  "filters and has had flaws of its own."),
              N_ ("Programs for 32 bits, such as old games, Wine and some printer drivers, do "
                  "not run. With native everything else does."))
HN_EVIDENCE (SYSTEM_CALL_ARCHITECTURES,
             HN_USES (ABI, "*"))

HN_DIRECTIVE (SYSTEM_CALL_ERROR_NUMBER, "SystemCallErrorNumber",
              call_error, NULL, 209, HN_GROUP_SYSCALLS, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_EXCEPTION, UNKNOWN, "", "",
              N_ ("Return an error instead of killing it"),
              N_ ("Says what happens at a forbidden system call: the call fails with this error, "
                  "and the program goes on. Killing is stricter, because an intruder gets just "
                  "one try."),
              N_ ("Programs that do not check for the error may work wrongly without a word. "
                  "Leave it empty for killing once the filter is complete."))

HN_DIRECTIVE (SYSTEM_CALL_LOG, "SystemCallLog",
              syscall_names, NULL, 247, HN_GROUP_SYSCALLS, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_LOG, UNKNOWN, "", "",
              N_ ("Write chosen system calls to the log"),
              N_ ("The listed calls are allowed and noted in the log. That shows which calls a "
                  "filter would have to allow, and reveals unusual activity."),
              N_ ("Frequent calls flood the log and slow the service down. Nothing is forbidden."))
