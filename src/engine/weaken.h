/* Which parts of a change take the stronger permission, io.github.hardnut.loosen: those that open
 * something, that reach outside the service, or that are about a service which guards the machine.
 * The helper decides by it, and the window and hardnutctl foretell by it. Pure: what has to be
 * looked up on the machine is given as facts, and what is not known counts as unsafe.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "drop-in.h"

G_BEGIN_DECLS

typedef enum
{
  /* One line, or one directive. */
  HN_WEAKEN_OPENS,     /* opens more than what is in force */
  HN_WEAKEN_WEAKEST,   /* takes nothing away, and would defeat what others set later */
  HN_WEAKEN_LINE_GOES, /* a line that the caller did not keep goes or changes */
  HN_WEAKEN_FOLDER,    /* systemd makes, gives away or deletes folders for it */
  HN_WEAKEN_EXCEPTION, /* an exception where somebody else's line closes something */
  HN_WEAKEN_HIDES,     /* hides what decides about rights */
  HN_WEAKEN_IPC,       /* deletes what other programs of the account use */
  HN_WEAKEN_LIMIT,     /* a limit above the one in force */
  HN_WEAKEN_ADDRESS,   /* allows addresses that a slice above denies */
  /* The change as a whole, whatever is in it. */
  HN_WEAKEN_GUARD,          /* the service guards the machine */
  HN_WEAKEN_GUARD_NEEDS,    /* a guard requires the service */
  HN_WEAKEN_NEVER_RESTARTS, /* it cannot be tried: it is for good at the next start */
  HN_WEAKEN_INSTANCE,       /* nobody has asked for this instance of a template */
} HnWeakenKind;

typedef struct
{
  HnWeakenKind kind;
  HnDirectiveId directive; /* HN_DIRECTIVE_NONE for the change as a whole */
  int change; /* which one of the changes; -1 where it is none of them, or all of the directive's */
  char *line; /* (nullable): "ReadWritePaths=/var", as in the drop-in */
  char *detail; /* (nullable): a path, another unit, or what it guards; translated */
} HnWeakening;

void hn_weakening_free (HnWeakening *self);

/**
 * hn_weakening_dup_sentence:
 *
 * Returns: (transfer full): why it takes the stronger permission, translated
 */
char *hn_weakening_dup_sentence (const HnWeakening *self);

/* Whether a path leads where it says, and will go on doing so. */
typedef struct
{
  gboolean known; /* FALSE: could not be looked at, and nothing below counts */
  gboolean exists;
  gboolean folder;
  gboolean real;           /* no part of it is a link */
  gboolean closed_parents; /* in all folders above it only root can make, rename or remove files */
  gboolean no_exec;        /* nobody can execute what lies there */
  gboolean awaits_mount;   /* systemd knows what to mount there, and has not */
  char *target;            /* (nullable) (owned by the caller): where it leads, links followed */
} HnPathFacts;

/* Looks at @path, which is absolute. Sets @facts, all of which are zero before. */
typedef void (*HnPathLook) (const char *path, HnPathFacts *facts, gpointer user_data);

typedef enum
{
  HN_CANNOT_TELL,
  HN_NO,
  HN_YES,
} HnAnswer;

/* A limit as the manager has it: in bytes, numbers or microseconds, also LimitCPU=; or, where it is
 * a share as CPUQuota= is, in hundredths of a percent of one processor. G_MAXUINT64 for none. */
typedef struct
{
  gboolean known;
  gboolean share;
  guint64 soft, hard;
} HnLiveLimit;

/* What is known of the unit, besides its files. Everything is borrowed. */
typedef struct
{
  const char *const *names;  /* its own and its aliases; NULL-terminated */
  const char *const *before; /* (nullable): units that it is ordered before, also by others */
  const char *required_by; /* (nullable): a guard that requires it or goes down with it, directly or
                            * through others */
  gboolean holds_caller;   /* the caller runs in it */
  gboolean wanted;       /* loaded by somebody else or enabled; counts for instances of templates */
  gboolean joined;       /* JoinsNamespaceOf= of another unit names it */
  HnAnswer shares_user;  /* whether other units have processes of its account */
  HnAnswer slice_denies; /* whether a slice above it has IPAddressDeny= */
  const HnLiveLimit *limits; /* (nullable) (array length=HN_N_DIRECTIVES): by directive */
} HnUnitFacts;

/**
 * hn_instance_is_spawned:
 * @name: of a service
 * @triggers: (nullable) (array zero-terminated=1): the units that start it
 *
 * A socket that has Accept= makes up an instance for each connection; one that is for a certain
 * instance has its name.
 *
 * Returns: whether the service is an instance that somebody got by connecting
 */
gboolean hn_instance_is_spawned (const char *name, const char *const *triggers);

typedef struct
{
  const HnSettings *unfinished; /* its files without Hardnut's own drop-in; see what-if.h */
  const HnSettings *live; /* (nullable): as the manager has it, defaults of system.conf included */
  const char *previous;   /* (nullable): the text of Hardnut's drop-in that is in force: the unit's
                           * own,   or its template's where it has none of its own */
  guint32 uid;            /* of the caller */
  const HnUnitFacts *facts;
  HnPathLook look; /* (nullable): without it nothing is known of any path */
  gpointer look_data;
} HnWeakenContext;

/**
 * hn_weaken_find:
 * @context: what is there
 * @changes: (element-type HnChange): the whole new content of Hardnut's drop-in, as from
 *   hn_validate_change(); empty, or what the template's drop-in says, for a removal
 *
 * In a user's own manager nobody is asked, and nothing is found.
 *
 * Returns: (transfer full) (element-type HnWeakening): what takes the stronger permission, in the
 *   order of @changes, then what is about the change as a whole; empty when
 *   io.github.hardnut.apply is enough
 */
GPtrArray *hn_weaken_find (const HnWeakenContext *context, GPtrArray *changes);

/**
 * hn_weaken_leave_out:
 * @context: as in hn_weaken_find()
 * @changes: (element-type HnChange): left as they are
 *
 * Leaves out of a change the lines that take the stronger permission, and puts lines back that
 * others kept and that would go.
 *
 * Returns: (transfer full) (element-type HnChange) (nullable): what is left; %NULL where the change
 * as a whole takes the stronger permission, or nothing new is left
 */
GPtrArray *hn_weaken_leave_out (const HnWeakenContext *context, GPtrArray *changes);

G_END_DECLS
