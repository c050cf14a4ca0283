/* The rights that a search may take from a service, one line each, and what a drop-in with some of
 * them says.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/advice/advice.h"

G_BEGIN_DECLS

/* How far it goes. */
typedef enum
{
  HN_HARDEN_CAREFUL, /* what nothing speaks against, and hardly any service needs */
  HN_HARDEN_FITTING, /* and what the service may cope without */
  HN_HARDEN_STRICT,  /* and what nobody can tell: its own errors decide */
  HN_N_HARDEN_LEVELS
} HnHardenLevel;

/** hn_harden_level_from_name: whether @name is one: "careful" and its like */
gboolean hn_harden_level_from_name (const char *name, HnHardenLevel *ret_level);

/* What a person says of the right that a check looks at. */
typedef enum
{
  HN_HARDEN_BY_LEVEL,
  HN_HARDEN_TAKE,  /* it is tried at any level, as the strictest one would */
  HN_HARDEN_LEAVE, /* nothing is tried that would take any of it */
} HnHardenPick;

/* What became of a line. */
typedef enum
{
  HN_FATE_UNTRIED,
  HN_FATE_WORKS,
  HN_FATE_BREAKS,
} HnFate;

typedef struct
{
  HnDirectiveId directive;
  char *line; /* as in HnAdvice */
  guint check;
  HnSureness sureness;
  char *reason;          /* as in HnAdvice: why it was thought to be harmless */
  gboolean bold;         /* only the strictest level tries it */
  gboolean copes;        /* somebody knows that the service goes on when it is refused this */
  GPtrArray *exceptions; /* (nullable) of HnChange: what is opened again with it */
  GPtrArray *wider;      /* (nullable) of HnChange: that, and what it was refused because of it */
  HnFate fate;
  char *proof; /* (nullable): what it was seen to be refused, or wrote, when it did not work */
} HnHardenLine;

typedef struct
{
  GPtrArray *lines;             /* of HnHardenLine: the surest to be harmless first */
  char *left_out[HN_N_CHECKS];  /* (nullable): why a check is not among them */
  gboolean leaves[HN_N_CHECKS]; /* what a person leaves as it is */

  /* What it begins with. */
  HnSettings *unfinished;
  GPtrArray *present;
  HnSettings *vendor; /* finished, without Hardnut's drop-in */
  HnSettings *before; /* with it */
} HnHardenSet;

/**
 * hn_harden_set_new:
 * @source: what is staged there is Hardnut's drop-in as it stands, and stays; copied
 * @picks: (array fixed-size=HN_N_CHECKS) (nullable): %NULL for what the level says of all
 * @unenforced: (element-type utf8) (nullable): what would be without effect, which is neither tried
 *   nor gained, see hn_harden_set_find_unenforced()
 */
HnHardenSet *hn_harden_set_new (const HnAdviceSource *source,
                                HnHardenLevel level,
                                const HnHardenPick *picks,
                                const GPtrArray *unenforced);
void hn_harden_set_free (HnHardenSet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnHardenSet, hn_harden_set_free)

/**
 * hn_harden_set_find_unenforced:
 *
 * Returns: (transfer full) (element-type utf8): for each directive why it would be without effect,
 *   a clause, or %NULL where that is not known
 */
GPtrArray *hn_harden_set_find_unenforced (const HnAdviceSource *source);

/**
 * hn_harden_set_leave_out:
 * @reason: a sentence, translated
 *
 * Takes no right for which @directive is set, be it for an exception.
 *
 * Returns: whether there was one
 */
gboolean hn_harden_set_leave_out (HnHardenSet *self, HnDirectiveId directive, const char *reason);

/**
 * hn_harden_set_dup_content:
 * @with: (array): for each line whether it is taken
 *
 * Returns: (transfer full) (element-type HnChange): the whole new drop-in. What it would give the
 *   service that it has not now, compared directive by directive, is not in it, nor what would take
 *   anything of what is left.
 */
GPtrArray *hn_harden_set_dup_content (const HnHardenSet *self, const gboolean *with);

/**
 * hn_harden_set_let_be:
 * @i: of a line
 *
 * Lets what the service was refused because of it pass from now on.
 *
 * Returns: whether the line is worth another trial
 */
gboolean hn_harden_set_let_be (HnHardenSet *self, guint i);

G_END_DECLS
