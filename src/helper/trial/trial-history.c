/* What a kept change leaves for people: its lines in the history of the service. No failure of this
 * keeps a change from being kept; the journal tells it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/trial/trial-private.h"

#include <glib/gi18n-lib.h>
#include <syslog.h>
#include <systemd/sd-journal.h>
#include <time.h>

#include "engine/kept/history.h"
#include "helper/errors.h"
#include "helper/inspect.h"
#include "helper/open-to-all.h"

/* @ret_there: whether there is a file; without one there are no states */
static GPtrArray *
read_states (HnHelperTrial *self, gboolean *ret_there, GError **error)
{
  const char *unit = self->record->unit;
  g_autoptr (GPtrArray) wrong = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) states = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (self->helper->history == NULL)
    {
      hn_helper_error_set (error, HN_HELPER_ERROR_FAILED, _ ("There is no folder for it"));
      return NULL;
    }
  if (!hn_place_read_file (self->helper->history, unit, HN_HISTORY_MAX_FILE, &text, &length, error))
    return NULL;
  *ret_there = text != NULL;
  if (text == NULL)
    return hn_history_new ();

  states = hn_history_parse (unit, text, length, wrong);
  /* Somebody's work, in which nothing is to be lost. */
  if (wrong->len > 0)
    {
      hn_helper_error_set (error, HN_HELPER_ERROR_FAILED, "%s", (char *) wrong->pdata[0]);
      return NULL;
    }

  return g_steal_pointer (&states);
}

static gboolean
write_states (HnHelperTrial *self, GPtrArray *states, GError **error)
{
  g_autofree char *text = hn_history_to_text (states);
  const char *unit = self->record->unit;
  gboolean has;
  int n = hn_place_count_files (self->helper->history, unit, &has, error);

  if (n < 0)
    return FALSE;
  if (!has && n >= HN_HISTORY_MAX_FILES && self->record->uid != self->helper->uid)
    return hn_helper_error_set (error, HN_HELPER_ERROR_FAILED,
                                _ ("There are %d services with a history already"), n);

  return hn_place_write_file (self->helper->history, unit, text, error);
}

static void
tell (HnHelperTrial *self, const GError *error)
{
  sd_journal_print (LOG_WARNING, "The history of %s has not been written: %s", self->record->unit,
                    error->message);
}

/* Whether everybody could read the drop-in that is there, and it is the one from before. */
static gboolean
may_tell_previous (HnHelperTrial *self)
{
  const HnRecord *record = self->record;
  g_autofree char *path = hn_place_dup_path (self->helper->permanent, record->unit);
  g_autofree char *present = NULL;

  return hn_place_read (self->helper->permanent, record->unit, &present, NULL) &&
         g_strcmp0 (present, record->previous) == 0 &&
         (self->helper->scope == HN_SCOPE_USER || hn_is_open_to_all (path));
}

/* Lines that Hardnut would not write are nobody's business here. */
static HnHistoryState *
make_first_state (HnHelperTrial *self)
{
  const char *previous = self->record->previous;
  HnHistoryState *state = hn_history_state_new (0, HN_HISTORY_NOBODY);
  g_autoptr (GPtrArray) changes = hn_parse (self->helper, previous);

  if (previous != NULL && (changes == NULL || !may_tell_previous (self)))
    state->incomplete = TRUE;
  else
    hn_history_state_add (state, changes);

  return state;
}

void
hn_trial_begin_history (HnHelperTrial *self)
{
  g_autoptr (GError) error = NULL;
  gboolean there = FALSE;
  g_autoptr (GPtrArray) states = read_states (self, &there, &error);

  if (states != NULL && !there)
    {
      g_ptr_array_add (states, make_first_state (self));
      write_states (self, states, &error);
    }
  if (error != NULL)
    tell (self, error);
}

void
hn_trial_add_history (HnHelperTrial *self)
{
  const HnRecord *record = self->record;
  g_autoptr (GError) error = NULL;
  gboolean there = FALSE;
  g_autoptr (GPtrArray) states = read_states (self, &there, &error);
  HnHistoryState *state;

  if (states == NULL)
    {
      tell (self, error);
      return;
    }
  if (!there)
    {
      /* What was there is gone, and could not be written before. */
      state = hn_history_state_new (0, HN_HISTORY_NOBODY);
      state->incomplete = record->previous != NULL;
      g_ptr_array_add (states, state);
    }
  state = hn_history_state_new ((gint64) (hn_now (CLOCK_REALTIME) / G_USEC_PER_SEC), record->uid);
  if (!record->removal)
    hn_history_state_add (state, self->changes);
  if (!hn_history_add (states, state, self->helper->uid))
    hn_helper_error_set (&error, HN_HELPER_ERROR_FAILED,
                         _ ("There is no room in it for this user"));
  else
    write_states (self, states, &error);
  if (error != NULL)
    tell (self, error);
}
