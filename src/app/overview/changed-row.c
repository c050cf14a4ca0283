/* Says what became of the service, and leads to its page and to its earlier states.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "changed-row.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "app/common/plain-row.h"

/* (transfer full) (nullable) */
static char *
dup_date (gint64 seconds)
{
  g_autoptr (GDateTime) time = seconds != 0 ? g_date_time_new_from_unix_local (seconds) : NULL;

  /* Translators: a date, as in strftime(3): 7 December 2026 */
  return time != NULL ? g_date_time_format (time, _ ("%-d %B %Y")) : NULL;
}

static char *
dup_words (const HnChangedService *changed)
{
  const HnHardened *hardened = changed->hardened;
  g_autofree char *date = hardened != NULL ? dup_date (hardened->when) : NULL;
  g_autofree char *scores = NULL;

  if (changed->service == NULL)
    return date == NULL ? g_strdup (_ ("Not installed any more"))
                        /* Translators: of a service that was changed; %s is a date */
                        : g_strdup_printf (_ ("Not installed any more; changed on %s"), date);
  if (hardened != NULL && hardened->lost && date != NULL)
    /* Translators: what was changed of a service; %s is a date */
    return g_strdup_printf (_ ("Kept on %s, but its settings file is gone"), date);
  if (hardened != NULL && !hardened->present)
    return date == NULL ? g_strdup (_ ("Taken back"))
                        /* Translators: what was changed of a service; %s is a date */
                        : g_strdup_printf (_ ("Taken back on %s"), date);

  if (hardened != NULL && hardened->known &&
      hardened->before != hn_service_get_exposure (changed->service))
    scores = hn_exposure_dup_change (hardened->before, hn_service_get_exposure (changed->service));
  if (date == NULL)
    return g_steal_pointer (&scores);
  if (scores == NULL)
    /* Translators: of a service that was changed; %s is a date */
    return g_strdup_printf (_ ("Since %s"), date);

  /* Translators: of a service that was changed: "9.6 → 2.9 since 7 December 2026" */
  return g_strdup_printf (_ ("%s since %s"), scores, date);
}

static GtkWidget *
make_pill (HnService *service)
{
  guint exposure = hn_service_get_exposure (service);
  g_autofree char *figure = hn_exposure_dup_text (exposure);
  g_autofree char *words =
      g_strdup_printf ("%s %s", figure, hn_level_get_emoji (hn_level_from_exposure (exposure)));
  GtkWidget *pill = gtk_label_new (words);

  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (pill, "level-pill");
  hn_level_style_apply (pill, hn_level_from_exposure (exposure));

  return pill;
}

static GtkWidget *
make_button (const char *unit, const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("document-open-recent-symbolic");
  /* Translators: a button that shows what the settings of a service were; %s is its name */
  g_autofree char *label = g_strdup_printf (_ ("Earlier States of %s"), name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  hn_widget_set_tooltip (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.show-history");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", unit);

  return button;
}

GtkWidget *
hn_changed_row_new (const HnChangedService *changed)
{
  g_autofree char *name = g_utf8_make_valid (changed->unit, -1);
  g_autofree char *words = dup_words (changed);
  GtkWidget *row = hn_plain_row_new (name, words != NULL ? words : "");

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), changed->service != NULL);
  if (changed->service != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_pill (changed->service));
  if (changed->hardened != NULL && changed->hardened->has_history)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_button (changed->unit, name));
  if (changed->service != NULL)
    {
      GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

      gtk_accessible_update_state (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
    }

  return row;
}

void
hn_changed_row_append_key (const HnChangedService *changed, GString *key)
{
  const HnHardened *hardened = changed->hardened;

  g_string_append_printf (key, "%s %d\n", changed->unit,
                          changed->service != NULL
                              ? (int) hn_service_get_exposure (changed->service)
                              : -1);
  if (hardened != NULL)
    g_string_append_printf (key, "%d %d %d %" G_GINT64_FORMAT " %d %u\n", hardened->present,
                            hardened->lost, hardened->has_history, hardened->when, hardened->known,
                            hardened->before);
}
