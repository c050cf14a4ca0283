/* Timers as sources that are held until they are cleared.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/timer.h"

void
hn_timer_set (
    GSource **timer, GMainContext *context, guint delay, GSourceFunc func, gpointer user_data)
{
  hn_timer_clear (timer);
  *timer = g_timeout_source_new (delay);
  g_source_set_callback (*timer, func, user_data, NULL);
  g_source_attach (*timer, context);
}

void
hn_timer_clear (GSource **timer)
{
  if (*timer != NULL)
    g_source_destroy (*timer);
  g_clear_pointer (timer, g_source_unref);
}
