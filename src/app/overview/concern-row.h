/* A row that says what is the matter with some services, each of whose names leads to its page.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HN_TYPE_CONCERN_ROW (hn_concern_row_get_type ())
G_DECLARE_FINAL_TYPE (HnConcernRow, hn_concern_row, HN, CONCERN_ROW, GtkListBoxRow)

/* Signals: "service-chosen" (HnService); "harden" (GPtrArray of HnService): that is wanted for all
 * of them. */

GtkWidget *hn_concern_row_new (void);

/**
 * hn_concern_row_show:
 * @icon: its name
 * @style: (nullable): the style class of the icon, "error"
 * @sentence: what is the matter
 * @services: (nullable) (element-type HnService): with which, the most urgent first
 * @hardenable: whether to harden them all is offered
 */
void hn_concern_row_show (HnConcernRow *self,
                          const char *icon,
                          const char *style,
                          const char *sentence,
                          GPtrArray *services,
                          gboolean hardenable);

G_END_DECLS
