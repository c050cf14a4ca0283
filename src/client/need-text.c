/* What evidence says against a protection, in words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/need-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "protocol/observer1.h"

/* How a kind is written with its value; %s is the value or the path. */
static const struct
{
  const char *kind;
  const char *format;
} kinds[] = {
  { HN_USE_CALL, "%s()" },
  { HN_USE_FAMILY, "socket(%s)" },
  { HN_USE_CAPABILITY, "%s" },
  /* Translators: %s is a kind of namespace, "user" */
  { HN_USE_NAMESPACE, N_ ("namespace “%s”") },
  /* Translators: %s is a system call, "mmap" */
  { HN_USE_CODE, N_ ("memory to write and execute, by %s") },
  { HN_USE_PERSONALITY, "personality(%s)" },
  /* Translators: %s is a way of scheduling, "fifo" */
  { HN_USE_REALTIME, N_ ("realtime scheduling “%s”") },
  /* Translators: %s is an octal mode, "4000" */
  { HN_USE_SUID, N_ ("mode %s, which lends its owner’s rights") },
  /* Translators: %s is an octal mode, "44" */
  { HN_USE_SHARE, N_ ("something new that others may use (mode %s)") },
  { HN_USE_KEY, "keyctl(%s)" },
  { HN_USE_PRCTL, "prctl(%s)" },
};

/* What was done with a path. */
static const struct
{
  const char *kind;
  const char *format;
} accesses[] = {
  /* Translators: %s is the path of a file */
  { HN_USE_READ, N_ ("read %s") },
  /* Translators: %s is the path of a file */
  { HN_USE_WRITE, N_ ("wrote %s") },
  /* Translators: %s is the path of a file that was made, renamed, removed and so on */
  { HN_USE_CHANGE, N_ ("changed %s") },
  /* Translators: %s is the path of a program */
  { HN_USE_EXEC, N_ ("started %s") },
  /* Translators: %s is the path of a file */
  { HN_USE_LOOK, N_ ("looked at %s") },
  /* Translators: %s is the path of a socket */
  { HN_USE_PEER, N_ ("spoke to %s") },
};

static const char *
get_network (const char *value)
{
  if (strcmp (value, "self") == 0)
    return _ ("an address of this machine");
  if (strcmp (value, "local") == 0)
    return _ ("an address of the local network");
  if (strcmp (value, "abstract") == 0)
    return _ ("a socket of this machine that is no file");

  return _ ("an address in the internet");
}

/* The formats are of the tables above, with one %s each. */
static char *
fill (const char *format, const char *word)
{
  const char *place = strstr (format, "%s");

  return g_strdup_printf ("%.*s%s%s", (int) (place - format), format, word, place + strlen ("%s"));
}

char *
hn_use_dup_text (const HnUse *use)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].kind, use->kind) == 0)
      return fill (_ (kinds[i].format), use->value);
  for (guint i = 0; i < G_N_ELEMENTS (accesses); i++)
    if (strcmp (accesses[i].kind, use->kind) == 0)
      return fill (_ (accesses[i].format), use->path);
  if (strcmp (use->kind, HN_USE_ADDRESS) == 0)
    return g_strdup (get_network (use->value));
  if (strcmp (use->kind, HN_USE_ABI) == 0)
    return g_strdup (_ ("calls of another architecture"));
  if (strcmp (use->kind, HN_USE_GAIN) == 0)
    return g_strdup (_ ("a program with rights of its own"));

  return g_strdup_printf ("%s %s", use->kind, use->value);
}

/* Time: the day is told where it is another one. */
static char *
dup_time (guint64 usec)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local ((gint64) (usec / G_USEC_PER_SEC));
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  gboolean today;

  if (then == NULL)
    return g_strdup ("?");
  today = g_date_time_get_year (then) == g_date_time_get_year (now) &&
          g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (now);

  return g_date_time_format (then, today ? "%H:%M" : "%F %H:%M");
}

static char *
dup_duration (guint64 usec)
{
  guint64 seconds = usec / G_USEC_PER_SEC;

  if (seconds < 2 * 60)
    /* Translators: a number of seconds */
    return g_strdup_printf (_ ("%u s"), (guint) seconds);
  if (seconds < 2 * 60 * 60)
    /* Translators: a number of minutes */
    return g_strdup_printf (_ ("%u min"), (guint) (seconds / 60));
  if (seconds < 2 * 24 * 60 * 60)
    /* Translators: a number of hours */
    return g_strdup_printf (_ ("%u h"), (guint) (seconds / (60 * 60)));

  /* Translators: a number of days */
  return g_strdup_printf (_ ("%u d"), (guint) (seconds / (24 * 60 * 60)));
}

char *
hn_evidence_dup_span (const HnEvidence *evidence)
{
  return dup_duration (evidence->span);
}

/* With what it was seen for, and more of it. */
static char *
dup_used (const HnNeed *need)
{
  g_autofree char *time = dup_time (need->use->last);
  g_autofree char *what = hn_use_dup_text (need->use);
  g_autofree char *head = NULL;
  guint count = (guint) MIN (need->count, G_MAXUINT);
  const char *program = need->use->program[0] != '\0' ? need->use->program : "?";

  if (need->kind == HN_NEED_REFUSED)
    head = g_strdup_printf (
        /* Translators: a time, a program, and what it tried, "socket(AF_NETLINK)" */
        ngettext ("tried %u time and refused, last at %s by %s: %s",
                  "tried %u times and always refused, last at %s by %s: %s", count),
        count, time, program, what);
  else
    head = g_strdup_printf (
        /* Translators: a time, a program, and what it used, "socket(AF_NETLINK)" */
        ngettext ("used %u time, at %s by %s: %s", "used %u times, last at %s by %s: %s", count),
        count, time, program, what);
  if (need->others == 0)
    return g_steal_pointer (&head);

  return g_strdup_printf (
      /* Translators: a sentence about one thing that was used, and how many others were */
      ngettext ("%s, and %u other", "%s, and %u others", need->others), head, need->others);
}

char *
hn_need_dup_sentence (const HnNeed *need, const HnEvidence *evidence)
{
  g_autofree char *span = NULL;

  if (need->use != NULL)
    return dup_used (need);
  if (need->kind == HN_NEED_CANNOT_TELL)
    /* Translators: %s is the reason */
    return g_strdup_printf (_ ("cannot tell, because %s"), need->reason);

  span = hn_evidence_dup_span (evidence);
  if (evidence->starts > 0)
    /* Translators: %s is a time such as "4 h" */
    return g_strdup_printf (_ ("not seen in %s, its start included"), span);

  /* Translators: %s is a time such as "4 h" */
  return g_strdup_printf (_ ("not seen in %s, without its start"), span);
}
