/* What the rows of the detail page have in common: an outcome, a title, a share of the exposure,
 * and a part that opens below and is built only then.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/evidence/need.h"
#include "row-control.h"

G_BEGIN_DECLS

#define HN_TYPE_CHECK_ROW_BASE (hn_check_row_base_get_type ())
G_DECLARE_DERIVABLE_TYPE (HnCheckRowBase, hn_check_row_base, HN, CHECK_ROW_BASE, GtkListBoxRow)

/* Actions: "row.toggle" opens and closes the row, "row.reset" takes back what is staged for it. */

/* For a row that no check is about: it has no outcome. */
#define HN_CHECK_ROW_NO_OUTCOME (-2)

/* How a list of rows is arranged. */
typedef enum
{
  HN_ARRANGE_BY_SHARE = 1 << 0, /* largest share first, otherwise by position */
  HN_ARRANGE_FAILED_ONLY =
      1 << 1, /* leaves out what passed or does not apply, unless it is staged */
  HN_ARRANGE_KEEP_ORDER = 1 << 2, /* nothing moves while a person uses it */
} HnArrange;

/* Whether a row is what somebody searches for. */
typedef enum
{
  HN_MATCH_NONE,
  HN_MATCH_INSIDE, /* some of the rows below it are */
  HN_MATCH_SELF,
} HnMatch;

/* What is staged for a row. */
typedef enum
{
  HN_ROW_MARK_NONE,
  HN_ROW_MARK_STAGED,
  HN_ROW_MARK_WEAKER, /* staged, and less protection than the vendor gives */
} HnRowMark;

/* What has a place beside the words of a row; the rest stands below them. */
typedef enum
{
  HN_SPACE_WIDE,   /* everything */
  HN_SPACE_NARROW, /* a switch and the share */
  HN_SPACE_TIGHT,  /* nothing */
} HnSpace;

struct _HnCheckRowBaseClass
{
  GtkListBoxRowClass parent_class;

  /* Shows what @changes say, by hn_check_row_base_show() and in what was built. */
  void (*show) (HnCheckRowBase *self, HnChanges *changes, gboolean flash);

  /* Returns a new widget for the part that opens; called once, when the row opens first. */
  GtkWidget *(*build) (HnCheckRowBase *self);

  /* Returns a new row for the place @i below this one; see hn_check_row_base_build_list(). */
  HnCheckRowBase *(*make_row) (HnCheckRowBase *self, guint i);

  /* Takes back what is staged for the row. */
  void (*reset) (HnCheckRowBase *self, HnChanges *changes);

  /* Returns whether the row has @words, see check-search.h; of the rows below it only those count
   * that @how lets be seen. */
  HnMatch (*match) (HnCheckRowBase *self,
                    HnChanges *changes,
                    const char *const *words,
                    HnArrange how);
};

/**
 * hn_check_row_base_set_changes:
 * @changes: of the service that the row is about
 *
 * Shows what they say now. A row that showed another service closes; one that showed this service
 * lights up when it says something else.
 */
void hn_check_row_base_set_changes (HnCheckRowBase *self, HnChanges *changes);

/**
 * hn_check_row_base_show:
 * @passed: 1 for a check mark, 0 for a cross, -1 where the check does not apply, or
 *   %HN_CHECK_ROW_NO_OUTCOME
 * @share: of the exposure, in tenths
 * @title: names the protection
 * @state: (nullable): what holds now, in a sentence
 * @setting: the directive with its value; shortened in the row where it is long
 * @flash: whether the row lights up when @passed or @setting differ from what is shown
 */
void hn_check_row_base_show (HnCheckRowBase *self,
                             int passed,
                             guint share,
                             const char *title,
                             const char *state,
                             const char *setting,
                             gboolean flash);

/**
 * hn_check_row_base_set_evidence:
 * @text: (nullable): what was seen that speaks against the check, or for it
 * @need: how much
 */
void hn_check_row_base_set_evidence (HnCheckRowBase *self, const char *text, HnNeedKind need);

/** hn_check_row_base_set_control: @control: (transfer none): what changes the setting of the row */
void hn_check_row_base_set_control (HnCheckRowBase *self, HnRowControl *control);

/** hn_check_row_base_set_space: how much there is beside the words */
void hn_check_row_base_set_space (HnCheckRowBase *self, HnSpace space);

/** hn_check_row_base_set_mark: shows whether the row is staged, with a button that takes it back */
void hn_check_row_base_set_mark (HnCheckRowBase *self, HnRowMark mark);

void hn_check_row_base_set_expanded (HnCheckRowBase *self, gboolean expanded);

/** hn_check_row_base_set_left_out: for a row that is not to be seen, whatever is searched for */
void hn_check_row_base_set_left_out (HnCheckRowBase *self, gboolean left_out);

/** The place of the row where it is not sorted by share; starts at 0. */
void hn_check_row_base_set_position (HnCheckRowBase *self, guint position);

/**
 * hn_check_row_base_connect_list:
 * @list: a list of these rows
 *
 * Makes @list open its rows when they are pressed, and lets the arrow keys leave it at its ends.
 */
void hn_check_row_base_connect_list (GtkListBox *list);

/**
 * hn_check_row_base_build_list:
 * @n_rows: how many there are, 1 at least
 *
 * For build(): makes rows below this one, by make_row() and a few in each frame.
 *
 * Returns: the list of them
 */
GtkWidget *hn_check_row_base_build_list (HnCheckRowBase *self, guint n_rows);

/* For each row in a list of them. */
void hn_check_row_base_set_list_changes (GtkListBox *list, HnChanges *changes);
void hn_check_row_base_set_list_space (GtkListBox *list, HnSpace space);

/**
 * hn_check_row_base_arrange_list:
 * @list: a list of these rows, all of which have changes to show
 * @words: (nullable): what is searched for, see check-search.h; a row that only has it inside
 * opens, and closes when the search is over
 *
 * Returns: how many rows are to be seen
 */
guint hn_check_row_base_arrange_list (GtkListBox *list, HnArrange how, const char *const *words);

G_END_DECLS
