/* Gathers sentences until the main loop is idle, then speaks them once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "announcer.h"

#include <glib/gi18n-lib.h>

/* More changes than these at a time are told as a number. */
#define MAX_SPOKEN 3

struct _HnAnnouncer
{
  GtkWidget *widget; /* borrowed */
  GPtrArray *sentences;
  guint source;
};

static void
speak_cb (gpointer user_data)
{
  HnAnnouncer *self = user_data;
  guint n = self->sentences->len;
  g_autofree char *text = NULL;

  self->source = 0;

  if (n > MAX_SPOKEN)
    {
      text =
          g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "The exposure of %u service has changed",
                                        "The exposure of %u services has changed", n),
                           n);
    }
  else
    {
      g_ptr_array_add (self->sentences, NULL);
      text = g_strjoinv (". ", (char **) self->sentences->pdata);
    }

  g_ptr_array_set_size (self->sentences, 0);
  gtk_accessible_announce (GTK_ACCESSIBLE (self->widget), text,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

HnAnnouncer *
hn_announcer_new (GtkWidget *widget)
{
  HnAnnouncer *self;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  self = g_new0 (HnAnnouncer, 1);
  self->widget = widget;
  self->sentences = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
hn_announcer_free (HnAnnouncer *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_ptr_array_unref (self->sentences);
  g_free (self);
}

void
hn_announcer_add (HnAnnouncer *self, HnService *service, guint before)
{
  guint after;
  g_autofree char *sentence = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (HN_IS_SERVICE (service));

  after = hn_service_get_exposure (service);
  /* Translators: spoken by a screen reader: a service, its exposure now, the level, and before */
  sentence = g_strdup_printf (_ ("%s: exposure now %u.%u, %s, before %u.%u"),
                              hn_service_get_name (service), after / 10, after % 10,
                              _ (hn_level_get_title (hn_service_get_info (service)->level)),
                              before / 10, before % 10);
  g_ptr_array_add (self->sentences, g_utf8_make_valid (sentence, -1));
  if (self->source == 0)
    self->source = g_idle_add_once (speak_cb, self);
}
