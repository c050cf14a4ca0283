/* Asks the system's manager: of a service of its own for the name and the programs, of a user for
 * the control group of that user's manager.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "observer/lookup.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SYSTEMD_NAME "org.freedesktop.systemd1"
#define SYSTEMD_PATH "/org/freedesktop/systemd1"
#define SYSTEMD_MANAGER SYSTEMD_NAME ".Manager"

/* The lines of a unit file that start programs. */
static const char *const starting[] = { "ExecStart", "ExecStartPre", "ExecStartPost", "ExecReload",
                                        "ExecStop",  "ExecStopPost", "ExecCondition", NULL };

/* Those by which a service has other files than everybody. */
static const char *const mounting[] = {
  "RootDirectory",        "RootImage",           "BindPaths",
  "BindReadOnlyPaths",    "MountImages",         "ExtensionImages",
  "ExtensionDirectories", "TemporaryFileSystem", NULL
};

struct _HnLookup
{
  HnObserver *observer;
  gboolean user;
  HnLookupFunc func;
  gpointer user_data;
  sd_bus_slot *slot;
  HnFound found;
  char *load_state;
};

void
hn_lookup_cancel (HnLookup *self)
{
  sd_bus_slot_unref (self->slot);
  g_free (self->found.unit);
  g_free (self->found.below);
  g_ptr_array_unref (self->found.programs);
  g_free (self->load_state);
  g_free (self);
}

static void
end (HnLookup *self, GError *error) /* (transfer full) (nullable) */
{
  self->func (self->user_data, error == NULL ? &self->found : NULL, error);
  g_clear_error (&error);
  hn_lookup_cancel (self);
}

static void
fail (HnLookup *self, sd_bus_message *reply)
{
  const sd_bus_error *wrong = sd_bus_message_get_error (reply);

  end (self, g_error_new (HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_FOUND, "%s",
                          wrong != NULL && wrong->message != NULL ? wrong->message
                                                                  : _ ("systemd does not answer")));
}

static int
read_programs (HnLookup *self, sd_bus_message *reply)
{
  const char *path;
  int r = sd_bus_message_enter_container (reply, 'a', "(sasbttttuii)");

  while (r >= 0 && (r = sd_bus_message_enter_container (reply, 'r', "sasbttttuii")) > 0)
    {
      r = sd_bus_message_read_basic (reply, 's', &path);
      if (r >= 0)
        {
          g_ptr_array_add (self->found.programs, g_strdup (path));
          r = sd_bus_message_skip (reply, "asbttttuii");
        }
      if (r >= 0)
        r = sd_bus_message_exit_container (reply);
    }

  return r < 0 ? r : sd_bus_message_exit_container (reply);
}

static int
read_text (sd_bus_message *reply, char **ret_text)
{
  const char *text;
  int r = sd_bus_message_read_basic (reply, 's', &text);

  if (r < 0)
    return r;
  g_free (*ret_text);
  *ret_text = g_strdup (text);

  return r;
}

static int
read_mounting (HnLookup *self, sd_bus_message *reply, const char *type)
{
  const char *path;
  int r;

  if (type[0] == 'a')
    {
      r = sd_bus_message_enter_container (reply, 'a', type + 1);
      if (r >= 0)
        r = sd_bus_message_at_end (reply, FALSE);
      self->found.own_files |= r == 0;
      while (r == 0)
        {
          r = sd_bus_message_skip (reply, type + 1);
          if (r >= 0)
            r = sd_bus_message_at_end (reply, FALSE);
        }

      return r < 0 ? r : sd_bus_message_exit_container (reply);
    }
  if (strcmp (type, "s") != 0)
    return sd_bus_message_skip (reply, type);
  r = sd_bus_message_read_basic (reply, 's', &path);
  self->found.own_files |= r >= 0 && path[0] != '\0' && strcmp (path, "/") != 0;

  return r;
}

static int
read_property (HnLookup *self, sd_bus_message *reply, const char *name)
{
  const char *contents;
  char type;
  int r = sd_bus_message_peek_type (reply, &type, &contents);

  if (r < 0)
    return r;
  r = sd_bus_message_enter_container (reply, 'v', contents);
  if (r < 0)
    return r;
  if (strcmp (name, "Id") == 0 && !self->user)
    r = read_text (reply, &self->found.unit);
  else if (strcmp (name, "LoadState") == 0)
    r = read_text (reply, &self->load_state);
  else if (strcmp (name, "ControlGroup") == 0 && self->user)
    r = read_text (reply, &self->found.below);
  else if (!self->user && g_strv_contains (starting, name))
    r = read_programs (self, reply);
  else if (!self->user && g_strv_contains (mounting, name))
    r = read_mounting (self, reply, contents);
  else
    r = sd_bus_message_skip (reply, contents);

  return r < 0 ? r : sd_bus_message_exit_container (reply);
}

static int
properties_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  HnLookup *self = user_data;
  const char *name;
  int r;

  if (sd_bus_message_is_method_error (reply, NULL))
    {
      fail (self, reply);
      return 0;
    }
  r = sd_bus_message_enter_container (reply, 'a', "{sv}");
  while (r >= 0 && (r = sd_bus_message_enter_container (reply, 'e', "sv")) > 0)
    {
      r = sd_bus_message_read_basic (reply, 's', &name);
      if (r >= 0)
        r = read_property (self, reply, name);
      if (r >= 0)
        r = sd_bus_message_exit_container (reply);
    }
  if (r < 0)
    fail (self, reply);
  else if (g_strcmp0 (self->load_state, "loaded") != 0)
    end (self, g_error_new (HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_FOUND,
                            /* Translators: a service */
                            _ ("There is no service %s"), self->found.unit));
  else if (self->user && self->found.below[0] == '\0')
    end (self, g_error_new_literal (HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_FOUND,
                                    _ ("That user’s manager does not run")));
  else
    end (self, NULL);

  return 0;
}

static int
loaded_cb (sd_bus_message *reply, void *user_data, sd_bus_error *ret_error)
{
  HnLookup *self = user_data;
  const char *path;

  if (sd_bus_message_is_method_error (reply, NULL) ||
      sd_bus_message_read_basic (reply, 'o', &path) < 0)
    {
      fail (self, reply);
      return 0;
    }
  self->slot = sd_bus_slot_unref (self->slot);
  if (sd_bus_call_method_async (self->observer->bus, &self->slot, SYSTEMD_NAME, path,
                                "org.freedesktop.DBus.Properties", "GetAll", properties_cb, self,
                                "s", "") < 0)
    fail (self, reply);

  return 0;
}

HnLookup *
hn_lookup_begin (HnObserver *observer,
                 const HnSubject *subject,
                 HnLookupFunc func,
                 gpointer user_data)
{
  HnLookup *self = g_new0 (HnLookup, 1);
  g_autofree char *manager = g_strdup_printf ("user@%u.service", subject->uid);

  self->observer = observer;
  self->user = subject->user;
  self->func = func;
  self->user_data = user_data;
  self->found.unit = g_strdup (subject->unit);
  self->found.below = g_strdup ("");
  self->found.programs = g_ptr_array_new_with_free_func (g_free);
  if (sd_bus_call_method_async (observer->bus, &self->slot, SYSTEMD_NAME, SYSTEMD_PATH,
                                SYSTEMD_MANAGER, "LoadUnit", loaded_cb, self, "s",
                                subject->user ? manager : subject->unit) >= 0)
    return self;

  hn_lookup_cancel (self);

  return NULL;
}
