/* What could be staged for a service: what helps most, and what presets would do. Both take many
 * what-ifs, and so a thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/presets.h"
#include "engine/suggest.h"
#include "model/changes.h"

G_BEGIN_DECLS

/**
 * hn_changes_advise_async:
 *
 * Works out what helps most on top of what is staged now.
 */
void hn_changes_advise_async (HnChanges *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/**
 * hn_changes_advise_finish:
 *
 * Returns: (transfer full) (nullable): what was asked for: HnSuggestion, see hn_suggest(), or an
 *   HnPresetOffer for each preset; empty where nothing can be staged, %NULL when cancelled
 */
GPtrArray *hn_changes_advise_finish (HnChanges *self, GAsyncResult *result, GError **error);

/* What one preset would do to the service. */
typedef struct
{
  guint preset;       /* see hn_preset_get() */
  GPtrArray *changes; /* of HnChange: for hn_changes_set_list(); empty when nothing is left to do */
  guint exposure;     /* in tenths: that it would lead to */
} HnPresetOffer;

void hn_preset_offer_free (HnPresetOffer *offer);

/** hn_changes_offer_presets_async: works out what each preset would do on top of what is staged;
 * ends with hn_changes_advise_finish() */
void hn_changes_offer_presets_async (HnChanges *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

G_END_DECLS
