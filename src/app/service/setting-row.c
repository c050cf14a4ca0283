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
  HnChanges *changes; /* owned, (nullable) */
};

G_DEFINE_FINAL_TYPE (HnSettingRow, hn_setting_row, HN_TYPE_CHECK_ROW_BASE)

static void
show (HnSettingRow *self, gboolean flash)
{
  HnCheckRowBase *base = HN_CHECK_ROW_BASE (self);
  const HnDirective *directive = hn_directive_get (self->directive);
  g_autofree char *setting = hn_directive_dup_short_text (self->changes, self->directive);
  g_autofree char *hindrance = hn_changes_dup_blocked (self->changes, self->directive);
  const char *state = NULL;
  HnRowControl *control = hn_check_row_base_get_control (base);
  GtkWidget *details = hn_check_row_base_get_details (base);

  /* What stands in the way of everything is said once, at the top of the page. */
  if (hn_changes_get_state (self->changes) == HN_CHANGES_READY)
    state = hindrance;

  gtk_widget_set_visible (GTK_WIDGET (self),
                          !hn_directive_is_too_new (self->changes, self->directive));
  if (control != NULL)
    hn_row_control_show (control, self->changes, hindrance);
  hn_check_row_base_show (base, HN_CHECK_ROW_NO_OUTCOME, 0, _ (directive->title), state, setting,
                          flash);
  hn_check_row_base_set_mark (base, hn_changes_get_mark (self->changes, self->directive));
  if (details != NULL)
    hn_check_details_show_directive (HN_CHECK_DETAILS (details), self->changes, self->directive);
}

static GtkWidget *
hn_setting_row_build (HnCheckRowBase *base)
{
  HnSettingRow *self = HN_SETTING_ROW (base);
  GtkWidget *details = hn_check_details_new (FALSE);

  if (self->changes != NULL)
    hn_check_details_show_directive (HN_CHECK_DETAILS (details), self->changes, self->directive);

  return details;
}

static void
hn_setting_row_reset (HnCheckRowBase *base)
{
  HnSettingRow *self = HN_SETTING_ROW (base);

  hn_changes_reset (self->changes, self->directive);
}

/* Nothing here can fail. */
static gboolean
hn_setting_row_arrange (HnCheckRowBase *base, HnArrange how)
{
  return TRUE;
}

static void
hn_setting_row_dispose (GObject *object)
{
  g_clear_object (&HN_SETTING_ROW (object)->changes);

  G_OBJECT_CLASS (hn_setting_row_parent_class)->dispose (object);
}

static void
hn_setting_row_class_init (HnSettingRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hn_setting_row_dispose;
  HN_CHECK_ROW_BASE_CLASS (klass)->build = hn_setting_row_build;
  HN_CHECK_ROW_BASE_CLASS (klass)->reset = hn_setting_row_reset;
  HN_CHECK_ROW_BASE_CLASS (klass)->arrange = hn_setting_row_arrange;
}

static void
hn_setting_row_init (HnSettingRow *self)
{
}

GtkWidget *
hn_setting_row_new (HnDirectiveId directive)
{
  HnSettingRow *self = g_object_new (HN_TYPE_SETTING_ROW, NULL);
  GtkWidget *control = hn_row_control_new_for_directive (directive);

  self->directive = directive;
  if (control != NULL)
    hn_check_row_base_set_control (HN_CHECK_ROW_BASE (self), HN_ROW_CONTROL (control));

  return GTK_WIDGET (self);
}

void
hn_setting_row_set_changes (HnSettingRow *self, HnChanges *changes)
{
  g_return_if_fail (HN_IS_SETTING_ROW (self));
  g_return_if_fail (HN_IS_CHANGES (changes));

  if (g_set_object (&self->changes, changes))
    hn_check_row_base_set_expanded (HN_CHECK_ROW_BASE (self), FALSE);
  show (self, FALSE);
}

void
hn_setting_row_refresh (HnSettingRow *self)
{
  g_return_if_fail (HN_IS_SETTING_ROW (self));

  if (self->changes != NULL)
    show (self, TRUE);
}
