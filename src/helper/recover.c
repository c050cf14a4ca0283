/* Ends, or goes on with, what an earlier helper left when it was killed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/recover.h"

#include <string.h>
#include <syslog.h>
#include <systemd/sd-journal.h>

#include "engine/validate.h"
#include "helper/trial/trial.h"

/* Returns FALSE when there is a record that cannot be read. */
static gboolean
take_up (HnHelper *helper, const char *id)
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
  if (strcmp (record->boot_id, helper->boot_id) != 0 && record->state != HN_TRIAL_KEEPING)
    {
      record->was_active = FALSE;
      g_clear_pointer (&record->invocation, g_free);
      record->state = HN_TRIAL_REVERTING;
    }
  hn_trial_resume (helper, g_steal_pointer (&record));

  return TRUE;
}

/* A trial's file without a record is nobody's, and must not stay in force: it is taken back like a
 * trial of which only that is known. */
static void
remove_strays (HnHelper *helper)
{
  g_auto (GStrv) units = hn_place_list (helper->trial);

  for (guint i = 0; units[i] != NULL; i++)
    {
      if (!hn_validate_unit_name (units[i], NULL) ||
          hn_record_exists (helper->records_fd, units[i]))
        continue;
      sd_journal_print (LOG_WARNING, "There is a trial of %s without a record", units[i]);
      hn_trial_resume (helper, hn_record_new_stray (units[i], helper->uid, helper->boot_id));
    }
}

void
hn_recover (HnHelper *helper, const char *id)
{
  g_auto (GStrv) ids = NULL;
  g_autoptr (GError) error = NULL;

  if (id != NULL)
    {
      if (!take_up (helper, id))
        helper->exit_status = HN_EXIT_AGAIN;
      remove_strays (helper);
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
    take_up (helper, ids[i]);
  remove_strays (helper);
}
