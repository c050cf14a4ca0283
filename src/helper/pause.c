/* How long is waited before something that did not go well is tried again. Pure.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/pause.h"

guint64
hn_pause_before_try (guint tries)
{
  guint64 pause = (guint64) G_USEC_PER_SEC << MIN (tries, 10);

  return MIN (pause, HN_PAUSE_MAX);
}
