/* The search for one service, as the command makes it: alone, or one of several.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/harden-search.h"
#include "cli/harden/harden-out.h"
#include "session.h"
#include "source/files/recipes.h"

G_BEGIN_DECLS

/* What it is about, and what came of it. */
typedef struct
{
  /* borrowed */
  const HnOptions *options;
  HnSession *session;
  HnTrialList *list;
  HnRecipes *recipes;
  HnHardenQuestion *question; /* (nullable): asked for all of several */

  /* owned */
  HnTarget *target;
  HnRestart *restart;     /* (nullable) */
  HnSettings *unfinished; /* (nullable), as all from here on: until it is read */
  GPtrArray *staged;
  HnReport *before;
  HnHardenSearch *run;
  HnReport *after; /* with what was found */
  HnReport *now;   /* as it is, where the search or what came of it failed */

  gboolean failed;
  gboolean kept;
  gboolean interrupted; /* by the person */
} HnUnitSearch;

/** hn_unit_search_clear: for what was set to zero before */
void hn_unit_search_clear (HnUnitSearch *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HnUnitSearch, hn_unit_search_clear)

/**
 * hn_unit_search_read:
 * @error: return location; also where nothing of the service can be tried
 *
 * Reads what a search starts from; anew when it was read before.
 */
gboolean hn_unit_search_read (HnUnitSearch *self, GError **error);

/**
 * hn_unit_search_run:
 * @error: return location; the service is as before, unless it says otherwise
 *
 * Searches, tells of each step, and keeps what was found or takes it back. Only after
 * hn_unit_search_read().
 */
gboolean hn_unit_search_run (HnUnitSearch *self, GError **error);

/** hn_unit_search_estimate: as hn_harden_search_estimate(), for what was read */
void hn_unit_search_estimate (const HnUnitSearch *self, guint *ret_least, guint *ret_most);

/** hn_unit_search_write_json: what is known of it, however it ended, into an open object */
void hn_unit_search_write_json (const HnUnitSearch *self, HnJsonOut *out);

/** hn_unit_search_is_found: whether anything stricter works */
gboolean hn_unit_search_is_found (const HnUnitSearch *self);

G_END_DECLS
