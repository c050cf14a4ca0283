/* Keys that are no sandboxing directives, yet decide how a service is seen: its type, whether it
 * can be loaded at all, and whether checks that need default dependencies count.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/apply-unit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/ignored/judge-private.h"
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
  int got = hn_split (rest, HN_SPACES, HN_SPLIT_UNQUOTE | HN_SPLIT_UNESCAPE, word);

  if (got >= 0)
    return got;

  *rest = start;
  got = hn_split (rest, HN_SPACES, HN_SPLIT_UNQUOTE, word);
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
apply_signs (HnSettings *self, const HnLine *line, const char *word, const char *program, guint bit)
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
apply_exec (HnSettings *self, const HnLine *line, guint *n)
{
  const char *rest = line->value;
  guint bit = get_exec_bit (line->key);
  gboolean again, told = FALSE;

  if (line->value[0] == '\0')
    {
      *n = 0;
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
      apply_signs (self, line, word, program, bit);
      path = hn_specifier_expand (&self->context, program);
      if (!shell && (path == NULL || !is_program (path, self->context.version)))
        return stop_at_command (line, optional);

      n_arguments = read_arguments (line, &rest, &told, &again);
      if (n_arguments < 0 || (own_name && !shell && n_arguments == 0))
        return stop_at_command (line, optional);
      (*n)++;
    }
  while (again);

  return TRUE;
}

typedef struct
{
  const char *name;
  guint since; /* the version of systemd that brought it */
} Word;

/* The words of a choice that is no sandboxing directive; a list of them ends with a NULL name. */
static const Word types[] = {
  { "simple", 0 }, { "exec", 0 }, { "forking", 0 },         { "oneshot", 0 }, { "dbus", 0 },
  { "notify", 0 }, { "idle", 0 }, { "notify-reload", 253 }, { NULL, 0 },
};

static const Word restarts[] = {
  { "no", 0 },          { "on-success", 0 }, { "on-failure", 0 }, { "on-abnormal", 0 },
  { "on-watchdog", 0 }, { "on-abort", 0 },   { "always", 0 },     { NULL, 0 },
};

static const Word exit_types[] = { { "main", 0 }, { "cgroup", 0 }, { NULL, 0 } };

static const Word kill_modes[] = {
  { "control-group", 0 }, { "process", 0 }, { "mixed", 0 }, { "none", 0 }, { NULL, 0 },
};

/* The first three are all that a user manager may do. */
static const Word actions[] = {
  { "none", 0 },
  { "exit", 0 },
  { "exit-force", 0 },
  { "reboot", 0 },
  { "reboot-force", 0 },
  { "reboot-immediate", 0 },
  { "poweroff", 0 },
  { "poweroff-force", 0 },
  { "poweroff-immediate", 0 },
  { "soft-reboot", 254 },
  { "soft-reboot-force", 254 },
  { "kexec", 254 },
  { "kexec-force", 254 },
  { "halt", 256 },
  { "halt-force", 256 },
  { "halt-immediate", 256 },
  { NULL, 0 },
};

/* Returns the word of @words that @line has; NULL, and a warning, where systemd ignores it. */
static const char *
find_word (HnSettings *self, const HnLine *line, const Word *words)
{
  gboolean few = words == actions && self->context.scope == HN_SCOPE_USER;

  for (guint i = 0; words[i].name != NULL && (!few || i < 3); i++)
    if (strcmp (words[i].name, line->value) == 0 && words[i].since <= self->context.version)
      return words[i].name;

  hn_line_warn_invalid (line);
  return NULL;
}

static void
apply_type (HnSettings *self, const HnLine *line)
{
  const char *type = find_word (self, line, types);

  if (type != NULL)
    self->type = type;
}

static void
apply_restart (HnSettings *self, const HnLine *line)
{
  const char *word = find_word (self, line, restarts);

  if (word != NULL)
    self->restart_always = strcmp (word, "always") == 0 || strcmp (word, "on-success") == 0;
}

static void
apply_exit_type (HnSettings *self, const HnLine *line)
{
  const char *word = find_word (self, line, exit_types);

  if (word != NULL)
    self->exit_type_cgroup = strcmp (word, "cgroup") == 0;
}

static void
apply_kill_mode (HnSettings *self, const HnLine *line)
{
  /* Alone among these it can be put back. */
  const char *word = line->value[0] == '\0' ? "" : find_word (self, line, kill_modes);

  if (word != NULL)
    self->kill_mode_ok = strcmp (word, "process") != 0 && strcmp (word, "none") != 0;
}

/* Names and numbers of exit statuses, and names of signals; nobody needs to know which. */
static void
apply_exit_statuses (HnSettings *self, const HnLine *line)
{
  const char *rest = line->value;
  char *word;

  if (line->value[0] == '\0')
    self->restart_forced = FALSE;

  while (hn_extract_word (&rest, FALSE, FALSE, &word) > 0)
    {
      self->restart_forced = TRUE;
      g_free (word);
    }
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
apply_bus_name (HnSettings *self, const HnLine *line)
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
apply_flag (HnSettings *self, const HnLine *line, gboolean *flag)
{
  int value = hn_parse_boolean (line->value);

  if (value < 0)
    hn_line_warn (line, _ ("“%s” is neither yes nor no; systemd ignores the line"), line->value);
  else
    *flag = value;
}

/* Sets @any to whether @line has more than nothing of something. */
static void
apply_amount (HnSettings *self, const HnLine *line, gboolean *any)
{
  if (strcmp (line->value, "infinity") == 0)
    *any = TRUE;
  else
    *any = strpbrk (line->value, "123456789") != NULL;
}

/* What systemd may do to the whole machine when the unit ends or fails. The two that are no unit's
 * own any more were once written to [Service]. */
static const char *const machine_actions[] = { "SuccessAction", "FailureAction", "StartLimitAction",
                                               "JobTimeoutAction" };

static gboolean
is_machine_action (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (machine_actions); i++)
    if (strcmp (machine_actions[i], key) == 0)
      return TRUE;

  return FALSE;
}

static void
apply_machine_action (HnSettings *self, const HnLine *line)
{
  const char *word = find_word (self, line, actions);
  gboolean acts = g_strcmp0 (word, "none") != 0;

  if (word == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (machine_actions); i++)
    if (strcmp (machine_actions[i], line->key) == 0)
      self->machine_actions = (self->machine_actions & ~(1u << i)) | (acts ? 1u << i : 0);
}

static gboolean
apply_service_key (HnSettings *self, const HnLine *line)
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
  else if (strcmp (key, "PermissionsStartOnly") == 0)
    apply_flag (self, line, &self->start_only);
  else if (is_machine_action (key))
    apply_machine_action (self, line);
  else if (strcmp (key, "BusName") == 0)
    apply_bus_name (self, line);
  else if (strcmp (key, "Restart") == 0)
    apply_restart (self, line);
  else if (strcmp (key, "RestartForceExitStatus") == 0)
    apply_exit_statuses (self, line);
  else if (strcmp (key, "WatchdogSec") == 0)
    apply_amount (self, line, &self->watchdog);
  else if (strcmp (key, "FileDescriptorStoreMax") == 0)
    apply_amount (self, line, &self->stores_fds);
  else if (strcmp (key, "ExitType") == 0)
    apply_exit_type (self, line);
  else if (strcmp (key, "KillMode") == 0)
    apply_kill_mode (self, line);

  return TRUE;
}

static void
apply_section_unit (HnSettings *self, const HnLine *line)
{
  if (strcmp (line->key, "DefaultDependencies") == 0)
    apply_flag (self, line, &self->default_dependencies);
  else if (is_machine_action (line->key))
    {
      apply_machine_action (self, line);
      self->success_action = (self->machine_actions & 1) != 0;
    }
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
hn_apply_unit_key (HnSettings *settings, const HnLine *line)
{
  if (line->section == HN_SECTION_SERVICE)
    return apply_service_key (settings, line);
  if (line->section == HN_SECTION_UNIT)
    apply_section_unit (settings, line);

  return TRUE;
}
