/* The row of one check: says in short what the finding says, and opens to its details.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "check-details.h"
#include "check-row.h"
#include "check-text.h"
#include "row-control.h"

struct _HnCheckRow
{
  HnCheckRowBase parent_instance;

  gboolean nested;
  guint check;

  HnChanges *changes; /* owned; NULL at first */
};

G_DEFINE_FINAL_TYPE (HnCheckRow, hn_check_row, HN_TYPE_CHECK_ROW_BASE)

static char *
dup_setting (HnCheckRow *self)
{
  const HnCheck *check = hn_check_get (self->check);
  const char *tilde = strchr (check->id, '~');

  if (!self->nested)
    return hn_check_dup_short_text (self->changes, self->check);

  /* The heading has the directive; here stands what of it this row is about. */
  return g_strdup (check->item != NULL ? check->item : tilde != NULL ? tilde + 1 : check->id);
}

/* What holds, or will hold, and why that cannot be changed. */
static char *
dup_state (HnCheckRow *self, const char *hindrance)
{
  g_autofree char *description = hn_check_dup_description (self->changes, self->check);
  gboolean moved = hn_changes_moves_check (self->changes, self->check);

  /* What stands in the way of everything is said once, at the top of the page. */
  if (hn_changes_get_state (self->changes) != HN_CHANGES_READY)
    hindrance = NULL;
  /* That it does not apply says it already. */
  if (hn_check_get_passed (self->changes, self->check) < 0)
    hindrance = NULL;

  if (moved)
    /* Translators: %s is a sentence about what will hold for the service */
    return g_strdup_printf (_ ("With the change: %s"), description);
  if (hindrance != NULL)
    return g_strdup_printf ("%s\n%s", description, hindrance);

  return g_steal_pointer (&description);
}

static void
show_finding (HnCheckRow *self, gboolean flash)
{
  HnCheckRowBase *base = HN_CHECK_ROW_BASE (self);
  g_autofree char *setting = dup_setting (self);
  g_autofree char *state = NULL;
  g_autofree char *hindrance = NULL;
  HnRowControl *control = hn_check_row_base_get_control (base);
  GtkWidget *details = hn_check_row_base_get_details (base);

  if (control != NULL)
    {
      hindrance = hn_changes_dup_check_blocked (self->changes, self->check);
      hn_row_control_show (control, self->changes, hindrance);
    }
  state = dup_state (self, hindrance);

  hn_check_row_base_show (base, hn_check_get_passed (self->changes, self->check),
                          hn_check_get_share (self->changes, self->check),
                          hn_check_get_title (self->check), state, setting, flash);
  if (!self->nested)
    hn_check_row_base_set_mark (base, hn_check_get_mark (self->changes, self->check));
  else
    hn_check_row_base_set_mark (base, hn_changes_moves_check (self->changes, self->check)
                                          ? hn_check_get_mark (self->changes, self->check)
                                          : HN_ROW_MARK_NONE);
  if (details != NULL)
    hn_check_details_show (HN_CHECK_DETAILS (details), self->changes, self->check);
}

static GtkWidget *
hn_check_row_build (HnCheckRowBase *base)
{
  HnCheckRow *self = HN_CHECK_ROW (base);
  GtkWidget *details = hn_check_details_new (self->nested);

  if (self->changes != NULL)
    hn_check_details_show (HN_CHECK_DETAILS (details), self->changes, self->check);

  return details;
}

static void
hn_check_row_reset (HnCheckRowBase *base)
{
  HnCheckRow *self = HN_CHECK_ROW (base);
  HnDirectiveId directives[HN_CHECK_MAX_DIRECTIVES];
  guint n = hn_check_get_written (self->check, directives);

  /* A row under a heading takes back its own part only. */
  if (self->nested)
    hn_changes_flick (self->changes, self->check, !hn_changes_is_on (self->changes, self->check));
  else
    hn_changes_reset_all (self->changes, directives, n);
}

/* Where everything is made read-only, the next question is what must stay writable. */
static void
chosen_cb (HnCheckRow *self, const char *word)
{
  if (hn_check_get (self->check)->rule == HN_RULE_PROTECT_SYSTEM && g_str_equal (word, "strict"))
    hn_check_row_base_set_expanded (HN_CHECK_ROW_BASE (self), TRUE);
}

static void
hn_check_row_dispose (GObject *object)
{
  HnCheckRow *self = HN_CHECK_ROW (object);

  g_clear_object (&self->changes);

  G_OBJECT_CLASS (hn_check_row_parent_class)->dispose (object);
}

static void
hn_check_row_class_init (HnCheckRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hn_check_row_dispose;
  HN_CHECK_ROW_BASE_CLASS (klass)->build = hn_check_row_build;
  HN_CHECK_ROW_BASE_CLASS (klass)->reset = hn_check_row_reset;
}

static void
hn_check_row_init (HnCheckRow *self)
{
}

GtkWidget *
hn_check_row_new (guint check, gboolean nested)
{
  HnCheckRow *self = g_object_new (HN_TYPE_CHECK_ROW, NULL);
  GtkWidget *control = hn_row_control_new_for_check (check);

  self->nested = nested;
  self->check = check;
  if (control != NULL)
    {
      g_signal_connect_object (control, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
      hn_check_row_base_set_control (HN_CHECK_ROW_BASE (self), HN_ROW_CONTROL (control));
    }

  return GTK_WIDGET (self);
}

void
hn_check_row_set_changes (HnCheckRow *self, HnChanges *changes)
{
  g_return_if_fail (HN_IS_CHECK_ROW (self));
  g_return_if_fail (HN_IS_CHANGES (changes));

  if (g_set_object (&self->changes, changes))
    hn_check_row_base_set_expanded (HN_CHECK_ROW_BASE (self), FALSE);
  show_finding (self, FALSE);
}

void
hn_check_row_refresh (HnCheckRow *self)
{
  g_return_if_fail (HN_IS_CHECK_ROW (self));

  if (self->changes != NULL)
    show_finding (self, TRUE);
}
