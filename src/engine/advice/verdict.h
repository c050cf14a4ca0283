/* Whether a service survives one change, as far as its recipe, what it was seen to use, and its own
 * unit file tell.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/advice/recipe.h"
#include "engine/assessment.h"
#include "engine/drop-in.h"
#include "engine/evidence/evidence.h"
#include "engine/facts/service-facts.h"

G_BEGIN_DECLS

/* Whether the service survives the change; the surest to be harmless first. */
typedef enum
{
  HN_SURE_NOTHING_AGAINST, /* nothing speaks against it */
  HN_SURE_MAY_COPE,        /* it uses what would be gone, but may do without */
  HN_SURE_CANNOT_TELL,
  HN_SURE_NEEDED,    /* it would break */
  HN_SURE_PASSED_ON, /* it would be taken from what the service starts for others */
  HN_N_SURENESS
} HnSureness;

/* All that advice is drawn from; borrowed. */
typedef struct
{
  const HnSettings *unfinished;     /* as for hn_what_if() */
  GPtrArray *staged;                /* (nullable) (element-type HnChange): what is staged already */
  const HnPolicy *policy;           /* (nullable): as for hn_assess() */
  const HnRecipe *recipe;           /* (nullable): for the service */
  const char *const *distributions; /* (nullable): ID= and ID_LIKE= of the machine */
  const HnEvidence *evidence;       /* (nullable): what it was seen to use */
  const HnServiceFacts *facts;      /* (nullable): what the machine shows of it */
  HnRisk believed; /* up to which risk that it was not seen in a short watch counts: the more it was
                      asked for meanwhile, the higher */
} HnAdviceSource;

typedef struct
{
  HnDirectiveId directive;
  char *value; /* the directive's whole new value for hn_change_list_stage(), merged with what is
                  staged */
  char *line;  /* the same by itself: of a list the one line that is added; one that begins with a
                  newline begins the list anew */
  guint gain;  /* tenths of exposure that it takes off, staged now and alone */
  HnRisk risk; /* that a service of which nothing is known stops working */
  guint check; /* the check that it mends, or at least betters; see hn_check_get() */
  HnSureness sureness;
  gboolean part;   /* it only betters the check; there is a stricter one that mends it */
  gboolean seldom; /* needed, but not for what it does all the time */
  gboolean hinted; /* nobody can tell, but its unit file says something against it */
  char *reason;    /* a sentence for a person, translated */
} HnAdvice;

/**
 * hn_verdict_find:
 * @vendor: finished settings without what is staged
 * @now: finished settings with what is staged
 * @changed: finished settings with the change, too
 * @advice: about that change; gets sureness and reason
 */
void hn_verdict_find (const HnAdviceSource *source,
                      const HnSettings *vendor,
                      const HnSettings *now,
                      const HnSettings *changed,
                      HnAdvice *advice);

/** hn_sureness_get_name: "nothing-against" and its like, for programs; static */
const char *hn_sureness_get_name (HnSureness sureness);

/** hn_sureness_get_title: a few words for a person, untranslated; static */
const char *hn_sureness_get_title (HnSureness sureness);

G_END_DECLS
