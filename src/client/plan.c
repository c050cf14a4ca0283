/* What follows from what is known about a change.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/plan.h"

#include <glib/gi18n-lib.h>

#include "client/change-list.h"
#include "engine/never-restart.h"
#include "engine/validate.h"
#include "engine/rescue.h"

void
hn_plan_clear (HnPlan *self)
{
  g_strfreev (self->names);
  g_free (self->path);
  g_free (self->present);
  g_free (self->kept);
  g_free (self->rest);
  g_free (self->text);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->restart, hn_restart_unref);
  g_clear_pointer (&self->permission, hn_permission_unref);
  g_strfreev (self->unread);
  *self = (HnPlan){ 0 };
}

/* @text: (nullable) */
static GPtrArray *
list_lines (const HnPlan *self, const char *text)
{
  g_autoptr (GPtrArray) changes = hn_change_list_parse (text != NULL ? text : "", self->version);

  return hn_change_list_split (changes);
}

GPtrArray *
hn_plan_list_present (const HnPlan *self)
{
  return list_lines (self, self->present);
}

GPtrArray *
hn_plan_list_after (const HnPlan *self)
{
  return self->lines != NULL ? g_ptr_array_ref (self->lines) : list_lines (self, self->rest);
}

gboolean
hn_plan_check_limits (const HnPlan *self,
                      const HnSettings *in_force,
                      const HnUsage *usage,
                      GError **error)
{
  return self->lines == NULL || hn_limits_check (self->lines, in_force, usage, error);
}

const char *
hn_plan_get_never (const HnPlan *self)
{
  const char *reason = hn_never_restart_find_any ((const char *const *) self->names, self->scope);

  if (reason == NULL && self->restart != NULL)
    reason = hn_never_restart_find_any ((const char *const *) self->restart->names, self->scope);
  if (reason == NULL && self->ours)
    reason = N_ ("Hardnut itself runs in it.");

  return reason;
}

gboolean
hn_plan_is_tried (const HnPlan *self)
{
  if (hn_plan_get_never (self) == NULL)
    return TRUE;

  /* Nothing is felt by what does not run. */
  return self->restart != NULL && self->restart->has_process &&
         hn_change_acts_at_once (self->present, self->text != NULL ? self->text : self->rest,
                                 self->version);
}

char *
hn_plan_dup_rescue (const HnPlan *self)
{
  return hn_rescue_dup_commands (self->path, self->text == NULL ? self->present : NULL,
                                 self->scope);
}
