/* What a search has found, in text and JSON.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/harden/harden-out.h"

#include <glib/gi18n-lib.h>

static gboolean
is_closed (const HnReport *before, const HnReport *after, guint check)
{
  return hn_finding_passed (&before->assessment.findings[check]) == 0 &&
         hn_finding_passed (&after->assessment.findings[check]) == 1;
}

static gboolean
is_open (const HnReport *report, guint check)
{
  return hn_finding_passed (&report->assessment.findings[check]) == 0;
}

static char *
dup_description (const HnReport *report, guint check)
{
  return hn_finding_dup_description (&report->assessment, check, report->settings, report->policy);
}

/* Why it is open; where the search has nothing to say of it, what it means. */
static char *
dup_reason (const HnHardenInfo *info, const HnReport *report, guint check)
{
  char *reason = info->harden != NULL ? hn_harden_dup_reason (info->harden, check) : NULL;

  return reason != NULL ? reason : dup_description (report, check);
}

static void
write_open (const HnHardenInfo *info, const HnReport *report, HnJsonOut *out)
{
  hn_json_out_begin_array (out, "open");
  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      g_autofree char *reason = NULL;

      if (!is_open (report, i))
        continue;
      reason = dup_reason (info, report, i);
      hn_json_out_begin_object (out, NULL);
      hn_json_out_string (out, "check", hn_check_get (i)->json_field);
      hn_json_out_string (out, "reason", reason);
      hn_json_out_end_object (out);
    }
  hn_json_out_end_array (out);
}

void
hn_harden_write_json (const HnHardenInfo *info,
                      const HnReport *before,
                      const HnReport *found,
                      const HnReport *after,
                      gboolean kept,
                      HnJsonOut *out)
{
  g_autofree char *text = found != NULL ? hn_drop_in_to_text (info->content) : NULL;

  hn_json_out_string (out, "unit", before->settings->context.unit);
  hn_report_write_json ("before", before, FALSE, out);
  if (after != NULL)
    hn_report_write_json ("after", after, FALSE, out);
  else
    hn_json_out_null (out, "after");
  hn_json_out_number (out, "trials",
                      info->harden != NULL ? hn_harden_get_n_trials (info->harden) : 0);
  /* What was found and is not kept was taken back after the search. */
  hn_json_out_number (out, "restarts", info->restarts + (found != NULL && !kept));
  hn_json_out_string (out, "drop_in", text);
  hn_json_out_begin_array (out, "could");
  for (guint i = 0; found != NULL && i < HN_N_CHECKS; i++)
    {
      g_autofree char *sentence = NULL;

      if (!is_closed (before, found, i))
        continue;
      sentence = dup_description (before, i);
      hn_json_out_string (out, NULL, sentence);
    }
  hn_json_out_end_array (out);
  write_open (info, found != NULL ? found : before, out);
  hn_json_out_begin_array (out, "steps");
  for (guint i = 0; i < info->steps->len; i++)
    hn_json_out_string (out, NULL, info->steps->pdata[i]);
  hn_json_out_end_array (out);
}

void
hn_harden_write_json_unread (const char *unit, HnJsonOut *out)
{
  static const char *const lists[] = { "could", "open", "steps" };

  hn_json_out_string (out, "unit", unit);
  hn_json_out_null (out, "before");
  hn_json_out_null (out, "after");
  hn_json_out_number (out, "trials", 0);
  hn_json_out_number (out, "restarts", 0);
  hn_json_out_null (out, "drop_in");
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      hn_json_out_begin_array (out, lists[i]);
      hn_json_out_end_array (out);
    }
}

void
hn_harden_append_text (const HnHardenInfo *info,
                       const HnReport *before,
                       const HnReport *after,
                       const HnTerminal *terminal,
                       GString *text)
{
  hn_terminal_append (terminal, text, HN_COLOR_BOLD,
                      _ ("What held until now, and does not any more:"));
  g_string_append_c (text, '\n');
  for (guint i = 0; i < HN_N_CHECKS; i++)
    if (is_closed (before, after, i))
      {
        g_autofree char *sentence = dup_description (before, i);
        g_autofree char *clean = hn_terminal_clean (sentence);

        g_string_append_printf (text, "  %s\n", clean);
      }
  g_string_append_c (text, '\n');
  hn_terminal_append (terminal, text, HN_COLOR_BOLD, _ ("What stays open, and why:"));
  g_string_append_c (text, '\n');
  for (guint i = 0; i < HN_N_CHECKS; i++)
    if (is_open (after, i))
      {
        g_autofree char *reason = dup_reason (info, after, i);
        g_autofree char *clean = hn_terminal_clean (reason);

        g_string_append_printf (text, "  %s %s\n", hn_check_get (i)->id, clean);
      }
  g_string_append_c (text, '\n');
  hn_report_append_exposure (after, before, terminal, text);
}
