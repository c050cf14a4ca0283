/* The row of one check: says in short what the finding says, and opens to its details.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "check-details.h"
#include "check-row.h"
#include "check-text.h"

struct _HnCheckRow
{
  HnCheckRowBase parent_instance;

  gboolean nested;

  /* owned */
  HnService     *service;
  HnFindingItem *item;
};

G_DEFINE_FINAL_TYPE (HnCheckRow, hn_check_row, HN_TYPE_CHECK_ROW_BASE)

static char *
dup_subtitle (HnCheckRow *self)
{
  const HnCheck *check = hn_check_get (hn_finding_item_get_check (self->item));
  const char *tilde = strchr (check->id, '~');

  if (!self->nested)
    return hn_check_dup_short_text (self->service, self->item);

  /* The heading has the directive; here stands what of it this row is about. */
  return g_strdup (check->item != NULL ? check->item : tilde != NULL ? tilde + 1 : check->id);
}

static void
show_finding (HnCheckRow *self,
              gboolean    flash)
{
  const HnCheck *check = hn_check_get (hn_finding_item_get_check (self->item));
  const char *title = hn_finding_item_get_title (self->item);
  g_autofree char *subtitle = dup_subtitle (self);
  GtkWidget *details = hn_check_row_base_get_details (HN_CHECK_ROW_BASE (self));

  hn_check_row_base_show (HN_CHECK_ROW_BASE (self), hn_finding_item_get_passed (self->item),
                          hn_finding_item_get_share (self->item),
                          title != NULL && *title != '\0' ? title : check->id, subtitle, flash);
  if (details != NULL)
    hn_check_details_show (HN_CHECK_DETAILS (details), self->service, self->item);
}

static GtkWidget *
hn_check_row_build (HnCheckRowBase *base)
{
  HnCheckRow *self = HN_CHECK_ROW (base);
  GtkWidget *details = hn_check_details_new ();

  if (self->item != NULL)
    hn_check_details_show (HN_CHECK_DETAILS (details), self->service, self->item);

  return details;
}

static void
hn_check_row_dispose (GObject *object)
{
  HnCheckRow *self = HN_CHECK_ROW (object);

  g_clear_object (&self->service);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (hn_check_row_parent_class)->dispose (object);
}

static void
hn_check_row_class_init (HnCheckRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hn_check_row_dispose;
  HN_CHECK_ROW_BASE_CLASS (klass)->build = hn_check_row_build;
}

static void
hn_check_row_init (HnCheckRow *self)
{
}

GtkWidget *
hn_check_row_new (gboolean nested)
{
  HnCheckRow *self = g_object_new (HN_TYPE_CHECK_ROW, NULL);

  self->nested = nested;
  return GTK_WIDGET (self);
}

void
hn_check_row_set_finding (HnCheckRow    *self,
                          HnService     *service,
                          HnFindingItem *item)
{
  g_return_if_fail (HN_IS_CHECK_ROW (self));
  g_return_if_fail (HN_IS_SERVICE (service));
  g_return_if_fail (HN_IS_FINDING_ITEM (item));

  if (g_set_object (&self->service, service))
    hn_check_row_base_set_expanded (HN_CHECK_ROW_BASE (self), FALSE);
  g_set_object (&self->item, item);
  show_finding (self, FALSE);
}

void
hn_check_row_refresh (HnCheckRow *self)
{
  g_return_if_fail (HN_IS_CHECK_ROW (self));

  if (self->item != NULL)
    show_finding (self, TRUE);
}
