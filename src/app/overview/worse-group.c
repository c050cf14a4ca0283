/* A row for each, and one for the rest where there are many.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "worse-group.h"

#include <glib/gi18n-lib.h>

#include "app/common/level-style.h"
#include "app/common/plain-row.h"
#include "worse-row.h"

/* More services than this are a number, until a person wants them. */
#define MAX_ROWS 6

struct _HnWorseGroup
{
  AdwBin parent_instance;

  GPtrArray *worse; /* (nullable) owned */
  char *shown;      /* (nullable) owned: what the rows were made from */
  gboolean all;     /* a person wants all of them */

  /* of the template */
  GtkLabel *problem;
  GtkListBox *list;
};

enum
{
  SIGNAL_UNIT_CHOSEN,
  SIGNAL_SEEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HnWorseGroup, hn_worse_group, ADW_TYPE_BIN)

/* One more would take no less space than itself. */
static guint
count_rows (HnWorseGroup *self)
{
  guint n = self->worse->len;

  return self->all || n <= MAX_ROWS + 1 ? n : MAX_ROWS;
}

static void
add_more (HnWorseGroup *self, guint n)
{
  /* Translators: below some services: how many there are besides */
  g_autofree char *text = g_strdup_printf (ngettext ("%u more", "%u more", n), n);
  GtkWidget *row = hn_plain_row_new (text, "");

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_list_box_append (self->list, row);
}

static void
show_rows (HnWorseGroup *self)
{
  guint n = self->worse->len, n_rows = count_rows (self);
  g_autoptr (GString) shown = g_string_new (NULL);

  gtk_widget_set_visible (GTK_WIDGET (self->list), n > 0);
  g_string_append_printf (shown, "%u\n", n_rows);
  for (guint i = 0; i < n; i++)
    hn_worse_row_append_key (self->worse->pdata[i], shown);
  if (!g_set_str (&self->shown, shown->str))
    return;

  gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < n_rows; i++)
    gtk_list_box_append (self->list, hn_worse_row_new (self->worse->pdata[i]));
  if (n_rows < n)
    add_more (self, n - n_rows);
}

static void
row_activated_cb (HnWorseGroup *self, GtkListBoxRow *row)
{
  guint position = (guint) gtk_list_box_row_get_index (row);
  g_autofree char *unit = NULL;

  if (position < count_rows (self))
    {
      unit = g_strdup (((HnWorse *) self->worse->pdata[position])->unit);
      g_signal_emit (self, signals[SIGNAL_UNIT_CHOSEN], 0, unit);
      return;
    }

  self->all = TRUE;
  show_rows (self);
}

static void
seen_cb (HnWorseGroup *self)
{
  g_signal_emit (self, signals[SIGNAL_SEEN], 0);
}

static void
hn_worse_group_dispose (GObject *object)
{
  HnWorseGroup *self = HN_WORSE_GROUP (object);

  g_clear_pointer (&self->worse, g_ptr_array_unref);
  g_clear_pointer (&self->shown, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), HN_TYPE_WORSE_GROUP);

  G_OBJECT_CLASS (hn_worse_group_parent_class)->dispose (object);
}

static void
hn_worse_group_class_init (HnWorseGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hn_worse_group_dispose;

  signals[SIGNAL_UNIT_CHOSEN] =
      g_signal_new ("unit-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_SEEN] = g_signal_new ("seen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hardnut/Hardnut/worse-group.ui");
  gtk_widget_class_bind_template_child (widget_class, HnWorseGroup, problem);
  gtk_widget_class_bind_template_child (widget_class, HnWorseGroup, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, seen_cb);
}

static void
hn_worse_group_init (HnWorseGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hn_label_set_verbatim (self->problem);
}

HnWorseGroup *
hn_worse_group_new (void)
{
  return g_object_new (HN_TYPE_WORSE_GROUP, NULL);
}

void
hn_worse_group_show (HnWorseGroup *self, GPtrArray *worse, const char *problem)
{
  g_autofree char *text = NULL;

  g_return_if_fail (HN_IS_WORSE_GROUP (self));
  g_return_if_fail (worse != NULL);

  if (problem != NULL)
    /* Translators: %s says what is wrong, with the file */
    text = g_strdup_printf (_ ("What services were before is not known: %s"), problem);
  hn_label_show_text (self->problem, text);
  g_clear_pointer (&self->worse, g_ptr_array_unref);
  self->worse = g_ptr_array_ref (worse);
  show_rows (self);
}
