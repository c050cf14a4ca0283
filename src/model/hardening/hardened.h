/* What Hardnut has changed: since when, and what the services were before. Read from the files of
 * the services and from the history that the helper keeps, in a thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "engine/assessment.h"

G_BEGIN_DECLS

/* One service. */
typedef struct
{
  char *unit;
  gboolean present;     /* Hardnut's settings file is there */
  gboolean lost;        /* it is not, though it was kept: somebody took it away without Hardnut */
  gboolean has_history; /* something was kept of it that one can go back to */
  gint64 when;          /* when that was kept, or taken away: in seconds since 1970; 0: not known */
  gboolean known;       /* whether @before is */
  guint before;         /* in tenths: the exposure without Hardnut's settings file */
} HnHardened;

/* Where its settings files are. */
typedef struct
{
  HnScope scope;
  const char *root; /* (nullable): of the file tree that is meant; there is no history of it here */
  guint version;    /* of systemd; 0 finds out */
  HnPolicy *policy; /* (nullable) */
} HnHardenedPlace;

/**
 * hn_hardened_read_async:
 * @place: copied
 * @paths: (element-type char *): service -> Hardnut's settings file that its manager has read;
 * copied
 */
void hn_hardened_read_async (const HnHardenedPlace *place,
                             GHashTable *paths,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

/**
 * hn_hardened_read_finish:
 *
 * Returns: (transfer full) (element-type HnHardened) (nullable): by the name of the service: those
 *   of @paths, and those that have a history without having a settings file now; %NULL where it was
 *   cancelled
 */
GHashTable *hn_hardened_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
