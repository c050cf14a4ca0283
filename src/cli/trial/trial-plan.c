/* Merging what is asked for into what is there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/trial/trial-plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "client/helper-client.h"
#include "client/own-unit.h"
#include "engine/kept/keepers.h"
#include "engine/validate.h"

void
hn_trial_plan_free (HnTrialPlan *self)
{
  if (self == NULL)
    return;

  hn_plan_clear (&self->change);
  hn_report_free (self->before);
  hn_report_free (self->after);
  g_free (self->hidden);
  g_free (self->uncovered);
  g_clear_pointer (&self->left_out, g_ptr_array_unref);
  g_free (self);
}

/* What is known of @target before anything is read of the change. */
static HnTrialPlan *
plan_new (HnSession *session, HnTarget *target)
{
  HnTrialPlan *self = g_new0 (HnTrialPlan, 1);
  HnScope scope = session->options->scope;
  g_autofree char *own = hn_own_unit_dup (scope);

  self->session = session;
  self->target = target;
  self->change.scope = scope;
  self->change.version = hn_session_get_version (session);
  self->change.names = hn_unit_loader_dup_names (hn_session_get_loader (session), target->unit);
  self->change.ours = g_strcmp0 (own, target->unit) == 0;

  return self;
}

static void
add_pair (GArray *pairs, const HnChange *change)
{
  HnPair pair = { hn_directive_get (change->directive)->name, change->value };

  g_array_append_val (pairs, pair);
}

/* Returns: (transfer full) (element-type HnChange) (nullable): what the drop-in has now */
static GPtrArray *
parse_present (HnTrialPlan *self, GError **error)
{
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GError) local_error = NULL;

  if (self->session->options->replace || self->change.present == NULL)
    return g_ptr_array_new ();

  changes = hn_validate_change_text (self->change.present, strlen (self->change.present),
                                     self->change.version, &local_error);
  if (changes == NULL)
    g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNIT_REFUSED,
                 /* Translators: a file, and what is wrong with it; keep --replace */
                 _ ("%s holds more than Hardnut wrote (%s); with --replace the new lines take the "
                    "place of all of it"),
                 self->hidden != NULL ? self->hidden : self->change.path, local_error->message);

  return g_steal_pointer (&changes);
}

/* Puts @changes on top of what is there, and has the whole of it checked.
 *
 * Returns: (transfer full) (element-type HnChange) (nullable): the whole of it */
static GPtrArray *
merge (HnScope scope, guint version, GPtrArray *present, GPtrArray *changes, GError **error)
{
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (HnPair));
  g_autoptr (GPtrArray) merged = NULL;
  g_autoptr (GError) local_error = NULL;

  for (guint i = 0; i < present->len; i++)
    {
      const HnChange *change = g_ptr_array_index (present, i);

      if (!hn_change_list_are_about (changes, change->directive))
        add_pair (pairs, change);
    }
  for (guint i = 0; i < changes->len; i++)
    {
      const HnChange *change = g_ptr_array_index (changes, i);

      if (*change->value != '\0' || hn_validate_is_list (change->directive))
        add_pair (pairs, change);
    }

  merged = hn_validate_change ((const HnPair *) (gpointer) pairs->data, pairs->len, version,
                               &local_error);
  if (merged == NULL)
    g_set_error_literal (error, HN_USAGE_ERROR, HN_USAGE_ERROR_WRONG, local_error->message);

  return g_steal_pointer (&merged);
}

static gboolean
refuse_nothing (GPtrArray *changes, GError **error)
{
  if (changes->len > 0)
    return FALSE;

  g_set_error (error, HN_USAGE_ERROR, HN_USAGE_ERROR_WRONG,
               _ ("Nothing would be left to write; to take Hardnut’s drop-in away, use "
                  "“hardnutctl remove”"));

  return TRUE;
}

GPtrArray *
hn_trial_plan_parse (const char *const *words, const HnOptions *options, GError **error)
{
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (GPtrArray) alone = NULL;
  g_autoptr (GError) local_error = NULL;

  changes = hn_drop_in_parse_changes (words, &local_error);
  if (changes == NULL)
    {
      g_set_error_literal (error, HN_USAGE_ERROR, HN_USAGE_ERROR_WRONG, local_error->message);
      return NULL;
    }

  /* Which systemd it is for is not known yet: what the newest refuses, every one does. */
  alone = merge (options->scope, 0, nothing, changes, error);
  if (alone == NULL || (options->replace && refuse_nothing (alone, error)))
    return NULL;

  return g_steal_pointer (&changes);
}

/* With @changes (element-type HnChange) as the whole content of the drop-in. */
static void
read_permission (HnTrialPlan *self, GPtrArray *changes)
{
  g_clear_pointer (&self->change.permission, hn_permission_unref);
  self->change.permission =
      hn_session_read_permission (self->session, self->target, self->change.kept, changes);
}

/* Reads what is there, and puts @changes on top. */
static gboolean
plan_content (HnTrialPlan *self, GPtrArray *changes, GError **error)
{
  HnPlan *change = &self->change;
  g_autoptr (GPtrArray) present = NULL;

  if (!hn_session_read_own (self->session, self->target, &change->kept, &change->path, error))
    return FALSE;
  if (change->kept == NULL &&
      !hn_session_read_hidden (self->session, self->target, &change->kept, &self->hidden, error))
    return FALSE;
  /* It is in force, but nothing of it is taken over. */
  if (self->session->options->replace && self->hidden != NULL)
    g_clear_pointer (&self->hidden, g_free);
  else
    change->present = hn_keepers_strip (change->kept);
  present = parse_present (self, error);
  if (present == NULL)
    return FALSE;
  change->lines = merge (change->scope, change->version, present, changes, error);
  if (change->lines == NULL || refuse_nothing (change->lines, error))
    return FALSE;

  read_permission (self, change->lines);
  return TRUE;
}

/* Leaves out what takes the stronger permission. */
static gboolean
leave_out_lines (HnTrialPlan *self, GError **error)
{
  const HnPermission *permission = self->change.permission;

  if (permission == NULL || permission->reasons->len == 0)
    return TRUE;
  if (permission->rest == NULL)
    {
      /* What is about the change as a whole comes last. */
      g_autofree char *sentence =
          hn_weakening_dup_sentence (permission->reasons->pdata[permission->reasons->len - 1]);

      g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_AUTHORIZED,
                   /* Translators: a service, and a sentence that says why */
                   _ ("%s: Without what takes the stronger permission nothing would be left to "
                      "try: %s"),
                   self->target->unit, sentence);
      return FALSE;
    }

  self->left_out = g_ptr_array_ref (permission->reasons);
  g_ptr_array_unref (self->change.lines);
  self->change.lines = g_ptr_array_ref (permission->rest);
  read_permission (self, self->change.lines);

  return TRUE;
}

HnTrialPlan *
hn_trial_plan_new_try (HnSession *session, HnTarget *target, GPtrArray *changes, GError **error)
{
  g_autoptr (HnTrialPlan) self = plan_new (session, target);

  if (!plan_content (self, changes, error) ||
      (session->options->leave_out && !leave_out_lines (self, error)))
    return NULL;
  self->change.text = hn_change_to_text (self->change.lines);
  self->before = hn_session_read_files (session, target, error);
  if (self->before == NULL ||
      !hn_session_check_limits (session, target, &self->change, self->before->settings, error))
    return NULL;
  self->after =
      hn_session_read_with_own (session, target, HN_PREVIEW_PATH, self->change.text, error);

  return self->after != NULL ? g_steal_pointer (&self) : NULL;
}

HnTrialPlan *
hn_trial_plan_new_remove (HnSession *session, HnTarget *target, GError **error)
{
  g_autoptr (HnTrialPlan) self = plan_new (session, target);
  g_autoptr (GPtrArray) after = NULL;

  if (!hn_session_read_own (session, target, &self->change.kept, &self->change.path, error))
    return NULL;
  self->change.present = hn_keepers_strip (self->change.kept);
  if (self->change.present == NULL)
    {
      g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_FOUND,
                   /* Translators: a service, and a file */
                   _ ("%s: Hardnut has changed nothing here; there is no %s"), target->unit,
                   self->change.path);
      return NULL;
    }
  self->before = hn_session_read_files (session, target, error);
  if (self->before == NULL)
    return NULL;
  self->after =
      hn_session_read_without_own (session, target, &self->uncovered, &self->change.rest, error);
  if (self->after == NULL)
    return NULL;
  after = hn_plan_list_after (&self->change);
  read_permission (self, after);

  return g_steal_pointer (&self);
}

HnPermission *
hn_trial_plan_foretell (HnSession *session, HnTarget *target, const char *const *words)
{
  g_autoptr (HnTrialPlan) self = NULL;
  g_autoptr (GPtrArray) changes = NULL;

  if (session->manager == NULL || target->file != NULL)
    return NULL;
  changes = hn_trial_plan_parse (words, session->options, NULL);
  self = plan_new (session, target);
  if (changes == NULL || !plan_content (self, changes, NULL))
    return NULL;

  return g_steal_pointer (&self->change.permission);
}

gboolean
hn_trial_plan_is_idle (const HnTrialPlan *self)
{
  return self->change.text != NULL && g_strcmp0 (self->change.text, self->change.present) == 0;
}
