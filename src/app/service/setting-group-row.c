/* A group of settings without checks. There are many, and few people need them: their rows are made
 * when the group opens.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "setting-group-row.h"

#include <glib/gi18n-lib.h>

#include "check-row.h"
#include "check-search.h"
#include "check-text.h"

struct _HnSettingGroupRow
{
  HnCheckRowBase parent_instance;

  HnGroup group;
  HnDirectiveId directives[HN_N_DIRECTIVES];
  guint n_directives;
};

G_DEFINE_FINAL_TYPE (HnSettingGroupRow, hn_setting_group_row, HN_TYPE_CHECK_ROW_BASE)

static gboolean
has_check (HnDirectiveId directive)
{
  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      HnDirectiveId directives[HN_CHECK_MAX_DIRECTIVES];
      guint n = hn_check_get_directives (i, directives);

      for (guint j = 0; j < n; j++)
        if (directives[j] == directive)
          return TRUE;
    }

  return FALSE;
}

static guint
list_directives (HnGroup group, HnDirectiveId directives[HN_N_DIRECTIVES])
{
  guint n = 0;

  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    if (hn_directive_get (i)->group == group &&
        (hn_directive_get (i)->flags & HN_DIRECTIVE_WRITABLE) != 0 && !has_check (i))
      directives[n++] = i;

  return n;
}

static void
hn_setting_group_row_show (HnCheckRowBase *base, HnChanges *changes, gboolean flash)
{
  HnSettingGroupRow *self = HN_SETTING_GROUP_ROW (base);
  HnRowMark mark = HN_ROW_MARK_NONE;
  g_autofree char *subtitle = NULL;
  g_autofree char *newer = NULL;
  guint n = 0, first = 0;

  for (guint i = 0; i < self->n_directives; i++)
    {
      mark = MAX (mark, hn_changes_get_mark (changes, self->directives[i]));
      if (hn_directive_is_too_new (changes, self->directives[i]))
        continue;
      if (n++ == 0)
        first = i;
    }
  if (n < self->n_directives)
    /* Translators: of a group of settings: how many of them are not offered */
    newer = g_strdup_printf (ngettext ("%u more needs a newer systemd.",
                                       "%u more need a newer systemd.", self->n_directives - n),
                             self->n_directives - n);

  /* Translators: below the name of a group: how many settings are in it, then the first of them */
  subtitle = g_strdup_printf (ngettext ("%u setting: %s=", "%u settings: %s= …", n), n,
                              hn_directive_get (self->directives[first])->name);
  hn_check_row_base_show (base, HN_CHECK_ROW_NO_OUTCOME, 0, _ (hn_group_get_title (self->group)),
                          newer != NULL ? subtitle : NULL, newer != NULL ? newer : subtitle, FALSE);
  hn_check_row_base_set_mark (base, mark);
}

static HnCheckRowBase *
hn_setting_group_row_make_row (HnCheckRowBase *base, guint i)
{
  return hn_check_row_new_for_directive (HN_SETTING_GROUP_ROW (base)->directives[i]);
}

static GtkWidget *
hn_setting_group_row_build (HnCheckRowBase *base)
{
  return hn_check_row_base_build_list (base, HN_SETTING_GROUP_ROW (base)->n_directives);
}

static void
hn_setting_group_row_reset (HnCheckRowBase *base, HnChanges *changes)
{
  HnSettingGroupRow *self = HN_SETTING_GROUP_ROW (base);

  hn_changes_reset (changes, self->directives, self->n_directives);
}

static HnMatch
hn_setting_group_row_match (HnCheckRowBase *base,
                            HnChanges *changes,
                            const char *const *words,
                            HnArrange how)
{
  HnSettingGroupRow *self = HN_SETTING_GROUP_ROW (base);

  for (guint i = 0; i < self->n_directives; i++)
    if (!hn_directive_is_too_new (changes, self->directives[i]) &&
        hn_directive_has_words (self->directives[i], words))
      return HN_MATCH_INSIDE;

  return HN_MATCH_NONE;
}

static void
hn_setting_group_row_class_init (HnSettingGroupRowClass *klass)
{
  HN_CHECK_ROW_BASE_CLASS (klass)->show = hn_setting_group_row_show;
  HN_CHECK_ROW_BASE_CLASS (klass)->build = hn_setting_group_row_build;
  HN_CHECK_ROW_BASE_CLASS (klass)->make_row = hn_setting_group_row_make_row;
  HN_CHECK_ROW_BASE_CLASS (klass)->reset = hn_setting_group_row_reset;
  HN_CHECK_ROW_BASE_CLASS (klass)->match = hn_setting_group_row_match;
}

static void
hn_setting_group_row_init (HnSettingGroupRow *self)
{
}

HnCheckRowBase *
hn_setting_group_row_new (HnGroup group)
{
  HnDirectiveId directives[HN_N_DIRECTIVES];
  guint n = list_directives (group, directives);
  HnSettingGroupRow *self;

  if (n == 0)
    return NULL;

  self = g_object_new (HN_TYPE_SETTING_GROUP_ROW, NULL);
  self->group = group;
  self->n_directives = n;
  memcpy (self->directives, directives, n * sizeof *directives);
  return HN_CHECK_ROW_BASE (self);
}
