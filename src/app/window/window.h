/* The window: the services on the left, the chosen one on the right.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "app/service/detail-page.h"
#include "app/services/services-page.h"

G_BEGIN_DECLS

#define HN_TYPE_WINDOW (hn_window_get_type ())
G_DECLARE_FINAL_TYPE (HnWindow, hn_window, HN, WINDOW, AdwApplicationWindow)

/**
 * hn_window_new:
 * @list: (transfer full) (nullable): see hn_services_page_start()
 */
HnWindow *hn_window_new (GtkApplication *application, HnServiceList *list);

HnDetailPage *hn_window_get_detail_page (HnWindow *self); /* (transfer none) */

/**
 * hn_window_open_async:
 * @file: a unit file, or the root folder of a system
 * @callback: (nullable): when the file is shown or the reading of the folder has begun
 *
 * What goes wrong is shown to the person, too.
 */
void hn_window_open_async (HnWindow *self,
                           GFile *file,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean hn_window_open_finish (HnWindow *self, GAsyncResult *result, GError **error);

/** hn_window_open_unit: shows the service of that name, with or without ".service", as soon as the
 * list knows it, or says that there is none */
void hn_window_open_unit (HnWindow *self, const char *unit);

/** hn_window_tell_only: says that of several files that were given, only @file is opened */
void hn_window_tell_only (HnWindow *self, GFile *file);

/**
 * hn_window_show_service:
 *
 * Shows @service on the right, and selects it on the left where it is in the list.
 */
void hn_window_show_service (HnWindow *self, HnService *service);

/**
 * hn_window_changes_ask:
 *
 * Asks whether staged changes may be lost, and destroys the window when they may.
 *
 * Returns: %FALSE when nothing is staged, and so nobody was asked
 */
gboolean hn_window_changes_ask (HnWindow *self);

/** hn_window_show_message: tells a person something in passing */
void hn_window_show_message (HnWindow *self, const char *message);

G_END_DECLS
