/* Lists of what is known, and what to say where nothing can be known.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/facts/facts-text.h"

#include <glib/gi18n-lib.h>

#include "engine/types/values.h"

void
hn_facts_line_free (HnFactsLine *self)
{
  g_free (self->text);
  g_free (self);
}

static void
add_line (GPtrArray *lines, const char *title, char *text)
{
  HnFactsLine *line = g_new0 (HnFactsLine, 1);

  line->title = title;
  line->text = text;
  g_ptr_array_add (lines, line);
}

G_GNUC_PRINTF (2, 3)
static void
append (GString *text, const char *format, ...)
{
  va_list arguments;

  if (text->len > 0)
    g_string_append (text, ", ");
  va_start (arguments, format);
  g_string_append_vprintf (text, format, arguments);
  va_end (arguments);
}

static char *
list_listeners (const HnServiceFacts *facts, gboolean local)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < facts->listeners->len; i++)
    {
      const HnListener *listener = facts->listeners->pdata[i];
      g_autofree char *address = hn_listener_dup_text (listener);

      if (hn_listener_is_local (listener) != local)
        continue;
      if (listener->unit != NULL)
        /* Translators: a socket, such as "[::]:22 (TCP)", and the unit that opens it */
        append (text, _ ("%s by %s"), address, listener->unit);
      else
        append (text, "%s", address);
    }

  return g_string_free (text, FALSE);
}

static void
add_listeners (GPtrArray *lines, const HnServiceFacts *facts)
{
  g_autofree char *network = list_listeners (facts, FALSE);
  g_autofree char *local = list_listeners (facts, TRUE);
  const char *unknown = NULL;

  if (facts->hidden)
    unknown = _ ("Cannot tell: inside a sandbox the sockets of this machine cannot be seen");
  else if (facts->own_network)
    unknown = _ ("Nothing of this machine’s network: it has one of its own");
  else if (facts->no_sockets)
    unknown = _ ("Cannot tell: this kernel does not say which service a socket belongs to");

  /* Translators: heading over addresses and ports that other machines can reach */
  add_line (lines, _ ("Listens on the Network"),
            g_strdup (*network != '\0'  ? network
                      : unknown != NULL ? unknown
                                        : C_ ("sockets", "Nothing")));
  /* Translators: heading over sockets that only programs of this machine can reach */
  add_line (lines, _ ("Listens on This Machine"),
            *local != '\0'
                ? g_strdup (local)
                : g_strdup (_ ("Nothing that can be seen: sockets in files that a service opens by "
                               "itself are not shown to everybody")));
}

char *
hn_capabilities_dup_text (guint64 set)
{
  guint64 all = hn_capabilities_all ();
  gboolean most = hn_capabilities_are_most (set);
  GString *text = g_string_new (NULL);
  g_autofree char *names = NULL;

  for (guint i = 0; i < 64; i++)
    {
      guint64 bit = (guint64) 1 << i;

      if ((all & bit) == 0 || ((set & bit) != 0) == most)
        continue;
      append (text, "%s", hn_capability_get_name (i));
    }
  names = g_string_free (text, FALSE);

  if (*names == '\0')
    return g_strdup (most ? C_ ("capabilities", "All") : C_ ("capabilities", "None"));
  /* Translators: a list of capabilities that a service does not have */
  return most ? g_strdup_printf (_ ("All but %s"), names) : g_steal_pointer (&names);
}

static void
add_processes (GPtrArray *lines, const HnServiceFacts *facts)
{
  GString *text = g_string_new (NULL);
  g_autofree char *accounts = NULL;

  for (guint i = 0; i < facts->runs_as->len; i++)
    {
      const HnRunsAs *runs_as = facts->runs_as->pdata[i];

      /* Translators: the name of an account, and how many processes run as it */
      append (text, ngettext ("%s (%u process)", "%s (%u processes)", runs_as->n), runs_as->name,
              runs_as->n);
    }
  accounts = g_string_free (text, FALSE);

  if (*accounts != '\0')
    {
      /* Translators: heading over the accounts that processes of a service run as */
      add_line (lines, _ ("Runs as"),
                facts->partial
                    /* Translators: a list of accounts, when there are more that cannot be told */
                    ? g_strdup_printf (_ ("%s, and perhaps others"), accounts)
                    : g_strdup (accounts));
      /* Translators: heading over the capabilities that processes of a service have */
      add_line (lines, _ ("Holds Capabilities"),
                hn_capabilities_dup_text (hn_service_facts_get_held (facts)));
    }
  else if (facts->hidden && facts->run == HN_RUN_NOW)
    {
      add_line (lines, _ ("Runs as"),
                g_strdup (_ ("Cannot tell: inside a sandbox the processes of this machine cannot "
                             "be seen")));
    }
  else if (facts->partial)
    {
      add_line (lines, _ ("Runs as"),
                g_strdup (_ ("Cannot tell: this machine hides the processes of others")));
    }
}

static void
add_starters (GPtrArray *lines, const HnServiceFacts *facts)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < facts->starters->len; i++)
    {
      const HnStarter *starter = facts->starters->pdata[i];

      if (starter->kind == HN_STARTER_DBUS)
        /* Translators: starts a service; the placeholder is org.freedesktop.hostname1, say */
        append (text, _ ("calls of %s on the bus"), starter->name);
      else
        append (text, "%s", starter->name);
    }
  if (text->len == 0)
    g_string_append (text, _ ("Nothing but commands, or other services"));
  /* Translators: heading over units and the like that start a service */
  add_line (lines, _ ("Started by"), g_string_free (text, FALSE));
}

static void
add_run (GPtrArray *lines, const HnServiceFacts *facts, const char *started)
{
  char *text;

  if (facts->run == HN_RUN_UNKNOWN)
    text = g_strdup (_ ("Not since this machine was started, as far as systemd remembers"));
  else if (started == NULL)
    text = g_strdup (facts->run == HN_RUN_NOW ? _ ("It runs now") : _ ("Before, but not now"));
  else if (facts->run == HN_RUN_NOW)
    /* Translators: a service; the placeholder is a date and a time */
    text = g_strdup_printf (_ ("It runs now, since %s"), started);
  else
    /* Translators: a service; the placeholder is a date and a time */
    text = g_strdup_printf (_ ("Not now; it was last started on %s"), started);
  /* Translators: heading over whether and when a service has run */
  add_line (lines, _ ("Has Run"), text);
}

GPtrArray *
hn_service_facts_list_lines (const HnServiceFacts *facts, const char *started)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_facts_line_free);

  add_listeners (lines, facts);
  add_processes (lines, facts);
  add_starters (lines, facts);
  add_run (lines, facts, started);

  return lines;
}
