/* What the helper asks of systemd's manager: one service's state in one look, and the few calls
 * that change something.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/systemd.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>

#include "helper/connect.h"
#include "helper/errors.h"
#include "properties/unit-limits.h"
#include "properties/unit-properties.h"
#include "properties/user-number.h"

/* More than any unit has of anything; what goes beyond is nonsense. */
#define MAX_NAMES 4096

void
hn_look_free (HnLook *self)
{
  hn_unit_unref (self->unit);
  g_free (self->path);
  g_strfreev (self->names);
  g_free (self->result);
  g_free (self->control_group);
  g_free (self->invocation);
  g_strfreev (self->dependents);
  g_strfreev (self->stopped);
  g_strfreev (self->before);
  g_strfreev (self->triggers);
  g_free (self->slice);
  g_free (self);
}

gboolean
hn_look_is_active (const HnLook *self)
{
  return strcmp (self->unit->active_state, "active") == 0 ||
         strcmp (self->unit->active_state, "reloading") == 0 ||
         strcmp (self->unit->active_state, "refreshing") == 0;
}

/* Reading. */

typedef struct
{
  HnLook *look;
  GPtrArray *names, *dependents, *stopped, *before, *triggers;
} LookReader;

typedef int (*ReadFunc) (LookReader *reader, sd_bus_message *message);

static int
read_strings (GPtrArray *list, sd_bus_message *message)
{
  const char *text;
  int r = sd_bus_message_enter_container (message, 'a', "s");

  if (r < 0)
    return r;
  while ((r = sd_bus_message_read_basic (message, 's', &text)) > 0)
    {
      if (list->len >= MAX_NAMES)
        return -E2BIG;
      g_ptr_array_add (list, g_strdup (text));
    }

  return r < 0 ? r : sd_bus_message_exit_container (message);
}

static int
read_text (char **text, sd_bus_message *message)
{
  const char *value;
  int r = sd_bus_message_read_basic (message, 's', &value);

  if (r >= 0)
    {
      g_free (*text);
      *text = g_strdup (value);
    }

  return r;
}

static int
read_names (LookReader *reader, sd_bus_message *message)
{
  return read_strings (reader->names, message);
}

static int
read_dependents (LookReader *reader, sd_bus_message *message)
{
  return read_strings (reader->dependents, message);
}

static int
read_stopped (LookReader *reader, sd_bus_message *message)
{
  return read_strings (reader->stopped, message);
}

static int
read_before (LookReader *reader, sd_bus_message *message)
{
  return read_strings (reader->before, message);
}

/* Who requires it goes down with it, too. */
static int
read_required_by (LookReader *reader, sd_bus_message *message)
{
  guint had = reader->dependents->len;
  int r = read_strings (reader->dependents, message);

  if (reader->dependents->len > had)
    reader->look->referenced = TRUE;

  return r;
}

static int
read_referrers (LookReader *reader, sd_bus_message *message)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  int r = read_strings (list, message);

  if (list->len > 0)
    reader->look->referenced = TRUE;

  return r;
}

static int
read_slice (LookReader *reader, sd_bus_message *message)
{
  return read_text (&reader->look->slice, message);
}

static int
read_triggers (LookReader *reader, sd_bus_message *message)
{
  int r = read_strings (reader->triggers, message);

  if (reader->triggers->len > 0)
    reader->look->on_demand = reader->look->referenced = TRUE;

  return r;
}

static int
read_bus_name (LookReader *reader, sd_bus_message *message)
{
  const char *name;
  int r = sd_bus_message_read_basic (message, 's', &name);

  if (r >= 0 && name[0] != '\0')
    reader->look->on_demand = TRUE;

  return r;
}

static int
read_job (LookReader *reader, sd_bus_message *message)
{
  const char *path;

  return sd_bus_message_read (message, "(uo)", &reader->look->job, &path);
}

#define FLAG(function, field)                                       \
  static int function (LookReader *reader, sd_bus_message *message) \
  {                                                                 \
    int value = 0;                                                  \
    int r = sd_bus_message_read_basic (message, 'b', &value);       \
                                                                    \
    reader->look->field = value;                                    \
                                                                    \
    return r;                                                       \
  }

FLAG (read_transient, transient)
FLAG (read_remains, remains)

#undef FLAG

static int
read_result (LookReader *reader, sd_bus_message *message)
{
  const char *result;
  int r = sd_bus_message_read_basic (message, 's', &result);

  if (r >= 0)
    {
      g_free (reader->look->result);
      reader->look->result = g_strdup (result);
    }

  return r;
}

static int
read_control_group (LookReader *reader, sd_bus_message *message)
{
  return read_text (&reader->look->control_group, message);
}

static int
read_invocation (LookReader *reader, sd_bus_message *message)
{
  const void *bytes;
  gsize size;
  int r = sd_bus_message_read_array (message, 'y', &bytes, &size);

  if (r < 0)
    return r;
  g_free (reader->look->invocation);
  reader->look->invocation = g_strdup ("");
  if (size == sizeof (sd_id128_t))
    {
      sd_id128_t id;

      memcpy (&id, bytes, sizeof id);
      reader->look->invocation = (g_free (reader->look->invocation),
                                  g_strdup_printf (SD_ID128_FORMAT_STR, SD_ID128_FORMAT_VAL (id)));
    }

  return 0;
}

#define NUMBER(function, type, field)                                       \
  static int function (LookReader *reader, sd_bus_message *message)         \
  {                                                                         \
    return sd_bus_message_read_basic (message, type, &reader->look->field); \
  }

NUMBER (read_code, 'i', code)
NUMBER (read_status, 'i', status)
NUMBER (read_n_restarts, 'u', n_restarts)
NUMBER (read_restart_usec, 't', restart_usec)
NUMBER (read_start_usec, 't', start_usec)
NUMBER (read_stop_usec, 't', stop_usec)
NUMBER (read_main_start, 't', main_start)
NUMBER (read_uid, 'u', uid)
NUMBER (read_main_exit, 't', main_exit)
NUMBER (read_inactive_enter, 't', inactive_enter)
NUMBER (read_inactive_exit, 't', inactive_exit)
NUMBER (read_active_exit, 't', active_exit)

#undef NUMBER

static const struct
{
  const char *name;
  const char *signature;
  ReadFunc read;
} rows[] = {
  { "Names", "as", read_names },
  { "Job", "(uo)", read_job },
  { "Transient", "b", read_transient },
  { "TriggeredBy", "as", read_triggers },
  { "BusName", "s", read_bus_name },
  { "Result", "s", read_result },
  { "ExecMainCode", "i", read_code },
  { "ExecMainStatus", "i", read_status },
  { "ExecMainStartTimestampMonotonic", "t", read_main_start },
  { "ExecMainExitTimestampMonotonic", "t", read_main_exit },
  { "InactiveEnterTimestampMonotonic", "t", read_inactive_enter },
  { "InactiveExitTimestampMonotonic", "t", read_inactive_exit },
  { "ActiveExitTimestampMonotonic", "t", read_active_exit },
  { "RemainAfterExit", "b", read_remains },
  { "NRestarts", "u", read_n_restarts },
  { "InvocationID", "ay", read_invocation },
  { "ControlGroup", "s", read_control_group },
  { "UID", "u", read_uid },
  { "RestartUSec", "t", read_restart_usec },
  { "TimeoutStartUSec", "t", read_start_usec },
  { "TimeoutStopUSec", "t", read_stop_usec },
  { "RequiredBy", "as", read_required_by },
  { "RequisiteOf", "as", read_required_by },
  { "BoundBy", "as", read_required_by },
  { "ConsistsOf", "as", read_dependents },
  { "PropagatesStopTo", "as", read_stopped },
  { "Before", "as", read_before },
  { "WantedBy", "as", read_referrers },
  { "UpheldBy", "as", read_referrers },
  { "Slice", "s", read_slice },
};

static int
read_property (LookReader *reader, sd_bus_message *message, const char *name)
{
  int limit = hn_limits_read_property (reader->look->limits, name, message);

  if (limit != 0)
    return MIN (limit, 0);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      int r;

      if (strcmp (rows[i].name, name) != 0)
        continue;
      r = sd_bus_message_enter_container (message, 'v', rows[i].signature);
      if (r < 0)
        return r;
      r = rows[i].read (reader, message);
      if (r < 0)
        return r;
      return sd_bus_message_exit_container (message);
    }

  return sd_bus_message_skip (message, "v");
}

static int
read_all (LookReader *reader, sd_bus_message *message)
{
  int r = sd_bus_message_enter_container (message, 'a', "{sv}");

  if (r < 0)
    return r;
  while ((r = sd_bus_message_enter_container (message, 'e', "sv")) > 0)
    {
      const char *name;

      r = sd_bus_message_read_basic (message, 's', &name);
      if (r >= 0)
        r = read_property (reader, message, name);
      if (r >= 0)
        r = sd_bus_message_exit_container (message);
      if (r < 0)
        return r;
    }

  return r;
}

static GStrv
to_strv (GPtrArray *list)
{
  g_ptr_array_add (list, NULL);

  return (GStrv) g_ptr_array_free (list, FALSE);
}

static HnLook *
look_new (HnHelper *helper, const char *path, sd_bus_message *message, GError **error)
{
  g_autoptr (HnLook) self = g_new0 (HnLook, 1);
  LookReader reader = { .look = self };
  g_autoptr (GError) wrong = NULL;
  int r;

  self->path = g_strdup (path);
  self->result = g_strdup ("");
  self->invocation = g_strdup ("");
  self->control_group = g_strdup ("");
  self->uid = G_MAXUINT32;
  reader.names = g_ptr_array_new ();
  reader.dependents = g_ptr_array_new ();
  reader.stopped = g_ptr_array_new ();
  reader.before = g_ptr_array_new ();
  reader.triggers = g_ptr_array_new ();
  r = read_all (&reader, message);
  self->names = to_strv (reader.names);
  self->dependents = to_strv (reader.dependents);
  self->stopped = to_strv (reader.stopped);
  self->before = to_strv (reader.before);
  self->triggers = to_strv (reader.triggers);

  self->unit = hn_unit_new ("");
  hn_unit_begin_settings (self->unit, helper->scope, helper->version);
  if (r < 0)
    {
      hn_helper_error_set_errno (error, -r, _ ("The manager's answer about %s makes no sense"),
                                 path);
      return NULL;
    }
  r = sd_bus_message_rewind (message, TRUE);
  if (r < 0 || !hn_unit_read_properties (self->unit, FALSE, message, &wrong) ||
      !hn_unit_finish_settings (self->unit, &wrong))
    {
      hn_helper_error_set (error, HN_HELPER_ERROR_FAILED, "%s",
                           wrong != NULL ? wrong->message : g_strerror (-r));
      return NULL;
    }
  if (self->unit->settings != NULL)
    hn_user_number_mark_root (self->unit->settings, self->uid);

  return g_steal_pointer (&self);
}

/* Looking. */

struct _HnLooking
{
  HnHelper *helper;
  HnLookFunc func;
  gpointer user_data;
  char *name;
  char *path;
  sd_bus_slot *slot;
};

void
hn_looking_cancel (HnLooking *self)
{
  sd_bus_slot_unref (self->slot);
  g_free (self->name);
  g_free (self->path);
  g_free (self);
}

static void
looking_end (HnLooking *self, HnLook *look, GError *error)
{
  HnLookFunc func = self->func;
  gpointer user_data = self->user_data;

  hn_looking_cancel (self);
  func (user_data, look, error);
  g_clear_error (&error);
}

static void
looking_fail (HnLooking *self, sd_bus_message *reply, int r)
{
  const sd_bus_error *wrong = reply != NULL ? sd_bus_message_get_error (reply) : NULL;
  GError *error =
      g_error_new (HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                   _ ("The manager cannot be asked about %s: %s"), self->name,
                   wrong != NULL && wrong->message != NULL ? wrong->message : g_strerror (-r));

  if (wrong != NULL && (strcmp (wrong->name, HN_SYSTEMD_NAME ".NoSuchUnit") == 0))
    error->code = HN_HELPER_ERROR_NOT_FOUND;
  looking_end (self, NULL, error);
}

static int
properties_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  HnLooking *self = user_data;
  GError *error = NULL;
  HnLook *look;

  if (sd_bus_message_is_method_error (reply, NULL))
    {
      looking_fail (self, reply, -EIO);
      return 0;
    }

  look = look_new (self->helper, self->path, reply, &error);
  looking_end (self, look, error);

  return 0;
}

static int
load_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  HnLooking *self = user_data;
  const char *path;
  int r;

  if (sd_bus_message_is_method_error (reply, NULL))
    {
      looking_fail (self, reply, -EIO);
      return 0;
    }
  r = sd_bus_message_read (reply, "o", &path);
  if (r >= 0)
    {
      self->path = g_strdup (path);
      self->slot = sd_bus_slot_unref (self->slot);
      r = hn_systemd_call_object (self->helper, &self->slot, properties_cb, self, path,
                                  "org.freedesktop.DBus.Properties", "GetAll", "s", "");
    }
  if (r < 0)
    looking_fail (self, NULL, r);

  return 0;
}

HnLooking *
hn_systemd_look (HnHelper *helper, const char *name, HnLookFunc func, gpointer user_data)
{
  HnLooking *self = g_new0 (HnLooking, 1);

  self->helper = helper;
  self->func = func;
  self->user_data = user_data;
  self->name = g_strdup (name);
  if (hn_systemd_call (helper, &self->slot, load_cb, self, "LoadUnit", "s", name) < 0)
    {
      hn_looking_cancel (self);
      return NULL;
    }

  return self;
}

/* Calls. */

static int
call_object (HnHelper *helper,
             sd_bus_slot **slot,
             sd_bus_message_handler_t callback,
             gpointer user_data,
             const char *path,
             const char *interface,
             const char *member,
             const char *types,
             va_list args)
{
  sd_bus *manager = hn_connect_manager (helper);

  if (manager == NULL)
    return -ENOTCONN;

  return sd_bus_call_method_asyncv (manager, slot, HN_SYSTEMD_NAME, path, interface, member,
                                    callback, user_data, types, args);
}

int
hn_systemd_call_object (HnHelper *helper,
                        sd_bus_slot **slot,
                        sd_bus_message_handler_t callback,
                        gpointer user_data,
                        const char *path,
                        const char *interface,
                        const char *member,
                        const char *types,
                        ...)
{
  va_list args;
  int r;

  va_start (args, types);
  r = call_object (helper, slot, callback, user_data, path, interface, member, types, args);
  va_end (args);

  return r;
}

int
hn_systemd_call (HnHelper *helper,
                 sd_bus_slot **slot,
                 sd_bus_message_handler_t callback,
                 gpointer user_data,
                 const char *member,
                 const char *types,
                 ...)
{
  va_list args;
  int r;

  va_start (args, types);
  r = call_object (helper, slot, callback, user_data, HN_SYSTEMD_PATH, HN_SYSTEMD_MANAGER, member,
                   types, args);
  va_end (args);

  return r;
}

void
hn_systemd_follow (HnHelper *helper,
                   sd_bus_slot **slot,
                   sd_bus_message_handler_t callback,
                   gpointer user_data,
                   const char *path)
{
  sd_bus *manager = hn_connect_manager (helper);

  /* On the manager's own connection signals have no sender. */
  if (manager != NULL)
    sd_bus_match_signal (manager, slot, NULL, path, "org.freedesktop.DBus.Properties",
                         "PropertiesChanged", callback, user_data);
}

/* A timer starts the service of its own name, so that ours is an instance of an installed template
 * with a sandbox of its own. */
static char *
dup_timer_name (const char *id, guint number)
{
  return g_strdup_printf ("hardnut-revert@%s-%u.timer", id, number);
}

int
hn_systemd_arm (HnHelper *helper,
                sd_bus_slot **slot,
                sd_bus_message_handler_t callback,
                gpointer user_data,
                const char *id,
                guint number,
                guint64 usec)
{
  g_autofree char *timer = dup_timer_name (id, number);
  g_autofree char *description = g_strdup_printf ("Hardnut takes back trial %s", id);

  /* A timer that has elapsed goes by itself; one that somebody stopped as well. */
  return hn_systemd_call (helper, slot, callback, user_data, "StartTransientUnit",
                          "ssa(sv)a(sa(sv))", timer, "replace", 5, "Description", "s", description,
                          "TimersMonotonic", "a(st)", 1, "OnActiveSec", usec, "AccuracyUSec", "t",
                          (guint64) G_USEC_PER_SEC, "RemainAfterElapse", "b", 0, "CollectMode", "s",
                          "inactive-or-failed", 0);
}

static int
ignore_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  return 0;
}

void
hn_systemd_disarm (HnHelper *helper, const char *id, guint number)
{
  g_autofree char *timer = dup_timer_name (id, number);

  hn_systemd_call (helper, NULL, ignore_cb, NULL, "StopUnit", "ss", timer, "replace");
}

void
hn_systemd_kill_helper (HnHelper *helper)
{
  hn_systemd_call (helper, NULL, ignore_cb, NULL, "KillUnit", "ssi", "hardnut-helper.service",
                   "all", SIGKILL);
}

gboolean
hn_systemd_error_is (sd_bus_message *reply, const char *name)
{
  const sd_bus_error *error = sd_bus_message_get_error (reply);

  return error != NULL && g_strcmp0 (error->name, name) == 0;
}

gboolean
hn_systemd_is_silent (sd_bus_message *reply)
{
  return hn_systemd_error_is (reply, SD_BUS_ERROR_NO_REPLY) ||
         hn_systemd_error_is (reply, SD_BUS_ERROR_TIMEOUT) ||
         hn_systemd_error_is (reply, SD_BUS_ERROR_DISCONNECTED);
}
