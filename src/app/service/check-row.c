/* The row of one check, or of one setting without a check: says in short what holds, and opens to
 * the details.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "check-details.h"
#include "check-row.h"
#include "check-search.h"
#include "check-text.h"
#include "client/need-text.h"
#include "row-control.h"

struct _HnCheckRow
{
  HnCheckRowBase parent_instance;

  gboolean nested;
  guint check;             /* HN_N_CHECKS for the row of a setting */
  HnDirectiveId directive; /* of a setting */

  /* borrowed */
  HnRowControl *control;   /* (nullable) */
  HnCheckDetails *details; /* (nullable) until the row was open */
};

G_DEFINE_FINAL_TYPE (HnCheckRow, hn_check_row, HN_TYPE_CHECK_ROW_BASE)

static char *
dup_setting (HnCheckRow *self, HnChanges *changes)
{
  const HnCheck *check = hn_check_get (self->check);
  const char *tilde = strchr (check->id, '~');

  if (!self->nested)
    return hn_check_dup_short_text (changes, self->check);

  /* The heading has the directive; here stands what of it this row is about. */
  return g_strdup (check->item != NULL ? check->item : tilde != NULL ? tilde + 1 : check->id);
}

/* What does not hold although it is set. */
static char *
dup_with_remarks (HnCheckRow *self, HnChanges *changes, char *state)
{
  HnDirectiveId directives[HN_CHECK_MAX_DIRECTIVES];
  guint n = hn_check_get_directives (self->check, directives);

  /* Where several rows are about one directive, their heading says it. */
  for (guint i = 0; !self->nested && i < n; i++)
    {
      g_autofree char *before = state;

      state = hn_check_dup_with_remark (changes, directives[i], before);
    }

  return state;
}

/* What holds, or will hold, and why that cannot be changed. */
static char *
dup_state (HnCheckRow *self, HnChanges *changes, const char *blocked)
{
  g_autofree char *description = hn_check_dup_description (changes, self->check);

  if (hn_changes_moves_check (changes, self->check))
    /* Translators: %s is a sentence about what will hold for the service */
    return g_strdup_printf (_ ("With the change: %s"), description);

  /* What blocks everything is said once, at the top of the page, and that a check does not apply
   * says it already. */
  if (blocked != NULL && hn_changes_get_state (changes) == HN_CHANGES_READY &&
      hn_check_get_passed (changes, self->check) >= 0)
    return g_strdup_printf ("%s\n%s", description, blocked);

  return g_steal_pointer (&description);
}

static void
show_evidence (HnCheckRow *self, HnService *service)
{
  const HnNeed *need = hn_service_get_need (service, self->check);
  g_autofree char *text =
      need != NULL ? hn_need_dup_short (need, hn_service_get_evidence (service)) : NULL;

  hn_check_row_base_set_evidence (HN_CHECK_ROW_BASE (self), text,
                                  need != NULL ? need->kind : HN_NEED_CANNOT_TELL);
}

static void
show_check (HnCheckRow *self, HnChanges *changes, gboolean flash)
{
  HnCheckRowBase *base = HN_CHECK_ROW_BASE (self);
  gboolean marked = !self->nested || hn_changes_moves_check (changes, self->check);
  g_autofree char *setting = dup_setting (self, changes);
  g_autofree char *state = NULL;
  g_autofree char *blocked = NULL;
  g_autofree char *accepted = NULL;

  if (self->control != NULL)
    {
      blocked = hn_changes_dup_check_blocked (changes, self->check);
      hn_row_control_show (self->control, changes, blocked);
    }
  state = dup_with_remarks (self, changes, dup_state (self, changes, blocked));
  accepted = hn_check_dup_accepted (changes, self->check);
  if (accepted != NULL)
    {
      g_autofree char *before = g_steal_pointer (&state);

      state = g_strdup_printf ("%s\n%s", before, accepted);
    }

  hn_check_row_base_show (base, hn_check_get_passed (changes, self->check),
                          hn_check_get_share (changes, self->check),
                          hn_check_get_title (self->check), state, setting, flash);
  show_evidence (self, hn_changes_get_service (changes));
  hn_check_row_base_set_mark (base,
                              marked ? hn_check_get_mark (changes, self->check) : HN_ROW_MARK_NONE);
  if (self->details != NULL)
    hn_check_details_show (self->details, changes, self->check);
}

static void
show_setting (HnCheckRow *self, HnChanges *changes, gboolean flash)
{
  HnCheckRowBase *base = HN_CHECK_ROW_BASE (self);
  g_autofree char *setting = hn_directive_dup_short_text (changes, self->directive);
  g_autofree char *blocked = hn_changes_dup_blocked (changes, self->directive);
  /* What blocks everything is said once, at the top of the page. */
  g_autofree char *state =
      hn_check_dup_with_remark (changes, self->directive,
                                hn_changes_get_state (changes) == HN_CHANGES_READY ? blocked
                                                                                   : NULL);

  hn_check_row_base_set_left_out (base, hn_directive_is_too_new (changes, self->directive));
  if (self->control != NULL)
    hn_row_control_show (self->control, changes, blocked);
  hn_check_row_base_show (base, HN_CHECK_ROW_NO_OUTCOME, 0,
                          _ (hn_directive_get (self->directive)->title), state, setting, flash);
  hn_check_row_base_set_mark (base, hn_changes_get_mark (changes, self->directive));
  if (self->details != NULL)
    hn_check_details_show_directive (self->details, changes, self->directive);
}

static void
hn_check_row_show (HnCheckRowBase *base, HnChanges *changes, gboolean flash)
{
  HnCheckRow *self = HN_CHECK_ROW (base);

  if (self->check < HN_N_CHECKS)
    show_check (self, changes, flash);
  else
    show_setting (self, changes, flash);
}

static GtkWidget *
hn_check_row_build (HnCheckRowBase *base)
{
  HnCheckRow *self = HN_CHECK_ROW (base);

  self->details = HN_CHECK_DETAILS (hn_check_details_new (self->nested));
  return GTK_WIDGET (self->details);
}

static void
hn_check_row_reset (HnCheckRowBase *base, HnChanges *changes)
{
  HnCheckRow *self = HN_CHECK_ROW (base);
  HnDirectiveId directives[HN_CHECK_MAX_DIRECTIVES] = { self->directive };
  guint n = self->check < HN_N_CHECKS ? hn_check_get_written (self->check, directives) : 1;

  /* A row under a heading takes back its own part only. */
  if (self->nested)
    hn_changes_flick (changes, self->check, !hn_changes_is_on (changes, self->check));
  else
    hn_changes_reset (changes, directives, n);
}

static HnMatch
hn_check_row_match (HnCheckRowBase *base,
                    HnChanges *changes,
                    const char *const *words,
                    HnArrange how)
{
  HnCheckRow *self = HN_CHECK_ROW (base);
  gboolean found = self->check < HN_N_CHECKS ? hn_check_has_words (self->check, words)
                                             : hn_directive_has_words (self->directive, words);

  return found ? HN_MATCH_SELF : HN_MATCH_NONE;
}

/* Where everything is made read-only, the next question is what must stay writable. */
static void
chosen_cb (HnCheckRow *self, const char *word)
{
  if (self->check < HN_N_CHECKS && hn_check_get (self->check)->rule == HN_RULE_PROTECT_SYSTEM &&
      g_str_equal (word, "strict"))
    hn_check_row_base_set_expanded (HN_CHECK_ROW_BASE (self), TRUE);
}

static void
hn_check_row_class_init (HnCheckRowClass *klass)
{
  HN_CHECK_ROW_BASE_CLASS (klass)->show = hn_check_row_show;
  HN_CHECK_ROW_BASE_CLASS (klass)->build = hn_check_row_build;
  HN_CHECK_ROW_BASE_CLASS (klass)->reset = hn_check_row_reset;
  HN_CHECK_ROW_BASE_CLASS (klass)->match = hn_check_row_match;
}

static void
hn_check_row_init (HnCheckRow *self)
{
}

/* @control: (nullable) */
static HnCheckRowBase *
create (guint check, HnDirectiveId directive, gboolean nested, HnRowControl *control)
{
  HnCheckRow *self = g_object_new (HN_TYPE_CHECK_ROW, NULL);

  self->nested = nested;
  self->check = check;
  self->directive = directive;
  self->control = control;
  if (control != NULL)
    {
      g_signal_connect_object (control, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
      hn_check_row_base_set_control (HN_CHECK_ROW_BASE (self), control);
    }

  return HN_CHECK_ROW_BASE (self);
}

HnCheckRowBase *
hn_check_row_new (guint check, gboolean nested)
{
  return create (check, HN_DIRECTIVE_NONE, nested, hn_row_control_new_for_check (check));
}

HnCheckRowBase *
hn_check_row_new_for_directive (HnDirectiveId directive)
{
  return create (HN_N_CHECKS, directive, FALSE, hn_row_control_new_for_directive (directive));
}
