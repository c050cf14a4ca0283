/* Keys that are no sandboxing directives, yet decide how a service is seen: its type, whether it
 * can be loaded at all, and whether checks that need default dependencies count.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/parse-unit-key.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/ignored/validate-private.h"
#include "engine/types/specifier.h"
#include "engine/types/values.h"

static gboolean
stop_at_command (const HnLine *line, gboolean optional)
{
  if (optional)
    {
      hn_line_warn_invalid (line);
      return TRUE;
    }

  hn_line_warn (line,
                _ ("“%s” does not name a program that systemd could start; it stops reading the "
                   "file here"),
                line->value);
  return FALSE;
}

/* Whether @path can be started: a bare file name, or an absolute path to something. */
static gboolean
is_program (const char *path, guint version)
{
  gsize length = strlen (path);

  if (length == 0 || path[length - 1] == '/')
    return FALSE;
  if (version >= 257 && (g_str_has_suffix (path, "/.") || g_str_has_suffix (path, "/..")))
    return FALSE;
  for (const char *p = path; *p != '\0'; p++)
    if ((guchar) *p < ' ' || *p == 127)
      return FALSE;
  if (length >= 4096 || (version >= 258 && strpbrk (path, "*?[") != NULL))
    return FALSE;
  for (const char *p = path; *p != '\0'; p += strspn (p, "/"))
    {
      const gsize part = strcspn (p, "/");

      if (part > 255)
        return FALSE;
      p += part;
    }

  return path[0] == '/' ||
         (strchr (path, '/') == NULL && strcmp (path, ".") != 0 && strcmp (path, "..") != 0);
}

/* A bit for each kind of command, by its key: an empty line takes back those of its own key. */
static guint
get_exec_bit (const char *key)
{
  static const char *const keys[] = { "ExecCondition", "ExecStartPre", "ExecStart",
                                      "ExecStartPost", "ExecReload",   "ExecStop",
                                      "ExecStopPost" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i], key) == 0)
      return 1u << i;

  return 1u << G_N_ELEMENTS (keys);
}

/* Returns what stands behind the signs that say how a program is started: each once, "!" twice, and
 * never beside "+". */
static const char *
skip_signs (const char *word, guint version)
{
  const char *signs = version >= 258 ? "-@:|" : "-@:";
  const char *p = word;

  for (;; p++)
    {
      const gsize n = (gsize) (p - word);
      const gboolean plus = memchr (word, '+', n) != NULL;
      const char *bang = memchr (word, '!', n);

      if (*p == '+' && !plus && bang == NULL)
        continue;
      if (*p == '!' && !plus &&
          (bang == NULL || memchr (bang + 1, '!', (gsize) (p - bang - 1)) == NULL))
        continue;
      if (*p == '\0' || strchr (signs, *p) == NULL || memchr (word, *p, n) != NULL)
        return p;
    }
}

/* Reads a word of a command. Escapes that mean nothing are told once, and left as they are. Returns
 * as hn_split() does. */
static int
read_word (const HnLine *line, const char **rest, gboolean *told, char **word)
{
  const char *start = *rest;
  int got = hn_split (rest, HN_WHITESPACE, HN_SPLIT_UNQUOTE | HN_SPLIT_UNESCAPE, word);

  if (got >= 0)
    return got;

  *rest = start;
  got = hn_split (rest, HN_WHITESPACE, HN_SPLIT_UNQUOTE, word);
  if (got >= 0 && !*told)
    {
      hn_line_warn (line, _ ("“%s” has an escape in it that systemd does not know"), line->value);
      *told = TRUE;
    }

  return got;
}

static gboolean
is_alone (const char *text, char sign)
{
  return text[0] == sign && (text[1] == '\0' || strchr (HN_WHITESPACE, text[1]) != NULL);
}

/* Reads the arguments of a command, up to a lone ";" with which @again becomes TRUE. Returns how
 * many there are, -1 where systemd does not understand them. */
static int
read_arguments (const HnLine *line, const char **rest, gboolean *told, gboolean *again)
{
  int n = 0;

  while (*rest != NULL)
    {
      g_autofree char *argument = NULL;
      gboolean escaped = (*rest)[0] == '\\' && is_alone (*rest + 1, ';');
      int got;

      if (escaped || is_alone (*rest, ';'))
        {
          *rest += escaped ? 2 : 1;
          *rest += strspn (*rest, HN_WHITESPACE);
          *again = !escaped;
          if (*again)
            break;
          n++;
          continue;
        }
      got = read_word (line, rest, told, &argument);
      if (got < 0 || (got > 0 && !hn_specifiers_are_known (line->context, argument)))
        return -1;
      n += got;
    }

  return n;
}

/* Notes what the signs from @word to @program, of a command that is one of @bit, are about. */
static void
parse_signs (HnSettings *self, const HnLine *line, const char *word, const char *program, guint bit)
{
  const char *bang = memchr (word, '!', program - word);
  /* "!!" is for kernels without ambient capabilities. */
  gboolean twice = bang != NULL && memchr (bang + 1, '!', program - bang - 1) != NULL;

  if (memchr (word, '+', program - word) != NULL)
    self->full_commands |= bit;
  else if (bang != NULL && !twice)
    self->root_commands |= bit;
  if (twice && self->context.version >= 258)
    hn_line_warn (line, _ ("systemd warns that this should no longer be used"));
}

/* Counts the commands of an ExecStart= or its like into @n. */
static gboolean
parse_exec (HnSettings *self, const HnLine *line, guint *n)
{
  const char *rest = line->value;
  guint bit = get_exec_bit (line->key);
  gboolean again, told = FALSE;

  if (line->value[0] == '\0')
    {
      *n = 0;
      if (n == &self->n_exec_start)
        g_clear_pointer (&self->program, g_free);
      self->full_commands &= ~bit;
      self->root_commands &= ~bit;
      return TRUE;
    }

  do
    {
      g_autofree char *word = NULL;
      g_autofree char *path = NULL;
      const char *program;
      gboolean optional, own_name, shell;
      int got, n_arguments;

      again = FALSE;
      got = read_word (line, &rest, &told, &word);
      if (got < 0)
        hn_line_warn_invalid (line);
      if (got <= 0)
        return TRUE;
      if (strcmp (word, ";") == 0)
        {
          again = TRUE;
          continue;
        }

      program = skip_signs (word, self->context.version);
      optional = memchr (word, '-', program - word) != NULL;
      own_name = memchr (word, '@', program - word) != NULL;
      shell = memchr (word, '|', program - word) != NULL;
      parse_signs (self, line, word, program, bit);
      path = hn_specifier_expand (&self->context, program);
      if (!shell && (path == NULL || !is_program (path, self->context.version)))
        return stop_at_command (line, optional);

      n_arguments = read_arguments (line, &rest, &told, &again);
      if (n_arguments < 0 || (own_name && !shell && n_arguments == 0))
        return stop_at_command (line, optional);
      if (n == &self->n_exec_start && self->program == NULL)
        self->program = g_steal_pointer (&path);
      (*n)++;
    }
  while (again);

  return TRUE;
}

/* Whether the bus would have a service called @name. */
static gboolean
is_bus_name (const char *name)
{
  gboolean unique = name[0] == ':', dotted = FALSE;
  const char *start = name + unique;

  for (const char *p = start; *p != '\0'; p++)
    {
      gboolean first = p == start || p[-1] == '.';

      if (*p == '.' ? first : !g_ascii_isalnum (*p) && *p != '_' && *p != '-')
        return FALSE;
      if (first && g_ascii_isdigit (*p) && !unique)
        return FALSE;
      dotted = dotted || *p == '.';
    }

  return dotted && !g_str_has_suffix (name, ".") && strlen (name) <= 255;
}

static void
parse_bus_name (HnSettings *self, const HnLine *line)
{
  g_autofree char *name = hn_specifier_expand (&self->context, line->value);
  gboolean is_open = FALSE;

  /* What only the machine knows may be part of it. */
  for (const char *p = strchr (line->value, '%'); p != NULL && p[1] != '\0';
       p = strchr (p + 2, '%'))
    is_open = is_open || (g_ascii_isalpha (p[1]) && name != NULL && strchr (name, '%') != NULL);

  if (name == NULL || (!is_open && !is_bus_name (name)))
    {
      hn_line_warn_invalid (line);
      return;
    }

  g_free (self->bus_name);
  self->bus_name = g_steal_pointer (&name);
}

static void
parse_flag (const HnLine *line, gboolean *flag)
{
  int value = hn_parse_boolean (line->value);

  if (value < 0)
    hn_line_warn (line, _ ("“%s” is neither yes nor no; systemd ignores the line"), line->value);
  else
    *flag = value;
}

/* Whether @value is more than nothing of something. */
static gboolean
is_any (const char *value)
{
  return strcmp (value, "infinity") == 0 || strpbrk (value, "123456789") != NULL;
}

/* What systemd may do to the whole machine when the unit ends or fails. The two that are no unit's
 * own any more were once written to [Service]. FALSE where the key is another one. */
static gboolean
parse_machine_action (HnSettings *self, const HnLine *line)
{
  static const char *const keys[] = { "SuccessAction", "FailureAction", "StartLimitAction",
                                      "JobTimeoutAction" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i], line->key) == 0)
      {
        self->machine_actions &= ~(1u << i);
        if (strcmp (line->value, "none") != 0)
          self->machine_actions |= 1u << i;
        return TRUE;
      }

  return FALSE;
}

static gboolean
parse_service_key (HnSettings *self, const HnLine *line)
{
  const char *key = line->key, *value = line->value;

  if (strcmp (key, "ExecStart") == 0)
    return parse_exec (self, line, &self->n_exec_start);
  if (strcmp (key, "ExecStop") == 0)
    return parse_exec (self, line, &self->n_exec_stop);
  if (g_str_has_prefix (key, "Exec") && !g_str_has_suffix (key, "Paths") &&
      strcmp (key, "ExecSearchPath") != 0)
    {
      guint ignored = 0;

      return parse_exec (self, line, &ignored);
    }

  if (parse_machine_action (self, line))
    return TRUE;

  /* Their words have been validated by the kind of the value. */
  if (strcmp (key, "Type") == 0)
    self->type = g_intern_string (value);
  else if (strcmp (key, "RemainAfterExit") == 0)
    parse_flag (line, &self->remain_after_exit);
  else if (strcmp (key, "PermissionsStartOnly") == 0)
    parse_flag (line, &self->start_only);
  else if (strcmp (key, "BusName") == 0)
    parse_bus_name (self, line);
  else if (strcmp (key, "Restart") == 0)
    self->restart_always = hn_is_one_of (value, "always on-success", 0);
  else if (strcmp (key, "RestartForceExitStatus") == 0)
    self->restart_forced = value[0] != '\0';
  else if (strcmp (key, "WatchdogSec") == 0)
    self->watchdog = is_any (value);
  else if (strcmp (key, "FileDescriptorStoreMax") == 0)
    self->stores_fds = is_any (value);
  else if (strcmp (key, "ExitType") == 0)
    self->exit_type_cgroup = strcmp (value, "cgroup") == 0;
  else if (strcmp (key, "KillMode") == 0)
    self->kill_mode_ok = !hn_is_one_of (value, "process none", 0);
  else if (strcmp (key, "StandardInput") == 0)
    self->on_terminal = g_str_has_prefix (value, "tty");

  return TRUE;
}

static void
parse_section_unit (HnSettings *self, const HnLine *line)
{
  if (strcmp (line->key, "DefaultDependencies") == 0)
    parse_flag (line, &self->default_dependencies);
  else if (parse_machine_action (self, line))
    self->success_action = (self->machine_actions & 1) != 0;
  else if (strcmp (line->key, "JoinsNamespaceOf") == 0)
    self->joins_namespaces |= line->value[0] != '\0'; /* an empty line takes no dependency back */
  else if (strcmp (line->key, "Description") == 0)
    {
      g_free (self->description);
      self->description =
          line->value[0] != '\0' ? hn_specifier_expand (&self->context, line->value) : NULL;
    }
}

gboolean
hn_parse_unit_key (HnSettings *settings, const HnLine *line)
{
  if (line->section == HN_SECTION_SERVICE)
    return parse_service_key (settings, line);
  if (line->section == HN_SECTION_UNIT)
    parse_section_unit (settings, line);

  return TRUE;
}
