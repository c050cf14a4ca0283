/* What the services of a machine were when somebody last looked at them, and what has become worse
 * since: more exposed by a change of the vendor's or the admin's, without what Hardnut had set, or
 * within reach of the network. Pure.
 *
 * A service that is no worse is remembered as it is now; one that is worse stays remembered as it
 * was, until somebody has seen that.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/assessment.h"

G_BEGIN_DECLS

#define HN_LAST_LOOK_ERROR (hn_last_look_error_quark ())
GQuark hn_last_look_error_quark (void);

typedef enum
{
  HN_LAST_LOOK_ERROR_FILE, /* the message names the file */
} HnLastLookError;

/* Of so many services at most. */
#define HN_LAST_LOOK_MAX 4096

/* What became of the settings that Hardnut keeps for a service, as its history has them. */
typedef enum
{
  HN_DRIFT_NONE,       /* they hold, or there are none */
  HN_DRIFT_GONE,       /* their file is not there */
  HN_DRIFT_CHANGED,    /* somebody has changed the file, to less protection */
  HN_DRIFT_OVERRIDDEN, /* another file has the last word about some of them, with less protection */
  HN_N_DRIFTS
} HnDrift;

/* What is told of one service for a comparison. All of it is borrowed. */
typedef struct
{
  const char *unit;
  const HnAssessment *assessment;
  const char *const *drop_ins; /* (nullable): paths; %NULL where nobody has read them */
  gboolean reach_known;
  gboolean network; /* others can reach it over the network */
  gboolean running; /* now: one that is stopped may be reached again when it is started */
  HnDrift drift;
  const char *drift_place; /* (nullable): the file, or the file and line, that it is about */
  gint64 kept;        /* when Hardnut's settings were changed last, and are as they were then: in
                       * seconds since 1970; 0: never */
  gboolean kept_here; /* that was the account that looks now */
} HnPresent;

/* One service that is worse. */
typedef struct
{
  char *unit;
  gint64 since;        /* when it was last as it was before; 0 where it is new */
  guint before, after; /* exposure in tenths; the same where that is not what is worse */
  GArray *checks;      /* of guint: those that say more against it now, the weightiest first */
  GPtrArray *gone;     /* of char *: settings files that were there */
  GPtrArray *added;    /* of char *: settings files that were not there */
  HnDrift drift;       /* that nobody has seen yet */
  char *drift_place;   /* (nullable) */
  gboolean reached;    /* others can reach it over the network, and could not */
  gboolean is_new;     /* and it was not there at all */
  GPtrArray *causes;   /* of char *: see hn_worse_add_causes() */
} HnWorse;

typedef struct _HnLastLook HnLastLook;

/** hn_last_look_new: (transfer full): nobody has looked yet */
HnLastLook *hn_last_look_new (void);
void hn_last_look_free (HnLastLook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnLastLook, hn_last_look_free)

/**
 * hn_last_look_parse:
 * @path: of the file, for messages
 * @text: any bytes
 * @length: of @text
 * @error: return location; %HN_LAST_LOOK_ERROR
 *
 * Returns: (transfer full) (nullable): what hn_last_look_to_text() wrote
 */
HnLastLook *hn_last_look_parse (const char *path, const char *text, gsize length, GError **error);

/** hn_last_look_has_begun: whether somebody has looked before */
gboolean hn_last_look_has_begun (const HnLastLook *self);

/** hn_last_look_to_text: (transfer full): the content of its file */
char *hn_last_look_to_text (const HnLastLook *self);

/**
 * hn_last_look_compare:
 * @present: (element-type HnPresent): all services that are there now
 * @now: in seconds since 1970
 *
 * Compares, and remembers what is no worse. At the first look nothing but what Hardnut had set can
 * be worse.
 *
 * Returns: (transfer full) (element-type HnWorse): what is worse, the worst first
 */
GPtrArray *hn_last_look_compare (HnLastLook *self, GPtrArray *present, gint64 now);

/** hn_last_look_see: somebody has seen all that is worse: @present counts from now on */
void hn_last_look_see (HnLastLook *self, GPtrArray *present, gint64 now);

/**
 * hn_worse_add_causes:
 * @files: finished settings, as the files of the service have them
 *
 * Adds a sentence for each check: what says so, and whose that is.
 */
void hn_worse_add_causes (HnWorse *self, const HnSettings *files);

/** hn_worse_dup_reasons: (transfer full) (element-type char *): sentences for a person, the causes
 * among them */
GPtrArray *hn_worse_dup_reasons (const HnWorse *self);

/** hn_drift_get_name: the same in every language: "gone"; static */
const char *hn_drift_get_name (HnDrift drift);

G_END_DECLS
