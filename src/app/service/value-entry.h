/* An entry for the value of a directive, with what is wrong about it beneath. What is right is
 * staged when it is confirmed or left.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "model/changes-control.h"

G_BEGIN_DECLS

#define HN_TYPE_VALUE_ENTRY (hn_value_entry_get_type ())
G_DECLARE_FINAL_TYPE (HnValueEntry, hn_value_entry, HN, VALUE_ENTRY, GtkBox)

/**
 * hn_value_entry_new:
 * @title: (nullable): in plain words; %NULL for the directive's own
 */
GtkWidget *hn_value_entry_new (HnDirectiveId directive, const char *title);

/** hn_value_entry_show: shows what is staged in @changes, unless a person is typing */
void hn_value_entry_show (HnValueEntry *self, HnChanges *changes);

G_END_DECLS
