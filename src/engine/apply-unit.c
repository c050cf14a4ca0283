/* Keys that are no sandboxing directives, yet decide how a service is seen: its type, whether it can
 * be loaded at all, and whether checks that need default dependencies count.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/apply-unit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/settings-private.h"
#include "engine/specifier.h"
#include "engine/values.h"

static gboolean
stop_at_command (HnSettings   *self,
                 const HnLine *line)
{
  hn_line_warn (self, line,
                _("“%s” does not name a program that systemd could start; it stops reading the "
                  "file here"),
                line->value);
  return FALSE;
}

/* Whether @path can be started: a bare file name, or an absolute path to something. */
static gboolean
is_program (const char *path)
{
  gsize length = strlen (path);

  if (length == 0 || path[length - 1] == '/')
    return FALSE;
  if (g_str_has_suffix (path, "/.") || g_str_has_suffix (path, "/.."))
    return FALSE;
  for (const char *p = path; *p != '\0'; p++)
    if ((guchar) *p < ' ' || *p == 127)
      return FALSE;
  if (path[0] == '/')
    {
      g_autofree char *copy = g_strdup (path);

      return hn_path_simplify (copy);
    }

  return strchr (path, '/') == NULL && strcmp (path, ".") != 0 && strcmp (path, "..") != 0;
}

/* Counts the commands of an ExecStart= or its like into @n. */
static gboolean
apply_exec (HnSettings   *self,
            const HnLine *line,
            guint        *n)
{
  const char *rest = line->value;
  gboolean again;

  if (line->value[0] == '\0')
    {
      *n = 0;
      return TRUE;
    }

  do
    {
      g_autofree char *word = NULL;
      g_autofree char *path = NULL;
      const char *program;
      gboolean optional, own_name, shell;
      guint n_arguments = 0;

      again = FALSE;
      if (hn_extract_word (&rest, TRUE, FALSE, &word) <= 0)
        return TRUE;
      if (strcmp (word, ";") == 0)
        {
          again = TRUE;
          continue;
        }

      program = word + strspn (word, self->version >= 258 ? "-@:+!|" : "-@:+!");
      optional = memchr (word, '-', program - word) != NULL;
      own_name = memchr (word, '@', program - word) != NULL;
      shell = memchr (word, '|', program - word) != NULL;
      path = hn_specifier_expand (self, program);
      if (!shell && (path == NULL || !is_program (path)))
        return optional ? TRUE : stop_at_command (self, line);

      while (rest != NULL)
        {
          g_autofree char *argument = NULL;
          int got;

          if (rest[0] == ';' && (rest[1] == '\0' || strchr (HN_WHITESPACE, rest[1]) != NULL))
            {
              rest++;
              rest += strspn (rest, HN_WHITESPACE);
              again = TRUE;
              break;
            }
          got = hn_extract_word (&rest, TRUE, FALSE, &argument);
          if (got < 0)
            return optional ? TRUE : stop_at_command (self, line);
          n_arguments += got > 0;
        }

      if (own_name && !shell && n_arguments == 0)
        return optional ? TRUE : stop_at_command (self, line);
      (*n)++;
    }
  while (again);

  return TRUE;
}

static void
apply_type (HnSettings   *self,
            const HnLine *line)
{
  static const struct
  {
    const char *name;
    guint since;
  } types[] = {
    { "simple", 0 }, { "exec", 0 },   { "forking", 0 },         { "oneshot", 0 },
    { "dbus", 0 },   { "notify", 0 }, { "notify-reload", 253 }, { "idle", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].name, line->value) == 0 && types[i].since <= self->version)
      {
        self->type = types[i].name;
        return;
      }

  hn_line_warn (self, line, _("systemd does not understand “%s” here and ignores the line"),
                line->value);
}

static void
apply_flag (HnSettings   *self,
            const HnLine *line,
            gboolean     *flag)
{
  int value = hn_parse_boolean (line->value);

  if (value < 0)
    hn_line_warn (self, line, _("“%s” is neither yes nor no; systemd ignores the line"),
                  line->value);
  else
    *flag = value;
}

static gboolean
apply_service_key (HnSettings   *self,
                   const HnLine *line)
{
  const char *key = line->key;

  if (strcmp (key, "ExecStart") == 0)
    return apply_exec (self, line, &self->n_exec_start);
  if (strcmp (key, "ExecStop") == 0)
    return apply_exec (self, line, &self->n_exec_stop);
  if (g_str_has_prefix (key, "Exec") && !g_str_has_suffix (key, "Paths") &&
      strcmp (key, "ExecSearchPath") != 0)
    {
      guint ignored = 0;

      return apply_exec (self, line, &ignored);
    }

  if (strcmp (key, "Type") == 0)
    apply_type (self, line);
  else if (strcmp (key, "RemainAfterExit") == 0)
    apply_flag (self, line, &self->remain_after_exit);
  else if (strcmp (key, "BusName") == 0)
    self->bus_name = line->value[0] != '\0';
  else if (strcmp (key, "Restart") == 0)
    self->restart_always =
        strcmp (line->value, "always") == 0 || strcmp (line->value, "on-success") == 0;
  else if (strcmp (key, "RestartForceExitStatus") == 0)
    self->restart_forced = line->value[0] != '\0';
  else if (strcmp (key, "WatchdogSec") == 0)
    self->watchdog = line->value[strspn (line->value, "0")] != '\0';
  else if (strcmp (key, "FileDescriptorStoreMax") == 0)
    self->stores_fds = line->value[strspn (line->value, "0")] != '\0';
  else if (strcmp (key, "ExitType") == 0)
    self->exit_type_cgroup = strcmp (line->value, "cgroup") == 0;
  else if (strcmp (key, "KillMode") == 0)
    self->kill_mode_ok =
        strcmp (line->value, "process") != 0 && strcmp (line->value, "none") != 0;

  return TRUE;
}

static void
apply_section_unit (HnSettings   *self,
                    const HnLine *line)
{
  if (strcmp (line->key, "DefaultDependencies") == 0)
    apply_flag (self, line, &self->default_dependencies);
  else if (strcmp (line->key, "SuccessAction") == 0)
    self->success_action = strcmp (line->value, "none") != 0 && line->value[0] != '\0';
  else if (strcmp (line->key, "Description") == 0)
    {
      g_free (self->description);
      self->description = line->value[0] != '\0' ? hn_specifier_expand (self, line->value) : NULL;
    }
}

gboolean
hn_apply_unit_key (HnSettings   *settings,
                   const HnLine *line)
{
  if (line->section == HN_SECTION_SERVICE)
    return apply_service_key (settings, line);
  if (line->section == HN_SECTION_UNIT)
    apply_section_unit (settings, line);

  return TRUE;
}
