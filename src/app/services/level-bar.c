/* The parts are as wide as their share, but never too narrow for their figure or a finger. A level
 * without services takes no space.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "level-bar.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"

#define SPACING 3

struct _HnLevelBar
{
  GtkWidget parent_instance;

  /* Children of the bar, from the worst to the best, as the list is sorted; NULL as long as there
   * was no such service. */
  GtkWidget *parts[HN_N_LEVELS];
  GtkWidget *figures[HN_N_LEVELS];

  GListModel *model; /* owned; whose services are counted */
  guint counts[HN_N_LEVELS];
  guint selected;
};

static guint level_clicked_signal;

G_DEFINE_FINAL_TYPE (HnLevelBar, hn_level_bar, GTK_TYPE_WIDGET)

static gboolean
is_shown (HnLevelBar *self, guint level)
{
  return self->parts[level] != NULL && gtk_widget_should_layout (self->parts[level]);
}

static void
hn_level_bar_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  HnLevelBar *self = HN_LEVEL_BAR (widget);
  guint n_visible = 0;

  for (guint i = 0; i < HN_N_LEVELS; i++)
    {
      int child_minimum, child_natural;

      if (!is_shown (self, i))
        continue;

      gtk_widget_measure (self->parts[i], orientation, -1, &child_minimum, &child_natural, NULL,
                          NULL);
      n_visible++;
      if (orientation == GTK_ORIENTATION_HORIZONTAL)
        {
          *minimum += child_minimum;
          *natural += child_natural;
        }
      else
        {
          *minimum = MAX (*minimum, child_minimum);
          *natural = MAX (*natural, child_natural);
        }
    }

  if (orientation == GTK_ORIENTATION_HORIZONTAL && n_visible > 1)
    {
      *minimum += SPACING * (n_visible - 1);
      *natural += SPACING * (n_visible - 1);
    }
}

static void
hn_level_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HnLevelBar *self = HN_LEVEL_BAR (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int minimum[HN_N_LEVELS] = { 0 };
  int free_width = width;
  guint64 total = 0, seen = 0;
  int given = 0, x = 0;
  guint n_visible = 0;

  for (guint i = 0; i < HN_N_LEVELS; i++)
    {
      if (!is_shown (self, i))
        continue;

      gtk_widget_measure (self->parts[i], GTK_ORIENTATION_HORIZONTAL, -1, &minimum[i], NULL, NULL,
                          NULL);
      free_width -= minimum[i];
      total += self->counts[i];
      n_visible++;
    }
  free_width -= SPACING * MAX (0, (int) n_visible - 1);
  free_width = MAX (0, free_width);

  for (int i = HN_N_LEVELS - 1; i >= 0; i--)
    {
      int upto, part;

      if (!is_shown (self, i))
        continue;

      /* From the sum so far, so that rounding leaves no gap at the end. */
      seen += self->counts[i];
      upto = total > 0 ? (int) (free_width * seen / total) : free_width;
      part = minimum[i] + upto - given;
      given = upto;

      gtk_widget_size_allocate (self->parts[i],
                                &(GtkAllocation){ rtl ? width - x - part : x, 0, part, height },
                                -1);
      x += part + SPACING;
    }
}

static void
clicked_cb (HnLevelBar *self, GtkWidget *part)
{
  for (guint i = 0; i < HN_N_LEVELS; i++)
    if (self->parts[i] == part)
      g_signal_emit (self, level_clicked_signal, 0, i);
}

static void
hn_level_bar_dispose (GObject *object)
{
  HnLevelBar *self = HN_LEVEL_BAR (object);

  for (guint i = 0; i < HN_N_LEVELS; i++)
    g_clear_pointer (&self->parts[i], gtk_widget_unparent);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (hn_level_bar_parent_class)->dispose (object);
}

static void
hn_level_bar_class_init (HnLevelBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_level_bar_dispose;
  widget_class->measure = hn_level_bar_measure;
  widget_class->size_allocate = hn_level_bar_size_allocate;

  level_clicked_signal =
      g_signal_new ("level-clicked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_css_name (widget_class, "hnlevelbar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  hn_level_style_init ();
}

static void
make_part (HnLevelBar *self, guint level)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *emoji = gtk_label_new (hn_level_get_emoji (level));
  GtkWidget *worse = NULL;

  for (guint i = level + 1; i < HN_N_LEVELS && worse == NULL; i++)
    worse = self->parts[i];

  self->figures[level] = gtk_label_new ("0");
  gtk_widget_add_css_class (self->figures[level], "figure");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), emoji);
  gtk_box_append (GTK_BOX (box), self->figures[level]);

  /* Pressed or not is a matter of the filter, which others change too: a plain button that says its
   * state, not one that holds a state of its own. */
  self->parts[level] = g_object_new (GTK_TYPE_BUTTON, "accessible-role",
                                     GTK_ACCESSIBLE_ROLE_TOGGLE_BUTTON, "child", box, NULL);
  hn_level_style_apply (self->parts[level], level);
  g_signal_connect_swapped (self->parts[level], "clicked", G_CALLBACK (clicked_cb), self);
  gtk_widget_insert_after (self->parts[level], GTK_WIDGET (self), worse);
}

static void
update_part (HnLevelBar *self, guint level)
{
  g_autofree char *figure = g_strdup_printf ("%u", self->counts[level]);
  const char *title = _ (hn_level_get_title (level));
  gboolean selected = (self->selected & (1u << level)) != 0;
  g_autofree char *label = NULL;
  GtkWidget *part;

  if (self->parts[level] == NULL)
    {
      if (self->counts[level] == 0 && !selected)
        return;
      make_part (self, level);
    }
  part = self->parts[level];

  /* Translators: a part of the bar of levels: the level such as Unsafe, and how many services */
  label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s: %u service", "%s: %u services",
                                        self->counts[level]),
                           title, self->counts[level]);

  gtk_label_set_text (GTK_LABEL (self->figures[level]), figure);
  hn_widget_set_tooltip (part, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (part), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (part), GTK_ACCESSIBLE_STATE_PRESSED,
                               selected ? GTK_ACCESSIBLE_TRISTATE_TRUE
                                        : GTK_ACCESSIBLE_TRISTATE_FALSE,
                               -1);
  gtk_widget_set_visible (part, self->counts[level] > 0 || selected);

  gtk_widget_remove_css_class (part, "chosen");
  gtk_widget_remove_css_class (part, "passed-over");
  if (self->selected != 0)
    gtk_widget_add_css_class (part, selected ? "chosen" : "passed-over");
}

static void
hn_level_bar_init (HnLevelBar *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Services by level"), -1);
}

static void
recount (HnLevelBar *self)
{
  guint counts[HN_N_LEVELS] = { 0 };
  guint n;

  n = g_list_model_get_n_items (self->model);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HnService) service = g_list_model_get_item (self->model, i);

      /* By what holds, as the headings of the list are; the row and the page say where a change
       * leads. */
      counts[hn_service_get_info (service)->level]++;
    }

  if (memcmp (self->counts, counts, sizeof self->counts) == 0)
    return;

  memcpy (self->counts, counts, sizeof self->counts);
  for (guint i = 0; i < HN_N_LEVELS; i++)
    update_part (self, i);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
hn_level_bar_set_model (HnLevelBar *self, GListModel *model)
{
  g_return_if_fail (HN_IS_LEVEL_BAR (self));
  g_return_if_fail (G_IS_LIST_MODEL (model));
  g_return_if_fail (self->model == NULL);

  self->model = g_object_ref (model);
  g_signal_connect_swapped (model, "items-changed", G_CALLBACK (recount), self);
  recount (self);
}

void
hn_level_bar_set_selected (HnLevelBar *self, guint levels)
{
  g_return_if_fail (HN_IS_LEVEL_BAR (self));

  if (self->selected == levels)
    return;

  self->selected = levels;
  for (guint i = 0; i < HN_N_LEVELS; i++)
    update_part (self, i);
}
