/* Lists of services, live or from files, and what names and patterns stand for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "session.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "source/facts/facts-list.h"
#include "source/manager/unread-units.h"
#include "source/unit-name.h"

/* @has_run: since the machine was started
 *
 * Returns: (transfer full) (nullable): %NULL where the policy leaves no check to measure */
static HnListEntry *
entry_new (HnSession *self, const HnSettings *settings, gboolean has_run, GError **error)
{
  HnAssessment assessment;
  HnListEntry *entry;

  if (!hn_report_assess (settings, self->policy, &assessment, error))
    return NULL;

  entry = g_new0 (HnListEntry, 1);
  entry->unit = g_strdup (settings->context.unit);
  entry->exposure = assessment.exposure;
  entry->counted = hn_accepted_get_exposure (self->accepted->all, entry->unit,
                                             self->accepted->today, &assessment);
  entry->level = assessment.level;
  if (self->options->worse)
    entry->assessment = g_memdup2 (&assessment, sizeof assessment);
  entry->priority = hn_priority_find (self->facts != NULL
                                          ? hn_facts_list_find (self->facts, settings->context.unit)
                                          : NULL,
                                      settings, has_run, entry->counted);

  return entry;
}

static void
entry_free (HnListEntry *entry)
{
  g_free (entry->unit);
  g_free (entry->refused);
  g_free (entry->assessment);
  g_strfreev (entry->drop_ins);
  g_free (entry);
}

/* For a service that systemd does not load. */
static void
add_refused (GPtrArray *entries, const char *unit, const char *reason)
{
  HnListEntry *entry = g_new0 (HnListEntry, 1);

  entry->unit = g_strdup (unit);
  entry->refused = g_strdup (reason);
  g_ptr_array_add (entries, entry);
}

static gboolean
is_oneshot (const HnSettings *settings)
{
  return g_str_equal (hn_settings_get_type (settings), "oneshot");
}

/* Adds what @unit is by its files. Of services that systemd would not load the reason is told, but
 * for those that somebody masked on purpose; they are no part of a list but that of all. */
static void
list_from_files (HnSession *self, const char *unit, GPtrArray *entries)
{
  g_autoptr (HnSettings) settings = NULL;
  g_autoptr (GError) local_error = NULL;
  HnTarget target = { .unit = (char *) unit };
  HnListEntry *found = NULL;

  settings = hn_session_load_files (self, &target, &local_error);
  if (settings != NULL && !self->options->all && is_oneshot (settings))
    return;
  if (settings != NULL)
    found = entry_new (self, settings, FALSE, &local_error);

  if (found != NULL)
    {
      g_ptr_array_add (entries, found);
    }
  else if (!g_error_matches (local_error, HN_LOADER_ERROR, HN_LOADER_ERROR_MASKED))
    {
      g_message ("%s", local_error->message);
      /* systemd does not refuse what only we cannot read. */
      if (self->options->all &&
          !g_error_matches (local_error, HN_LOADER_ERROR, HN_LOADER_ERROR_CLOSED))
        add_refused (entries, unit, local_error->message);
    }
}

static void
list_installed (HnSession *self, GHashTable *seen, GPtrArray *entries)
{
  g_auto (GStrv) names = hn_unit_loader_list (hn_session_get_loader (self));

  for (guint i = 0; names[i] != NULL; i++)
    {
      if (hn_unit_name_classify (names[i]) == HN_UNIT_NAME_TEMPLATE ||
          g_hash_table_contains (seen, names[i]))
        continue;
      list_from_files (self, names[i], entries);
    }
}

/* A list that grows while the manager answers. */
typedef struct
{
  HnSession *session;
  GHashTable *seen;   /* of names */
  GPtrArray *entries; /* of HnListEntry */
} LiveList;

static void
list_live_refused (LiveList *list, const HnUnit *unit)
{
  g_autofree char *otherwise =
      g_strdup_printf (_ ("%s is not loaded: systemd says “%s”; see systemctl status"), unit->name,
                       unit->load_state);
  g_autofree char *reason = hn_session_dup_refusal (list->session, unit->name, otherwise);

  g_message ("%s", reason);
  add_refused (list->entries, unit->name, reason);
}

static void
list_live (LiveList *list, const HnUnit *unit)
{
  HnSession *self = list->session;
  g_autoptr (GError) error = NULL;
  HnListEntry *found;

  /* systemd-analyze lists only what is loaded, and what was masked on purpose says nothing. */
  if (unit->settings == NULL)
    {
      if (self->options->all && (strcmp (unit->load_state, "bad-setting") == 0 ||
                                 strcmp (unit->load_state, "error") == 0))
        {
          g_hash_table_add (list->seen, g_strdup (unit->name));
          list_live_refused (list, unit);
        }
      return;
    }
  g_hash_table_add (list->seen, g_strdup (unit->name));
  if (!self->options->all && !self->options->worse && is_oneshot (unit->settings))
    return;
  if (self->profile_text != NULL)
    {
      list_from_files (self, unit->name, list->entries);
      return;
    }

  found = entry_new (self, unit->settings, unit->started != 0, &error);
  if (found == NULL)
    {
      g_message ("%s", error->message);
      return;
    }
  if (self->options->worse)
    found->drop_ins = g_strdupv (unit->drop_ins);
  g_ptr_array_add (list->entries, found);
}

/* The sums are done while the manager is busy with the next answers. */
static void
units_read_cb (GPtrArray *units, guint done, guint total, gpointer user_data)
{
  for (guint i = 0; i < units->len; i++)
    list_live (user_data, g_ptr_array_index (units, i));
}

static gboolean
list_loaded (HnSession *self, GHashTable *seen, GPtrArray *entries, GError **error)
{
  LiveList list = { self, seen, entries };
  HnReadDepth depth = self->options->worse ? HN_READ_PATHS
                      : self->options->all ? HN_READ_SCORE
                                           : HN_READ_LONG_RUNNING;
  g_autoptr (GPtrArray) units = NULL;
  HnWait wait;

  hn_wait_begin (&wait, self->manager);
  hn_unit_reader_read_many_async (self->reader, NULL, depth, units_read_cb, &list, wait.cancellable,
                                  hn_wait_answered_cb, &wait);
  units = hn_wait_end (&wait, error);

  return units != NULL;
}

/* Marks what the manager has not read; when that cannot be found out, the list is as good as it
 * was. */
static void
mark_unread (HnSession *self, GPtrArray *entries)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) unread = NULL;
  HnWait wait;

  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (names, g_strdup (((const HnListEntry *) entries->pdata[i])->unit));
  hn_wait_begin (&wait, self->manager);
  hn_unread_units_find_async (self->manager, names, wait.cancellable, hn_wait_answered_cb, &wait);
  unread = hn_wait_end (&wait, NULL);

  for (guint i = 0; unread != NULL && i < entries->len; i++)
    {
      HnListEntry *entry = entries->pdata[i];

      entry->needs_reload = g_strv_contains ((const char *const *) unread, entry->unit);
    }
}

/* Without them a list is sorted by what the settings say. */
static void
read_facts (HnSession *self)
{
  g_autoptr (GPtrArray) units = NULL;
  HnWait wait;

  /* The first answer says that the manager is there. */
  hn_wait_begin (&wait, self->manager);
  hn_unit_reader_list_async (self->reader, wait.cancellable, hn_wait_answered_cb, &wait);
  units = hn_wait_end (&wait, NULL);
  if (units == NULL)
    return;

  hn_wait_begin (&wait, self->manager);
  hn_facts_list_async (self->manager, wait.cancellable, hn_wait_answered_cb, &wait);
  self->facts = hn_wait_end (&wait, NULL);
}

static int
compare_entries (gconstpointer a, gconstpointer b, gpointer sort)
{
  const HnListEntry *one = *(HnListEntry *const *) a, *other = *(HnListEntry *const *) b;
  guint first = 0, second = 0;

  if (GPOINTER_TO_INT (sort) == HN_SORT_EXPOSURE)
    {
      first = one->exposure;
      second = other->exposure;
    }
  else if (GPOINTER_TO_INT (sort) == HN_SORT_PRIORITY)
    {
      first = one->priority.rank;
      second = other->priority.rank;
    }
  if (first != second)
    return first > second ? -1 : 1;

  /* By bytes, as systemd-analyze sorts. */
  return strcmp (one->unit, other->unit);
}

/* Lists what is named by its full name, even where a list of all would leave it out. */
static gboolean
list_named (HnSession *self, const char *word, GPtrArray *entries, GError **error)
{
  g_autoptr (HnTarget) target = hn_target_parse (word, error);
  g_autoptr (HnReport) shown = NULL;
  HnListEntry *entry;

  if (target == NULL)
    return FALSE;
  shown = hn_session_show (self, target, error);
  if (shown == NULL)
    return FALSE;

  for (guint i = 0; i < entries->len; i++)
    if (strcmp (((const HnListEntry *) entries->pdata[i])->unit, shown->settings->context.unit) ==
        0)
      return TRUE;
  entry = entry_new (self, shown->settings, FALSE, error);
  if (entry == NULL)
    return FALSE;
  entry->needs_reload = shown->needs_reload;
  g_ptr_array_add (entries, entry);

  return TRUE;
}

/* Sets @error to that no service matches @pattern. */
static void
set_no_match (const char *pattern, GError **error)
{
  g_set_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_NOT_FOUND,
               /* Translators: %s is a pattern, such as ssh* */
               _ ("No service matches “%s”"), pattern);
}

/* Leaves in @entries those that the words of the options stand for, and adds those that are named
 * and missing. */
static void
choose_entries (HnSession *self, GPtrArray *entries, gboolean *ret_missed)
{
  g_autofree gboolean *chosen = g_new0 (gboolean, entries->len + 1);
  const guint n = entries->len;

  for (GStrv words = self->options->arguments; *words != NULL; words++)
    {
      const char *word = *words;
      gboolean pattern = hn_word_is_pattern (word);
      g_autoptr (HnTarget) target = pattern ? NULL : hn_target_parse (word, NULL);
      g_autoptr (GError) error = NULL;
      gboolean found = FALSE;

      for (guint i = 0; i < n; i++)
        {
          const char *unit = ((const HnListEntry *) entries->pdata[i])->unit;

          if (pattern ? !hn_pattern_matches (word, unit)
                      : target == NULL || g_strcmp0 (target->unit, unit) != 0)
            continue;
          chosen[i] = found = TRUE;
        }
      if (found)
        continue;
      if (pattern)
        set_no_match (word, &error);
      else
        list_named (self, word, entries, &error);
      if (error != NULL)
        {
          g_message ("%s", error->message);
          *ret_missed = TRUE;
        }
    }

  for (guint i = n; i-- > 0;)
    if (!chosen[i])
      g_ptr_array_remove_index (entries, i);
}

/* Returns: (transfer full) (element-type utf8) (nullable): what patterns are held against */
static GPtrArray *
list_names (HnSession *self, GError **error)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) units = NULL;
  g_auto (GStrv) installed = NULL;
  HnWait wait;

  if (self->manager == NULL)
    {
      installed = hn_unit_loader_list (hn_session_get_loader (self));
      for (guint i = 0; installed[i] != NULL; i++)
        if (hn_unit_name_classify (installed[i]) != HN_UNIT_NAME_TEMPLATE)
          g_ptr_array_add (names, g_strdup (installed[i]));
      return names;
    }

  hn_wait_begin (&wait, self->manager);
  hn_unit_reader_list_async (self->reader, wait.cancellable, hn_wait_answered_cb, &wait);
  units = hn_wait_end (&wait, error);
  if (units == NULL)
    {
      g_ptr_array_unref (names);
      return NULL;
    }
  for (guint i = 0; i < units->len; i++)
    if (strcmp (((const HnUnit *) units->pdata[i])->load_state, "loaded") == 0)
      g_ptr_array_add (names, g_strdup (((const HnUnit *) units->pdata[i])->name));
  g_ptr_array_sort (names, hn_unit_name_compare);

  return names;
}

/* Adds a target for each of @names that matches @pattern and is not in @seen. */
static gboolean
expand_pattern (
    const char *pattern, GPtrArray *names, GHashTable *seen, GPtrArray *targets, GError **error)
{
  gboolean found = FALSE;

  for (guint i = 0; i < names->len; i++)
    {
      HnTarget *target;

      if (!hn_pattern_matches (pattern, names->pdata[i]))
        continue;
      found = TRUE;
      if (!g_hash_table_add (seen, g_strdup (names->pdata[i])))
        continue;
      target = g_new0 (HnTarget, 1);
      target->unit = g_strdup (names->pdata[i]);
      g_ptr_array_add (targets, target);
    }
  if (!found)
    set_no_match (pattern, error);

  return found;
}

GPtrArray *
hn_session_expand (HnSession *self, GStrv words, GError **error)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_target_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) names = NULL;

  for (; *words != NULL; words++)
    {
      const char *word = *words;
      HnTarget *target;

      if (hn_word_is_pattern (word))
        {
          if (names == NULL)
            names = list_names (self, error);
          if (names == NULL || !expand_pattern (word, names, seen, targets, error))
            return NULL;
          continue;
        }
      target = hn_target_parse (word, error);
      if (target == NULL)
        return NULL;
      if (target->unit != NULL && !g_hash_table_add (seen, g_strdup (target->unit)))
        hn_target_free (target);
      else
        g_ptr_array_add (targets, target);
    }

  return g_steal_pointer (&targets);
}

GPtrArray *
hn_session_list (HnSession *self, gboolean *ret_missed, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (self->manager != NULL && (self->options->sort == HN_SORT_PRIORITY || self->options->worse))
    read_facts (self);
  if (self->manager != NULL)
    {
      if (!list_loaded (self, seen, entries, error))
        return NULL;
      mark_unread (self, entries);
    }
  if (self->manager == NULL || self->options->all)
    list_installed (self, seen, entries);
  *ret_missed = FALSE;
  if (*self->options->arguments != NULL)
    choose_entries (self, entries, ret_missed);
  g_ptr_array_sort_with_data (entries, compare_entries, GINT_TO_POINTER (self->options->sort));

  return g_steal_pointer (&entries);
}
