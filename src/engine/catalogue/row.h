/* What a row of the catalogue says of a directive: where it belongs, which values it takes, since
 * when, and what it means for a service.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HnDirective HnDirective;
typedef struct _HnChoice HnChoice;
typedef struct _HnLimitRule HnLimitRule;
typedef struct _HnType HnType;

/* The groups in which a person finds the directives and the checks. */
typedef enum
{
  HN_GROUP_IDENTITY,
  HN_GROUP_FILES,
  HN_GROUP_DEVICES,
  HN_GROUP_KERNEL,
  HN_GROUP_NAMESPACES,
  HN_GROUP_NETWORK,
  HN_GROUP_SYSCALLS,
  HN_GROUP_CAPABILITIES,
  HN_GROUP_OTHER,
  HN_N_GROUPS
} HnGroup;

/* How likely it is that the strict setting stops a service that works today. */
typedef enum
{
  HN_RISK_LOW,
  HN_RISK_MEDIUM,
  HN_RISK_HIGH,
} HnRisk;

typedef enum
{
  HN_DIRECTIVE_SYSTEM_ONLY = 1 << 0, /* without effect in a user manager */
  HN_DIRECTIVE_WRITABLE = 1 << 1,    /* the helper may write it */
  HN_DIRECTIVE_MOUNTS = 1 << 7,      /* it changes what is mounted for the service */
  /* How systemd reads it, beyond what its type says. */
  HN_DIRECTIVE_THREE_WAY = 1 << 2,       /* an empty line puts it back to undecided */
  HN_DIRECTIVE_THREE_WAY_257 = 1 << 3,   /* the same since systemd 257 */
  HN_DIRECTIVE_STOPS = 1 << 4,           /* of a bad value systemd stops reading the file */
  HN_DIRECTIVE_NAMED = 1 << 5,           /* since 258 a name may stand behind a colon */
  HN_DIRECTIVE_FIRST_FOR_USERS = 1 << 6, /* a user manager takes the first choice where unset */
} HnDirectiveFlags;

/* Which of two values lets more through. */
typedef enum
{
  HN_ORDER_UNKNOWN = 0, /* in doubt, whichever comes later */
  HN_ORDER_NONE,        /* neither: it has no bearing on what the service may do */
  HN_ORDER_CLOSES,      /* it takes away: on, more words, more entries are stricter */
  HN_ORDER_OPENS,       /* it gives: on, more words, higher numbers are weaker */
} HnOrder;

/* What a value can do beyond taking something away from its own service. Not said is unknown, and
 * unknown is not safe. */
typedef enum
{
  HN_REACH_UNKNOWN = 0,
  HN_REACH_INSIDE = 1 << 0,         /* nothing */
  HN_REACH_AT_ONCE = 1 << 1,        /* holds for what runs as soon as the manager has read it */
  HN_REACH_FOLDERS = 1 << 2,        /* has folders made, given away, opened, deleted */
  HN_REACH_EXCEPTION = 1 << 3,      /* opens something that another directive closes */
  HN_REACH_HIDES = 1 << 4,          /* hides files, which may be what decides about rights */
  HN_REACH_HIDES_CHANGES = 1 << 5,  /* keeps changes from files, which may be records of attacks */
  HN_REACH_IPC = 1 << 6,            /* deletes what others of the same account use */
  HN_REACH_LOG = 1 << 7,            /* has the kernel log more, and other things with it less */
  HN_REACH_HIDES_PROGRAMS = 1 << 8, /* keeps files from being executed, as good as hiding those */
} HnReach;

typedef enum
{
  HN_PAGE_EXEC,             /* systemd.exec(5) */
  HN_PAGE_RESOURCE_CONTROL, /* systemd.resource-control(5) */
  HN_PAGE_SERVICE,          /* systemd.service(5) */
} HnPage;

/* One accepted word of a directive. */
struct _HnChoice
{
  const char *value;
  guint since;       /* the first systemd version that takes it, 0 for as long as the directive */
  guint strictness;  /* words of the same cannot be compared; 0 takes nothing away */
  const char *means; /* (nullable): the word that this one is another name for */
};

/* One row of the catalogue. */
struct _HnDirective
{
  const char *name; /* as in a unit file, "ProtectSystem" */
  const HnType *type;
  const HnChoice *choices;  /* ends with a NULL value; NULL where the words are open */
  const HnLimitRule *limit; /* NULL for what is no amount */
  guint since;
  HnGroup group;
  HnRisk risk;
  HnDirectiveFlags flags;
  HnPage page;
  HnReach reach;
  HnOrder order;
  const char *unset;   /* what holds where nobody says anything; NULL: the machine decides */
  const char *weakest; /* NULL for what the helper does not write */
  const char *title;   /* untranslated; pass through gettext */
  const char *why;     /* untranslated */
  const char *breaks;  /* untranslated */
};

G_END_DECLS
