/* The command line of hardnutctl, as words to a struct.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/harden/harden-set.h"

G_BEGIN_DECLS

typedef enum
{
  HN_COMMAND_LIST,
  HN_COMMAND_SHOW,
  HN_COMMAND_PREVIEW,
  HN_COMMAND_ADVISE,
  HN_COMMAND_TRY,
  HN_COMMAND_KEEP,
  HN_COMMAND_REVERT,
  HN_COMMAND_REMOVE,
  HN_COMMAND_TRIALS,
  HN_COMMAND_HISTORY,
  HN_COMMAND_HARDEN,
  HN_COMMAND_WATCH,
  HN_COMMAND_EVIDENCE,
  HN_COMMAND_ACCEPT,
  HN_COMMAND_COMPLETE, /* for the shells' completions, not documented */
  HN_COMMAND_HELP,
  HN_COMMAND_VERSION,
} HnCommand;

/* The order of a list. */
typedef enum
{
  HN_SORT_NAME,
  HN_SORT_EXPOSURE, /* the highest first, as in the next */
  HN_SORT_PRIORITY,
} HnSort;

typedef struct
{
  HnCommand command;
  HnSort sort;
  GStrv arguments; /* behind the command */
  gboolean all;
  gboolean json;
  gboolean explain; /* what settings may break */
  HnScope scope;
  gboolean offline;
  gboolean no_pager;
  char *root;          /* (nullable): absolute, without a slash at its end; "" is never stored */
  char *policy;        /* (nullable) */
  char *profile;       /* (nullable): a name, or a path where it has a slash */
  guint systemd;       /* the version whose rules count for files; 0 finds out */
  guint threshold;     /* in tenths; exposures above it are too high */
  guint confirm;       /* in seconds: how long a trial waits to be kept */
  guint seconds;       /* for how long a service is watched */
  gboolean restart;    /* a service that is watched */
  gboolean accepted;   /* list what is accepted */
  gboolean worse;      /* list what got worse since the last look */
  gboolean seen;       /* and count from what it is now */
  gboolean everywhere; /* accept checks of all services */
  gboolean everybody;  /* accept for all who look, not for oneself */
  gboolean withdraw;   /* accept no longer */
  char *note;          /* (nullable): why it is accepted */
  char *until;         /* (nullable): the day to look at it again */
  gboolean keep;       /* without asking */
  gboolean no_restart;
  guint64 given; /* which options stood there, as bits; private to the parser, as the next */
  gboolean help, user, version;
  gboolean replace;    /* what Hardnut's drop-in has, instead of adding to it */
  gboolean leave_out;  /* lines that take the stronger permission */
  gboolean bisect;     /* find out by halves which line a service does not survive */
  HnHardenLevel level; /* how far a search goes */
  guint watch;         /* in seconds: for how long it watches the service first */
  guint max_trials;    /* of a search */
  GPtrArray *checks;   /* of char *: by which a person sees that the service works */
  guint from_history;  /* the number of the state to go back to; 0: none */
  gboolean untested;   /* write without a trial where there can be none */

  HnHardenPick picks[HN_N_CHECKS]; /* of a person, about a search */
} HnOptions;

#define HN_USAGE_ERROR (hn_usage_error_quark ())
GQuark hn_usage_error_quark (void);

typedef enum
{
  HN_USAGE_ERROR_WRONG, /* the one kind: words that make no sense */
} HnUsageError;

/**
 * hn_options_parse:
 * @words: as main() gets them, %NULL-terminated
 * @error: return location; %HN_USAGE_ERROR
 *
 * Returns: (transfer full) (nullable): the options, with as many arguments as the command takes
 */
HnOptions *hn_options_parse (char **words, GError **error);
void hn_options_free (HnOptions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnOptions, hn_options_free)

/** hn_options_dup_help: (transfer full): the text of --help */
char *hn_options_dup_help (void);

G_END_DECLS
