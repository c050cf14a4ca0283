/* The dialog that shows a unit file. It reads the path it is given and nothing else; whatever is
 * wrong with the file becomes a page that says so.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>

#include "app/common/unit-text.h"
#include "file-reader.h"
#include "file-viewer.h"

/* A wait shorter than this shows no spinner: it would only flicker. */
#define SPINNER_DELAY_MS 300

struct _HnFileViewer
{
  AdwDialog parent_instance;

  guint line;

  /* owned */
  GCancellable *cancellable;
  guint spinner_id;
  guint scroll_id;

  /* borrowed, children of the template */
  AdwWindowTitle *window_title;
  AdwBanner *banner;
  GtkStack *stack;
  GtkWidget *spinner;
  GtkSourceView *view;
  AdwStatusPage *problem;
};

G_DEFINE_FINAL_TYPE (HnFileViewer, hn_file_viewer, ADW_TYPE_DIALOG)

static GtkSourceBuffer *
get_buffer (HnFileViewer *self)
{
  return GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view)));
}

static void
show_spinner_cb (gpointer data)
{
  HnFileViewer *self = data;

  self->spinner_id = 0;
  gtk_widget_set_visible (self->spinner, TRUE);
}

static void
scroll_to_line_cb (gpointer data)
{
  HnFileViewer *self = data;
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (get_buffer (self));

  self->scroll_id = 0;
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self->view), gtk_text_buffer_get_insert (buffer),
                                0.0, TRUE, 0.0, 0.3);
}

static void
show_text (HnFileViewer *self, HnFileText *text)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (get_buffer (self));
  GtkTextIter iter;

  gtk_text_buffer_set_text (buffer, text->text, (int) text->length);
  if (text->repaired)
    adw_banner_set_title (self->banner,
                          _ ("Some bytes of this file are not valid text and are shown as �"));
  else if (text->cut)
    adw_banner_set_title (self->banner, _ ("Very long lines of this file are shown cut off"));
  adw_banner_set_revealed (self->banner, text->repaired || text->cut);

  gtk_text_buffer_get_iter_at_line (buffer, &iter, self->line > 0 ? (int) self->line - 1 : 0);
  gtk_text_buffer_place_cursor (buffer, &iter);
  gtk_source_view_set_highlight_current_line (self->view, self->line > 0);
  gtk_stack_set_visible_child_name (self->stack, "text");
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
  if (self->line > 0)
    self->scroll_id = g_idle_add_once (scroll_to_line_cb, self);
}

static const char *
problem_title (const GError *error)
{
  static const char *const titles[] = {
    [HN_FILE_READER_ERROR_GONE] = N_ ("File Not Found"),
    [HN_FILE_READER_ERROR_DENIED] = N_ ("No Permission"),
    /* Translators: heading of a page about a unit that systemd is told never to start. */
    [HN_FILE_READER_ERROR_MASKED] = N_ ("Masked"),
    [HN_FILE_READER_ERROR_NOT_A_FILE] = N_ ("Not a Text File"),
    [HN_FILE_READER_ERROR_TOO_LARGE] = N_ ("Too Large to Show"),
    [HN_FILE_READER_ERROR_BINARY] = N_ ("Not a Text File"),
    [HN_FILE_READER_ERROR_FAILED] = N_ ("File Cannot Be Read"),
  };

  return _ (titles[error->code]);
}

static void
show_problem (HnFileViewer *self, const GError *error)
{
  /* The description of a status page is markup, and paths may hold anything. */
  g_autofree char *valid = g_utf8_make_valid (error->message, -1);
  g_autofree char *markup = g_markup_escape_text (valid, -1);

  adw_status_page_set_title (self->problem, problem_title (error));
  adw_status_page_set_description (self->problem, markup);
  gtk_stack_set_visible_child_name (self->stack, "problem");
  gtk_accessible_announce (GTK_ACCESSIBLE (self), valid,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HnFileViewer) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HnFileText) text = hn_file_reader_read_finish (result, &error);

  /* Closed meanwhile. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_handle_id (&self->spinner_id, g_source_remove);
  if (text != NULL)
    show_text (self, text);
  else
    show_problem (self, error);
}

static void
hn_file_viewer_dispose (GObject *object)
{
  HnFileViewer *self = HN_FILE_VIEWER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->spinner_id, g_source_remove);
  g_clear_handle_id (&self->scroll_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), HN_TYPE_FILE_VIEWER);

  G_OBJECT_CLASS (hn_file_viewer_parent_class)->dispose (object);
}

static void
hn_file_viewer_class_init (HnFileViewerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_file_viewer_dispose;

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/file-viewer.ui");
  gtk_widget_class_bind_template_child (widget_class, HnFileViewer, window_title);
  gtk_widget_class_bind_template_child (widget_class, HnFileViewer, banner);
  gtk_widget_class_bind_template_child (widget_class, HnFileViewer, stack);
  gtk_widget_class_bind_template_child (widget_class, HnFileViewer, spinner);
  gtk_widget_class_bind_template_child (widget_class, HnFileViewer, view);
  gtk_widget_class_bind_template_child (widget_class, HnFileViewer, problem);
}

static void
hn_file_viewer_init (HnFileViewer *self)
{
  GtkSourceLanguage *language;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();

  language =
      gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (), "ini");
  gtk_source_buffer_set_language (get_buffer (self), language);
  hn_unit_text_follow_style (get_buffer (self));
}

AdwDialog *
hn_file_viewer_new (const char *path, guint line)
{
  HnFileViewer *self;
  g_autofree char *shown = NULL;
  g_autofree char *name = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *label = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (HN_TYPE_FILE_VIEWER, NULL);
  self->line = line;

  shown = g_filename_display_name (path);
  name = g_path_get_basename (shown);
  folder = g_path_get_dirname (shown);
  adw_dialog_set_title (ADW_DIALOG (self), shown);
  adw_window_title_set_title (self->window_title, name);
  adw_window_title_set_subtitle (self->window_title, folder);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->window_title), shown);
  /* Translators: what a screen reader says about the text of a unit file; %s is its path. */
  label = g_strdup_printf (_ ("Text of %s"), shown);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);

  self->spinner_id = g_timeout_add_once (SPINNER_DELAY_MS, show_spinner_cb, self);
  hn_file_reader_read_async (path, self->cancellable, read_cb, g_object_ref (self));
  return ADW_DIALOG (self);
}
