/* The file is read in a thread; what its states would be worth follows from the files of the
 * service, which what is staged for it knows already.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/service-history.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/validate.h"
#include "engine/what-if.h"
#include "model/changes-control.h"
#include "source/account.h"
#include "source/files/history-files.h"

struct _HnServiceHistory
{
  GObject parent_instance;

  char *unit;
  HnScope scope;
  HnChanges *changes;  /* owned, (nullable) */
  HnHistoryFile *file; /* (nullable) until read */
  GPtrArray *users;    /* (nullable) of char *: by the states of @file */
  GPtrArray *states;   /* of HnPastState */
  char *error;         /* (nullable) */
  gboolean read;
};

/* What the thread hands over. */
typedef struct
{
  HnHistoryFile *file;
  GPtrArray *users;
} Read;

static guint changed_signal;

G_DEFINE_FINAL_TYPE (HnServiceHistory, hn_service_history, G_TYPE_OBJECT)

static void
past_state_free (gpointer data)
{
  HnPastState *self = data;

  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_free (self->user);
  g_free (self->why_not);
  g_free (self);
}

static void
read_free (gpointer data)
{
  Read *read = data;

  hn_history_file_free (read->file);
  g_clear_pointer (&read->users, g_ptr_array_unref);
  g_free (read);
}

/* ---- What follows from what was read ---- */

static guint
get_version (HnServiceHistory *self)
{
  const HnSettings *settings = hn_service_get_settings (hn_changes_get_service (self->changes));

  return settings != NULL ? settings->context.version : 0;
}

/* As the helper would take them: canonical, and of what this systemd knows.
 *
 * Returns: (transfer full) (element-type HnChange) (nullable) */
static GPtrArray *
dup_changes (HnServiceHistory *self, const HnHistoryState *state, GError **error)
{
  g_autoptr (GPtrArray) lines = hn_history_state_dup_changes (state, error);
  g_autofree char *text = NULL;

  if (lines == NULL || lines->len == 0)
    return g_steal_pointer (&lines);
  text = hn_change_to_text (lines);

  return hn_validate_change_text (text, strlen (text), get_version (self), error);
}

static void
fill_state (HnServiceHistory *self, HnPastState *past)
{
  const HnSettings *base;
  g_autoptr (HnSettings) settings = NULL;
  g_autoptr (GError) error = NULL;
  HnAssessment assessment;

  if (past->state->incomplete)
    {
      past->why_not = g_strdup (_ ("There was more in the settings file than Hardnut has of it."));
      return;
    }
  if (self->changes == NULL)
    return;
  if (hn_changes_get_state (self->changes) != HN_CHANGES_READY)
    {
      past->why_not = hn_changes_dup_all_blocked (self->changes);
      return;
    }
  past->changes = dup_changes (self, past->state, &error);
  if (past->changes == NULL)
    {
      past->why_not = g_strdup (error->message);
      return;
    }
  base = hn_changes_get_base (self->changes);
  if (base == NULL)
    return;

  settings = hn_what_if (base, past->changes);
  hn_assess (settings, hn_service_get_info (hn_changes_get_service (self->changes))->policy,
             &assessment);
  past->known = TRUE;
  past->exposure = assessment.exposure;
}

static gboolean
stands_there (HnServiceHistory *self, const HnPastState *past)
{
  const char *present;
  g_autofree char *text = NULL;

  if (past->changes == NULL)
    return FALSE;
  present = hn_changes_get_files (self->changes)->present_text;
  if (past->changes->len == 0)
    return *present == '\0';
  text = hn_change_to_text (past->changes);

  return g_str_equal (present, text);
}

static void
update (HnServiceHistory *self)
{
  gboolean marked = FALSE;

  g_ptr_array_set_size (self->states, 0);
  for (guint i = self->file != NULL ? self->file->states->len : 0; i > 0; i--)
    {
      HnPastState *past = g_new0 (HnPastState, 1);

      past->state = self->file->states->pdata[i - 1];
      past->user = g_strdup (self->users->pdata[i - 1]);
      fill_state (self, past);
      past->now = !marked && stands_there (self, past);
      marked = marked || past->now;
      g_ptr_array_add (self->states, past);
    }
  g_signal_emit (self, changed_signal, 0);
}

/* ---- Reading ---- */

/* Names of accounts may come over the network. */
static void
read_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const HnServiceHistory *self = task_data;
  GError *error = NULL;
  Read *read;
  HnHistoryFile *file = hn_history_file_load (self->unit, self->scope, &error);

  if (file == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  read = g_new0 (Read, 1);
  read->file = file;
  read->users = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < file->states->len; i++)
    {
      const HnHistoryState *state = file->states->pdata[i];

      g_ptr_array_add (read->users,
                       state->uid != HN_HISTORY_NOBODY ? hn_account_dup_name (state->uid) : NULL);
    }
  g_task_return_pointer (task, read, read_free);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnServiceHistory) self = user_data;
  g_autoptr (GError) error = NULL;
  Read *read = g_task_propagate_pointer (G_TASK (result), &error);

  self->read = TRUE;
  if (read == NULL)
    {
      self->error = g_strdup (error->message);
    }
  else
    {
      self->file = g_steal_pointer (&read->file);
      self->users = g_steal_pointer (&read->users);
      if (self->file->wrong->len > 0)
        self->error = g_strdup (self->file->wrong->pdata[0]);
      read_free (read);
    }
  update (self);
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnServiceHistory) self = user_data;

  if (hn_changes_load_finish (HN_CHANGES (object), result, NULL))
    update (self);
}

/* ---- The object ---- */

static void
hn_service_history_finalize (GObject *object)
{
  HnServiceHistory *self = HN_SERVICE_HISTORY (object);

  g_ptr_array_unref (self->states);
  hn_history_file_free (self->file);
  g_clear_pointer (&self->users, g_ptr_array_unref);
  g_clear_object (&self->changes);
  g_free (self->unit);
  g_free (self->error);

  G_OBJECT_CLASS (hn_service_history_parent_class)->finalize (object);
}

static void
hn_service_history_class_init (HnServiceHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hn_service_history_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_service_history_init (HnServiceHistory *self)
{
  self->states = g_ptr_array_new_with_free_func (past_state_free);
}

HnServiceHistory *
hn_service_history_new (const char *unit, HnScope scope, HnChanges *changes)
{
  HnServiceHistory *self;
  g_autoptr (GTask) task = NULL;

  g_return_val_if_fail (unit != NULL, NULL);

  self = g_object_new (HN_TYPE_SERVICE_HISTORY, NULL);
  self->unit = g_strdup (unit);
  self->scope = scope;
  g_set_object (&self->changes, changes);
  task = g_task_new (NULL, NULL, read_cb, g_object_ref (self));
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, read_thread);
  if (changes != NULL)
    {
      g_signal_connect_object (changes, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      hn_changes_load_async (changes, NULL, loaded_cb, g_object_ref (self));
    }

  return self;
}

const char *
hn_service_history_get_unit (HnServiceHistory *self)
{
  g_return_val_if_fail (HN_IS_SERVICE_HISTORY (self), NULL);

  return self->unit;
}

HnChanges *
hn_service_history_get_changes (HnServiceHistory *self)
{
  g_return_val_if_fail (HN_IS_SERVICE_HISTORY (self), NULL);

  return self->changes;
}

gboolean
hn_service_history_is_read (HnServiceHistory *self)
{
  g_return_val_if_fail (HN_IS_SERVICE_HISTORY (self), FALSE);

  return self->read &&
         (self->changes == NULL || hn_changes_get_state (self->changes) != HN_CHANGES_READING);
}

GPtrArray *
hn_service_history_get_states (HnServiceHistory *self)
{
  g_return_val_if_fail (HN_IS_SERVICE_HISTORY (self), NULL);

  return self->states;
}

const char *
hn_service_history_get_error (HnServiceHistory *self)
{
  g_return_val_if_fail (HN_IS_SERVICE_HISTORY (self), NULL);

  return self->error;
}

gboolean
hn_service_history_stage (HnServiceHistory *self, guint position, gboolean *ret_removal)
{
  g_autoptr (GPtrArray) changes = NULL;
  guint revision;

  g_return_val_if_fail (HN_IS_SERVICE_HISTORY (self), FALSE);
  g_return_val_if_fail (position < self->states->len, FALSE);

  /* What is staged emits "changed", at which the states are made anew. */
  changes = ((HnPastState *) self->states->pdata[position])->changes;
  g_return_val_if_fail (self->changes != NULL && changes != NULL, FALSE);

  g_ptr_array_ref (changes);
  *ret_removal = changes->len == 0;
  if (changes->len == 0)
    return FALSE;
  revision = hn_changes_get_revision (self->changes);
  hn_changes_set_content (self->changes, changes);

  return hn_changes_get_revision (self->changes) != revision;
}
