/* What the bus hears of a trial.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/trial-private.h"

#include <string.h>
#include <time.h>

#include "helper/journal-lines.h"

/* Lines that come a little later belong to the failure as well. */
#define JOURNAL_MARGIN (G_USEC_PER_SEC / 2)

/* The deadline by the wall clock, as it would be read there now. */
static guint64
get_wall_deadline (const HnRecord *record)
{
  return record->deadline != 0
             ? hn_now (CLOCK_REALTIME) + record->deadline - hn_now (CLOCK_BOOTTIME)
             : 0;
}

static int
append_text (sd_bus_message *message,
             const char     *key,
             const char     *text)
{
  return text != NULL && text[0] != '\0' ? sd_bus_message_append (message, "{sv}", key, "s", text)
                                         : 0;
}

static int
append_list (sd_bus_message *message,
             const char     *key,
             GStrv           list)
{
  int r;

  if (list == NULL || list[0] == NULL)
    return 0;
  r = sd_bus_message_open_container (message, 'e', "sv");
  if (r >= 0)
    r = sd_bus_message_append_basic (message, 's', key);
  if (r >= 0)
    r = sd_bus_message_open_container (message, 'v', "as");
  if (r >= 0)
    r = sd_bus_message_append_strv (message, list);
  if (r >= 0)
    r = sd_bus_message_close_container (message);

  return r < 0 ? r : sd_bus_message_close_container (message);
}

static int
append_failure (sd_bus_message *message,
                const HnRecord *record)
{
  int r = append_text (message, "reason", record->reason);

  if (r >= 0)
    r = append_text (message, "step", record->step);
  if (r >= 0)
    r = append_text (message, "result", record->result);
  if (r >= 0 && record->code != 0)
    r = sd_bus_message_append (message, "{sv}{sv}", "code", "i", record->code, "status", "i",
                               record->status);
  if (r >= 0)
    r = append_list (message, "directives", record->directives);

  return r;
}

static int
append_deadline (sd_bus_message *message,
                 const HnRecord *record)
{
  guint64 now = hn_now (CLOCK_BOOTTIME);
  guint64 left = record->deadline > now ? record->deadline - now : 0;

  return sd_bus_message_append (message, "{sv}{sv}", "deadline", "t", get_wall_deadline (record),
                                "seconds", "u",
                                (guint32) ((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC));
}

/* When the service has the change, where no restart brings it: from its next start on, or part of it
 * as soon as systemd has read it. */
static int
append_note (sd_bus_message *message,
             const HnRecord *record)
{
  return append_text (message, "note",
                      record->next_start ? "next-start" : record->at_once ? "at-once" : NULL);
}

/* @journal: (nullable) */
static int
append_detail (HnTrial        *self,
               sd_bus_message *message,
               GStrv           journal)
{
  const HnRecord *record = self->record;
  int r = sd_bus_message_open_container (message, 'a', "{sv}");

  if (r >= 0)
    r = sd_bus_message_append (message, "{sv}{sv}", "restart", "b",
                               record->restart && !record->next_start, "removal", "b",
                               record->removal);
  if (r >= 0 && record->state == HN_STATE_HEALTHY)
    r = append_deadline (message, record);
  if (r >= 0)
    r = append_note (message, record);
  if (r >= 0)
    r = append_failure (message, record);
  if (r >= 0)
    r = append_list (message, "journal", journal);

  return r < 0 ? r : sd_bus_message_close_container (message);
}

static void
send_signal (HnTrial    *self,
             const char *destination,
             GStrv       journal)
{
  sd_bus_message *signal = NULL;
  int r = sd_bus_message_new_signal (self->helper->bus, &signal, HN_HELPER_PATH,
                                     HN_HELPER_INTERFACE, "TrialChanged");

  if (r >= 0 && destination != NULL)
    r = sd_bus_message_set_destination (signal, destination);
  if (r >= 0)
    r = sd_bus_message_append (signal, "sss", self->record->id, self->record->unit,
                               hn_state_get_name (self->record->state));
  if (r >= 0)
    r = append_detail (self, signal, journal);
  if (r >= 0)
    sd_bus_send (self->helper->bus, signal, NULL);
  sd_bus_message_unref (signal);
}

static gboolean
is_bad_news (const HnRecord *record)
{
  return record->restart_time != 0 && record->step != NULL &&
         (record->state == HN_STATE_REVERTING || record->state == HN_STATE_REVERTED ||
          record->state == HN_STATE_FAILED);
}

void
hn_trial_emit (HnTrial *self)
{
  const HnRecord *record = self->record;
  HnHelper *helper = self->helper;

  send_signal (self, NULL, NULL);
  if (is_bad_news (record))
    {
      guint64 now = hn_now (CLOCK_REALTIME);
      guint64 until = record->failure_time != 0 ? record->failure_time + JOURNAL_MARGIN : now;
      g_auto (GStrv) journal = hn_journal_lines (helper->scope, record->unit, helper->uid,
                                                 record->restart_time, until);

      if (journal[0] != NULL)
        send_signal (self, record->owner, journal);
    }
  sd_bus_emit_properties_changed (helper->bus, HN_HELPER_PATH, HN_HELPER_INTERFACE, "Trials", NULL);
}

int
hn_trial_append_all (HnHelper       *helper,
                     sd_bus_message *message)
{
  int r = sd_bus_message_open_container (message, 'a', "(ssst)");

  for (guint i = 0; r >= 0 && i < helper->trials->len; i++)
    {
      const HnRecord *record = ((HnTrial *) helper->trials->pdata[i])->record;

      r = sd_bus_message_append (message, "(ssst)", record->id, record->unit,
                                 hn_state_get_name (record->state), get_wall_deadline (record));
    }

  return r < 0 ? r : sd_bus_message_close_container (message);
}
