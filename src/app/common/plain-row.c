/* Rows of a list with words that are taken as they are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "plain-row.h"

GtkWidget *
hn_plain_row_new (const char *title, const char *subtitle)
{
  return g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title, "subtitle",
                       subtitle, NULL);
}
