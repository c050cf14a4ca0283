/* Reading services, live or from files, one answer after another.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "session.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "client/helper-client.h"
#include "engine/validate.h"
#include "engine/unit-file.h"
#include "engine/what-if.h"
#include "source/facts/facts-reader.h"
#include "source/files/policy-file.h"
#include "source/files/profile.h"
#include "source/files/root-file.h"
#include "source/unit-name.h"

static void
told_state_cb (HnBusConnection *manager, GParamSpec *pspec, gpointer user_data)
{
  HnWait *wait = user_data;

  if (hn_bus_connection_get_state (manager) == HN_MANAGER_GONE)
    g_cancellable_cancel (wait->cancellable);
}

gboolean
hn_session_read_staged (HnSession *self, HnTarget *target, GPtrArray **ret_staged, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *path = NULL;

  *ret_staged = NULL;
  if (target->file != NULL)
    return TRUE;
  if (!hn_session_read_own (self, target, &text, &path, error))
    return FALSE;
  g_clear_pointer (&path, g_free);
  if (text == NULL && !hn_session_read_hidden (self, target, &text, &path, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  *ret_staged = hn_validate_change_text (text, strlen (text), hn_session_get_version (self), error);

  return *ret_staged != NULL;
}

void
hn_wait_begin (HnWait *wait, HnBusConnection *manager)
{
  *wait = (HnWait){ manager, g_cancellable_new (), NULL };
  if (manager != NULL)
    g_signal_connect (manager, "notify::state", G_CALLBACK (told_state_cb), wait);
}

void
hn_wait_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((HnWait *) user_data)->result = g_object_ref (result);
}

/* Says of a manager that is gone why that is, and what else can be done. */
static void
explain_gone (HnBusConnection *manager, GError **error)
{
  const GError *reason = hn_bus_connection_get_error (manager);

  g_set_error (error, HN_MANAGER_ERROR, reason != NULL ? reason->code : HN_MANAGER_ERROR_LOST,
               /* Translators: why the bus cannot be reached; keep --offline as it is */
               _ ("%s (with --offline the unit files are read instead)"),
               reason != NULL ? reason->message : _ ("The connection to systemd broke"));
}

gpointer
hn_wait_end (HnWait *wait, GError **error)
{
  GError *local_error = NULL;
  gpointer answer;

  while (wait->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  answer = g_task_propagate_pointer (G_TASK (wait->result), &local_error);
  if (wait->manager != NULL)
    g_signal_handlers_disconnect_by_data (wait->manager, wait);
  if (wait->manager != NULL && g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      /* The true reason in place of "cancelled". */
      g_clear_error (&local_error);
      explain_gone (wait->manager, &local_error);
    }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  g_object_unref (wait->result);
  g_object_unref (wait->cancellable);

  return answer;
}

static gboolean
connect_to_manager (HnSession *self, GError **error)
{
  /* A list is over before a signal would come. */
  self->manager =
      hn_bus_connection_new (self->options->scope, NULL, self->options->command != HN_COMMAND_LIST);
  self->reader = hn_unit_reader_new (self->manager);
  while (hn_bus_connection_get_state (self->manager) == HN_MANAGER_CONNECTING)
    g_main_context_iteration (NULL, TRUE);

  if (hn_bus_connection_get_state (self->manager) != HN_MANAGER_GONE)
    return TRUE;

  explain_gone (self->manager, error);
  return FALSE;
}

static gboolean
read_policy (HnSession *self, GError **error)
{
  g_autoptr (GPtrArray) warnings = NULL;
  g_autofree char *path = NULL;

  /* Nothing is weighed where a trial is only ended. */
  if (self->options->command == HN_COMMAND_KEEP || self->options->command == HN_COMMAND_REVERT)
    return TRUE;

  /* As systemd-analyze does, a policy is looked for on this machine, even for another root. */
  path =
      self->options->policy != NULL ? g_strdup (self->options->policy) : hn_policy_file_find (NULL);
  if (path == NULL)
    return TRUE;

  self->policy = hn_policy_file_load (path, &warnings, error);
  if (self->policy == NULL)
    return FALSE;
  for (guint i = 0; i < warnings->len; i++)
    {
      const HnWarning *warning = g_ptr_array_index (warnings, i);

      g_message ("%s:%u: %s", warning->file, warning->line, warning->message);
    }

  return TRUE;
}

static gboolean
read_profile (HnSession *self, GError **error)
{
  const HnOptions *options = self->options;

  if (options->profile == NULL)
    return TRUE;

  if (strchr (options->profile, '/') != NULL)
    self->profile_path = g_strdup (options->profile);
  else
    self->profile_path = hn_profile_find (options->profile, options->scope, options->root, error);
  if (self->profile_path == NULL)
    return FALSE;
  self->profile_text = hn_profile_load (self->profile_path, error);

  return self->profile_text != NULL;
}

/* As root only what everybody has accepted counts: a report shall not hang on who has sudo. */
static void
read_accepted (HnSession *self)
{
  self->accepted =
      hn_accepted_files_load (self->options->root, self->options->scope, geteuid () != 0);
  if (self->options->command == HN_COMMAND_KEEP || self->options->command == HN_COMMAND_REVERT)
    return;
  for (guint i = 0; i < self->accepted->wrong->len; i++)
    g_message ("%s", (char *) self->accepted->wrong->pdata[i]);
}

HnSession *
hn_session_new (const HnOptions *options, gboolean live, GError **error)
{
  g_autoptr (HnSession) self = g_new0 (HnSession, 1);

  self->options = options;
  if (options->root != NULL && !g_file_test (options->root, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_NOT_FOUND,
                   _ ("%s: There is no such folder to take as the root"), options->root);
      return NULL;
    }
  if (!read_policy (self, error) || !read_profile (self, error))
    return NULL;
  read_accepted (self);
  if (live && !options->offline && !connect_to_manager (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
hn_session_free (HnSession *self)
{
  if (self == NULL)
    return;

  g_clear_object (&self->reader);
  g_clear_object (&self->manager);
  g_clear_pointer (&self->loader, hn_unit_loader_free);
  hn_accepted_files_unref (self->accepted);
  hn_policy_unref (self->policy);
  g_free (self->profile_path);
  g_free (self->profile_text);
  g_clear_pointer (&self->facts, g_hash_table_unref);
  g_free (self);
}

HnRecipes *
hn_session_load_recipes (HnSession *self)
{
  HnRecipes *recipes = hn_recipes_load (self->options->root);

  for (guint i = 0; i < recipes->wrong->len; i++)
    g_message ("%s", (char *) recipes->wrong->pdata[i]);

  return recipes;
}

/* What to say of files of which nobody knows which systemd will read them. */
static char *
dup_unknown_version (HnSession *self)
{
  return g_strdup_printf (
      /* Translators: a folder, then the number of a version; keep --systemd=VERSION */
      _ ("Which systemd is installed in %s cannot be told, so the files are judged by the rules of "
         "systemd %u; --systemd=VERSION says which it is"),
      self->options->root != NULL ? self->options->root : "/", HN_NEWEST_KNOWN_VERSION);
}

HnUnitLoader *
hn_session_get_loader (HnSession *self)
{
  if (self->loader == NULL)
    {
      guint version = self->manager != NULL ? hn_bus_connection_get_version (self->manager)
                                            : self->options->systemd;

      self->loader = hn_unit_loader_new (self->options->root, self->options->scope, version);
      hn_unit_loader_set_profile (self->loader, self->profile_text, self->profile_path);
      self->version_unknown = hn_unit_loader_get_version (self->loader) == 0;
      if (self->version_unknown && self->options->command != HN_COMMAND_COMPLETE)
        {
          g_autofree char *text = dup_unknown_version (self);

          g_message ("%s", text);
        }
    }

  return self->loader;
}

guint
hn_session_get_version (HnSession *self)
{
  if (self->manager != NULL)
    return hn_bus_connection_get_version (self->manager);

  return hn_unit_loader_get_version (hn_session_get_loader (self));
}

static HnReport *
report (HnSession *self, HnSettings *settings, GError **error)
{
  guint number = hn_session_get_version (self);
  g_autofree char *version = self->manager != NULL
                                 ? g_strdup (hn_bus_connection_get_version_string (self->manager))
                             : number != 0 ? g_strdup_printf ("%u", number)
                                           : g_strdup ("");
  HnReport *made;

  if (self->version_unknown)
    {
      g_autofree char *text = dup_unknown_version (self);

      hn_warnings_add (&settings->warnings, NULL, 0, "%s", text);
    }

  made = hn_report_new (settings, self->policy, version, error);
  if (made != NULL)
    made->accepted = self->accepted;

  return made;
}

/* What a loader finds it by. */
static const char *
get_place (const HnTarget *target)
{
  return target->file != NULL ? target->file : target->unit;
}

HnSettings *
hn_session_load_files (HnSession *self, HnTarget *target, GError **error)
{
  HnUnitLoader *loader = hn_session_get_loader (self);

  hn_target_fill_instance (target, hn_session_get_version (self));

  return hn_unit_loader_load (loader, get_place (target), error);
}

/* What there is to say when another service has the bus name of @settings, or NULL. */
static char *
dup_rivalry (HnSession *self, const HnSettings *settings)
{
  g_autofree char *rival = hn_unit_loader_dup_bus_rival (hn_session_get_loader (self), settings);

  if (rival == NULL)
    return NULL;

  return g_strdup_printf (
      /* Translators: the first %s is the name of a service, the second one that of a service on the
         bus */
      _ ("%s has BusName=%s, too; systemd loads only the one of them that it meets "
         "first, and refuses the other"),
      rival, settings->bus_name);
}

HnReport *
hn_session_read_files (HnSession *self, HnTarget *target, GError **error)
{
  HnSettings *settings = hn_session_load_files (self, target, error);
  g_autofree char *rivalry = settings != NULL ? dup_rivalry (self, settings) : NULL;

  if (rivalry != NULL)
    hn_warnings_add (&settings->warnings, NULL, 0, "%s", rivalry);

  return settings != NULL ? report (self, settings, error) : NULL;
}

/* The files but Hardnut's drop-in, and the profile; not finished. */
HnSettings *
hn_session_load_unfinished (HnSession *self, HnTarget *target, GError **error)
{
  HnUnitLoader *loader = hn_session_get_loader (self);
  HnSettings *settings;

  hn_target_fill_instance (target, hn_session_get_version (self));
  settings = hn_unit_loader_load_unfinished (loader, get_place (target), HN_DROP_IN_NAME, error);
  if (settings != NULL && self->profile_text != NULL)
    hn_unit_file_parse (settings, self->profile_path, self->profile_text,
                        strlen (self->profile_text));

  return settings;
}

HnReport *
hn_session_read_with_own (
    HnSession *self, HnTarget *target, const char *path, const char *text, GError **error)
{
  g_autoptr (HnSettings) unfinished = hn_session_load_unfinished (self, target, error);
  g_autoptr (HnSettings) settings = NULL;

  if (unfinished == NULL)
    return NULL;
  if (text != NULL)
    {
      settings = hn_what_if_text (unfinished, path, text, NULL);
    }
  else
    {
      settings = g_steal_pointer (&unfinished);
      hn_unit_file_finish (settings);
    }
  if (!hn_unit_loader_check_loaded (settings, settings->context.unit, error))
    return NULL;

  return report (self, g_steal_pointer (&settings), error);
}

/* Reads the drop-in at @path, which may not be there. @ret_text is %NULL then. */
static gboolean
read_drop_in (const char *root, const char *path, char **ret_text, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gsize length;

  *ret_text = NULL;
  switch (hn_root_file_read (root, path, HN_ROOT_FOLLOW, ret_text, &length, &local_error))
    {
    case HN_ROOT_FILE_READ:
      return TRUE;
    case HN_ROOT_FILE_MASKED:
      *ret_text = g_strdup ("");
      return TRUE;
    case HN_ROOT_FILE_FAILED:
    default:
      if (g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT) ||
          g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
}

gboolean
hn_session_read_own (
    HnSession *self, HnTarget *target, char **ret_text, char **ret_path, GError **error)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;

  hn_target_fill_instance (target, hn_session_get_version (self));
  if (self->options->scope == HN_SCOPE_USER)
    folder = g_build_filename (g_get_user_config_dir (), "systemd", "user", NULL);
  else
    folder = g_strdup ("/etc/systemd/system");
  path = g_strdup_printf ("%s/%s.d/" HN_DROP_IN_NAME, folder, target->unit);

  if (!read_drop_in (self->options->root != NULL ? self->options->root : "", path, ret_text, error))
    return FALSE;
  *ret_path = g_steal_pointer (&path);

  return TRUE;
}

/* As hn_session_read_hidden(), also for a template. */
static gboolean
read_hidden (HnSession *self, HnTarget *target, char **ret_text, char **ret_path, GError **error)
{
  g_auto (GStrv) drop_ins = NULL;
  const char *root = self->options->root != NULL ? self->options->root : "";

  *ret_text = NULL;
  *ret_path = NULL;
  /* Without files there is nothing to hide. */
  hn_unit_loader_find (hn_session_get_loader (self), get_place (target), NULL, &drop_ins, NULL);
  for (guint i = 0; drop_ins != NULL && drop_ins[i] != NULL; i++)
    {
      g_autofree char *name = g_path_get_basename (drop_ins[i]);
      gboolean below = g_str_has_prefix (drop_ins[i], root);

      if (!g_str_equal (name, HN_DROP_IN_NAME) || hn_drop_in_is_tried (drop_ins[i]))
        continue;
      if (!read_drop_in (below ? root : "", drop_ins[i] + (below ? strlen (root) : 0), ret_text,
                         error))
        return FALSE;
      if (*ret_text != NULL)
        *ret_path = g_strdup (drop_ins[i]);
      break;
    }

  return TRUE;
}

gboolean
hn_session_read_hidden (
    HnSession *self, HnTarget *target, char **ret_text, char **ret_path, GError **error)
{
  hn_target_fill_instance (target, hn_session_get_version (self));

  return read_hidden (self, target, ret_text, ret_path, error);
}

HnReport *
hn_session_read_without_own (
    HnSession *self, HnTarget *target, char **ret_uncovered, char **ret_text, GError **error)
{
  g_autofree char *template = hn_unit_name_dup_template (target->unit);
  HnTarget all = { .unit = template };

  if (template != NULL && !read_hidden (self, &all, ret_text, ret_uncovered, error))
    return NULL;

  return hn_session_read_with_own (self, target, *ret_uncovered, *ret_text, error);
}

char *
hn_session_dup_refusal (HnSession *self, const char *unit, const char *otherwise)
{
  g_autoptr (HnSettings) files = NULL;
  g_autoptr (GError) error = NULL;

  files = hn_unit_loader_load (hn_session_get_loader (self), unit, &error);
  if (files != NULL)
    {
      g_autofree char *rivalry = dup_rivalry (self, files);

      return rivalry != NULL ? g_strdup_printf ("%s: %s", otherwise, rivalry)
                             : g_strdup (otherwise);
    }

  return g_strdup (g_error_matches (error, HN_LOADER_ERROR, HN_LOADER_ERROR_BAD_SETTING) ||
                           g_error_matches (error, HN_LOADER_ERROR, HN_LOADER_ERROR_UNREADABLE)
                       ? error->message
                       : otherwise);
}

/* Returns: (transfer full) (nullable) */
static HnUnit *
read_unit (HnSession *self, HnTarget *target, GError **error)
{
  g_autoptr (HnUnit) unit = NULL;
  GError *local_error = NULL;
  HnWait wait;

  hn_target_fill_instance (target, hn_session_get_version (self));
  hn_wait_begin (&wait, self->manager);
  hn_unit_reader_read_async (self->reader, target->unit, wait.cancellable, hn_wait_answered_cb,
                             &wait);
  unit = hn_wait_end (&wait, &local_error);
  if (g_error_matches (local_error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_BAD_UNIT))
    {
      g_autofree char *reason = hn_session_dup_refusal (self, target->unit, local_error->message);

      g_set_error_literal (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_BAD_UNIT, reason);
      g_error_free (local_error);
      return NULL;
    }
  if (unit == NULL)
    {
      g_propagate_error (error, local_error);
      return NULL;
    }
  if (unit->settings == NULL)
    {
      g_set_error (error, HN_MANAGER_ERROR, HN_MANAGER_ERROR_BAD_UNIT,
                   /* Translators: a service, and systemd's word such as "bad-setting" */
                   _ ("%s is not loaded: systemd says “%s”; see systemctl status"), unit->name,
                   unit->load_state);
      return NULL;
    }

  return g_steal_pointer (&unit);
}

static HnReport *
read_live (HnSession *self, HnTarget *target, GError **error)
{
  g_autoptr (HnUnit) unit = read_unit (self, target, error);
  g_autoptr (HnSettings) settings = NULL;
  g_autoptr (HnSettings) files = NULL;
  HnReport *shown;

  if (unit == NULL)
    return NULL;

  settings = hn_settings_copy (unit->settings);
  if (unit->need_daemon_reload)
    hn_settings_warn_unread (settings);
  /* Without readable files the values stay with the manager. */
  files = hn_unit_loader_load (hn_session_get_loader (self), unit->name, NULL);
  if (files != NULL)
    hn_settings_adopt_origins (settings, files);
  shown = report (self, g_steal_pointer (&settings), error);
  if (shown != NULL)
    shown->needs_reload = unit->need_daemon_reload;

  return shown;
}

gboolean
hn_session_check_limits (HnSession *self,
                         HnTarget *target,
                         const HnPlan *plan,
                         const HnSettings *in_force,
                         GError **error)
{
  /* Of a service that is not loaded nothing is known; that it is not, others say. */
  g_autoptr (HnUnit) unit = read_unit (self, target, NULL);
  HnUsage usage = hn_unit_get_usage (unit);
  g_autoptr (GError) local_error = NULL;

  if (hn_plan_check_limits (plan, in_force, &usage, &local_error))
    return TRUE;

  g_set_error_literal (error, HN_HELPER_ERROR, HN_HELPER_ERROR_INVALID_VALUE, local_error->message);

  return FALSE;
}

HnPermission *
hn_session_read_permission (HnSession *self, HnTarget *target, const char *kept, GPtrArray *changes)
{
  g_autoptr (HnSettings) unfinished = NULL;
  g_autoptr (HnManagerFacts) facts = NULL;
  HnWait wait;

  if (self->manager == NULL || self->options->scope == HN_SCOPE_USER || target->file != NULL)
    return NULL;
  unfinished = hn_unit_loader_load_unfinished (hn_session_get_loader (self), target->unit,
                                               HN_DROP_IN_NAME, NULL);
  if (unfinished == NULL)
    return NULL;

  hn_wait_begin (&wait, self->manager);
  hn_manager_facts_read_async (self->manager, target->unit, wait.cancellable, hn_wait_answered_cb,
                               &wait);
  facts = hn_wait_end (&wait, NULL);

  return hn_permission_find (facts, unfinished, kept, changes);
}

HnReport *
hn_session_show (HnSession *self, HnTarget *target, GError **error)
{
  /* What a profile would make of the service, no manager has ever seen. */
  if (self->manager == NULL || target->file != NULL || self->profile_text != NULL)
    return hn_session_read_files (self, target, error);

  return read_live (self, target, error);
}

void
hn_session_add_facts (HnSession *self, HnReport *report)
{
  g_autoptr (GError) error = NULL;
  HnWait wait;

  hn_wait_begin (&wait, self->manager);
  hn_service_facts_read_async (self->manager, report->settings->context.unit, wait.cancellable,
                               hn_wait_answered_cb, &wait);
  report->facts = hn_wait_end (&wait, &error);
  if (report->facts == NULL)
    g_message ("%s", error->message);
}

HnReport *
hn_session_resolve (HnSession *self, HnTarget *target, GError **error)
{
  HnReport *live = hn_session_show (self, target, error);

  if (live != NULL)
    {
      g_free (target->unit);
      target->unit = g_strdup (live->settings->context.unit);
    }

  return live;
}

HnSession *
hn_session_new_for (const HnOptions *options, HnTarget *target, HnReport **ret_live, GError **error)
{
  g_autoptr (HnSession) self = hn_session_new (options, target->file == NULL, error);

  *ret_live = NULL;
  if (self == NULL || self->manager == NULL)
    return g_steal_pointer (&self);

  /* An alias leads to the unit whose files count. */
  *ret_live = hn_session_resolve (self, target, error);

  return *ret_live != NULL ? g_steal_pointer (&self) : NULL;
}
