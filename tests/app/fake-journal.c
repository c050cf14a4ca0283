/* What a service wrote, as a test says, instead of what the journal of this machine has: takes the
 * place of client/journal.c where it is linked first.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fake-journal.h"

#include "client/journal.h"

static GPtrArray *said;

G_DEFINE_QUARK (hn - fake - journal - error - quark, hn_journal_error)

void
fake_journal_say (const char *line)
{
  if (said == NULL)
    said = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (said, g_strdup (line));
}

void
hn_journal_read_async (HnScope scope,
                       const char *unit,
                       gint64 since,
                       gint64 until,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; said != NULL && i < said->len; i++)
    g_strv_builder_add (builder, said->pdata[i]);
  if (said != NULL)
    g_task_return_pointer (task, g_strv_builder_end (builder), (GDestroyNotify) g_strfreev);
  else
    g_task_return_new_error (task, HN_JOURNAL_ERROR, HN_JOURNAL_ERROR_NOT_ALLOWED,
                             "You are not allowed to read this machine’s journal");
}

GStrv
hn_journal_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
