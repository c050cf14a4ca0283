/* Checks all advice, and the strictest set of a search, for each installed service as the helper
 * would: which of them take the stronger permission, and why. Prints a line for each that does,
 * "UNIT<tab>ADVICE<tab>KIND<tab>LINE", and at the end how many there were. Reads files only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "engine/advice/advice.h"
#include "engine/harden/harden-set.h"
#include "engine/guards.h"
#include "engine/validate.h"
#include "engine/weaken.h"
#include "properties/path-look.h"
#include "source/files/unit-loader.h"

typedef struct
{
  GStrv names;
  GPtrArray *before;   /* NULL-terminated */
  GPtrArray *requires; /* of names */
  HnSettings *unfinished;
  const char *guards; /* (nullable): what it guards */
} Unit;

static void
unit_free (Unit *unit)
{
  g_strfreev (unit->names);
  g_ptr_array_unref (unit->before);
  g_ptr_array_unref (unit->requires);
  hn_settings_free (unit->unfinished);
  g_free (unit);
}

/* Adds the words of each line "KEY=…" in the file. */
static void
add_words (GPtrArray *words, const char *path, const char *key)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], key))
      {
        g_auto (GStrv) parts = g_strsplit_set (lines[i] + strlen (key), " \t", -1);

        for (guint p = 0; parts[p] != NULL; p++)
          if (*parts[p] != '\0')
            g_ptr_array_add (words, g_strdup (parts[p]));
      }
}

static Unit *
unit_new (HnUnitLoader *loader, const char *name)
{
  static const char *const requirements[] = { "Requires=", "Requisite=", "BindsTo=" };
  g_autoptr (HnSettings) unfinished =
      hn_unit_loader_load_unfinished (loader, name, HN_DROP_IN_NAME, NULL);
  Unit *unit;

  if (unfinished == NULL)
    return NULL;

  unit = g_new0 (Unit, 1);
  unit->names = hn_unit_loader_dup_names (loader, name);
  unit->before = g_ptr_array_new_with_free_func (g_free);
  unit->requires = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < unfinished->files->len; i++)
    {
      const char *path = hn_settings_get_file (unfinished, i);

      add_words (unit->before, path, "Before=");
      for (guint r = 0; r < G_N_ELEMENTS (requirements); r++)
        add_words (unit->requires, path, requirements[r]);
    }
  g_ptr_array_add (unit->before, NULL);
  unit->unfinished = g_steal_pointer (&unfinished);
  unit->guards = hn_guard_find ((const char *const *) unit->names, unit->unfinished,
                                (const char *const *) unit->before->pdata);

  return unit;
}

/* Returns: (nullable): a guard that requires @unit, directly or through others */
static const char *
find_requiring (GPtrArray *units, const Unit *unit, GHashTable *seen)
{
  for (guint i = 0; i < units->len; i++)
    {
      const Unit *other = units->pdata[i];
      const char *found;
      gboolean requires = FALSE;

      for (guint n = 0; unit->names[n] != NULL; n++)
        requires |=
            g_ptr_array_find_with_equal_func (other->requires, unit->names[n], g_str_equal, NULL);
      if (!requires || !g_hash_table_add (seen, (gpointer) other))
        continue;
      if (other->guards != NULL)
        return other->names[0];
      found = find_requiring (units, other, seen);
      if (found != NULL)
        return found;
    }

  return NULL;
}

static guint n_checked, n_stronger;

static void
check (const HnWeakenContext *context, const char *name, const char *advice, GPtrArray *staged)
{
  g_autofree char *text = hn_change_to_text (staged);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes =
      hn_validate_change_text (text, strlen (text), context->unfinished->context.version, &error);
  g_autoptr (GPtrArray) found = NULL;

  if (changes == NULL)
    {
      printf ("%s\t%s\trefused\t%s\n", name, advice, error->message);
      return;
    }
  if (changes->len == 0)
    return;

  n_checked++;
  found = hn_weaken_find (context, changes);
  n_stronger += found->len > 0;
  for (guint i = 0; i < found->len; i++)
    {
      const HnWeakening *weakening = found->pdata[i];
      g_autofree char *sentence = hn_weakening_dup_sentence (weakening);

      printf ("%s\t%s\t%d\t%s\t%s\n", name, advice, weakening->kind,
              weakening->line != NULL ? weakening->line : "", sentence);
    }
}

/* The most that a search could end with. */
static void
check_strictest (const HnWeakenContext *context, const char *name, const HnAdviceSource *source)
{
  g_autoptr (HnHardenSet) set = hn_harden_set_new (source, HN_HARDEN_STRICT, NULL, NULL);
  g_autofree gboolean *all = g_new0 (gboolean, set->lines->len + 1);
  g_autoptr (GPtrArray) content = NULL;

  for (guint i = 0; i < set->lines->len; i++)
    all[i] = TRUE;
  content = hn_harden_set_dup_content (set, all);
  if (content->len > 0)
    check (context, name, "strict", content);
}

static void
check_unit (GPtrArray *units, const Unit *unit, const char *name)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  const HnAdviceSource source = { .unfinished = unit->unfinished };
  g_autoptr (GPtrArray) all = hn_advise (&source);
  const HnUnitFacts facts = { .names = (const char *const *) unit->names,
                              .before = (const char *const *) unit->before->pdata,
                              .required_by = find_requiring (units, unit, seen),
                              .wanted = TRUE,
                              .shares_user = HN_NO,
                              .slice_denies = HN_NO };
  const HnWeakenContext context = {
    .unfinished = unit->unfinished, .uid = 1000, .facts = &facts, .look = hn_path_look
  };

  check_strictest (&context, name, &source);
  for (guint i = 0; i < all->len; i++)
    {
      const HnAdvice *advice = all->pdata[i];
      g_autoptr (GPtrArray) staged = hn_change_list_stage (NULL, advice->directive, advice->value);

      check (&context, name, hn_directive_get (advice->directive)->name, staged);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (HnUnitLoader) loader =
      hn_unit_loader_new (argc > 1 ? argv[1] : NULL, HN_SCOPE_SYSTEM, 0);
  g_auto (GStrv) names = hn_unit_loader_list (loader);
  g_autoptr (GPtrArray) units = g_ptr_array_new_with_free_func ((GDestroyNotify) unit_free);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *instance = NULL;
      const char *at = strstr (names[i], "@.service");
      Unit *unit;

      /* A template is checked by an instance of it. */
      if (at != NULL)
        instance = g_strdup_printf ("%.*s@one.service", (int) (at - names[i]), names[i]);
      unit = unit_new (loader, instance != NULL ? instance : names[i]);
      if (unit == NULL)
        continue;
      g_ptr_array_add (units, unit);
      g_ptr_array_add (kept, g_strdup (instance != NULL ? instance : names[i]));
    }
  for (guint i = 0; i < units->len; i++)
    check_unit (units, units->pdata[i], kept->pdata[i]);
  printf ("%u services, %u pieces of advice and strictest sets, %u take the stronger permission\n",
          units->len, n_checked, n_stronger);

  return 0;
}
