/* The heading row of a directive that systemd checks in many rows, such as the capabilities. The
 * rows below are made when it opens.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "check-group-row.h"
#include "check-row.h"
#include "check-text.h"
#include "value-entry.h"

/* A fifth of a frame: the rest is for laying out and drawing what was made. */
#define SLICE_US 3000

struct _HnCheckGroupRow
{
  HnCheckRowBase parent_instance;

  HnDirectiveId directive;
  HnArrange how;

  guint n_made; /* rows below, so far */
  guint make_id;

  guint checks[HN_N_CHECKS];
  guint n_checks;

  HnChanges *changes; /* owned; NULL at first */

  /* borrowed: what is below; NULL until it was opened */
  GtkListBox *list;
  HnValueEntry *entry;
};

G_DEFINE_FINAL_TYPE (HnCheckGroupRow, hn_check_group_row, HN_TYPE_CHECK_ROW_BASE)

/* What the rows add to the exposure together. Each row's own share is rounded up, so their sum
 * would promise more than there is. */
static guint
get_total_share (HnCheckGroupRow *self)
{
  const HnAssessment *assessment = hn_changes_get_after (self->changes);
  guint64 badness = 0, weights = 0;

  if (assessment == NULL)
    return 0;

  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      const HnFinding *finding = &assessment->findings[i];

      if (finding->badness == HN_BADNESS_NA)
        continue;
      weights += finding->weight;
      if (hn_check_get (i)->directive == self->directive && finding->range > 0)
        badness += (finding->badness * finding->weight * 100 + finding->range - 1) / finding->range;
    }

  return weights > 0 ? (guint) ((badness + weights - 1) / weights) : 0;
}

static void
show_findings (HnCheckGroupRow *self, gboolean flash)
{
  const HnDirective *directive = hn_directive_get (self->directive);
  const char *title = *directive->title != '\0' ? _ (directive->title) : directive->name;
  guint n_passed = 0, n_failed = 0, n_counted;
  g_autofree char *count = NULL;
  g_autofree char *hindrance = NULL;
  g_autofree char *setting = NULL;
  g_autofree char *state = NULL;

  for (guint i = 0; i < self->n_checks; i++)
    {
      int passed = hn_check_get_passed (self->changes, self->checks[i]);

      n_passed += passed > 0;
      n_failed += passed == 0;
    }

  n_counted = n_passed + n_failed;
  if (n_counted > 0)
    /* Translators: how many checks of a group passed, such as 12 of 28. */
    count = g_strdup_printf (ngettext ("%u of %u passed", "%u of %u passed", n_counted), n_passed,
                             n_counted);
  else
    count = g_strdup (_ ("not applicable"));
  hindrance = hn_changes_dup_blocked (self->changes, self->directive);
  if (hindrance != NULL && hn_changes_get_state (self->changes) == HN_CHANGES_READY)
    state = g_strdup_printf ("%s\n%s", count, hindrance);
  setting = g_strdup_printf ("%s=", directive->name);

  hn_check_row_base_show (HN_CHECK_ROW_BASE (self),
                          n_failed > 0   ? 0
                          : n_passed > 0 ? 1
                                         : -1,
                          get_total_share (self), title, state != NULL ? state : count, setting,
                          flash);
  hn_check_row_base_set_mark (HN_CHECK_ROW_BASE (self),
                              hn_changes_get_mark (self->changes, self->directive));
  if (self->entry != NULL)
    hn_value_entry_show (self->entry, self->changes);
}

static void
arrange (HnCheckGroupRow *self)
{
  if (self->list != NULL)
    hn_check_row_base_arrange_list (self->list, self->how);
}

/* Makes some of the rows below. Returns whether there are more to make. */
static gboolean
make_rows (HnCheckGroupRow *self)
{
  gint64 end = g_get_monotonic_time () + SLICE_US;

  do
    {
      GtkWidget *row = hn_check_row_new (self->checks[self->n_made], TRUE);

      hn_check_row_base_set_position (HN_CHECK_ROW_BASE (row), self->n_made++);
      hn_check_row_base_set_room (HN_CHECK_ROW_BASE (row),
                                  hn_check_row_base_get_room (HN_CHECK_ROW_BASE (self)));
      hn_check_row_set_changes (HN_CHECK_ROW (row), self->changes);
      gtk_list_box_append (self->list, row);
    }
  while (self->n_made < self->n_checks && g_get_monotonic_time () < end);

  hn_check_row_base_arrange_list (self->list, self->how);
  return self->n_made < self->n_checks;
}

static gboolean
make_rows_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  HnCheckGroupRow *self = HN_CHECK_GROUP_ROW (widget);

  if (make_rows (self))
    return G_SOURCE_CONTINUE;

  self->make_id = 0;
  return G_SOURCE_REMOVE;
}

static GtkWidget *
hn_check_group_row_build (HnCheckRowBase *base)
{
  HnCheckGroupRow *self = HN_CHECK_GROUP_ROW (base);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "check-nested");
  hn_check_row_base_connect_list (self->list);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));

  if ((hn_directive_get (self->directive)->flags & HN_DIRECTIVE_WRITABLE) != 0)
    {
      self->entry = HN_VALUE_ENTRY (hn_value_entry_new (self->directive, NULL));
      gtk_widget_add_css_class (GTK_WIDGET (self->entry), "check-entry");
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->entry));
    }

  if (self->changes != NULL)
    {
      if (self->entry != NULL)
        hn_value_entry_show (self->entry, self->changes);
      if (make_rows (self))
        self->make_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), make_rows_cb, NULL, NULL);
    }

  return box;
}

static gboolean
hn_check_group_row_arrange (HnCheckRowBase *base, HnArrange how)
{
  HnCheckGroupRow *self = HN_CHECK_GROUP_ROW (base);

  self->how = how;
  arrange (self);

  return (how & HN_ARRANGE_FAILED_ONLY) == 0 || hn_check_row_base_get_passed (base) == 0 ||
         hn_changes_is_changed (self->changes, self->directive);
}

static void
hn_check_group_row_reset (HnCheckRowBase *base)
{
  HnCheckGroupRow *self = HN_CHECK_GROUP_ROW (base);

  hn_changes_reset (self->changes, self->directive);
}

static void
hn_check_group_row_set_room (HnCheckRowBase *base, HnRoom room)
{
  HnCheckGroupRow *self = HN_CHECK_GROUP_ROW (base);

  for (GtkWidget *row = self->list != NULL ? gtk_widget_get_first_child (GTK_WIDGET (self->list))
                                           : NULL;
       row != NULL; row = gtk_widget_get_next_sibling (row))
    hn_check_row_base_set_room (HN_CHECK_ROW_BASE (row), room);
}

static void
hn_check_group_row_dispose (GObject *object)
{
  HnCheckGroupRow *self = HN_CHECK_GROUP_ROW (object);

  if (self->make_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->make_id);
  self->make_id = 0;
  self->list = NULL;
  self->entry = NULL;
  g_clear_object (&self->changes);

  G_OBJECT_CLASS (hn_check_group_row_parent_class)->dispose (object);
}

static void
hn_check_group_row_class_init (HnCheckGroupRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hn_check_group_row_dispose;
  HN_CHECK_ROW_BASE_CLASS (klass)->build = hn_check_group_row_build;
  HN_CHECK_ROW_BASE_CLASS (klass)->arrange = hn_check_group_row_arrange;
  HN_CHECK_ROW_BASE_CLASS (klass)->reset = hn_check_group_row_reset;
  HN_CHECK_ROW_BASE_CLASS (klass)->set_room = hn_check_group_row_set_room;
}

static void
hn_check_group_row_init (HnCheckGroupRow *self)
{
}

GtkWidget *
hn_check_group_row_new (HnDirectiveId directive, const guint *checks, guint n_checks)
{
  HnCheckGroupRow *self;

  g_return_val_if_fail (n_checks <= HN_N_CHECKS, NULL);

  self = g_object_new (HN_TYPE_CHECK_GROUP_ROW, NULL);
  self->directive = directive;
  memcpy (self->checks, checks, n_checks * sizeof *checks);
  self->n_checks = n_checks;
  return GTK_WIDGET (self);
}

void
hn_check_group_row_set_changes (HnCheckGroupRow *self, HnChanges *changes)
{
  g_return_if_fail (HN_IS_CHECK_GROUP_ROW (self));
  g_return_if_fail (HN_IS_CHANGES (changes));

  if (g_set_object (&self->changes, changes))
    hn_check_row_base_set_expanded (HN_CHECK_ROW_BASE (self), FALSE);
  show_findings (self, FALSE);

  if (self->list == NULL)
    return;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    hn_check_row_set_changes (HN_CHECK_ROW (row), changes);
  arrange (self);
}

void
hn_check_group_row_refresh (HnCheckGroupRow *self)
{
  g_return_if_fail (HN_IS_CHECK_GROUP_ROW (self));

  if (self->changes == NULL)
    return;

  show_findings (self, TRUE);
  if (self->list == NULL)
    return;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    hn_check_row_refresh (HN_CHECK_ROW (row));
  arrange (self);
}
