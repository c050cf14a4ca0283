/* The heading row of a directive that systemd checks in many rows, such as the capabilities. The
 * rows below are made when it opens.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "check-group-row.h"
#include "check-row.h"

/* A fifth of a frame: the rest is for laying out and drawing what was made. */
#define SLICE_US 3000

struct _HnCheckGroupRow
{
  HnCheckRowBase parent_instance;

  HnDirectiveId directive;
  gboolean by_share;
  gboolean failed_only;

  guint n_made;  /* rows below, so far */
  guint make_id;

  /* owned */
  HnService *service;
  GPtrArray *items;
};

G_DEFINE_FINAL_TYPE (HnCheckGroupRow, hn_check_group_row, HN_TYPE_CHECK_ROW_BASE)

/* What the rows add to the exposure together. Each row's own share is rounded up, so their sum would
 * promise more than there is. */
static guint
get_total_share (HnCheckGroupRow *self)
{
  const HnAssessment *assessment = hn_service_get_assessment (self->service);
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
show_findings (HnCheckGroupRow *self,
               gboolean         flash)
{
  const HnDirective *directive = hn_directive_get (self->directive);
  const char *title = *directive->title != '\0' ? _(directive->title) : directive->name;
  guint n_passed = 0, n_failed = 0, n_counted;
  g_autofree char *count = NULL;
  g_autofree char *subtitle = NULL;

  for (guint i = 0; i < self->items->len; i++)
    {
      int passed = hn_finding_item_get_passed (self->items->pdata[i]);

      n_passed += passed > 0;
      n_failed += passed == 0;
    }

  n_counted = n_passed + n_failed;
  if (n_counted > 0)
    /* Translators: how many checks of a group passed, such as 12 of 28. */
    count = g_strdup_printf (ngettext ("%u of %u passed", "%u of %u passed", n_counted), n_passed,
                             n_counted);
  else
    count = g_strdup (_("not applicable"));
  subtitle = g_strdup_printf ("%s= · %s", directive->name, count);

  hn_check_row_base_show (HN_CHECK_ROW_BASE (self), n_failed > 0 ? 0 : n_passed > 0 ? 1 : -1,
                          get_total_share (self), title, subtitle, flash);
}

static void
arrange (HnCheckGroupRow *self)
{
  GtkWidget *list = hn_check_row_base_get_details (HN_CHECK_ROW_BASE (self));

  if (list != NULL)
    hn_check_row_base_arrange_list (GTK_LIST_BOX (list), self->by_share, self->failed_only);
}

/* Makes some of the rows below. Returns whether there are more to make. */
static gboolean
make_rows (HnCheckGroupRow *self,
           GtkListBox      *list)
{
  gint64 end = g_get_monotonic_time () + SLICE_US;

  do
    {
      GtkWidget *row = hn_check_row_new (TRUE);

      hn_check_row_base_set_position (HN_CHECK_ROW_BASE (row), self->n_made);
      hn_check_row_set_finding (HN_CHECK_ROW (row), self->service,
                                self->items->pdata[self->n_made++]);
      gtk_list_box_append (list, row);
    }
  while (self->n_made < self->items->len && g_get_monotonic_time () < end);

  hn_check_row_base_arrange_list (list, self->by_share, self->failed_only);
  return self->n_made < self->items->len;
}

static gboolean
make_rows_cb (GtkWidget     *widget,
              GdkFrameClock *clock,
              gpointer       data)
{
  HnCheckGroupRow *self = HN_CHECK_GROUP_ROW (widget);
  GtkWidget *list = hn_check_row_base_get_details (HN_CHECK_ROW_BASE (self));

  if (make_rows (self, GTK_LIST_BOX (list)))
    return G_SOURCE_CONTINUE;

  self->make_id = 0;
  return G_SOURCE_REMOVE;
}

static GtkWidget *
hn_check_group_row_build (HnCheckRowBase *base)
{
  HnCheckGroupRow *self = HN_CHECK_GROUP_ROW (base);
  GtkListBox *list = GTK_LIST_BOX (gtk_list_box_new ());

  gtk_list_box_set_selection_mode (list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (list), "check-nested");
  hn_check_row_base_connect_list (list);
  if (self->items != NULL && make_rows (self, list))
    self->make_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), make_rows_cb, NULL, NULL);

  return GTK_WIDGET (list);
}

static gboolean
hn_check_group_row_arrange (HnCheckRowBase *base,
                            gboolean        by_share,
                            gboolean        failed_only)
{
  HnCheckGroupRow *self = HN_CHECK_GROUP_ROW (base);

  self->by_share = by_share;
  self->failed_only = failed_only;
  arrange (self);

  return !failed_only || hn_check_row_base_get_passed (base) == 0;
}

static void
hn_check_group_row_dispose (GObject *object)
{
  HnCheckGroupRow *self = HN_CHECK_GROUP_ROW (object);

  if (self->make_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->make_id);
  self->make_id = 0;
  g_clear_object (&self->service);
  g_clear_pointer (&self->items, g_ptr_array_unref);

  G_OBJECT_CLASS (hn_check_group_row_parent_class)->dispose (object);
}

static void
hn_check_group_row_class_init (HnCheckGroupRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hn_check_group_row_dispose;
  HN_CHECK_ROW_BASE_CLASS (klass)->build = hn_check_group_row_build;
  HN_CHECK_ROW_BASE_CLASS (klass)->arrange = hn_check_group_row_arrange;
}

static void
hn_check_group_row_init (HnCheckGroupRow *self)
{
}

GtkWidget *
hn_check_group_row_new (HnDirectiveId directive)
{
  HnCheckGroupRow *self = g_object_new (HN_TYPE_CHECK_GROUP_ROW, NULL);

  self->directive = directive;
  return GTK_WIDGET (self);
}

void
hn_check_group_row_set_findings (HnCheckGroupRow *self,
                                 HnService       *service,
                                 GPtrArray       *items)
{
  GtkWidget *list;

  g_return_if_fail (HN_IS_CHECK_GROUP_ROW (self));
  g_return_if_fail (HN_IS_SERVICE (service));

  if (g_set_object (&self->service, service))
    hn_check_row_base_set_expanded (HN_CHECK_ROW_BASE (self), FALSE);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  self->items = items;
  show_findings (self, FALSE);

  list = hn_check_row_base_get_details (HN_CHECK_ROW_BASE (self));
  if (list == NULL)
    return;

  /* The list may be sorted; a row's position, not its place, tells which check it shows. */
  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      guint position = hn_check_row_base_get_position (HN_CHECK_ROW_BASE (row));

      hn_check_row_set_finding (HN_CHECK_ROW (row), service, items->pdata[position]);
    }
  arrange (self);
}

void
hn_check_group_row_refresh (HnCheckGroupRow *self)
{
  GtkWidget *list;

  g_return_if_fail (HN_IS_CHECK_GROUP_ROW (self));

  if (self->items == NULL)
    return;

  show_findings (self, TRUE);
  list = hn_check_row_base_get_details (HN_CHECK_ROW_BASE (self));
  if (list == NULL)
    return;

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    hn_check_row_refresh (HN_CHECK_ROW (row));
  arrange (self);
}
