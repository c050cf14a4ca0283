/* One question for the searches of several services, one after another: asked when the first
 * begins, and anew only for what goes beyond what the helper lets one question stand for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/helper-client.h"

G_BEGIN_DECLS

#define HN_TYPE_HARDEN_QUESTION (hn_harden_question_get_type ())
G_DECLARE_FINAL_TYPE (HnHardenQuestion, hn_harden_question, HN, HARDEN_QUESTION, GObject)

/**
 * hn_harden_question_new:
 * @units: (array zero-terminated=1): services by their own names, in the order of their searches
 * @watch_seconds: how long each is watched
 * @max_trials: of each
 *
 * Returns: (transfer full): asks nothing yet. What was permitted ends with it.
 */
HnHardenQuestion *hn_harden_question_new (HnHelperClient *client,
                                          const char *const *units,
                                          guint watch_seconds,
                                          guint max_trials);

/**
 * hn_harden_question_ask_async:
 * @unit: one of the services
 *
 * Asks for @unit and those that come after it, unless it was permitted and there is time left for
 * a whole search. May wait as long as a person needs to type a password. Its #GTask has a boolean.
 */
void hn_harden_question_ask_async (HnHardenQuestion *self,
                                   const char *unit,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/** hn_harden_question_end: nothing is permitted any more, and nothing is asked again; what is held
 * stays permitted until it is released */
void hn_harden_question_end (HnHardenQuestion *self);

/** hn_harden_question_hold: while something that takes the permission is under way; keeps no
 * reference */
void hn_harden_question_hold (HnHardenQuestion *self);
void hn_harden_question_release (HnHardenQuestion *self);

/** hn_harden_question_count: how often a person is asked for so many services at least */
guint hn_harden_question_count (guint n_units);

G_END_DECLS
