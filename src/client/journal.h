/* What a service wrote into the journal lately, read with sd-journal in a thread.
 *
 * Builds without GTK, down to GLib 2.74, as hardnutctl needs it too.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "engine/settings.h"

G_BEGIN_DECLS

#define HN_JOURNAL_ERROR (hn_journal_error_quark ())
GQuark hn_journal_error_quark (void);

typedef enum
{
  HN_JOURNAL_ERROR_NOT_ALLOWED, /* there is a journal, but not for this user */
  HN_JOURNAL_ERROR_NO_JOURNAL,
  HN_JOURNAL_ERROR_FAILED,
} HnJournalError;

/* At most so many lines, the latest ones, of at most so many bytes each. */
#define HN_JOURNAL_MAX_LINES 200
#define HN_JOURNAL_MAX_LINE 4096

/**
 * hn_journal_read_async:
 * @scope: whose unit it is
 * @unit: a service
 * @since: in microseconds of g_get_real_time(); 0 for the whole of this boot
 * @until: likewise; 0 for up to now
 *
 * Reads what the service and systemd on its behalf wrote, since this boot at the longest.
 */
void hn_journal_read_async (HnScope scope,
                            const char *unit,
                            gint64 since,
                            gint64 until,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

/**
 * hn_journal_read_finish:
 *
 * Returns: (transfer full) (nullable): the lines, the oldest first, as "program[pid]: text" in
 *   valid UTF-8; empty when nothing was written; %NULL with %HN_JOURNAL_ERROR
 */
GStrv hn_journal_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
