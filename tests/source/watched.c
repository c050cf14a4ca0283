/* The helpers of the manager's tests.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "watched.h"

#include <string.h>

#include "source/manager/manager-follower.h"

static void
record (Watched *self, const char *what, const char *name)
{
  g_string_append_printf (self->told, "%s%s%s; ", what, name[0] != '\0' ? " " : "", name);
}

static void
changed_cb (GObject *follower, const char *name, Watched *self)
{
  record (self, "changed", name);
}

static void
new_cb (GObject *follower, const char *name, Watched *self)
{
  record (self, "new", name);
}

static void
removed_cb (GObject *follower, const char *name, Watched *self)
{
  record (self, "removed", name);
}

static void
files_cb (GObject *follower, Watched *self)
{
  record (self, "files", "");
}

static void
reset_cb (GObject *follower, Watched *self)
{
  record (self, "reset", "");
}

static void
state_cb (HnBusConnection *manager, GParamSpec *pspec, Watched *self)
{
  static const char *const words[] = { "connecting", "ready", "reloading", "gone" };

  record (self, words[hn_bus_connection_get_state (manager)], "");
}

Watched *
watched_new_for_address (const char *address)
{
  Watched *self = g_new0 (Watched, 1);

  self->told = g_string_new (NULL);
  self->manager = hn_bus_connection_new (HN_SCOPE_SYSTEM, address, TRUE);
  self->reader = hn_unit_reader_new (self->manager);
  self->follower = G_OBJECT (hn_manager_follower_new (self->reader));
  hn_bus_connection_set_limits (self->manager, 500 * 1000, 50, 400);
  g_signal_connect (self->follower, "unit-changed", G_CALLBACK (changed_cb), self);
  g_signal_connect (self->follower, "unit-new", G_CALLBACK (new_cb), self);
  g_signal_connect (self->follower, "unit-removed", G_CALLBACK (removed_cb), self);
  g_signal_connect (self->follower, "files-changed", G_CALLBACK (files_cb), self);
  g_signal_connect (self->follower, "reset", G_CALLBACK (reset_cb), self);
  g_signal_connect (self->manager, "notify::state", G_CALLBACK (state_cb), self);

  return self;
}

Watched *
watched_new (FakeManager *fake)
{
  return watched_new_for_address (fake->address);
}

static void
watched_clear (Watched *self)
{
  g_clear_pointer (&self->units, g_ptr_array_unref);
  g_clear_pointer (&self->unit, hn_unit_unref);
  g_clear_error (&self->error);
}

void
watched_free (Watched *self)
{
  g_signal_handlers_disconnect_by_data (self->manager, self);
  g_signal_handlers_disconnect_by_data (self->follower, self);
  /* What is under way holds them; it is given up first, and then says so to its callers. */
  g_object_run_dispose (G_OBJECT (self->manager));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->follower);
  g_assert_finalize_object (self->reader);
  g_assert_finalize_object (self->manager);
  watched_clear (self);
  g_string_free (self->told, TRUE);
  g_free (self);
}

static void
read_all_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Watched *self = user_data;

  self->units = hn_unit_reader_list_finish (HN_UNIT_READER (object), result, &self->error);
  self->reading = FALSE;
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Watched *self = user_data;

  self->unit = hn_unit_reader_read_finish (HN_UNIT_READER (object), result, &self->error);
  self->reading = FALSE;
}

static void
wait_for_reading (Watched *self)
{
  while (self->reading)
    g_main_context_iteration (NULL, TRUE);

  /* The task that called back lets go of the manager. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
watched_read_all (Watched *self)
{
  watched_clear (self);
  self->reading = TRUE;
  hn_unit_reader_read_many_async (self->reader, NULL, HN_READ_PATHS, NULL, NULL, NULL, read_all_cb,
                                  self);
  wait_for_reading (self);
}

void
watched_read (Watched *self, const char *name)
{
  watched_clear (self);
  self->reading = TRUE;
  hn_unit_reader_read_async (self->reader, name, NULL, read_cb, self);
  wait_for_reading (self);
}

HnUnit *
watched_find (Watched *self, const char *name)
{
  for (guint i = 0; self->units != NULL && i < self->units->len; i++)
    if (strcmp (((HnUnit *) self->units->pdata[i])->name, name) == 0)
      return self->units->pdata[i];

  return NULL;
}

void
watched_wait_for_state (Watched *self, HnManagerState state)
{
  while (hn_bus_connection_get_state (self->manager) != state)
    g_main_context_iteration (NULL, TRUE);
}

void
watched_wait_for (Watched *self, const char *text)
{
  while (strstr (self->told->str, text) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
over_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

void
run_for (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, over_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

char *
watched_take (Watched *self)
{
  char *told = g_strdup (self->told->str);

  g_string_truncate (self->told, 0);

  return told;
}

void
assert_error (const GError *error, HnManagerError code, FakeManager *fake)
{
  g_assert_error (error, HN_MANAGER_ERROR, (int) code);
  if (fake != NULL)
    g_assert_nonnull (strstr (error->message, fake->folder));
}
