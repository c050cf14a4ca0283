/* How the text of unit files looks everywhere in the window: their language for the highlighting,
 * and a scheme that follows light and dark.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "unit-text.h"

#include <adwaita.h>

#define SPECS "resource:///io/github/hardnut/Hardnut/language-specs/"

static void
follow_style_cb (GtkSourceBuffer *buffer)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  gtk_source_buffer_set_style_scheme (buffer, gtk_source_style_scheme_manager_get_scheme (
                                                  gtk_source_style_scheme_manager_get_default (),
                                                  dark ? "Adwaita-dark" : "Adwaita"));
}

void
hn_unit_text_follow_style (GtkSourceBuffer *buffer)
{
  g_return_if_fail (GTK_SOURCE_IS_BUFFER (buffer));

  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (follow_style_cb), buffer, G_CONNECT_SWAPPED);
  follow_style_cb (buffer);
}

void
hn_unit_text_set_up (GtkSourceView *view)
{
  static GtkSourceLanguageManager *manager = NULL;
  GtkSourceBuffer *buffer;

  g_return_if_fail (GTK_SOURCE_IS_VIEW (view));

  /* One of its own: the default one has read its folders already when somebody used it before. */
  if (manager == NULL)
    {
      manager = gtk_source_language_manager_new ();
      gtk_source_language_manager_append_search_path (manager, SPECS);
    }

  buffer = GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)));
  gtk_source_buffer_set_language (buffer,
                                  gtk_source_language_manager_get_language (manager,
                                                                            "hardnut-unit"));
  hn_unit_text_follow_style (buffer);
}
