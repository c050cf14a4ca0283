/* A source that calls its function until the slice is over, and then pauses.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "slices.h"

/* The longest stretch of work in a turn of the main loop, and the pause after it (in µs). */
#define SLICE 4000
#define PAUSE 500

/* So many objects are freed between two looks at the clock. */
#define FEW 8

typedef struct
{
  GSource source;

  HnSliceFunc func;
  gpointer user_data;
  GDestroyNotify notify;
} Slices;

static gboolean
slices_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  Slices *self = (Slices *) source;
  /* When the turn began: several sources share the slice. */
  gint64 end = g_source_get_time (source) + SLICE;
  gboolean more;

  g_source_set_ready_time (source, -1);
  do
    more = self->func (self->user_data) && !g_source_is_destroyed (source);
  while (more && g_get_monotonic_time () < end);

  if (more)
    g_source_set_ready_time (source, g_get_monotonic_time () + PAUSE);

  return G_SOURCE_CONTINUE;
}

static void
slices_finalize (GSource *source)
{
  Slices *self = (Slices *) source;

  if (self->notify != NULL)
    self->notify (self->user_data);
}

static GSourceFuncs slices_funcs = {
  .dispatch = slices_dispatch,
  .finalize = slices_finalize,
};

GSource *
hn_slices_new (int priority, HnSliceFunc func, gpointer user_data, GDestroyNotify notify)
{
  GSource *source = g_source_new (&slices_funcs, sizeof (Slices));
  Slices *self = (Slices *) source;
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  self->func = func;
  self->user_data = user_data;
  self->notify = notify;
  g_source_set_priority (source, priority);
  g_source_set_static_name (source, "Hardnut slices");
  g_source_attach (source, context);

  return source;
}

void
hn_slices_wake (GSource *source)
{
  g_source_set_ready_time (source, 0);
}

static gboolean
let_go_cb (gpointer user_data)
{
  GPtrArray *objects = user_data;

  if (objects->len > FEW)
    {
      g_ptr_array_set_size (objects, (int) objects->len - FEW);
      return TRUE;
    }

  /* The rest goes with the source. */
  g_source_destroy (g_main_current_source ());

  return FALSE;
}

void
hn_slices_let_go (GPtrArray *objects)
{
  g_autoptr (GSource) source = hn_slices_new (G_PRIORITY_DEFAULT_IDLE, let_go_cb, objects,
                                              (GDestroyNotify) g_ptr_array_unref);

  hn_slices_wake (source);
}
