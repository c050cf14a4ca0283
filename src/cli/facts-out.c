/* The names of members are a promise to programs; the manual and tests hold them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "facts-out.h"

#include <glib/gi18n-lib.h>

#include "engine/facts/facts-text.h"
#include "engine/facts/in-force.h"
#include "engine/types/values.h"
#include "source/facts/facts-reader.h"

static void
write_listeners (const HnServiceFacts *facts, HnJsonOut *out)
{
  static const char *const protocols[] = { [HN_LISTEN_TCP] = "tcp",
                                           [HN_LISTEN_UDP] = "udp",
                                           [HN_LISTEN_UNIX] = "unix",
                                           [HN_LISTEN_OTHER] = "other" };

  hn_json_out_begin_array (out, "listens");
  for (guint i = 0; i < facts->listeners->len; i++)
    {
      const HnListener *listener = facts->listeners->pdata[i];

      hn_json_out_begin_object (out, NULL);
      hn_json_out_string (out, "protocol", protocols[listener->kind]);
      hn_json_out_string (out, "address", listener->address);
      if (listener->port != 0)
        hn_json_out_number (out, "port", listener->port);
      else
        hn_json_out_null (out, "port");
      hn_json_out_string (out, "interface", listener->interface);
      hn_json_out_string (out, "reach", hn_listener_is_local (listener) ? "machine" : "network");
      hn_json_out_string (out, "unit", listener->unit);
      hn_json_out_end_object (out);
    }
  hn_json_out_end_array (out);
}

static void
write_processes (const HnServiceFacts *facts, HnJsonOut *out)
{
  hn_json_out_begin_array (out, "runs_as");
  for (guint i = 0; i < facts->runs_as->len; i++)
    {
      const HnRunsAs *runs_as = facts->runs_as->pdata[i];

      hn_json_out_begin_object (out, NULL);
      hn_json_out_number (out, "uid", runs_as->uid);
      hn_json_out_string (out, "user", runs_as->name);
      hn_json_out_number (out, "processes", runs_as->n);
      hn_json_out_begin_array (out, "capabilities");
      for (guint j = 0; j < 64; j++)
        if ((runs_as->held & hn_capabilities_all () & (guint64) 1 << j) != 0)
          hn_json_out_string (out, NULL, hn_capability_get_name (j));
      hn_json_out_end_array (out);
      hn_json_out_end_object (out);
    }
  hn_json_out_end_array (out);
}

void
hn_facts_write_json (const HnServiceFacts *facts, HnJsonOut *out)
{
  static const char *const starters[] = {
    [HN_STARTER_SOCKET] = "socket", [HN_STARTER_TIMER] = "timer", [HN_STARTER_PATH] = "path",
    [HN_STARTER_MOUNT] = "mount",   [HN_STARTER_DBUS] = "dbus",   [HN_STARTER_TARGET] = "target",
  };
  static const char *const runs[] = {
    [HN_RUN_UNKNOWN] = "unknown", [HN_RUN_BEFORE] = "before", [HN_RUN_NOW] = "now"
  };

  hn_json_out_begin_object (out, "facts");
  hn_json_out_boolean (out, "sockets_visible", !facts->hidden && !facts->no_sockets);
  hn_json_out_boolean (out, "own_network", facts->own_network);
  write_listeners (facts, out);
  hn_json_out_boolean (out, "processes_visible", !facts->hidden && !facts->partial);
  write_processes (facts, out);
  hn_json_out_begin_array (out, "started_by");
  for (guint i = 0; i < facts->starters->len; i++)
    {
      const HnStarter *starter = facts->starters->pdata[i];

      hn_json_out_begin_object (out, NULL);
      hn_json_out_string (out, "kind", starters[starter->kind]);
      hn_json_out_string (out, "name", starter->name);
      hn_json_out_end_object (out);
    }
  hn_json_out_end_array (out);
  hn_json_out_string (out, "has_run", runs[facts->run]);
  if (facts->started != 0)
    hn_json_out_number (out, "last_started", facts->started / G_USEC_PER_SEC);
  else
    hn_json_out_null (out, "last_started");
  hn_json_out_end_object (out);
}

void
hn_facts_append_text (const HnServiceFacts *facts, const HnTerminal *terminal, GString *text)
{
  g_autofree char *started = hn_service_facts_dup_started (facts);
  g_autoptr (GPtrArray) lines = hn_service_facts_list_lines (facts, started);

  g_string_append_c (text, '\n');
  /* Translators: heading over what a service listens on, runs as and the like */
  hn_terminal_append (terminal, text, HN_COLOR_BOLD, _ ("On this machine:"));
  g_string_append_c (text, '\n');
  for (guint i = 0; i < lines->len; i++)
    {
      const HnFactsLine *line = lines->pdata[i];
      g_autofree char *clean = hn_terminal_clean (line->text);

      g_string_append (text, "  ");
      hn_terminal_append (terminal, text, HN_COLOR_DIM, line->title);
      g_string_append_printf (text, ": %s\n", clean);
    }
}

void
hn_in_force_write_json (const HnSettings *settings, const HnServiceFacts *facts, HnJsonOut *out)
{
  static const char *const states[] = {
    [HN_IN_FORCE_CANNOT_TELL] = "unknown",
    [HN_IN_FORCE_YES] = "yes",
    [HN_IN_FORCE_AFTER_RESTART] = "after-restart",
    [HN_IN_FORCE_PARTLY] = "partly",
    [HN_IN_FORCE_NO] = "no",
  };

  hn_json_out_begin_array (out, "in_force");
  for (HnDirectiveId i = 0; i < HN_N_DIRECTIVES; i++)
    {
      g_auto (HnInForce) found = hn_in_force_find (settings, facts, i);

      if (found.state == HN_IN_FORCE_NOT_SET)
        continue;
      hn_json_out_begin_object (out, NULL);
      hn_json_out_string (out, "directive", hn_directive_get (i)->name);
      hn_json_out_string (out, "state", states[found.state]);
      hn_json_out_string (out, "reason", found.reason);
      hn_json_out_end_object (out);
    }
  hn_json_out_end_array (out);
}

void
hn_in_force_append_text (const HnSettings *settings,
                         const HnServiceFacts *facts,
                         const HnTerminal *terminal,
                         GString *text)
{
  gboolean any = FALSE;

  for (HnDirectiveId i = 0; i < HN_N_DIRECTIVES; i++)
    {
      g_auto (HnInForce) found = hn_in_force_find (settings, facts, i);
      g_autofree char *remark = hn_in_force_dup_text (&found);
      g_autofree char *clean = remark != NULL ? hn_terminal_clean (remark) : NULL;

      if (clean == NULL)
        continue;
      if (!any)
        {
          g_string_append_c (text, '\n');
          /* Translators: heading over settings that do not hold, or not yet */
          hn_terminal_append (terminal, text, HN_COLOR_YELLOW, _ ("Not in force:"));
          g_string_append_c (text, '\n');
          any = TRUE;
        }
      g_string_append_printf (text, "  %s=: %s\n", hn_directive_get (i)->name, clean);
    }
}
