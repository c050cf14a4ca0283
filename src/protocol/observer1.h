/* The words that the observer and its clients speak on the bus: names, limits, and the kinds of
 * what a service uses. The interface itself is in
 * data/dbus-1/interfaces/io.github.hardnut.Observer1.xml. Its errors are those of helper1.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HN_OBSERVER_NAME "io.github.hardnut.Observer1"
#define HN_OBSERVER_PATH "/io/github/hardnut/Observer1"
#define HN_OBSERVER_INTERFACE HN_OBSERVER_NAME

/* What of the interface is named in more than one place. */
#define HN_OBSERVER_CHANGED "Changed"
#define HN_OBSERVER_WATCHED "Watched"

/* What polkit is asked for. */
#define HN_ACTION_OBSERVE "io.github.hardnut.observe"

/* For how long a service is watched, in seconds. */
#define HN_WATCH_MIN 1
#define HN_WATCH_MAX (7 * 24 * 60 * 60)

#define HN_WATCH_SYSTEM "system"
#define HN_WATCH_USER "user"

/* The members of evidence, and what this version of them is. */
#define HN_EVIDENCE_FORMAT 1
#define HN_EVIDENCE_VERSION "version"       /* u */
#define HN_EVIDENCE_UNIT "unit"             /* s */
#define HN_EVIDENCE_WATCHED "watched"       /* b */
#define HN_EVIDENCE_ENDS "ends"             /* t: of that watch, microseconds of CLOCK_REALTIME */
#define HN_EVIDENCE_SINCE "since"           /* t: microseconds of CLOCK_REALTIME */
#define HN_EVIDENCE_UNTIL "until"           /* t: likewise */
#define HN_EVIDENCE_WATCHED_US "watched_us" /* t: how long in between */
#define HN_EVIDENCE_STARTS "starts"         /* u: of the service, seen from their beginning */
#define HN_EVIDENCE_LAST_START "last_start" /* t */
#define HN_EVIDENCE_LOST "lost"             /* t: uses that were not counted */
#define HN_EVIDENCE_CUT "cut"            /* b: a watch ended without its end being written down */
#define HN_EVIDENCE_UNSAVED "unsaved"    /* s: why it is in memory alone */
#define HN_EVIDENCE_BLIND "blind"        /* a{ss}: a source, and why it is missing */
#define HN_EVIDENCE_USES "uses"          /* a(susttss) */
#define HN_EVIDENCE_USE_TYPE "(susttss)" /* kind, error, value, count, last, program, path */

/* Where evidence comes from. */
#define HN_SOURCE_CALLS "calls"
#define HN_SOURCE_CAPABILITIES "capabilities"

/* The kinds of uses. */
#define HN_USE_CALL "call"             /* value: the name of a system call */
#define HN_USE_FAMILY "family"         /* of a socket, "AF_UNIX" */
#define HN_USE_CAPABILITY "capability" /* "CAP_CHOWN" */
#define HN_USE_NAMESPACE "namespace"   /* "user" and so on, HN_USE_ANY */
#define HN_USE_CODE "code" /* memory that can be executed: "mmap", "mprotect", "shmat" */
#define HN_USE_PERSONALITY "personality" /* a hexadecimal number */
#define HN_USE_REALTIME "realtime"       /* the policy, "fifo", "rr", "deadline" */
#define HN_USE_SUID "suid"               /* the bits of the mode, "4000" */
#define HN_USE_PRCTL "prctl"             /* the number of the operation */
#define HN_USE_KEY "key"                 /* likewise */
#define HN_USE_ABI "abi"                 /* calls of another architecture, HN_USE_OTHER */
#define HN_USE_GAIN "gain"               /* a program with rights of its own was started, "exec" */
#define HN_USE_ADDRESS "address"         /* "self", "local", "world", "abstract" */
#define HN_USE_SHARE "share"             /* what the mode of something new let others do, "44" */
#define HN_USE_GROUP "group"             /* the number of that which let it at a file */
/* With a path; the value is "device" for one, "own" for what /proc has of the process itself,
 * "main" for what the process that the manager has started spoke to. */
#define HN_USE_READ "read"
#define HN_USE_WRITE "write"
#define HN_USE_CHANGE "change" /* the entry of a folder, or what is known about a file */
#define HN_USE_EXEC "exec"
#define HN_USE_LOOK "look"
#define HN_USE_PEER "peer" /* a socket that was spoken to */
#define HN_USE_DEVICE "device"
#define HN_USE_OWN "own"
#define HN_USE_MAIN "main"
#define HN_USE_ANY "any"
#define HN_USE_OTHER "other"

G_END_DECLS
