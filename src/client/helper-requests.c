/* What the helper can be asked for: each request is a task that ends with the helper's answer, or
 * earlier when it is cancelled.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/helper-client-private.h"

#include <glib/gi18n-lib.h>

/* One request in flight. It may outlive its task: a cancelled one is still answered. */
typedef struct
{
  GWeakRef client;
  GTask *task; /* NULL once it is over */
  GSource *cancelled;
  char *unit; /* (nullable) */
} Request;

static void
request_end_task (Request *request)
{
  if (request->cancelled != NULL)
    g_source_destroy (request->cancelled);
  g_clear_pointer (&request->cancelled, g_source_unref);
  g_clear_object (&request->task);
}

static void
request_free (gpointer data)
{
  Request *request = data;

  request_end_task (request);
  g_weak_ref_clear (&request->client);
  g_free (request->unit);
  g_free (request);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Request *request = user_data;
  g_autoptr (GTask) task = g_object_ref (request->task);

  request_end_task (request);
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static Request *
request_new (HnHelperClient *self,
             const char *unit,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data,
             const char *name)
{
  Request *request = g_new0 (Request, 1);

  g_weak_ref_init (&request->client, self);
  request->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_name (request->task, name);
  request->unit = g_strdup (unit);
  if (cancellable != NULL)
    {
      request->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (request->cancelled, G_SOURCE_FUNC (cancelled_cb), request, NULL);
      g_source_attach (request->cancelled, self->context);
    }

  return request;
}

/* Ends the request with @error, from the bus, and frees it. */
static void
request_fail (Request *request, HnHelperClient *self, const GError *error)
{
  g_autoptr (GTask) task = request->task != NULL ? g_object_ref (request->task) : NULL;

  /* A connection that breaks fails its calls before it tells. */
  hn_helper_check_bus (self);
  request_end_task (request);
  if (task != NULL)
    g_task_return_error (task, hn_helper_translate_error (self, error, request->unit));
  request_free (request);
}

/* Whether @request, still to be sent, can be; else it has failed. */
static gboolean
request_can_be_sent (Request *request, HnHelperClient *self)
{
  if (self->proxy != NULL)
    return TRUE;

  g_task_return_error (request->task, hn_helper_make_lost_error (self));
  request_free (request);

  return FALSE;
}

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!hn_helper1_call_revert_finish (HN_HELPER1 (source), result, &error))
    g_message ("A change that nobody waited for could not be taken back: %s", error->message);
}

/* The answer to Try and Remove: @id (nullable) is of the trial that has begun. */
static void
begun (Request *request, HnHelper1 *proxy, const char *id, GError *error)
{
  g_autoptr (HnHelperClient) self = g_weak_ref_get (&request->client);
  g_autoptr (GTask) task = NULL;

  if (self == NULL)
    {
      request_free (request);
      return;
    }
  if (id == NULL)
    {
      request_fail (request, self, error);
      return;
    }

  task = request->task != NULL ? g_object_ref (request->task) : NULL;
  request_end_task (request);
  if (*id != '\0')
    hn_helper_trials_began (self, id, request->unit);
  if (*id != '\0' && task == NULL)
    /* Nobody would ever keep it. */
    hn_helper1_call_revert (proxy, id, G_DBUS_CALL_FLAGS_NONE, (int) self->call_timeout, NULL,
                            forgotten_cb, NULL);
  else if (*id != '\0')
    g_task_return_pointer (task, g_strdup (id), g_free);
  else if (task != NULL)
    g_task_return_error (task, hn_helper_make_protocol_error ());
  request_free (request);
}

static void
try_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  hn_helper1_call_try_finish (HN_HELPER1 (source), &id, result, &error);
  begun (user_data, HN_HELPER1 (source), id, error);
}

static void
remove_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  hn_helper1_call_remove_finish (HN_HELPER1 (source), &id, result, &error);
  begun (user_data, HN_HELPER1 (source), id, error);
}

/* The answer to Keep and Revert. */
static void
ended (Request *request, GError *error)
{
  g_autoptr (HnHelperClient) self = g_weak_ref_get (&request->client);
  g_autoptr (GTask) task = NULL;

  if (self != NULL && error != NULL)
    {
      request_fail (request, self, error);
      return;
    }

  task = request->task != NULL ? g_object_ref (request->task) : NULL;
  request_free (request);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  hn_helper1_call_keep_finish (HN_HELPER1 (source), result, &error);
  ended (user_data, error);
}

static void
revert_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  hn_helper1_call_revert_finish (HN_HELPER1 (source), result, &error);
  ended (user_data, error);
}

/* (transfer floating) */
static GVariant *
make_settings (GPtrArray *edits)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; i < edits->len; i++)
    {
      const HnEdit *edit = g_ptr_array_index (edits, i);

      g_variant_builder_add (&builder, "(ss)", hn_directive_get (edit->directive)->name,
                             edit->value);
    }

  return g_variant_builder_end (&builder);
}

/* What cannot even be put into a message: text that is not UTF-8. */
static gboolean
refuse_text (GTask *task, const char *name, GPtrArray *edits)
{
  gboolean valid = g_utf8_validate (name, -1, NULL);

  for (guint i = 0; valid && edits != NULL && i < edits->len; i++)
    valid = g_utf8_validate (((HnEdit *) g_ptr_array_index (edits, i))->value, -1, NULL);
  if (valid)
    return FALSE;

  g_task_return_new_error (task, HN_HELPER_ERROR, HN_HELPER_ERROR_INVALID_VALUE, "%s",
                           _ ("A name or a value is not valid UTF-8"));

  return TRUE;
}

void
hn_helper_client_try_async (HnHelperClient *self,
                            const char *unit,
                            GPtrArray *edits,
                            const char *etag,
                            guint confirm_seconds,
                            gboolean restart,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  Request *request;

  g_return_if_fail (HN_IS_HELPER_CLIENT (self));
  g_return_if_fail (unit != NULL);
  g_return_if_fail (edits != NULL);
  g_return_if_fail (etag != NULL);

  request = request_new (self, unit, cancellable, callback, user_data, "[Hardnut] try");
  if (refuse_text (request->task, unit, edits))
    {
      request_free (request);
      return;
    }
  if (request_can_be_sent (request, self))
    hn_helper1_call_try (self->proxy, unit, make_settings (edits), etag, confirm_seconds, restart,
                         G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION,
                         (int) self->long_timeout, NULL, try_cb, request);
}

char *
hn_helper_client_try_finish (HnHelperClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
hn_helper_client_remove_async (HnHelperClient *self,
                               const char *unit,
                               const char *etag,
                               guint confirm_seconds,
                               gboolean restart,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  Request *request;

  g_return_if_fail (HN_IS_HELPER_CLIENT (self));
  g_return_if_fail (unit != NULL);
  g_return_if_fail (etag != NULL);

  request = request_new (self, unit, cancellable, callback, user_data, "[Hardnut] remove");
  if (refuse_text (request->task, unit, NULL))
    {
      request_free (request);
      return;
    }
  if (request_can_be_sent (request, self))
    hn_helper1_call_remove (self->proxy, unit, etag, confirm_seconds, restart,
                            G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION,
                            (int) self->long_timeout, NULL, remove_cb, request);
}

char *
hn_helper_client_remove_finish (HnHelperClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static Request *
request_new_for_trial (HnHelperClient *self,
                       const char *id,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (HnTrialRecord) trial = hn_helper_client_dup_trial (self, id);

  return request_new (self, trial != NULL ? trial->unit : NULL, cancellable, callback, user_data,
                      "[Hardnut] end a trial");
}

void
hn_helper_client_keep_async (HnHelperClient *self,
                             const char *id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Request *request;

  g_return_if_fail (HN_IS_HELPER_CLIENT (self));
  g_return_if_fail (id != NULL);

  request = request_new_for_trial (self, id, cancellable, callback, user_data);
  if (refuse_text (request->task, id, NULL))
    request_free (request);
  else if (request_can_be_sent (request, self))
    hn_helper1_call_keep (self->proxy, id, G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION,
                          (int) self->long_timeout, NULL, keep_cb, request);
}

gboolean
hn_helper_client_keep_finish (HnHelperClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
hn_helper_client_revert_async (HnHelperClient *self,
                               const char *id,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  Request *request;

  g_return_if_fail (HN_IS_HELPER_CLIENT (self));
  g_return_if_fail (id != NULL);

  request = request_new_for_trial (self, id, cancellable, callback, user_data);
  if (refuse_text (request->task, id, NULL))
    request_free (request);
  else if (request_can_be_sent (request, self))
    hn_helper1_call_revert (self->proxy, id, G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION,
                            (int) self->long_timeout, NULL, revert_cb, request);
}

gboolean
hn_helper_client_revert_finish (HnHelperClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
hn_helper_get_trials (HnHelperClient *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_dbus_connection_call (self->bus, HN_HELPER_NAME, HN_HELPER_PATH,
                          "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", HN_HELPER_INTERFACE, "Trials"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NONE, (int) self->call_timeout,
                          cancellable, callback, user_data);
}

static void
trials_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HnHelperClient *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GPtrArray) list = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply == NULL)
    {
      hn_helper_check_bus (self);
      g_task_return_error (task, hn_helper_translate_error (self, error, NULL));
      return;
    }
  list = hn_helper_trials_parse_list (reply);
  if (list == NULL)
    {
      g_task_return_error (task, hn_helper_make_protocol_error ());
      return;
    }

  hn_helper_trials_merge (self, list);
  g_task_return_pointer (task, hn_helper_client_list_trials (self),
                         (GDestroyNotify) g_ptr_array_unref);
}

void
hn_helper_client_read_trials_async (HnHelperClient *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HN_IS_HELPER_CLIENT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_name (task, "[Hardnut] read trials");
  if (self->bus == NULL)
    g_task_return_error (task, hn_helper_make_lost_error (self));
  else
    hn_helper_get_trials (self, cancellable, trials_cb, g_steal_pointer (&task));
}

GPtrArray *
hn_helper_client_read_trials_finish (HnHelperClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
