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

#include "engine/never-restart.h"
#include "helper/connect.h"
#include "helper/errors.h"
#include "properties/message-read.h"
#include "properties/unit-limits.h"
#include "properties/unit-properties.h"
#include "properties/user-number.h"

/* More than any unit has of anything; what goes beyond is nonsense. */
#define MAX_NAMES 4096

/* What is read into a look: a list is added to, anything else replaced. */
static const struct
{
  const char *property;
  const char *type;
  gsize offset; /* 0: it only counts whether somebody is in the list */
} rows[] = {
  { "Names", "as", G_STRUCT_OFFSET (HnLook, names) },
  { "Transient", "b", G_STRUCT_OFFSET (HnLook, transient) },
  { "TriggeredBy", "as", G_STRUCT_OFFSET (HnLook, triggers) },
  { "BusName", "s", G_STRUCT_OFFSET (HnLook, bus_name) },
  { "Result", "s", G_STRUCT_OFFSET (HnLook, result) },
  { "ExecMainCode", "i", G_STRUCT_OFFSET (HnLook, code) },
  { "ExecMainStatus", "i", G_STRUCT_OFFSET (HnLook, status) },
  { "ExecMainStartTimestampMonotonic", "t", G_STRUCT_OFFSET (HnLook, main_start) },
  { "ExecMainExitTimestampMonotonic", "t", G_STRUCT_OFFSET (HnLook, main_exit) },
  { "InactiveEnterTimestampMonotonic", "t", G_STRUCT_OFFSET (HnLook, inactive_enter) },
  { "InactiveExitTimestampMonotonic", "t", G_STRUCT_OFFSET (HnLook, inactive_exit) },
  { "ActiveExitTimestampMonotonic", "t", G_STRUCT_OFFSET (HnLook, active_exit) },
  { "RemainAfterExit", "b", G_STRUCT_OFFSET (HnLook, remains) },
  { "NRestarts", "u", G_STRUCT_OFFSET (HnLook, n_restarts) },
  { "ControlGroup", "s", G_STRUCT_OFFSET (HnLook, control_group) },
  { "UID", "u", G_STRUCT_OFFSET (HnLook, uid) },
  { "RestartUSec", "t", G_STRUCT_OFFSET (HnLook, restart_usec) },
  { "TimeoutStartUSec", "t", G_STRUCT_OFFSET (HnLook, start_usec) },
  { "TimeoutStopUSec", "t", G_STRUCT_OFFSET (HnLook, stop_usec) },
  /* Who requires it goes down with it, too. */
  { "RequiredBy", "as", G_STRUCT_OFFSET (HnLook, dependents) },
  { "RequisiteOf", "as", G_STRUCT_OFFSET (HnLook, dependents) },
  { "BoundBy", "as", G_STRUCT_OFFSET (HnLook, dependents) },
  { "ConsistsOf", "as", G_STRUCT_OFFSET (HnLook, dependents) },
  { "PropagatesStopTo", "as", G_STRUCT_OFFSET (HnLook, stopped) },
  { "Before", "as", G_STRUCT_OFFSET (HnLook, before) },
  { "WantedBy", "as", 0 },
  { "UpheldBy", "as", 0 },
  { "Slice", "s", G_STRUCT_OFFSET (HnLook, slice) },
};

/* By which properties another unit asks for this one. */
static const char *const referring[] = { "RequiredBy", "RequisiteOf", "WantedBy", "BoundBy",
                                         "UpheldBy",   "TriggeredBy", NULL };

void
hn_look_free (HnLook *self)
{
  hn_unit_unref (self->unit);
  g_free (self->path);
  g_strfreev (self->names);
  g_free (self->bus_name);
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

gboolean
hn_look_never_restarts (const HnLook *self, HnScope scope)
{
  return hn_never_restart_find_any ((const char *const *) self->names, scope) != NULL;
}

/* Reading. */

static int
read_list (HnLook *self, sd_bus_message *message, const char *property, gsize offset)
{
  g_autoptr (GStrvBuilder) both = g_strv_builder_new ();
  g_auto (GStrv) more = NULL;
  GStrv *list = G_STRUCT_MEMBER_P (self, offset);
  int r = hn_message_read_list (message, &more);

  if (r < 0)
    return r;
  self->referenced |= more[0] != NULL && g_strv_contains (referring, property);
  if (offset == 0)
    return 0;
  if (g_strv_length (*list) + g_strv_length (more) > MAX_NAMES)
    return -E2BIG;
  g_strv_builder_addv (both, (const char **) *list);
  g_strv_builder_addv (both, (const char **) more);
  g_strfreev (*list);
  *list = g_strv_builder_end (both);

  return 0;
}

static int
read_text (sd_bus_message *message, char **text)
{
  const char *value;
  int r = sd_bus_message_read (message, "v", "s", &value);

  if (r >= 0)
    {
      g_free (*text);
      *text = g_strdup (value);
    }

  return r;
}

static int
read_invocation (HnLook *self, sd_bus_message *message)
{
  const void *bytes;
  sd_id128_t id;
  gsize size;
  int r = sd_bus_message_enter_container (message, 'v', "ay");

  if (r >= 0)
    r = sd_bus_message_read_array (message, 'y', &bytes, &size);
  if (r < 0)
    return r;
  if (size == sizeof id)
    {
      memcpy (&id, bytes, size);
      g_free (self->invocation);
      self->invocation = g_strdup_printf (SD_ID128_FORMAT_STR, SD_ID128_FORMAT_VAL (id));
    }

  return sd_bus_message_exit_container (message);
}

static int
read_property (sd_bus_message *message, const char *property, gpointer user_data)
{
  HnLook *self = user_data;
  const char *path;
  int r = hn_limits_read_property (self->limits, property, message);

  if (r != 0)
    return r;
  if (strcmp (property, "Job") == 0)
    return sd_bus_message_read (message, "v", "(uo)", &self->job, &path);
  if (strcmp (property, "InvocationID") == 0)
    return read_invocation (self, message);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (strcmp (rows[i].property, property) != 0)
        continue;
      if (strcmp (rows[i].type, "as") == 0)
        return read_list (self, message, property, rows[i].offset);
      if (strcmp (rows[i].type, "s") == 0)
        return read_text (message, G_STRUCT_MEMBER_P (self, rows[i].offset));
      return sd_bus_message_read (message, "v", rows[i].type,
                                  G_STRUCT_MEMBER_P (self, rows[i].offset));
    }

  return sd_bus_message_skip (message, "v");
}

static HnLook *
look_new (HnHelper *helper, const char *path, sd_bus_message *message, GError **error)
{
  g_autoptr (HnLook) self = g_new0 (HnLook, 1);
  g_autoptr (GError) wrong = NULL;
  int r;

  self->path = g_strdup (path);
  self->bus_name = g_strdup ("");
  self->result = g_strdup ("");
  self->invocation = g_strdup ("");
  self->control_group = g_strdup ("");
  self->uid = G_MAXUINT32;
  self->names = g_new0 (char *, 1);
  self->dependents = g_new0 (char *, 1);
  self->stopped = g_new0 (char *, 1);
  self->before = g_new0 (char *, 1);
  self->triggers = g_new0 (char *, 1);
  r = hn_message_read_dictionary (message, read_property, self);
  self->on_demand = self->triggers[0] != NULL || self->bus_name[0] != '\0';

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
  HnLook **ret_look;
  HnContinueFunc func;
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
looking_end (HnLooking *self, HnLook *look, const GError *error)
{
  HnContinueFunc func = self->func;
  gpointer user_data = self->user_data;

  if (look != NULL)
    *self->ret_look = look;
  hn_looking_cancel (self);
  func (user_data, error);
}

static int
looking_fail (HnLooking *self, sd_bus_message *reply, int r)
{
  const sd_bus_error *wrong = sd_bus_message_get_error (reply);
  g_autoptr (GError) error = NULL;

  hn_helper_error_set (&error,
                       hn_systemd_error_is (reply, HN_SYSTEMD_NAME ".NoSuchUnit")
                           ? HN_HELPER_ERROR_NOT_FOUND
                           : HN_HELPER_ERROR_FAILED,
                       _ ("The manager cannot be asked about %s: %s"), self->name,
                       wrong != NULL && wrong->message != NULL ? wrong->message : g_strerror (-r));
  looking_end (self, NULL, error);

  return 0;
}

static int
properties_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  HnLooking *self = user_data;
  g_autoptr (GError) error = NULL;
  HnLook *look;

  if (sd_bus_message_is_method_error (reply, NULL))
    return looking_fail (self, reply, -EIO);

  look = look_new (self->helper, self->path, reply, &error);
  looking_end (self, look, error);

  return 0;
}

static int
load_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  HnLooking *self = user_data;
  const char *path;
  int r = -EIO;

  if (!sd_bus_message_is_method_error (reply, NULL))
    r = sd_bus_message_read (reply, "o", &path);
  if (r < 0)
    return looking_fail (self, reply, r);

  self->path = g_strdup (path);
  self->slot = sd_bus_slot_unref (self->slot);
  r = hn_systemd_get (self->helper, &self->slot, properties_cb, self, path, "", NULL);

  return r < 0 ? looking_fail (self, reply, r) : 0;
}

HnLooking *
hn_systemd_look (
    HnHelper *helper, const char *name, HnLook **ret_look, HnContinueFunc func, gpointer user_data)
{
  HnLooking *self = g_new0 (HnLooking, 1);

  self->helper = helper;
  self->ret_look = ret_look;
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
  sd_bus *manager = hn_connect_manager (helper);
  va_list args;
  int r;

  if (manager == NULL)
    return -ENOTCONN;

  va_start (args, types);
  r = sd_bus_call_method_asyncv (manager, slot, HN_SYSTEMD_NAME, path, interface, member, callback,
                                 user_data, types, args);
  va_end (args);

  return r;
}

int
hn_systemd_get (HnHelper *helper,
                sd_bus_slot **slot,
                sd_bus_message_handler_t callback,
                gpointer user_data,
                const char *path,
                const char *interface,
                const char *property)
{
  if (property == NULL)
    return hn_systemd_call_object (helper, slot, callback, user_data, path,
                                   "org.freedesktop.DBus.Properties", "GetAll", "s", interface);

  return hn_systemd_call_object (helper, slot, callback, user_data, path,
                                 "org.freedesktop.DBus.Properties", "Get", "ss", interface,
                                 property);
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

void
hn_systemd_disarm (HnHelper *helper, const char *id, guint number)
{
  g_autofree char *timer = dup_timer_name (id, number);

  hn_systemd_call (helper, NULL, NULL, NULL, "StopUnit", "ss", timer, "replace");
}

void
hn_systemd_kill_helper (HnHelper *helper)
{
  hn_systemd_call (helper, NULL, NULL, NULL, "KillUnit", "ssi", "hardnut-helper.service", "all",
                   SIGKILL);
}

gboolean
hn_systemd_error_is (sd_bus_message *reply, const char *name)
{
  return sd_bus_error_has_name (sd_bus_message_get_error (reply), name);
}

gboolean
hn_systemd_is_silent (sd_bus_message *reply)
{
  return sd_bus_error_has_names (sd_bus_message_get_error (reply), SD_BUS_ERROR_NO_REPLY,
                                 SD_BUS_ERROR_TIMEOUT, SD_BUS_ERROR_DISCONNECTED);
}
