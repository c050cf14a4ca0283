/* The row of one setting without a check.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "setting-row.h"

#include <glib/gi18n-lib.h>

#include "check-details.h"
#include "check-text.h"
#include "row-control.h"

struct _HnSettingRow
{
  HnCheckRowBase parent_instance;

  HnDirectiveId directive;

  /* borrowed */
  HnRowControl *control;   /* (nullable) */
  HnCheckDetails *details; /* (nullable) until the row was open */
};

G_DEFINE_FINAL_TYPE (HnSettingRow, hn_setting_row, HN_TYPE_CHECK_ROW_BASE)

static void
hn_setting_row_show (HnCheckRowBase *base, HnChanges *changes, gboolean flash)
{
  HnSettingRow *self = HN_SETTING_ROW (base);
  g_autofree char *setting = hn_directive_dup_short_text (changes, self->directive);
  g_autofree char *blocked = hn_changes_dup_blocked (changes, self->directive);
  /* What blocks everything is said once, at the top of the page. */
  const char *state = hn_changes_get_state (changes) == HN_CHANGES_READY ? blocked : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), !hn_directive_is_too_new (changes, self->directive));
  if (self->control != NULL)
    hn_row_control_show (self->control, changes, blocked);
  hn_check_row_base_show (base, HN_CHECK_ROW_NO_OUTCOME, 0,
                          _ (hn_directive_get (self->directive)->title), state, setting, flash);
  hn_check_row_base_set_mark (base, hn_changes_get_mark (changes, self->directive));
  if (self->details != NULL)
    hn_check_details_show_directive (self->details, changes, self->directive);
}

static GtkWidget *
hn_setting_row_build (HnCheckRowBase *base)
{
  HnSettingRow *self = HN_SETTING_ROW (base);

  self->details = HN_CHECK_DETAILS (hn_check_details_new (FALSE));
  return GTK_WIDGET (self->details);
}

static void
hn_setting_row_reset (HnCheckRowBase *base, HnChanges *changes)
{
  hn_changes_reset (changes, HN_SETTING_ROW (base)->directive);
}

static void
hn_setting_row_class_init (HnSettingRowClass *klass)
{
  HN_CHECK_ROW_BASE_CLASS (klass)->show = hn_setting_row_show;
  HN_CHECK_ROW_BASE_CLASS (klass)->build = hn_setting_row_build;
  HN_CHECK_ROW_BASE_CLASS (klass)->reset = hn_setting_row_reset;
}

static void
hn_setting_row_init (HnSettingRow *self)
{
}

HnCheckRowBase *
hn_setting_row_new (HnDirectiveId directive)
{
  HnSettingRow *self = g_object_new (HN_TYPE_SETTING_ROW, NULL);

  self->directive = directive;
  self->control = hn_row_control_new_for_directive (directive);
  if (self->control != NULL)
    hn_check_row_base_set_control (HN_CHECK_ROW_BASE (self), self->control);

  return HN_CHECK_ROW_BASE (self);
}
