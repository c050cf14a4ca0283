/* What the controls of the detail page do to staged changes: which kind of control a directive has,
 * what it shows, and which line of the drop-in brings about what a person chose.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/changes.h"

G_BEGIN_DECLS

typedef enum
{
  HN_CONTROL_NONE, /* not for the helper to write */
  HN_CONTROL_SWITCH,
  HN_CONTROL_CHOICE,
  HN_CONTROL_ENTRY,
} HnControl;

/** hn_check_get_control: the kind of control that the row of a check has */
HnControl hn_check_get_control (guint check);

/** hn_check_get_control_directive: what that control writes; mostly the directive of the check */
HnDirectiveId hn_check_get_control_directive (guint check);

/** hn_directive_get_control: the kind of control that sets the whole of a directive */
HnControl hn_directive_get_control (HnDirectiveId directive);

/**
 * hn_changes_is_on:
 * @check: with a switch
 *
 * Returns: whether the service is, or would be, protected in this respect
 */
gboolean hn_changes_is_on (HnChanges *self, guint check);

/**
 * hn_changes_flick:
 * @check: with a switch
 *
 * Stages what turns the switch to @on and leaves the other switches of the same directive where
 * they are, as far as systemd lets them be told apart: groups of system calls overlap. Prefers
 * taking Hardnut's own line out, then few words. Where another setting holds the switch on, the
 * line is all that goes. One undo step.
 */
void hn_changes_flick (HnChanges *self, guint check, gboolean on);

/** hn_changes_moves_check: whether what is staged turns the switch of @check */
gboolean hn_changes_moves_check (HnChanges *self, guint check);

/** hn_changes_is_directive_on: the same for a boolean directive that no check looks at */
gboolean hn_changes_is_directive_on (HnChanges *self, HnDirectiveId directive);

/**
 * hn_changes_dup_choice:
 *
 * Returns: (transfer full): the word that holds or would hold; "yes" where the manager has another
 *   word for that
 */
char *hn_changes_dup_choice (HnChanges *self, HnDirectiveId directive);

/**
 * hn_changes_choose:
 *
 * Stages @word, or takes Hardnut's line out where that leads to @word or where nothing would.
 */
void hn_changes_choose (HnChanges *self, HnDirectiveId directive, const char *word);

/**
 * hn_changes_list_choices:
 *
 * Returns: (transfer full): the words that the systemd of the service knows
 */
GStrv hn_changes_list_choices (HnChanges *self, HnDirectiveId directive);

/**
 * hn_changes_dup_entry:
 *
 * Returns: (transfer full): what an entry for @directive shows: Hardnut's own line if there is just
 * one, otherwise all that the service has
 */
char *hn_changes_dup_entry (HnChanges *self, HnDirectiveId directive);

/**
 * hn_changes_set_entry:
 * @text: as typed; what is missing of what hn_changes_dup_entry() says is taken out
 * @error: return location; %HN_VALIDATE_ERROR
 *
 * Returns: whether @text was staged
 */
gboolean
hn_changes_set_entry (HnChanges *self, HnDirectiveId directive, const char *text, GError **error);

/** hn_changes_check_entry: whether hn_changes_set_entry() would take @text */
gboolean
hn_changes_check_entry (HnChanges *self, HnDirectiveId directive, const char *text, GError **error);

/**
 * hn_changes_dup_blocked:
 *
 * Returns: (transfer full) (nullable): why @directive cannot be staged for this service,
 * translated: the unit is masked, systemd is too old, …; %NULL where it can
 */
char *hn_changes_dup_blocked (HnChanges *self, HnDirectiveId directive);

/**
 * hn_changes_dup_check_blocked:
 *
 * Returns: (transfer full) (nullable): the same for the control of @check. A switch that another
 *   setting holds on cannot be turned off.
 */
char *hn_changes_dup_check_blocked (HnChanges *self, guint check);

/**
 * hn_changes_dup_check_note:
 *
 * Returns: (transfer full) (nullable): what is special about @check for this service: why it has no
 *   control, cannot be staged or does not count; translated
 */
char *hn_changes_dup_check_note (HnChanges *self, guint check);

/** hn_changes_dup_all_blocked: the same, for what stands in the way of every directive */
char *hn_changes_dup_all_blocked (HnChanges *self);

G_END_DECLS
