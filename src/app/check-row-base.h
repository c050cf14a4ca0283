/* What the rows of the detail page have in common: an outcome, a title, a share of the exposure,
 * and a part that opens below and is built only then.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HN_TYPE_CHECK_ROW_BASE (hn_check_row_base_get_type ())
G_DECLARE_DERIVABLE_TYPE (HnCheckRowBase, hn_check_row_base, HN, CHECK_ROW_BASE, GtkListBoxRow)

/* Property: "expanded" (boolean, read and write). Action: "row.toggle" opens and closes the row. */

struct _HnCheckRowBaseClass
{
  GtkListBoxRowClass parent_class;

  /* Returns a new widget for the part that opens; called once, when the row opens first. */
  GtkWidget *(*build) (HnCheckRowBase *self);

  /* Takes over how rows are arranged, for the rows inside this one, and says whether this row is to
   * be seen. NULL: it is, unless only failed checks are and this one did not fail. */
  gboolean (*arrange) (HnCheckRowBase *self,
                       gboolean        by_share,
                       gboolean        failed_only);
};

/**
 * hn_check_row_base_show:
 * @passed: 1 for a check mark, 0 for a cross, -1 where the check does not apply
 * @share: of the exposure, in tenths
 * @title: in plain words
 * @subtitle: the directive with its value; shortened in the row where it is long
 * @flash: whether the row lights up when @passed or @subtitle differ from what is shown
 */
void hn_check_row_base_show (HnCheckRowBase *self,
                             int             passed,
                             guint           share,
                             const char     *title,
                             const char     *subtitle,
                             gboolean        flash);

int      hn_check_row_base_get_passed (HnCheckRowBase *self);
guint    hn_check_row_base_get_share (HnCheckRowBase *self);
gboolean hn_check_row_base_get_expanded (HnCheckRowBase *self);
void     hn_check_row_base_set_expanded (HnCheckRowBase *self,
                                         gboolean        expanded);

/** hn_check_row_base_get_details: (nullable) (transfer none): what build() made, once it has */
GtkWidget *hn_check_row_base_get_details (HnCheckRowBase *self);

/** The place of the row where it is not sorted by share; starts at 0. */
guint hn_check_row_base_get_position (HnCheckRowBase *self);
void  hn_check_row_base_set_position (HnCheckRowBase *self,
                                      guint           position);

/**
 * hn_check_row_base_connect_list:
 * @list: a list of these rows
 *
 * Makes @list open its rows when they are pressed, and lets the arrow keys leave it at its ends.
 */
void hn_check_row_base_connect_list (GtkListBox *list);

/**
 * hn_check_row_base_arrange_list:
 * @list: a list of these rows
 * @by_share: largest share first, otherwise by position
 * @failed_only: leaves out what passed or does not apply
 *
 * Returns: how many rows are to be seen
 */
guint hn_check_row_base_arrange_list (GtkListBox *list,
                                      gboolean    by_share,
                                      gboolean    failed_only);

G_END_DECLS
