/* What the helper can be asked for: each request is a task that ends with the helper's answer, or
 * earlier when it is cancelled.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/helper-client-private.h"

#include <glib/gi18n-lib.h>

/* One request in flight. It may outlive its task: a cancelled one is still answered. */
typedef struct
{
  GTask *task; /* NULL once it is over */
  GSource *cancelled;
  char *unit;        /* (nullable) */
  gboolean begins;   /* Try and Remove: the answer is the id of a trial */
  gboolean is_trials; /* the answer is the property Trials */
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
  g_free (request->unit);
  g_free (request);
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  Request *request = user_data;
  g_autoptr (GTask) task = g_object_ref (request->task);

  request_end_task (request);
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static Request *
request_new (HnHelperClient     *self,
             const char         *unit,
             GCancellable       *cancellable,
             GAsyncReadyCallback callback,
             gpointer            user_data,
             const char         *name)
{
  Request *request = g_new0 (Request, 1);

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

static GError *
make_protocol_error (void)
{
  return g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_PROTOCOL,
                              _("Hardnut’s helper gives an answer that makes no sense here"));
}

static void
forgotten_cb (HnHelperClient *self,
              sd_bus_message *reply,
              const GError   *error,
              gpointer        user_data)
{
  if (error != NULL)
    g_message ("A change that nobody waited for could not be taken back: %s", error->message);
}

static void
answered_cb (HnHelperClient *self,
             sd_bus_message *reply,
             const GError   *error,
             gpointer        user_data)
{
  Request *request = user_data;
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) list = NULL;
  const char *id = NULL;
  gboolean odd = FALSE;

  if (reply != NULL && request->begins)
    odd = sd_bus_message_read (reply, "s", &id) <= 0 || *id == '\0';
  else if (reply != NULL && request->is_trials)
    odd = (list = hn_helper_trials_parse_list (reply)) == NULL;

  if (id != NULL && !odd)
    hn_helper_trials_began (self, id, request->unit);
  if (list != NULL)
    hn_helper_trials_merge (self, list);

  /* Nobody would ever keep it. */
  if (request->task == NULL && id != NULL && !odd)
    hn_helper_send (self,
                    hn_helper_new_call (self, HN_HELPER_NAME, HN_HELPER_PATH, HN_HELPER_INTERFACE,
                                        "Revert", "s", id),
                    self->call_timeout, NULL, forgotten_cb, NULL);

  if (request->task != NULL)
    {
      task = g_object_ref (request->task);
      request_end_task (request);
      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else if (odd)
        g_task_return_error (task, make_protocol_error ());
      else if (request->begins)
        g_task_return_pointer (task, g_strdup (id), g_free);
      else if (request->is_trials)
        g_task_return_pointer (task, hn_helper_client_list_trials (self),
                               (GDestroyNotify) g_ptr_array_unref);
      else
        g_task_return_boolean (task, TRUE);
    }
  request_free (request);
}

/* @message: (transfer full) (nullable) */
static void
ask (HnHelperClient *self,
     sd_bus_message *message,
     Request        *request)
{
  if (message != NULL)
    sd_bus_message_set_allow_interactive_authorization (message, TRUE);
  hn_helper_send (self, message, request->is_trials ? self->call_timeout : self->long_timeout,
                  request->unit, answered_cb, request);
}

static sd_bus_message *
new_try (HnHelperClient *self,
         const char     *unit,
         GPtrArray      *edits,
         const char     *etag,
         guint           confirm_seconds,
         gboolean        restart)
{
  sd_bus_message *message = hn_helper_new_call (self, HN_HELPER_NAME, HN_HELPER_PATH,
                                                HN_HELPER_INTERFACE, "Try", "s", unit);
  int r;

  if (message == NULL)
    return NULL;

  r = sd_bus_message_open_container (message, 'a', "(ss)");
  for (guint i = 0; r >= 0 && i < edits->len; i++)
    {
      const HnEdit *edit = g_ptr_array_index (edits, i);

      r = sd_bus_message_append (message, "(ss)", hn_directive_get (edit->directive)->name,
                                 edit->value);
    }
  if (r >= 0)
    r = sd_bus_message_close_container (message);
  if (r >= 0)
    r = sd_bus_message_append (message, "sub", etag, confirm_seconds, (int) restart);

  return r < 0 ? sd_bus_message_unref (message) : message;
}

/* What cannot even be put into a message: text that is not UTF-8. */
static gboolean
refuse_text (GTask      *task,
             const char *unit,
             GPtrArray  *edits)
{
  gboolean valid = g_utf8_validate (unit, -1, NULL);

  for (guint i = 0; valid && edits != NULL && i < edits->len; i++)
    valid = g_utf8_validate (((HnEdit *) g_ptr_array_index (edits, i))->value, -1, NULL);
  if (valid)
    return FALSE;

  g_task_return_new_error (task, HN_HELPER_ERROR, HN_HELPER_ERROR_INVALID_VALUE, "%s",
                           _("A name or a value is not valid UTF-8"));

  return TRUE;
}

void
hn_helper_client_try_async (HnHelperClient     *self,
                            const char         *unit,
                            GPtrArray          *edits,
                            const char         *etag,
                            guint               confirm_seconds,
                            gboolean            restart,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
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
  request->begins = TRUE;
  ask (self, new_try (self, unit, edits, etag, confirm_seconds, restart), request);
}

char *
hn_helper_client_try_finish (HnHelperClient *self,
                             GAsyncResult   *result,
                             GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
hn_helper_client_remove_async (HnHelperClient     *self,
                               const char         *unit,
                               const char         *etag,
                               guint               confirm_seconds,
                               gboolean            restart,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  Request *request;

  g_return_if_fail (HN_IS_HELPER_CLIENT (self));
  g_return_if_fail (unit != NULL);
  g_return_if_fail (etag != NULL);

  request = request_new (self, unit, cancellable, callback, user_data,
                         "[Hardnut] remove");
  if (refuse_text (request->task, unit, NULL))
    {
      request_free (request);
      return;
    }
  request->begins = TRUE;
  ask (self,
       hn_helper_new_call (self, HN_HELPER_NAME, HN_HELPER_PATH, HN_HELPER_INTERFACE, "Remove",
                           "ssub", unit, etag, confirm_seconds, (int) restart),
       request);
}

char *
hn_helper_client_remove_finish (HnHelperClient *self,
                                GAsyncResult   *result,
                                GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ask_about_trial (HnHelperClient     *self,
                 const char         *member,
                 const char         *id,
                 GCancellable       *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer            user_data)
{
  g_autoptr (HnTrial) trial = hn_helper_client_dup_trial (self, id);

  ask (self,
       hn_helper_new_call (self, HN_HELPER_NAME, HN_HELPER_PATH, HN_HELPER_INTERFACE, member, "s",
                           id),
       request_new (self, trial != NULL ? trial->unit : NULL, cancellable, callback, user_data,
                    "[Hardnut] end a trial"));
}

void
hn_helper_client_keep_async (HnHelperClient     *self,
                             const char         *id,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_return_if_fail (HN_IS_HELPER_CLIENT (self));
  g_return_if_fail (id != NULL);

  ask_about_trial (self, "Keep", id, cancellable, callback, user_data);
}

gboolean
hn_helper_client_keep_finish (HnHelperClient *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
hn_helper_client_revert_async (HnHelperClient     *self,
                               const char         *id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_return_if_fail (HN_IS_HELPER_CLIENT (self));
  g_return_if_fail (id != NULL);

  ask_about_trial (self, "Revert", id, cancellable, callback, user_data);
}

gboolean
hn_helper_client_revert_finish (HnHelperClient *self,
                                GAsyncResult   *result,
                                GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
hn_helper_client_read_trials_async (HnHelperClient     *self,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  Request *request;

  g_return_if_fail (HN_IS_HELPER_CLIENT (self));

  request = request_new (self, NULL, cancellable, callback, user_data, "[Hardnut] read trials");
  request->is_trials = TRUE;
  ask (self,
       hn_helper_new_call (self, HN_HELPER_NAME, HN_HELPER_PATH, "org.freedesktop.DBus.Properties",
                           "Get", "ss", HN_HELPER_INTERFACE, "Trials"),
       request);
}

GPtrArray *
hn_helper_client_read_trials_finish (HnHelperClient *self,
                                     GAsyncResult   *result,
                                     GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
