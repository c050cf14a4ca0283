/* What the bus hears of a trial.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/trial/trial-private.h"

#include <time.h>

/* Lines in the journal that come a little later belong to the failure as well. */
#define JOURNAL_MARGIN (G_USEC_PER_SEC / 2)

/* The deadline by the wall clock, as it would be read there now. */
static guint64
get_wall_deadline (const HnRecord *record)
{
  return record->deadline != 0
             ? hn_now (CLOCK_REALTIME) + record->deadline - hn_now (CLOCK_BOOTTIME)
             : 0;
}

/* What cannot be appended leaves its container open, so that the last one cannot be closed, and
 * nothing is sent. */

static void
append_text (sd_bus_message *message, const char *key, const char *text)
{
  if (text != NULL && text[0] != '\0')
    sd_bus_message_append (message, "{sv}", key, "s", text);
}

static void
append_list (sd_bus_message *message, const char *key, GStrv list)
{
  if (list == NULL || list[0] == NULL)
    return;
  sd_bus_message_open_container (message, 'e', "sv");
  sd_bus_message_append_basic (message, 's', key);
  sd_bus_message_open_container (message, 'v', "as");
  sd_bus_message_append_strv (message, list);
  sd_bus_message_close_container (message);
  sd_bus_message_close_container (message);
}

static void
append_failure (sd_bus_message *message, const HnRecord *record)
{
  append_text (message, HN_DETAIL_REASON, record->reason);
  append_text (message, HN_DETAIL_STEP, record->step);
  append_text (message, HN_DETAIL_RESULT, record->result);
  if (record->code != 0)
    sd_bus_message_append (message, "{sv}{sv}", HN_DETAIL_CODE, "i", record->code, HN_DETAIL_STATUS,
                           "i", record->status);
  append_list (message, HN_DETAIL_DIRECTIVES, record->directives);
  /* When the service wrote what may explain it, for those who may read the journal. */
  if (record->step != NULL && record->restart_time != 0)
    sd_bus_message_append (message, "{sv}", HN_DETAIL_SINCE, "t", record->restart_time);
  if (record->step != NULL && record->failure_time != 0)
    sd_bus_message_append (message, "{sv}", HN_DETAIL_UNTIL, "t",
                           record->failure_time + JOURNAL_MARGIN);
}

static int
append_detail (HnHelperTrial *self, sd_bus_message *message)
{
  const HnRecord *record = self->record;
  guint64 now = hn_now (CLOCK_BOOTTIME);
  guint64 left = record->deadline > now ? record->deadline - now : 0;

  sd_bus_message_open_container (message, 'a', "{sv}");
  sd_bus_message_append (message, "{sv}{sv}", HN_DETAIL_RESTART, "b",
                         record->restart && !record->next_start, HN_DETAIL_REMOVAL, "b",
                         record->removal);
  if (record->state == HN_TRIAL_HEALTHY)
    sd_bus_message_append (message, "{sv}{sv}", HN_DETAIL_DEADLINE, "t", get_wall_deadline (record),
                           HN_DETAIL_SECONDS, "u",
                           (guint32) ((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC));
  /* When the service has the change, where no restart brings it: from its next start on, or part
   * of it as soon as systemd has read it. */
  append_text (message, HN_DETAIL_NOTE,
               record->next_start ? HN_NOTE_NEXT_START
               : record->at_once  ? HN_NOTE_AT_ONCE
                                  : NULL);
  append_failure (message, record);

  return sd_bus_message_close_container (message);
}

void
hn_trial_emit (HnHelperTrial *self)
{
  sd_bus *bus = self->helper->bus;
  sd_bus_message *signal = NULL;
  int r;

  /* A trial that ends while the bus hangs emits nothing. */
  if (bus == NULL)
    return;
  r = sd_bus_message_new_signal (bus, &signal, HN_HELPER_PATH, HN_HELPER_INTERFACE,
                                 HN_HELPER_TRIAL_CHANGED);

  if (r >= 0)
    r = sd_bus_message_append (signal, "sss", self->record->id, self->record->unit,
                               hn_trial_state_get_name (self->record->state));
  if (r >= 0)
    r = append_detail (self, signal);
  if (r >= 0)
    sd_bus_send (bus, signal, NULL);
  sd_bus_message_unref (signal);
  sd_bus_emit_properties_changed (bus, HN_HELPER_PATH, HN_HELPER_INTERFACE, HN_HELPER_TRIALS, NULL);
}

int
hn_trial_append_all (HnHelper *helper, sd_bus_message *message)
{
  int r = sd_bus_message_open_container (message, 'a', "(ssst)");

  for (guint i = 0; r >= 0 && i < helper->trials->len; i++)
    {
      const HnRecord *record = ((HnHelperTrial *) helper->trials->pdata[i])->record;

      r = sd_bus_message_append (message, "(ssst)", record->id, record->unit,
                                 hn_trial_state_get_name (record->state),
                                 get_wall_deadline (record));
    }

  return r < 0 ? r : sd_bus_message_close_container (message);
}
