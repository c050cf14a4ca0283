/* A change of the files that leaves no less protection is nobody's loss, and no drift.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/files/drift.h"

#include <string.h>
#include <unistd.h>

#include "engine/kept/keepers.h"
#include "engine/unit-file.h"
#include "engine/validate.h"
#include "engine/what-if.h"
#include "source/files/history-files.h"
#include "source/files/host.h"
#include "source/files/root-file.h"
#include "source/files/unit-loader.h"

static void
kept_state_free (gpointer data)
{
  HnKeptState *self = data;

  g_free (self->place);
  g_free (self);
}

/* (transfer full): where the helper writes what is kept */
static char *
dup_path (const char *unit, HnScope scope)
{
  g_autofree char *folder = g_strconcat (unit, ".d", NULL);

  return scope == HN_SCOPE_USER
             ? g_build_filename (g_get_user_config_dir (), "systemd", "user", folder,
                                 HN_DROP_IN_NAME, NULL)
             : g_build_filename ("/etc/systemd/system", folder, HN_DROP_IN_NAME, NULL);
}

static guint
find_exposure (const HnSettings *settings)
{
  HnAssessment assessment;

  hn_assess (settings, NULL, &assessment);

  return assessment.exposure;
}

/* (transfer full) (nullable): "path:line" of the first value of @text that a file behind it has the
 * last word about */
static char *
dup_last_word (const HnSettings *base, const char *path, const char *text)
{
  HnOrigin last_words[HN_N_DIRECTIVES];
  g_autoptr (HnSettings) settings = hn_what_if_text (base, path, text, last_words);

  for (HnDirectiveId i = 0; i < HN_N_DIRECTIVES; i++)
    if (last_words[i].kind == HN_ORIGIN_FILE)
      return g_strdup_printf ("%s:%u", hn_settings_get_file (settings, last_words[i].file),
                              last_words[i].line);

  return NULL;
}

/* @kept: what is to stand at @path; @present: (nullable): what does */
static void
compare (HnKeptState *self,
         const HnSettings *base,
         GPtrArray *kept,
         const char *path,
         const char *present)
{
  g_autofree char *text = hn_change_to_text (kept);
  g_autoptr (HnSettings) wanted = hn_what_if_last (base, kept);
  g_autoptr (HnSettings) found = NULL;

  if (present == NULL)
    {
      self->drift = HN_DRIFT_GONE;
      self->place = g_strdup (path);
      return;
    }
  found = hn_what_if_text (base, path, present, NULL);
  if (find_exposure (found) <= find_exposure (wanted))
    return;

  if (!g_str_equal (present, text))
    {
      self->drift = HN_DRIFT_CHANGED;
      self->place = g_strdup (path);
      return;
    }
  self->place = dup_last_word (base, path, text);
  if (self->place != NULL)
    self->drift = HN_DRIFT_OVERRIDDEN;
}

static HnKeptState *
read_one (HnUnitLoader *loader, const char *unit, HnScope scope)
{
  g_autoptr (HnHistoryFile) file = hn_history_file_load (unit, scope, NULL);
  const HnHistoryState *last =
      file != NULL && file->states->len > 0 ? file->states->pdata[file->states->len - 1] : NULL;
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (HnSettings) base = NULL;
  const char *host = hn_host_get_root ();
  g_autofree char *path = dup_path (unit, scope);
  g_autofree char *written = NULL;
  g_autofree char *present = NULL;
  HnKeptState *self = g_new0 (HnKeptState, 1);

  self->keeper = HN_HISTORY_NOBODY;
  if (last == NULL || last->when == 0 || last->incomplete)
    return self;
  kept = hn_history_state_dup_changes (last, NULL);
  base = hn_unit_loader_load_unfinished (loader, unit, HN_DROP_IN_NAME, NULL);
  if (kept == NULL || base == NULL)
    return self;

  written = hn_root_file_dup_text (host != NULL && scope == HN_SCOPE_SYSTEM ? host : "", path);
  present = hn_keepers_strip (written);
  if (kept->len > 0)
    compare (self, base, kept, path, present);
  if (self->drift == HN_DRIFT_NONE)
    {
      self->kept = last->when;
      self->keeper = last->uid;
    }

  return self;
}

GHashTable *
hn_drift_read_all (HnScope scope, guint version)
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, kept_state_free);
  g_auto (GStrv) units = hn_history_files_list (scope);
  g_autoptr (HnUnitLoader) loader = NULL;

  if (units[0] != NULL)
    loader = hn_unit_loader_new (NULL, scope, version);
  for (guint i = 0; units[i] != NULL; i++)
    g_hash_table_insert (found, g_strdup (units[i]), read_one (loader, units[i], scope));

  return found;
}

void
hn_kept_state_fill (const HnKeptState *state, HnPresent *present)
{
  if (state == NULL)
    return;

  present->drift = state->drift;
  present->drift_place = state->place;
  present->kept = state->kept;
  present->kept_here = state->keeper == getuid ();
}
