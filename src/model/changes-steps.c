/* The steps that a person takes: each makes a new difference on top of those before it, and undo
 * only goes back and forth between them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "changes-private.h"
#include "engine/validate.h"

static void
go_to (HnChanges *self, guint position)
{
  self->position = position;
  self->revision++;
  hn_changes_update (self);
}

/* Makes @difference the present step; what was undone before is forgotten. */
static void
take_step (HnChanges *self, GPtrArray *difference)
{
  if (hn_change_list_equal (difference, hn_changes_get_difference (self)))
    {
      g_ptr_array_unref (difference);
      return;
    }

  g_ptr_array_set_size (self->steps, (int) self->position + 1);
  g_ptr_array_add (self->steps, difference);
  go_to (self, self->position + 1);
}

/* Has @difference say @value about @directive, unless that stands already. */
static void
put (HnChanges *self, GPtrArray *difference, HnDirectiveId directive, const char *value)
{
  HnChange change = { directive, (char *) value };

  hn_change_list_remove (difference, directive);
  if (!hn_change_list_same (self->present, &change))
    hn_change_list_add (difference, directive, value);
}

void
hn_changes_set (HnChanges *self, HnDirectiveId directive, const char *value)
{
  GPtrArray *difference;

  g_return_if_fail (HN_IS_CHANGES (self));
  g_return_if_fail (directive >= 0 && directive < HN_N_DIRECTIVES);

  /* Of a service that systemd does not take there is no score. */
  if (hn_changes_get_state (self) != HN_CHANGES_READY ||
      (value != NULL && hn_changes_is_refused_with (self, directive, value)))
    return;

  difference = hn_change_list_copy (hn_changes_get_difference (self));
  put (self, difference, directive, value);
  take_step (self, difference);
}

void
hn_changes_set_list (HnChanges *self, GPtrArray *changes)
{
  g_autoptr (GPtrArray) joined = NULL;
  GPtrArray *difference;

  g_return_if_fail (HN_IS_CHANGES (self));
  g_return_if_fail (changes != NULL);

  if (hn_changes_get_state (self) != HN_CHANGES_READY)
    return;

  joined = hn_change_list_join (changes);
  difference = hn_change_list_copy (hn_changes_get_difference (self));
  for (guint i = 0; i < joined->len; i++)
    {
      const HnChange *change = joined->pdata[i];

      put (self, difference, change->directive, change->value);
    }
  take_step (self, difference);
}

void
hn_changes_set_content (HnChanges *self, GPtrArray *lines)
{
  g_autoptr (GPtrArray) joined = NULL;

  g_return_if_fail (HN_IS_CHANGES (self));
  g_return_if_fail (lines != NULL);

  if (hn_changes_get_state (self) != HN_CHANGES_READY)
    return;

  joined = hn_change_list_join (lines);
  take_step (self, hn_change_list_compare (self->present, joined));
}

void
hn_changes_leave_out (HnChanges *self, GPtrArray *lines, GPtrArray *content, GPtrArray *present)
{
  g_autoptr (GPtrArray) rest = NULL;
  g_autoptr (GPtrArray) stood = NULL;
  GPtrArray *difference;

  g_return_if_fail (HN_IS_CHANGES (self));

  rest = hn_change_list_join (content);
  stood = hn_change_list_join (present);
  difference = hn_change_list_copy (hn_changes_get_difference (self));
  for (guint i = 0; i < lines->len; i++)
    {
      const HnChange *line = lines->pdata[i];
      const HnChange *left = hn_change_list_find (rest, line->directive);

      /* What the files say at the moment may still be the trial. */
      if (left == NULL || hn_change_list_same (stood, left))
        hn_change_list_remove (difference, line->directive);
      else
        put (self, difference, line->directive, left->value);
    }
  take_step (self, difference);
}

void
hn_changes_reset (HnChanges *self, const HnDirectiveId *directives, guint n_directives)
{
  GPtrArray *difference;

  g_return_if_fail (HN_IS_CHANGES (self));
  g_return_if_fail (directives != NULL);

  difference = hn_change_list_copy (hn_changes_get_difference (self));
  for (guint i = 0; i < n_directives; i++)
    hn_change_list_remove (difference, directives[i]);
  take_step (self, difference);
}

void
hn_changes_discard (HnChanges *self)
{
  g_return_if_fail (HN_IS_CHANGES (self));

  take_step (self, hn_change_list_new ());
}

gboolean
hn_changes_can_undo (HnChanges *self)
{
  g_return_val_if_fail (HN_IS_CHANGES (self), FALSE);

  return self->position > 0;
}

gboolean
hn_changes_can_redo (HnChanges *self)
{
  g_return_val_if_fail (HN_IS_CHANGES (self), FALSE);

  return self->position + 1 < self->steps->len;
}

void
hn_changes_undo (HnChanges *self)
{
  if (hn_changes_can_undo (self))
    go_to (self, self->position - 1);
}

void
hn_changes_redo (HnChanges *self)
{
  if (hn_changes_can_redo (self))
    go_to (self, self->position + 1);
}

void
hn_changes_set_kept (HnChanges *self, GPtrArray *lines)
{
  g_autoptr (GPtrArray) present = NULL;
  g_autoptr (GPtrArray) rest = NULL;

  g_return_if_fail (HN_IS_CHANGES (self));
  g_return_if_fail (lines != NULL);

  /* What the manager says comes later; until then nothing of it may look staged. More may have been
   * staged while it was tried. */
  present = hn_change_list_join (lines);
  rest = hn_change_list_compare (present, self->content);
  g_free (self->files->present_text);
  self->files->present_text = lines->len > 0 ? hn_change_to_text (lines) : g_strdup ("");
  /* Who kept what is read with the file. */
  g_free (self->files->present_kept);
  self->files->present_kept = g_strdup (self->files->present_text);
  g_clear_pointer (&self->files->keepers, g_hash_table_unref);
  g_ptr_array_unref (self->present);
  self->present = g_steal_pointer (&present);

  g_ptr_array_set_size (self->steps, 0);
  g_ptr_array_add (self->steps, hn_change_list_new ());
  if (rest->len > 0)
    g_ptr_array_add (self->steps, g_steal_pointer (&rest));
  self->position = self->steps->len - 1;
  hn_changes_update (self);
  if (self->files->state != HN_CHANGES_READING)
    hn_changes_start_loading (self);
}
