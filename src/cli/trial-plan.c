/* Merging what is asked for into what is there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "trial-plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "client/helper-client.h"
#include "client/own-unit.h"
#include "engine/keepers.h"
#include "engine/request.h"

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
  HnScope scope = hn_session_get_scope (session);
  g_autofree char *own = hn_own_unit_dup (scope);

  self->change.scope = scope;
  self->change.version = hn_session_get_version (session);
  self->change.names = hn_session_dup_names (session, target);
  self->change.ours = g_strcmp0 (own, target->unit) == 0;

  return self;
}

/* Whether one of @edits is about @directive. */
static gboolean
is_named (GPtrArray *edits, HnDirectiveId directive)
{
  for (guint i = 0; i < edits->len; i++)
    if (((const HnEdit *) g_ptr_array_index (edits, i))->directive == directive)
      return TRUE;

  return FALSE;
}

static void
add_pair (GArray *pairs, const HnEdit *edit)
{
  HnPair pair = { hn_directive_get (edit->directive)->name, edit->value };

  g_array_append_val (pairs, pair);
}

/* Returns: (transfer full) (element-type HnEdit) (nullable): what the drop-in has now */
static GPtrArray *
parse_present (HnTrialPlan *self, HnSession *session, HnScope scope, GError **error)
{
  g_autoptr (GPtrArray) edits = NULL;
  g_autoptr (GError) local_error = NULL;

  if (self->change.present == NULL)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) hn_edit_free);

  edits = hn_request_from_text (self->change.present, strlen (self->change.present), scope,
                                hn_session_get_version (session), &local_error);
  if (edits == NULL)
    g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_UNIT_REFUSED,
                 /* Translators: a file, and what is wrong with it; keep --replace */
                 _ ("%s holds more than Hardnut wrote (%s); with --replace the new lines take the "
                    "place of all of it"),
                 self->hidden != NULL ? self->hidden : self->change.path, local_error->message);

  return g_steal_pointer (&edits);
}

/* Puts @edits on top of what is there, and has the whole of it checked.
 *
 * Returns: (transfer full) (element-type HnEdit) (nullable): the whole of it */
static GPtrArray *
merge (HnScope scope, guint version, GPtrArray *present, GPtrArray *edits, GError **error)
{
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (HnPair));
  g_autoptr (GPtrArray) merged = NULL;
  g_autoptr (GError) local_error = NULL;

  for (guint i = 0; i < present->len; i++)
    {
      const HnEdit *edit = g_ptr_array_index (present, i);

      if (!is_named (edits, edit->directive))
        add_pair (pairs, edit);
    }
  for (guint i = 0; i < edits->len; i++)
    {
      const HnEdit *edit = g_ptr_array_index (edits, i);

      if (*edit->value != '\0' || hn_request_is_list (edit->directive))
        add_pair (pairs, edit);
    }

  merged = hn_request_check ((const HnPair *) (gpointer) pairs->data, pairs->len, scope, version,
                             &local_error);
  if (merged == NULL)
    g_set_error_literal (error, HN_USAGE_ERROR, HN_USAGE_ERROR_WRONG, local_error->message);

  return g_steal_pointer (&merged);
}

static gboolean
refuse_nothing (GPtrArray *edits, GError **error)
{
  if (edits->len > 0)
    return FALSE;

  g_set_error (error, HN_USAGE_ERROR, HN_USAGE_ERROR_WRONG,
               _ ("Nothing would be left to write; to take Hardnut’s drop-in away, use "
                  "“hardnutctl remove”"));

  return TRUE;
}

GPtrArray *
hn_trial_plan_parse (const char *const *words, HnScope scope, gboolean replace, GError **error)
{
  g_autoptr (GPtrArray) edits = NULL;
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (GPtrArray) alone = NULL;
  g_autoptr (GError) local_error = NULL;

  edits = hn_drop_in_parse_edits (words, &local_error);
  if (edits == NULL)
    {
      g_set_error_literal (error, HN_USAGE_ERROR, HN_USAGE_ERROR_WRONG, local_error->message);
      return NULL;
    }

  /* Which systemd it is for is not known yet: what the newest refuses, every one does. */
  alone = merge (scope, 0, nothing, edits, error);
  if (alone == NULL || (replace && refuse_nothing (alone, error)))
    return NULL;

  return g_steal_pointer (&edits);
}

/* Reads what is there, and puts @edits on top. */
static gboolean
plan_content (HnTrialPlan *self,
              HnSession *session,
              HnTarget *target,
              GPtrArray *edits,
              gboolean replace,
              GError **error)
{
  HnScope scope = hn_session_get_scope (session);
  g_autoptr (GPtrArray) present = NULL;

  if (!hn_session_read_own (session, target, &self->change.kept, &self->change.path, error))
    return FALSE;
  if (self->change.kept == NULL &&
      !hn_session_read_hidden (session, target, &self->change.kept, &self->hidden, error))
    return FALSE;
  /* It is in force, but nothing of it is taken over. */
  if (replace && self->hidden != NULL)
    g_clear_pointer (&self->hidden, g_free);
  else
    self->change.present = hn_keepers_strip (self->change.kept);
  if (replace)
    present = g_ptr_array_new ();
  else
    present = parse_present (self, session, scope, error);
  if (present == NULL)
    return FALSE;
  self->change.edits = merge (scope, hn_session_get_version (session), present, edits, error);
  if (self->change.edits == NULL || refuse_nothing (self->change.edits, error))
    return FALSE;

  self->change.permission =
      hn_session_read_permission (session, target, self->change.kept, self->change.edits);
  return TRUE;
}

/* Leaves out what takes the stronger permission. */
static gboolean
leave_out_lines (HnTrialPlan *self, HnSession *session, HnTarget *target, GError **error)
{
  g_autofree char *sentence = NULL;

  if (self->change.permission == NULL || self->change.permission->reasons->len == 0)
    return TRUE;
  if (self->change.permission->rest == NULL)
    {
      const GPtrArray *reasons = self->change.permission->reasons;

      /* What is about the change as a whole comes last. */
      sentence = hn_weakening_dup_sentence (reasons->pdata[reasons->len - 1]);
      g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_NOT_AUTHORIZED,
                   /* Translators: a service, and a sentence that says why */
                   _ ("%s: Without what takes the stronger permission nothing would be left to "
                      "try: %s"),
                   target->unit, sentence);
      return FALSE;
    }

  self->left_out = g_ptr_array_ref (self->change.permission->reasons);
  g_ptr_array_unref (self->change.edits);
  self->change.edits = g_ptr_array_ref (self->change.permission->rest);
  hn_permission_unref (self->change.permission);
  self->change.permission =
      hn_session_read_permission (session, target, self->change.kept, self->change.edits);

  return TRUE;
}

HnTrialPlan *
hn_trial_plan_new_try (HnSession *session,
                       HnTarget *target,
                       GPtrArray *edits,
                       gboolean replace,
                       gboolean leave_out,
                       GError **error)
{
  g_autoptr (HnTrialPlan) self = plan_new (session, target);

  if (!plan_content (self, session, target, edits, replace, error) ||
      (leave_out && !leave_out_lines (self, session, target, error)))
    return NULL;
  self->change.text = hn_request_to_text (self->change.edits);
  self->before = hn_session_read_files (session, target, error);
  if (self->before == NULL)
    return NULL;
  if (!hn_session_check_limits (session, target, &self->change, self->before->settings, error))
    return NULL;
  self->after =
      hn_session_read_with_own (session, target, HN_PREVIEW_PATH, self->change.text, error);
  if (self->after == NULL)
    return NULL;

  return g_steal_pointer (&self);
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
  self->change.permission = hn_session_read_permission (session, target, self->change.kept, after);

  return g_steal_pointer (&self);
}

HnPermission *
hn_trial_plan_foretell (HnSession *session,
                        HnTarget *target,
                        const char *const *words,
                        gboolean replace)
{
  g_autoptr (HnTrialPlan) self = g_new0 (HnTrialPlan, 1);
  g_autoptr (GPtrArray) edits = NULL;

  if (!hn_session_is_live (session) || target->file != NULL)
    return NULL;
  edits = hn_trial_plan_parse (words, hn_session_get_scope (session), replace, NULL);
  if (edits == NULL || !plan_content (self, session, target, edits, replace, NULL))
    return NULL;

  return g_steal_pointer (&self->change.permission);
}

gboolean
hn_trial_plan_is_idle (const HnTrialPlan *self)
{
  return self->change.text != NULL && g_strcmp0 (self->change.text, self->change.present) == 0;
}
