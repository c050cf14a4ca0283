/* A slice at the end of the models, which is made shorter in steps, longer with each frame, and
 * then lets everything pass.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "list-pacer.h"

#include "model/slices.h"

/* As many rows as fit into a high window, and into one of the usual height, which is what the very
 * first frame waits for. */
#define FIRST 28
#define FIRST_FRAME 14
/* As many more as take less than half a frame; as many less as take far less than that. */
#define STEP 16
/* A person goes on typing, and a list that is being read changes again, which would replace all
 * rows at once: they are made when nothing has changed for this long (in ms). */
#define REST 250
/* From so many items on a list view makes no more rows (GTK_LIST_VIEW_MAX_LIST_ITEMS). */
#define ENOUGH 240

struct _HnListPacer
{
  GtkWidget *widget;        /* borrowed */
  GtkSliceListModel *slice; /* owned */
  GListModel *source;       /* owned; what is below the slice */
  GSourceOnceFunc change;
  gpointer user_data;
  gboolean changing; /* the function is to be called */
  gboolean busy;     /* the items are still coming in */
  gboolean unseen;   /* the next frame is the first one */
  GSource *narrowing;
  guint tick;
  guint rest; /* the source that ends it */
};

static gboolean
is_holding (HnListPacer *self)
{
  guint size = gtk_slice_list_model_get_size (self->slice);

  return size < ENOUGH && g_list_model_get_n_items (self->source) > size;
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  HnListPacer *self = user_data;
  guint size = gtk_slice_list_model_get_size (self->slice) + STEP;

  /* It is called before that frame is drawn. */
  if (self->unseen)
    {
      self->unseen = FALSE;
      return G_SOURCE_CONTINUE;
    }

  /* The next frames are for when there are more items again. */
  if (is_holding (self))
    gtk_slice_list_model_set_size (self->slice, size < ENOUGH ? size : G_MAXUINT);
  if (is_holding (self))
    return G_SOURCE_CONTINUE;

  self->tick = 0;

  return G_SOURCE_REMOVE;
}

static void
rested_cb (gpointer user_data)
{
  HnListPacer *self = user_data;

  self->rest = 0;
  self->tick = gtk_widget_add_tick_callback (self->widget, tick_cb, self, NULL);
}

static void
items_changed_cb (HnListPacer *self)
{
  if (self->changing || self->tick != 0 || !is_holding (self))
    return;

  g_clear_handle_id (&self->rest, g_source_remove);
  if (!self->busy)
    self->rest = g_timeout_add_once (REST, rested_cb, self);
}

static void
make_change (HnListPacer *self)
{
  self->changing = FALSE;
  self->change (self->user_data);
}

/* Takes some rows off the end, or makes the change when only a screenful is left. */
static gboolean
shrink_cb (gpointer user_data)
{
  HnListPacer *self = user_data;
  guint size = gtk_slice_list_model_get_size (self->slice);
  guint n_rows = MIN (MIN (size, ENOUGH), g_list_model_get_n_items (self->source));

  if (!self->changing)
    return FALSE;

  if (n_rows > FIRST + STEP)
    {
      gtk_slice_list_model_set_size (self->slice, n_rows - STEP);
      return TRUE;
    }

  gtk_slice_list_model_set_size (self->slice, FIRST);
  make_change (self);
  items_changed_cb (self);

  return FALSE;
}

static void
stop (HnListPacer *self)
{
  g_clear_handle_id (&self->rest, g_source_remove);
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (self->widget, self->tick);
  self->tick = 0;
}

HnListPacer *
hn_list_pacer_new (GtkWidget *widget,
                   GtkSliceListModel *slice,
                   GSourceOnceFunc change,
                   gpointer user_data)
{
  HnListPacer *self;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);
  g_return_val_if_fail (GTK_IS_SLICE_LIST_MODEL (slice), NULL);
  g_return_val_if_fail (change != NULL, NULL);

  self = g_new0 (HnListPacer, 1);
  self->widget = widget;
  self->change = change;
  self->user_data = user_data;
  self->narrowing = hn_slices_new (G_PRIORITY_HIGH_IDLE, shrink_cb, self, NULL);
  self->slice = g_object_ref (slice);
  self->source = g_object_ref (gtk_slice_list_model_get_model (slice));
  g_signal_connect_swapped (self->source, "items-changed", G_CALLBACK (items_changed_cb), self);
  gtk_slice_list_model_set_size (slice, G_MAXUINT);

  return self;
}

void
hn_list_pacer_free (HnListPacer *self)
{
  stop (self);
  g_source_destroy (self->narrowing);
  g_source_unref (self->narrowing);
  g_signal_handlers_disconnect_by_data (self->source, self);
  g_object_unref (self->source);
  g_object_unref (self->slice);
  g_free (self);
}

void
hn_list_pacer_hold (HnListPacer *self)
{
  stop (self);
  /* Nobody sees it, and it might not have frames; when it has, they bring the other rows. */
  if (!gtk_widget_get_mapped (self->widget))
    {
      gtk_slice_list_model_set_size (self->slice, FIRST_FRAME);
      make_change (self);
      self->unseen = TRUE;
      if (is_holding (self))
        self->tick = gtk_widget_add_tick_callback (self->widget, tick_cb, self, NULL);
      else
        gtk_slice_list_model_set_size (self->slice, G_MAXUINT);
      return;
    }

  self->changing = TRUE;
  hn_slices_wake (self->narrowing);
}

void
hn_list_pacer_set_busy (HnListPacer *self, gboolean busy)
{
  g_return_if_fail (self != NULL);

  if (self->busy == busy)
    return;

  self->busy = busy;
  items_changed_cb (self);
}

void
hn_list_pacer_release (HnListPacer *self)
{
  g_return_if_fail (self != NULL);

  stop (self);
  if (self->changing)
    make_change (self);
  gtk_slice_list_model_set_size (self->slice, G_MAXUINT);
}
