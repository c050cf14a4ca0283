/* The words of the list's empty and error pages.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "engine/settings.h"

G_BEGIN_DECLS

/**
 * hn_services_page_describe_error:
 * @page: gets icon, title and advice
 * @error: why there is no list
 */
void hn_services_page_describe_error (AdwStatusPage *page,
                                      const GError  *error,
                                      HnScope        scope);

/**
 * hn_services_page_describe_empty:
 * @root: (nullable): the root folder that holds no service
 */
void hn_services_page_describe_empty (AdwStatusPage *page,
                                      HnScope        scope,
                                      const char    *root);

/**
 * hn_services_page_present_problems:
 * @parent: the widget to show the dialog over
 * @problems: (element-type utf8): sentences
 */
void hn_services_page_present_problems (GtkWidget *parent,
                                        GPtrArray *problems);

G_END_DECLS
