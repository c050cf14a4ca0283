/* The filter of the list of services: levels, state and kind, kept in the settings.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "engine/assessment.h"

G_BEGIN_DECLS

/* The values of the key "state". */
typedef enum
{
  HN_STATE_ANY,
  HN_STATE_RUNNING,
  HN_STATE_NOT_RUNNING,
  HN_STATE_FAILED,
} HnStateFilter;

#define HN_TYPE_FILTER_POPOVER (hn_filter_popover_get_type ())
G_DECLARE_FINAL_TYPE (HnFilterPopover, hn_filter_popover, HN, FILTER_POPOVER, GtkPopover)

/**
 * hn_filter_popover_new:
 * @settings: (transfer none): shown and changed; the caller listens to them, and has the action
 *   "services.state" for the key "state"
 */
GtkWidget *hn_filter_popover_new (GSettings *settings);

/** hn_filter_is_default: whether the filters in @settings are as they were at first */
gboolean hn_filter_is_default (GSettings *settings);

/** hn_filter_reset: takes the filters in @settings back to what they were at first */
void hn_filter_reset (GSettings *settings);

G_END_DECLS
