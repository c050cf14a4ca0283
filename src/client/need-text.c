/* What evidence says against a protection, in words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/need-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How a kind is written with its value; %s is the value or the path. */
static const struct
{
  const char *kind;
  const char *format;
} kinds[] = {
  { HN_SEEN_CALL, "%s()" },
  { HN_SEEN_FAMILY, "socket(%s)" },
  { HN_SEEN_CAPABILITY, "%s" },
  /* Translators: %s is a kind of namespace, "user" */
  { HN_SEEN_NAMESPACE, N_ ("namespace “%s”") },
  /* Translators: %s is a system call, "mmap" */
  { HN_SEEN_CODE, N_ ("memory to write and execute, by %s") },
  { HN_SEEN_PERSONALITY, "personality(%s)" },
  /* Translators: %s is a way of scheduling, "fifo" */
  { HN_SEEN_REALTIME, N_ ("realtime scheduling “%s”") },
  /* Translators: %s is an octal mode, "4000" */
  { HN_SEEN_SUID, N_ ("mode %s, which lends its owner’s rights") },
  /* Translators: %s is an octal mode, "44" */
  { HN_SEEN_SHARE, N_ ("something new that others may use (mode %s)") },
  /* Translators: %s is the number of a group of accounts, "4" */
  { HN_SEEN_GROUP, N_ ("a file that only group %s may open") },
  { HN_SEEN_KEY, "keyctl(%s)" },
  { HN_SEEN_PRCTL, "prctl(%s)" },
};

/* What was done with a path. */
static const struct
{
  const char *kind;
  const char *format;
} accesses[] = {
  /* Translators: %s is the path of a file */
  { HN_SEEN_READ, N_ ("read %s") },
  /* Translators: %s is the path of a file */
  { HN_SEEN_WRITE, N_ ("wrote %s") },
  /* Translators: %s is the path of a file that was made, renamed, removed and so on */
  { HN_SEEN_CHANGE, N_ ("changed %s") },
  /* Translators: %s is the path of a program */
  { HN_SEEN_EXEC, N_ ("started %s") },
  /* Translators: %s is the path of a file */
  { HN_SEEN_LOOK, N_ ("looked at %s") },
  /* Translators: %s is the path of a socket */
  { HN_SEEN_PEER, N_ ("spoke to %s") },
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

/* What was used, "socket(AF_NETLINK)". */
static char *
dup_use (const HnUse *use)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].kind, use->kind) == 0)
      return fill (_ (kinds[i].format), use->value);
  for (guint i = 0; i < G_N_ELEMENTS (accesses); i++)
    if (strcmp (accesses[i].kind, use->kind) == 0)
      return fill (_ (accesses[i].format), use->path);
  if (strcmp (use->kind, HN_SEEN_ADDRESS) == 0)
    return g_strdup (get_network (use->value));
  if (strcmp (use->kind, HN_SEEN_ABI) == 0)
    return g_strdup (_ ("calls of another architecture"));
  if (strcmp (use->kind, HN_SEEN_GAIN) == 0)
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

char *
hn_duration_dup_text (guint64 usec)
{
  guint64 seconds = usec / G_USEC_PER_SEC;
  guint n;

  if (seconds < 2 * 60)
    {
      n = (guint) seconds;
      /* Translators: how long something was watched, or will be, in seconds */
      return g_strdup_printf (ngettext ("%u second", "%u seconds", n), n);
    }
  if (seconds < 2 * 60 * 60)
    {
      n = (guint) (seconds / 60);
      /* Translators: how long something was watched, or will be, in minutes */
      return g_strdup_printf (ngettext ("%u minute", "%u minutes", n), n);
    }
  if (seconds < 2 * 24 * 60 * 60)
    {
      n = (guint) (seconds / (60 * 60));
      /* Translators: how long something was watched, or will be, in hours */
      return g_strdup_printf (ngettext ("%u hour", "%u hours", n), n);
    }
  n = (guint) MIN (seconds / (24 * 60 * 60), G_MAXUINT);

  /* Translators: how long something was watched, or will be, in days */
  return g_strdup_printf (ngettext ("%u day", "%u days", n), n);
}

/* With what it was seen for, and more of it. */
static char *
dup_used (const HnNeed *need)
{
  g_autofree char *time = dup_time (need->use->last);
  g_autofree char *what = dup_use (need->use);
  g_autofree char *head = NULL;
  guint count = (guint) MIN (need->count, G_MAXUINT);
  const char *program = need->use->program[0] != '\0' ? need->use->program : "?";

  if (need->kind == HN_NEED_REFUSED)
    head = g_strdup_printf (
        /* Translators: a time, a program, and what it tried, "socket(AF_NETLINK)" */
        ngettext ("Tried %u time and refused, at %s by %s: %s",
                  "Tried %u times and always refused, last at %s by %s: %s", count),
        count, time, program, what);
  else
    head = g_strdup_printf (
        /* Translators: a time, a program, and what it used, "socket(AF_NETLINK)" */
        ngettext ("Used %u time, at %s by %s: %s", "Used %u times, last at %s by %s: %s", count),
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
    return g_strdup_printf (_ ("Cannot tell, because %s"), need->reason);

  span = hn_duration_dup_text (evidence->span);
  if (evidence->starts > 0)
    /* Translators: %s is a time such as "4 hours" */
    return g_strdup_printf (_ ("Not seen in %s, its start included"), span);

  /* Translators: %s is a time such as "4 hours" */
  return g_strdup_printf (_ ("Not seen in %s, without its start"), span);
}

char *
hn_need_dup_short (const HnNeed *need, const HnEvidence *evidence)
{
  guint count = (guint) MIN (need->count, G_MAXUINT);
  g_autofree char *time = need->use != NULL ? dup_time (need->use->last) : NULL;
  g_autofree char *span = NULL;

  switch (need->kind)
    {
    case HN_NEED_USED:
      return g_strdup_printf (
          /* Translators: how often a service was seen to use something, and a time */
          ngettext ("Used %u time, at %s", "Used %u times, last at %s", count), count, time);
    case HN_NEED_REFUSED:
      return g_strdup (_ ("Used, but may cope without"));
    case HN_NEED_NOT_SEEN:
      span = hn_duration_dup_text (evidence->span);
      /* Translators: %s is a time such as "4 hours" */
      return g_strdup_printf (_ ("Not seen in %s"), span);
    case HN_NEED_CANNOT_TELL:
    default:
      /* Translators: whether a service uses something */
      return g_strdup (_ ("Cannot tell whether it is used"));
    }
}

char *
hn_evidence_dup_summary (const HnEvidence *evidence)
{
  g_autofree char *span = hn_duration_dup_text (evidence->span);

  return g_strdup_printf (
      /* Translators: a time such as "4 hours", and how often the service was started meanwhile */
      ngettext ("Watched for %s, with %u start.", "Watched for %s, with %u starts.",
                evidence->starts),
      span, evidence->starts);
}

char *
hn_evidence_dup_progress (const HnEvidence *evidence)
{
  const HnUse *last = NULL;
  g_autofree char *time = NULL;
  g_autofree char *what = NULL;
  guint n = evidence->uses->len;

  for (guint i = 0; i < n; i++)
    {
      const HnUse *use = evidence->uses->pdata[i];

      if (last == NULL || use->last > last->last)
        last = use;
    }
  if (last == NULL)
    return g_strdup (_ ("Nothing was seen so far."));

  time = dup_time (last->last);
  what = dup_use (last);

  return g_strdup_printf (
      /* Translators: a number, a time, a program, and what it used last, "socket(AF_NETLINK)" */
      ngettext ("%u thing was seen in use, at %s by %s: %s",
                "%u things were seen in use, the last at %s by %s: %s", n),
      n, time, last->program[0] != '\0' ? last->program : "?", what);
}

/* A part of what happens is not seen at all. */
static void
add_blind (GPtrArray *remarks, const char *reason, const char *format)
{
  if (reason != NULL)
    g_ptr_array_add (remarks, fill (format, reason));
}

GPtrArray *
hn_evidence_list_remarks (const HnEvidence *evidence)
{
  GPtrArray *remarks = g_ptr_array_new_with_free_func (g_free);

  if (evidence->lost > 0)
    g_ptr_array_add (remarks,
                     g_strdup (_ ("Not everything was counted: there was too much at once.")));
  if (evidence->cut)
    g_ptr_array_add (remarks,
                     g_strdup (
                         _ ("The last minute of a watch is missing: the observer was killed.")));
  if (evidence->unsaved != NULL)
    g_ptr_array_add (remarks,
                     /* Translators: %s is the system's reason */
                     g_strdup_printf (_ ("This is in memory alone, as it cannot be written: %s"),
                                      evidence->unsaved));
  add_blind (remarks, evidence->blind_calls,
             /* Translators: %s is the reason */
             _ ("System calls are not seen, because %s."));
  add_blind (remarks, evidence->blind_capabilities,
             /* Translators: %s is the reason */
             _ ("Capabilities are not seen, because %s."));

  return remarks;
}
