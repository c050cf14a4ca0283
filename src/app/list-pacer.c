/* A slice at the end of the models, which is widened frame by frame and then lets everything pass.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "list-pacer.h"

/* More rows than fit into a high window, and fewer than take half a frame. */
#define STEP 40
/* From so many items on a list view makes no more rows (GTK_LIST_VIEW_MAX_LIST_ITEMS). */
#define ENOUGH 240

struct _HnListPacer
{
  GtkWidget *widget;        /* borrowed */
  GtkSliceListModel *slice; /* owned */
  guint tick;
};

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  HnListPacer *self = user_data;
  guint size = gtk_slice_list_model_get_size (self->slice) + STEP;

  gtk_slice_list_model_set_size (self->slice, size < ENOUGH ? size : G_MAXUINT);
  if (size < ENOUGH)
    return G_SOURCE_CONTINUE;

  self->tick = 0;

  return G_SOURCE_REMOVE;
}

HnListPacer *
hn_list_pacer_new (GtkWidget         *widget,
                   GtkSliceListModel *slice)
{
  HnListPacer *self;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);
  g_return_val_if_fail (GTK_IS_SLICE_LIST_MODEL (slice), NULL);

  self = g_new0 (HnListPacer, 1);
  self->widget = widget;
  self->slice = g_object_ref (slice);
  gtk_slice_list_model_set_size (slice, G_MAXUINT);

  return self;
}

void
hn_list_pacer_free (HnListPacer *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (self->widget, self->tick);
  g_object_unref (self->slice);
  g_free (self);
}

void
hn_list_pacer_hold (HnListPacer *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->slice));

  /* Nobody sees it, and it might not have frames. */
  if (!gtk_widget_get_mapped (self->widget) || n >= ENOUGH)
    return;

  gtk_slice_list_model_set_size (self->slice, MAX (n, STEP));
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (self->widget, tick_cb, self, NULL);
}
