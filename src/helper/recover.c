/* Ends, or goes on with, what an earlier helper left when it was killed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/recover.h"

#include <string.h>
#include <syslog.h>
#include <systemd/sd-journal.h>

#include "engine/request.h"
#include "helper/systemd.h"
#include "helper/trial.h"

/* Returns FALSE when there is a record that cannot be read. */
static gboolean
take_up (HnHelper   *helper,
         const char *id)
{
  g_autoptr (GError) error = NULL;
  gboolean unreadable;
  g_autoptr (HnRecord) record = hn_record_load (helper->records_fd, id, &unreadable, &error);

  if (unreadable)
    {
      sd_journal_print (LOG_ERR, "The record of trial %s is left for later: %s", id,
                        error->message);
      return FALSE;
    }
  if (record == NULL)
    {
      /* What it was about is found by its file, if it got that far. */
      if (error != NULL)
        {
          sd_journal_print (LOG_ERR, "The record of trial %s is removed: %s", id, error->message);
          hn_record_remove (helper->records_fd, id, NULL);
        }
      return TRUE;
    }

  /* A folder of records that outlived its boot; what ran then does not count any more. */
  if (strcmp (record->boot_id, helper->boot_id) != 0 && record->state != HN_STATE_KEEPING)
    {
      record->was_active = FALSE;
      g_clear_pointer (&record->invocation, g_free);
      record->state = HN_STATE_REVERTING;
    }
  hn_trial_resume (helper, g_steal_pointer (&record));

  return TRUE;
}

static int
reloaded_cb (sd_bus_message *reply,
             void           *user_data,
             sd_bus_error   *ret_error)
{
  return 0;
}

/* A trial's file without a record is nobody's, and must not stay in force. */
static void
remove_strays (HnHelper *helper)
{
  g_auto (GStrv) units = hn_place_list (helper->trial);
  gboolean any = FALSE;

  for (guint i = 0; units[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!hn_request_check_unit_name (units[i], NULL) ||
          hn_trial_find_unit (helper, units[i]) != NULL)
        continue;
      if (!hn_place_remove (helper->trial, units[i], NULL, &error))
        {
          sd_journal_print (LOG_ERR, "%s", error->message);
          continue;
        }
      sd_journal_print (LOG_WARNING, "A trial of %s without a record was removed", units[i]);
      any = TRUE;
    }
  if (any)
    hn_systemd_call (helper, NULL, reloaded_cb, NULL, "Reload", "");
}

void
hn_recover (HnHelper   *helper,
            const char *id)
{
  g_auto (GStrv) ids = NULL;
  g_autoptr (GError) error = NULL;
  gboolean all = TRUE;

  if (id != NULL)
    {
      if (!take_up (helper, id))
        helper->exit_status = 1;
      return;
    }

  hn_record_remove_halves (helper->records_fd);
  ids = hn_record_list (helper->records_fd, &error);
  if (ids == NULL)
    {
      sd_journal_print (LOG_ERR, "%s", error->message);
      return;
    }
  for (guint i = 0; ids[i] != NULL; i++)
    all &= take_up (helper, ids[i]);
  /* What seems to be nobody's may belong to a record that could not be read. */
  if (all)
    remove_strays (helper);
}
