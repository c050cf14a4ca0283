/* What could be staged for a service: advice, and what presets would do. Both take many
 * what-ifs, and so a thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/advice/advice.h"
#include "engine/advice/presets.h"
#include "model/changes.h"

G_BEGIN_DECLS

/* All that is to be said about a service. */
typedef struct
{
  GPtrArray *all; /* of HnAdvice, see hn_advise() */
  char *basis;    /* (nullable): what it rests on, for a person */
} HnAdviceOffer;

void hn_advice_offer_free (HnAdviceOffer *offer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnAdviceOffer, hn_advice_offer_free)

/**
 * hn_changes_advise_async:
 *
 * Works out what could be changed on top of what is staged now.
 */
void hn_changes_advise_async (HnChanges *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/**
 * hn_changes_advise_finish:
 *
 * Returns: (transfer full) (nullable): with nothing in it where nothing can be staged; %NULL when
 *   cancelled
 */
HnAdviceOffer *hn_changes_advise_finish (HnChanges *self, GAsyncResult *result, GError **error);

/* What one preset would do to the service. */
typedef struct
{
  guint preset;       /* see hn_preset_get() */
  GPtrArray *changes; /* of HnChange: for hn_changes_set_list(); empty when nothing is left to do */
  guint exposure;     /* in tenths: that it would lead to */
} HnPresetOffer;

void hn_preset_offer_free (HnPresetOffer *offer);

/** hn_changes_offer_presets_async: works out what each preset would do on top of what is staged */
void hn_changes_offer_presets_async (HnChanges *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

/**
 * hn_changes_offer_presets_finish:
 *
 * Returns: (transfer full) (nullable) (element-type HnPresetOffer): one for each preset; empty
 *   where nothing can be staged, %NULL when cancelled
 */
GPtrArray *hn_changes_offer_presets_finish (HnChanges *self, GAsyncResult *result, GError **error);

G_END_DECLS
