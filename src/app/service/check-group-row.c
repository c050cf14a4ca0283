/* The heading row of a directive that systemd checks in many rows, such as the capabilities. The
 * rows below are made when it opens.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "check-group-row.h"
#include "check-row.h"
#include "check-search.h"
#include "check-text.h"
#include "client/need-text.h"
#include "value-entry.h"

struct _HnCheckGroupRow
{
  HnCheckRowBase parent_instance;

  HnDirectiveId directive;
  guint checks[HN_N_CHECKS];
  guint n_checks;

  HnValueEntry *entry; /* borrowed; NULL until the row was open */
};

G_DEFINE_FINAL_TYPE (HnCheckGroupRow, hn_check_group_row, HN_TYPE_CHECK_ROW_BASE)

/* What the rows add to the exposure together. Each row's own share is rounded up, so their sum
 * would promise more than there is. */
static guint
get_total_share (HnCheckGroupRow *self, HnChanges *changes)
{
  const HnAssessment *assessment = hn_changes_get_after (changes);
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

/* The worst of what was seen for the rows. */
static void
show_evidence (HnCheckGroupRow *self, HnService *service)
{
  HnNeedKind worst = HN_NEED_CANNOT_TELL;
  const HnNeed *example = NULL;
  guint n[HN_NEED_CANNOT_TELL + 1] = { 0 };
  g_autofree char *text = NULL;

  if (hn_service_get_evidence (service) == NULL)
    {
      hn_check_row_base_set_evidence (HN_CHECK_ROW_BASE (self), NULL, worst);
      return;
    }

  for (guint i = 0; i < self->n_checks; i++)
    {
      const HnNeed *need = hn_service_get_need (service, self->checks[i]);

      n[need->kind]++;
      if (example == NULL || need->kind < worst)
        example = need;
      worst = example->kind;
    }
  if (worst == HN_NEED_USED)
    /* Translators: of the checks of a group, how many are about what the service uses, and all */
    text = g_strdup_printf (ngettext ("%u of %u is used", "%u of %u are used", n[worst]), n[worst],
                            self->n_checks);
  else if (worst == HN_NEED_REFUSED)
    /* Translators: of the checks of a group, how many are about what the service uses, and all */
    text = g_strdup_printf (ngettext ("%u of %u is used, but it may cope without",
                                      "%u of %u are used, but it may cope without", n[worst]),
                            n[worst], self->n_checks);
  else
    text = hn_need_dup_short (example, hn_service_get_evidence (service));
  hn_check_row_base_set_evidence (HN_CHECK_ROW_BASE (self), text, worst);
}

static void
hn_check_group_row_show (HnCheckRowBase *base, HnChanges *changes, gboolean flash)
{
  HnCheckGroupRow *self = HN_CHECK_GROUP_ROW (base);
  const HnDirective *directive = hn_directive_get (self->directive);
  const char *title = *directive->title != '\0' ? _ (directive->title) : directive->name;
  guint n_passed = 0, n_failed = 0, n_accepted = 0, n_counted;
  g_autofree char *count = NULL;
  g_autofree char *blocked = NULL;
  g_autofree char *setting = NULL;
  g_autofree char *state = NULL;
  g_autofree char *remarked = NULL;

  for (guint i = 0; i < self->n_checks; i++)
    {
      int passed = hn_check_get_passed (changes, self->checks[i]);

      n_passed += passed > 0;
      n_failed += passed == 0;
      n_accepted += hn_check_is_accepted (changes, self->checks[i]);
    }

  n_counted = n_passed + n_failed - n_accepted;
  if (n_accepted > 0)
    /* Translators: how many checks of a group passed, such as 12 of 28, and how many of those that
     * failed somebody has accepted */
    count = g_strdup_printf (_ ("%u of %u passed, %u accepted"), n_passed, n_counted, n_accepted);
  else if (n_counted > 0)
    /* Translators: how many checks of a group passed, such as 12 of 28. */
    count = g_strdup_printf (ngettext ("%u of %u passed", "%u of %u passed", n_counted), n_passed,
                             n_counted);
  else
    count = g_strdup (_ ("not applicable"));
  blocked = hn_changes_dup_blocked (changes, self->directive);
  if (blocked != NULL && hn_changes_get_state (changes) == HN_CHANGES_READY)
    state = g_strdup_printf ("%s\n%s", count, blocked);
  remarked = hn_check_dup_with_remark (changes, self->directive, state != NULL ? state : count);
  setting = g_strdup_printf ("%s=", directive->name);

  hn_check_row_base_show (base,
                          n_failed > 0   ? 0
                          : n_passed > 0 ? 1
                                         : -1,
                          get_total_share (self, changes), title, remarked, setting, flash);
  show_evidence (self, hn_changes_get_service (changes));
  hn_check_row_base_set_mark (base, hn_changes_get_mark (changes, self->directive));
  if (self->entry != NULL)
    hn_value_entry_show (self->entry, changes);
}

static HnCheckRowBase *
hn_check_group_row_make_row (HnCheckRowBase *base, guint i)
{
  return hn_check_row_new (HN_CHECK_GROUP_ROW (base)->checks[i], TRUE);
}

static GtkWidget *
hn_check_group_row_build (HnCheckRowBase *base)
{
  HnCheckGroupRow *self = HN_CHECK_GROUP_ROW (base);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), hn_check_row_base_build_list (base, self->n_checks));
  if ((hn_directive_get (self->directive)->flags & HN_DIRECTIVE_WRITABLE) != 0)
    {
      self->entry = HN_VALUE_ENTRY (hn_value_entry_new (self->directive, NULL));
      gtk_widget_add_css_class (GTK_WIDGET (self->entry), "check-entry");
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->entry));
    }

  return box;
}

static void
hn_check_group_row_reset (HnCheckRowBase *base, HnChanges *changes)
{
  hn_changes_reset (changes, &HN_CHECK_GROUP_ROW (base)->directive, 1);
}

static HnMatch
hn_check_group_row_match (HnCheckRowBase *base,
                          HnChanges *changes,
                          const char *const *words,
                          HnArrange how)
{
  HnCheckGroupRow *self = HN_CHECK_GROUP_ROW (base);
  guint n_found = 0, n_seen = 0;

  for (guint i = 0; i < self->n_checks; i++)
    {
      if (!hn_check_has_words (self->checks[i], words))
        continue;
      n_found++;
      n_seen += (how & HN_ARRANGE_FAILED_ONLY) == 0 ||
                hn_check_get_passed (changes, self->checks[i]) == 0 ||
                hn_changes_moves_check (changes, self->checks[i]);
    }
  /* All of them have its name and title. */
  if (n_found == self->n_checks ||
      (n_found == 0 && hn_directive_has_words (self->directive, words)))
    return HN_MATCH_SELF;

  return n_seen > 0 ? HN_MATCH_INSIDE : HN_MATCH_NONE;
}

static void
hn_check_group_row_class_init (HnCheckGroupRowClass *klass)
{
  HN_CHECK_ROW_BASE_CLASS (klass)->show = hn_check_group_row_show;
  HN_CHECK_ROW_BASE_CLASS (klass)->build = hn_check_group_row_build;
  HN_CHECK_ROW_BASE_CLASS (klass)->make_row = hn_check_group_row_make_row;
  HN_CHECK_ROW_BASE_CLASS (klass)->reset = hn_check_group_row_reset;
  HN_CHECK_ROW_BASE_CLASS (klass)->match = hn_check_group_row_match;
}

static void
hn_check_group_row_init (HnCheckGroupRow *self)
{
}

HnCheckRowBase *
hn_check_group_row_new (const guint *checks, guint n_checks)
{
  HnCheckGroupRow *self;

  g_return_val_if_fail (n_checks > 0 && n_checks <= HN_N_CHECKS, NULL);

  self = g_object_new (HN_TYPE_CHECK_GROUP_ROW, NULL);
  self->directive = hn_check_get (checks[0])->directive;
  memcpy (self->checks, checks, n_checks * sizeof *checks);
  self->n_checks = n_checks;
  return HN_CHECK_ROW_BASE (self);
}
