/* The attempts under way at one helper, as a list model: those of this window, and those that were
 * found because another program began them, or Hardnut before it was started anew.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/trial.h"

G_BEGIN_DECLS

#define HN_TYPE_ATTEMPT_LIST (hn_attempt_list_get_type ())
G_DECLARE_FINAL_TYPE (HnAttemptList, hn_attempt_list, HN, ATTEMPT_LIST, GObject)

/* A GListModel of HnAttempt; one leaves when it is at its end. */

/**
 * hn_attempt_list_new:
 * @client: of one helper
 * @manager: (nullable): on the same bus
 */
HnAttemptList *hn_attempt_list_new (HnHelperClient *client, HnBusConnection *manager);

HnHelperClient *hn_attempt_list_get_client (HnAttemptList *self); /* (transfer none) */

/**
 * hn_attempt_list_set_manager:
 * @manager: (nullable): for attempts from now on
 */
void hn_attempt_list_set_manager (HnAttemptList *self, HnBusConnection *manager);

/** hn_attempt_list_begin: (transfer none): begins an attempt; it stays in the list until its end */
HnAttempt *hn_attempt_list_begin (HnAttemptList *self, const HnAttemptRequest *request);

/** hn_attempt_list_find: (transfer none) (nullable): the attempt at @unit */
HnAttempt *hn_attempt_list_find (HnAttemptList *self, const char *unit);

G_END_DECLS
