/* Speaks changes of exposure through the screen reader.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "model/service.h"

G_BEGIN_DECLS

typedef struct _HnAnnouncer HnAnnouncer;

/**
 * hn_announcer_new:
 * @widget: (transfer none): on whose behalf it speaks; outlives the announcer
 */
HnAnnouncer *hn_announcer_new (GtkWidget *widget);
void hn_announcer_free (HnAnnouncer *self);

/**
 * hn_announcer_add:
 * @before: the exposure that @service had, in tenths
 *
 * What comes in one burst is spoken together; much of it as a number only.
 */
void hn_announcer_add (HnAnnouncer *self, HnService *service, guint before);

G_END_DECLS
