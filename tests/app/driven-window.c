/* What the windows of the tests share: their ear, their mouth and their picture.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "driven-window.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void (*obey_line) (const char *line);
static void (*quit_window) (void);

void
driven_window_answer (const char *text)
{
  printf ("%s\n", text);
  fflush (stdout);
}

/* Each is a surface of its own, above that of the window. */
static void
snapshot_popovers (GtkWindow *window, GtkWidget *widget, GtkSnapshot *snapshot)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_POPOVER (child) && gtk_widget_get_mapped (child))
        {
          g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (child);
          GdkPopup *popup = GDK_POPUP (gtk_native_get_surface (GTK_NATIVE (child)));
          double x, y, frame_x, frame_y;

          gtk_native_get_surface_transform (GTK_NATIVE (child), &x, &y);
          gtk_native_get_surface_transform (GTK_NATIVE (window), &frame_x, &frame_y);
          gtk_snapshot_save (snapshot);
          gtk_snapshot_translate (
              snapshot,
              &GRAPHENE_POINT_INIT ((float) (gdk_popup_get_position_x (popup) + x - frame_x),
                                    (float) (gdk_popup_get_position_y (popup) + y - frame_y)));
          gdk_paintable_snapshot (paintable, snapshot,
                                  gdk_paintable_get_intrinsic_width (paintable),
                                  gdk_paintable_get_intrinsic_height (paintable));
          gtk_snapshot_restore (snapshot);
        }
      snapshot_popovers (window, child, snapshot);
    }
}

gboolean
driven_window_screenshot (GtkWindow *window, const char *path)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  int width = gdk_paintable_get_intrinsic_width (paintable);
  int height = gdk_paintable_get_intrinsic_height (paintable);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  snapshot_popovers (window, GTK_WIDGET (window), snapshot);
  node = gtk_snapshot_to_node (snapshot);
  if (node == NULL)
    return FALSE;

  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, width, height));
  return gdk_texture_save_to_png (texture, path);
}

/* (nullable): the words of a row that draws itself are those that screen readers hear, which the
 * item around it has. They are kept with it, as GTK only lends out those that differ. */
static const char *
get_row_text (GtkWidget *row)
{
  GtkWidget *item = gtk_widget_get_parent (row);
  char *text;

  /* Of what is not shown nobody hears anything. */
  if (!gtk_widget_get_realized (item))
    return NULL;

  text =
      gtk_test_accessible_check_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, "");

  g_object_set_data_full (G_OBJECT (row), "driven-text", text, g_free);
  return text;
}

static const char *
get_text (GtkWidget *widget)
{
  if (g_str_equal (gtk_widget_get_css_name (widget), "servicerow"))
    return get_row_text (widget);
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (GTK_IS_SEARCH_ENTRY (widget))
    return gtk_search_entry_get_placeholder_text (GTK_SEARCH_ENTRY (widget));
  if (GTK_IS_INSCRIPTION (widget))
    return gtk_inscription_get_text (GTK_INSCRIPTION (widget));
  if (GTK_IS_BUTTON (widget))
    return gtk_widget_get_tooltip_text (widget);

  return NULL;
}

/* One that says exactly @text before one that only begins with it, and before one that only has it
 * somewhere. */
static void
find_text (GtkWidget *widget, const char *text, int *rank, GtkWidget **found)
{
  const char *label = gtk_widget_get_mapped (widget) ? get_text (widget) : NULL;
  int own = label == NULL                    ? 0
            : g_str_equal (label, text)      ? 3
            : g_str_has_prefix (label, text) ? 2
            : strstr (label, text) != NULL   ? 1
                                             : 0;

  if (own > 0 && own > *rank)
    {
      *rank = own;
      *found = widget;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_text (child, text, rank, found);
}

static GtkWidget *
find_arrow (GtkWidget *widget)
{
  if (GTK_IS_IMAGE (widget) &&
      g_strcmp0 (gtk_image_get_icon_name (GTK_IMAGE (widget)), "pan-down-symbolic") == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *arrow = find_arrow (child);

      if (arrow != NULL)
        return arrow;
    }

  return NULL;
}

/* The switch in a row. */
static GtkWidget *
find_control (GtkWidget *widget)
{
  if (GTK_IS_SWITCH (widget))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *control = find_control (child);

      if (control != NULL)
        return control;
    }

  return NULL;
}

static void
answer_place (GtkWindow *window, GtkWidget *widget, gboolean framed)
{
  graphene_rect_t bounds;
  double x = 0, y = 0;
  g_autofree char *text = NULL;

  if (widget == NULL || !gtk_widget_compute_bounds (widget, GTK_WIDGET (window), &bounds))
    {
      driven_window_answer ("nothing says that");
      return;
    }

  /* The frame of the window lies around it, which is in no picture. */
  if (framed)
    gtk_native_get_surface_transform (GTK_NATIVE (window), &x, &y);
  text = g_strdup_printf ("%d %d %d %d", (int) (bounds.origin.x + x), (int) (bounds.origin.y + y),
                          (int) bounds.size.width, (int) bounds.size.height);
  driven_window_answer (text);
}

static void
reveal (GtkWidget *widget)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment;
  graphene_point_t point;

  if (scroller == NULL ||
      !gtk_widget_compute_point (widget, scroller, &GRAPHENE_POINT_INIT (0, 0), &point))
    return;

  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + point.y -
                                            gtk_widget_get_height (scroller) / 3);
}

static void
find_scroller (GtkWidget *widget, GtkWidget **found)
{
  if (*found == NULL && GTK_IS_SCROLLED_WINDOW (widget) && gtk_widget_get_mapped (widget))
    *found = widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && *found == NULL;
       child = gtk_widget_get_next_sibling (child))
    find_scroller (child, found);
}

static void
list_cut (GtkWidget *window, GtkWidget *widget, GString *cut)
{
  const char *text = GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : NULL;
  graphene_rect_t bounds;

  /* The title of a bar is shortened everywhere; the name stands on the page. What a tooltip says is
   * no part of it. */
  if (!gtk_widget_get_mapped (widget) || ADW_IS_WINDOW_TITLE (widget) ||
      (gtk_widget_has_css_class (widget, "title") &&
       gtk_widget_get_ancestor (widget, ADW_TYPE_HEADER_BAR) != NULL) ||
      g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkTooltipWindow"))
    return;

  if (text != NULL && *text != '\0' && gtk_widget_compute_bounds (widget, window, &bounds) &&
      gtk_widget_get_width (widget) > 0 &&
      (bounds.origin.x < 0 || bounds.origin.x + bounds.size.width > gtk_widget_get_width (window) ||
       pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget)))))
    g_string_append_printf (cut, "%s%s", cut->len > 0 ? "|" : "", text);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    list_cut (window, child, cut);
}

/* The first word that a line ends in the middle of, in a text that is no name or value. */
static char *
dup_broken_word (GtkLabel *label)
{
  PangoLayout *layout = gtk_label_get_layout (label);
  const char *text = pango_layout_get_text (layout);
  PangoAttrList *attributes = gtk_label_get_attributes (label);

  /* See hn_label_set_verbatim(). */
  if (attributes != NULL)
    {
      g_autoptr (PangoAttrIterator) iter = pango_attr_list_get_iterator (attributes);

      if (pango_attr_iterator_get (iter, PANGO_ATTR_INSERT_HYPHENS) != NULL)
        return NULL;
    }

  for (int i = 1; i < pango_layout_get_line_count (layout); i++)
    {
      int start = pango_layout_line_get_start_index (pango_layout_get_line_readonly (layout, i));

      if (g_ascii_isalpha (text[start - 1]) && g_ascii_isalpha (text[start]))
        return g_strdup (text);
    }

  return NULL;
}

static void
list_broken (GtkWidget *widget, GString *broken)
{
  if (!gtk_widget_get_mapped (widget))
    return;

  if (GTK_IS_LABEL (widget))
    {
      g_autofree char *text = dup_broken_word (GTK_LABEL (widget));

      if (text != NULL)
        g_string_append_printf (broken, "%s%s", broken->len > 0 ? "|" : "", text);
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    list_broken (child, broken);
}

static void
list_edges (GtkWidget *window, GtkWidget *widget, const char *css_class, GString *edges)
{
  graphene_rect_t bounds;

  if (!gtk_widget_get_mapped (widget))
    return;

  if (gtk_widget_has_css_class (widget, css_class) && gtk_widget_get_width (widget) > 0 &&
      gtk_widget_compute_bounds (widget, window, &bounds))
    {
      g_autofree char *edge = g_strdup_printf ("%d ", (int) (bounds.origin.x + bounds.size.width));

      if (strstr (edges->str, edge) == NULL)
        g_string_append (edges, edge);
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    list_edges (window, child, css_class, edges);
}

static void
answer_classes (GtkWidget *widget)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (; widget != NULL && !GTK_IS_WINDOW (widget); widget = gtk_widget_get_parent (widget))
    {
      g_auto (GStrv) classes = gtk_widget_get_css_classes (widget);
      g_autofree char *joined = g_strjoinv (" ", classes);

      g_string_append_printf (text, "%s ", joined);
    }

  driven_window_answer (text->str);
}

static void
find_view (GtkWidget *widget, GtkWidget **found)
{
  if (GTK_IS_TEXT_VIEW (widget) && gtk_widget_get_mapped (widget))
    *found = widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && *found == NULL;
       child = gtk_widget_get_next_sibling (child))
    find_view (child, found);
}

/* Of each line that wraps, where its first part begins and where the second one does. */
static void
answer_wraps (GtkWindow *window)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GtkWidget *found = NULL;
  GtkTextView *view;
  GtkTextIter line;

  find_view (GTK_WIDGET (window), &found);
  if (found == NULL)
    {
      driven_window_answer ("no text");
      return;
    }

  view = GTK_TEXT_VIEW (found);
  gtk_text_buffer_get_start_iter (gtk_text_view_get_buffer (view), &line);
  do
    {
      GtkTextIter next = line;
      GdkRectangle first, second;

      if (!gtk_text_view_forward_display_line (view, &next) ||
          gtk_text_iter_get_line (&next) != gtk_text_iter_get_line (&line))
        continue;
      gtk_text_view_get_iter_location (view, &line, &first);
      gtk_text_view_get_iter_location (view, &next, &second);
      g_string_append_printf (text, "%d %d ", first.x, second.x);
    }
  while (gtk_text_iter_forward_line (&line));

  driven_window_answer (text->str);
}

/* The height that what scrolls in the dialog has there, and the one that it takes. */
static void
answer_size (GtkWindow *window)
{
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
  GtkWidget *scroller = NULL;
  g_autofree char *text = NULL;
  int natural;

  if (dialog != NULL)
    find_scroller (GTK_WIDGET (dialog), &scroller);
  if (scroller == NULL)
    {
      driven_window_answer ("nothing scrolls");
      return;
    }

  gtk_widget_measure (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroller)),
                      GTK_ORIENTATION_VERTICAL, gtk_widget_get_width (scroller), NULL, &natural,
                      NULL, NULL);
  text = g_strdup_printf ("%d %d", gtk_widget_get_height (scroller), natural);
  driven_window_answer (text);
}

/* What answers to Alt and a letter, as often as it is to be seen. */
static void
list_mnemonics (GtkWidget *widget, GString *mnemonics)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_is_sensitive (widget))
    return;

  if (GTK_IS_LABEL (widget) &&
      gtk_label_get_mnemonic_keyval (GTK_LABEL (widget)) != GDK_KEY_VoidSymbol)
    g_string_append_printf (mnemonics, "%s%s", mnemonics->len > 0 ? "|" : "",
                            gtk_label_get_label (GTK_LABEL (widget)));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    list_mnemonics (child, mnemonics);
}

/* Of the dialog that is open, or of the window. */
static void
answer_mnemonics (GtkWindow *window)
{
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
  g_autoptr (GString) text = g_string_new (NULL);

  list_mnemonics (dialog != NULL ? GTK_WIDGET (dialog) : GTK_WIDGET (window), text);
  driven_window_answer (text->str);
}

/* Of the dialog that is open, or of the window. */
static void
answer_scrolls (GtkWindow *window)
{
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
  GtkWidget *scroller = NULL;
  GtkAdjustment *adjustment;
  g_autofree char *text = NULL;

  find_scroller (dialog != NULL ? GTK_WIDGET (dialog) : GTK_WIDGET (window), &scroller);
  if (scroller == NULL)
    {
      driven_window_answer ("0");
      return;
    }

  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  text = g_strdup_printf ("%d", (int) (gtk_adjustment_get_upper (adjustment) -
                                       gtk_adjustment_get_page_size (adjustment)));
  driven_window_answer (text);
}

static void
answer_minimum (GtkWindow *window)
{
  g_autofree char *text = NULL;
  int width, height;

  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL,
                      NULL);
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL,
                      NULL);
  text = g_strdup_printf ("%d %d", width, height);
  driven_window_answer (text);
}

/* What asks for the width: from the outside to the inside, the widest child each time. */
static void
answer_widest (GtkWindow *window)
{
  g_autoptr (GString) text = g_string_new (NULL);
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
  GtkWidget *widget = dialog != NULL ? GTK_WIDGET (dialog) : GTK_WIDGET (window);

  while (widget != NULL)
    {
      GtkWidget *widest = NULL;
      int most = -1;

      for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        {
          int width;

          if (!gtk_widget_get_mapped (child))
            continue;
          gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
          if (width > most)
            {
              most = width;
              widest = child;
            }
        }
      if (widest != NULL)
        g_string_append_printf (text, "%s %d > ", G_OBJECT_TYPE_NAME (widest), most);
      widget = widest;
    }

  driven_window_answer (text->str);
}

static gboolean
obey_about_text (GtkWindow *window, const char *command, const char *text)
{
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
  GtkWidget *found = NULL, *row;
  int rank = 0;

  if (dialog != NULL)
    find_text (GTK_WIDGET (dialog), text, &rank, &found);
  if (found == NULL)
    find_text (GTK_WIDGET (window), text, &rank, &found);
  if (g_str_equal (command, "where"))
    {
      answer_place (window, found, TRUE);
      return TRUE;
    }
  if (g_str_equal (command, "pictured"))
    {
      answer_place (window, found, FALSE);
      return TRUE;
    }
  if (g_str_equal (command, "arrow"))
    {
      row = found != NULL ? gtk_widget_get_ancestor (found, GTK_TYPE_LIST_BOX_ROW) : NULL;
      answer_place (window, row != NULL ? find_arrow (row) : NULL, TRUE);
      return TRUE;
    }
  if (g_str_equal (command, "control"))
    {
      row = found != NULL ? gtk_widget_get_ancestor (found, GTK_TYPE_LIST_BOX_ROW) : NULL;
      answer_place (window, row != NULL ? find_control (row) : NULL, TRUE);
      return TRUE;
    }
  if (g_str_equal (command, "classes"))
    {
      answer_classes (found);
      return TRUE;
    }
  if (g_str_equal (command, "reveal"))
    {
      if (found != NULL)
        reveal (found);
      driven_window_answer (found != NULL ? "ok" : "nothing says that");
      return TRUE;
    }

  return FALSE;
}

gboolean
driven_window_obey (GtkWindow *window, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 2);
  const char *rest = words[1] != NULL ? words[1] : "";
  int width, height;

  if (obey_about_text (window, words[0], rest))
    return TRUE;

  if (g_str_equal (words[0], "minimum"))
    {
      answer_minimum (window);
      return TRUE;
    }
  if (g_str_equal (words[0], "whole"))
    {
      GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));
      g_autofree char *text = g_strdup_printf ("%d %d of %d", gtk_window_is_maximized (window),
                                               gtk_widget_get_width (GTK_WIDGET (window)),
                                               gdk_surface_get_width (surface));

      driven_window_answer (text);
      return TRUE;
    }
  if (g_str_equal (words[0], "widest"))
    {
      answer_widest (window);
      return TRUE;
    }
  if (g_str_equal (words[0], "scrolls"))
    {
      answer_scrolls (window);
      return TRUE;
    }
  if (g_str_equal (words[0], "wraps"))
    {
      answer_wraps (window);
      return TRUE;
    }
  if (g_str_equal (words[0], "room"))
    {
      answer_size (window);
      return TRUE;
    }
  if (g_str_equal (words[0], "mnemonics"))
    {
      answer_mnemonics (window);
      return TRUE;
    }
  if (g_str_equal (words[0], "cut"))
    {
      g_autoptr (GString) cut = g_string_new (NULL);

      list_cut (GTK_WIDGET (window), GTK_WIDGET (window), cut);
      driven_window_answer (g_strdelimit (cut->str, "\n", ' '));
      return TRUE;
    }
  if (g_str_equal (words[0], "broken"))
    {
      g_autoptr (GString) broken = g_string_new (NULL);

      list_broken (GTK_WIDGET (window), broken);
      driven_window_answer (g_strdelimit (broken->str, "\n", ' '));
      return TRUE;
    }
  if (g_str_equal (words[0], "edges"))
    {
      g_autoptr (GString) edges = g_string_new (NULL);

      list_edges (GTK_WIDGET (window), GTK_WIDGET (window), rest, edges);
      driven_window_answer (edges->str);
      return TRUE;
    }
  if (g_str_equal (words[0], "screenshot"))
    {
      driven_window_answer (driven_window_screenshot (window, rest) ? "ok" : "nothing to draw");
      return TRUE;
    }

  if (g_str_equal (words[0], "size") && sscanf (rest, "%d %d", &width, &height) == 2)
    gtk_window_set_default_size (window, width, height);
  else if (g_str_equal (words[0], "dark"))
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        *rest == '1' ? ADW_COLOR_SCHEME_FORCE_DARK
                                                     : ADW_COLOR_SCHEME_FORCE_LIGHT);
  else if (g_str_equal (words[0], "dpi"))
    g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", atoi (rest) * 1024, NULL);
  else
    return FALSE;

  driven_window_answer ("ok");
  return TRUE;
}

static void read_line (GDataInputStream *input);

static void
line_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GDataInputStream *input = G_DATA_INPUT_STREAM (source);
  g_autofree char *line = g_data_input_stream_read_line_finish (input, result, NULL, NULL);

  if (line == NULL)
    {
      quit_window ();
      return;
    }

  if (*line != '\0')
    obey_line (line);
  if (!g_str_equal (line, "quit"))
    read_line (input);
}

static void
read_line (GDataInputStream *input)
{
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT_IDLE, NULL, line_cb, NULL);
}

void
driven_window_listen (GtkApplication *application,
                      void (*obey) (const char *line),
                      void (*quit) (void))
{
  g_autoptr (GInputStream) stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  GDataInputStream *input = g_data_input_stream_new (stream);

  obey_line = obey;
  quit_window = quit;
  g_object_set_data_full (G_OBJECT (application), "input", input, g_object_unref);
  read_line (input);
}
