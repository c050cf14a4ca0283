/* The control in the row of a check or a setting: a switch, or a choice of words. What it changes
 * is only staged.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "model/changes-control.h"

G_BEGIN_DECLS

#define HN_TYPE_ROW_CONTROL (hn_row_control_get_type ())
G_DECLARE_FINAL_TYPE (HnRowControl, hn_row_control, HN, ROW_CONTROL, AdwBin)

/* Signal "chosen" (string): a person has chosen this word. */

/**
 * hn_row_control_new_for_check:
 *
 * Returns: (nullable): %NULL where the row of @check has no control of this kind
 */
HnRowControl *hn_row_control_new_for_check (guint check);

/** hn_row_control_new_for_directive: (nullable): the same for a setting that no check is about */
HnRowControl *hn_row_control_new_for_directive (HnDirectiveId directive);

/**
 * hn_row_control_set_labels:
 * @title: what the setting is about
 * @value: the setting with its value
 *
 * Names a choice for screen readers: a drop-down calls itself by the word that is chosen, which
 * says nothing about what was chosen.
 */
void hn_row_control_set_labels (HnRowControl *self, GtkWidget *title, GtkWidget *value);

/** hn_row_control_is_wide: whether it needs more space than a switch */
gboolean hn_row_control_is_wide (HnRowControl *self);

/**
 * hn_row_control_show:
 * @changes: what it shows and changes from now on
 * @blocked: (nullable): why it cannot be used
 */
void hn_row_control_show (HnRowControl *self, HnChanges *changes, const char *blocked);

G_END_DECLS
