/* The lines of /proc/PID/status, which are a key, a colon and tabs before what they say.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/facts/process-text.h"

#include <string.h>

/* Up to @most numbers.
 *
 * Returns: how many there are */
static guint
read_numbers (const char *text, guint base, guint64 *numbers, guint most)
{
  guint n = 0;

  while (n < most)
    {
      char *end;

      while (*text == ' ' || *text == '\t')
        text++;
      if (!g_ascii_isxdigit (*text))
        break;
      numbers[n] = g_ascii_strtoull (text, &end, base);
      if (end == text)
        break;
      n++;
      text = end;
    }

  return n;
}

static gboolean
take_ids (const char *value, guint32 ids[4])
{
  guint64 numbers[4];

  if (read_numbers (value, 10, numbers, 4) < 4)
    return FALSE;
  for (guint i = 0; i < 4; i++)
    ids[i] = (guint32) numbers[i];

  return TRUE;
}

gboolean
hn_process_parse_status (const char *text, HnProcess *process)
{
  struct
  {
    const char *key;
    guint64 *set;
  } sets[] = {
    { "CapInh:", &process->inheritable }, { "CapPrm:", &process->permitted },
    { "CapEff:", &process->effective },   { "CapBnd:", &process->bounding },
    { "CapAmb:", &process->ambient },
  };
  guint64 levels[32];
  gboolean has_uid = FALSE;

  memset (process, 0, sizeof *process);
  process->no_new_privileges = -1;
  process->seccomp = -1;
  process->filters = -1;

  for (const char *line = text; line != NULL && *line != '\0'; line = strchr (line, '\n'))
    {
      const char *value;
      guint64 number;

      line += *line == '\n';
      value = strchr (line, ':');
      if (value == NULL)
        break;
      value++;

      if (g_str_has_prefix (line, "State:"))
        process->over = strcspn (value, "ZX") < strcspn (value, "(\n");
      else if (g_str_has_prefix (line, "Pid:") && read_numbers (value, 10, &number, 1) == 1)
        process->pid = (guint32) number;
      else if (g_str_has_prefix (line, "PPid:") && read_numbers (value, 10, &number, 1) == 1)
        process->parent = (guint32) number;
      else if (g_str_has_prefix (line, "Uid:"))
        has_uid = take_ids (value, process->uid);
      else if (g_str_has_prefix (line, "Gid:"))
        take_ids (value, process->gid);
      else if (g_str_has_prefix (line, "NSpid:"))
        process->pid_levels = read_numbers (value, 10, levels, G_N_ELEMENTS (levels));
      else if (g_str_has_prefix (line, "NoNewPrivs:") && read_numbers (value, 10, &number, 1) == 1)
        process->no_new_privileges = number != 0;
      else if (g_str_has_prefix (line, "Seccomp_filters:") &&
               read_numbers (value, 10, &number, 1) == 1)
        process->filters = (int) MIN (number, G_MAXINT);
      else if (g_str_has_prefix (line, "Seccomp:") && read_numbers (value, 10, &number, 1) == 1)
        process->seccomp = (int) MIN (number, 2);
      else
        for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
          if (g_str_has_prefix (line, sets[i].key))
            read_numbers (value, 16, sets[i].set, 1);
    }

  return process->pid != 0 && has_uid;
}
