/* The reasons stand below the name, a line each.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "worse-row.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "app/common/plain-row.h"

/* (transfer full) (nullable): "2.9 → 9.6 since 7 December 2026" */
static char *
dup_scores (const HnWorse *worse)
{
  g_autoptr (GDateTime) time =
      worse->since != 0 ? g_date_time_new_from_unix_local (worse->since) : NULL;
  g_autofree char *scores = NULL;
  g_autofree char *date = NULL;

  if (worse->before == worse->after)
    return NULL;
  scores = hn_exposure_dup_change (worse->before, worse->after);
  if (time == NULL)
    return g_steal_pointer (&scores);

  /* Translators: a date, as in strftime(3): 7 December 2026 */
  date = g_date_time_format (time, _ ("%-d %B %Y"));
  /* Translators: of a service that got worse: "2.9 → 9.6 since 7 December 2026" */
  return g_strdup_printf (_ ("%s since %s"), scores, date);
}

static char *
dup_subtitle (const HnWorse *worse)
{
  g_autoptr (GPtrArray) reasons = hn_worse_dup_reasons (worse);
  g_autofree char *scores = dup_scores (worse);
  g_autofree char *text = NULL;

  if (scores != NULL)
    g_ptr_array_insert (reasons, 0, g_steal_pointer (&scores));
  g_ptr_array_add (reasons, NULL);
  text = g_strjoinv ("\n", (GStrv) reasons->pdata);

  /* Paths may be anything. */
  return g_utf8_make_valid (text, -1);
}

GtkWidget *
hn_worse_row_new (const HnWorse *worse)
{
  g_autofree char *name = g_utf8_make_valid (worse->unit, -1);
  g_autofree char *subtitle = dup_subtitle (worse);
  GtkWidget *row = hn_plain_row_new (name, subtitle);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_state (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);

  return row;
}

void
hn_worse_row_append_key (const HnWorse *worse, GString *key)
{
  g_autofree char *subtitle = dup_subtitle (worse);

  g_string_append_printf (key, "%s\n%s\n", worse->unit, subtitle);
}
