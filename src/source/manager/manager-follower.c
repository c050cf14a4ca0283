/* Finds out which services a change touches, and tells of these alone. What may have changed is
 * said by manager-signals.c and manager-watch.c.
 *
 * What a service looked like when somebody read it last is kept as a fingerprint. A reload of the
 * manager says nothing about what it changed, so each service is looked at once afterwards.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/manager-private.h"

#include <string.h>

#include "source/timer.h"
#include "source/unit-name.h"

/* Services of one refresh that are looked at at once; see MAX_PARTS in manager-read.c. */
#define MAX_LOOKS 24

#define UNIT_PATH_PREFIX HN_MANAGER_PATH "/unit"

/* What was last read of a service. */
typedef struct
{
  char *load_state;
  char *description;
  HnFingerprint print; /* 0 where it was never read */
  gboolean need_reload;
} KnownUnit;

/* A look at many services. */
struct _HnRefresh
{
  GPtrArray *names;
  HnReadDepth depth;
  guint next;
  guint n_looks; /* under way */
  gboolean over; /* nobody wants to know any more */
};

typedef struct
{
  HnRefresh *refresh;
  char *name;
} Look;

static void refresh_go_on (HnBusConnection *self, HnRefresh *refresh);

static void
known_free (gpointer data)
{
  KnownUnit *known = data;

  g_free (known->load_state);
  g_free (known->description);
  g_free (known);
}

static KnownUnit *
know (HnBusConnection *self, const char *name)
{
  KnownUnit *known = g_hash_table_lookup (self->known, name);

  if (known == NULL)
    {
      known = g_new0 (KnownUnit, 1);
      known->load_state = g_strdup ("");
      known->description = g_strdup ("");
      g_hash_table_insert (self->known, g_strdup (name), known);
    }

  return known;
}

static void
set_text (char **field, const char *text)
{
  if (strcmp (*field, text) == 0)
    return;

  g_free (*field);
  *field = g_strdup (text);
}

void
hn_manager_remember (HnBusConnection *self, const HnUnit *unit, const char *path)
{
  KnownUnit *known;

  /* A unit that was loaded for one reading is gone again, and not worth following. */
  if (path == NULL && !g_hash_table_contains (self->known, unit->name))
    return;

  known = know (self, unit->name);
  set_text (&known->load_state, unit->load_state);
  set_text (&known->description, unit->description);
  known->print = hn_unit_get_fingerprint (unit);
  if (path == NULL)
    known->need_reload = unit->need_daemon_reload;
}

/* Telling. */

static void
emit (HnBusConnection *self, const char *signal, const char *name)
{
  g_signal_emit_by_name (self, signal, name);
}

static gboolean
tell_cb (gpointer user_data)
{
  g_autoptr (HnBusConnection) self = g_object_ref (user_data);
  g_autoptr (GHashTable) arrived = g_steal_pointer (&self->arrived);
  g_autoptr (GHashTable) departed = g_steal_pointer (&self->departed);
  g_autoptr (GHashTable) changed = g_steal_pointer (&self->changed);
  g_autoptr (GHashTable) suspected = g_steal_pointer (&self->suspected);
  g_autoptr (GPtrArray) suspects = g_ptr_array_new_with_free_func (g_free);
  gboolean files_changed = self->files_changed;
  GHashTableIter iter;
  gpointer name;

  hn_timer_clear (&self->gather);
  hn_manager_follow_init (self);

  g_hash_table_iter_init (&iter, suspected);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_hash_table_contains (self->known, name))
      g_ptr_array_add (suspects, g_strdup (name));

  g_hash_table_iter_init (&iter, departed);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_hash_table_remove (self->known, name))
      emit (self, "unit-removed", name);

  g_hash_table_iter_init (&iter, arrived);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      /* Loaded anew, maybe from other files than before. */
      if (g_hash_table_contains (self->known, name))
        {
          g_ptr_array_add (suspects, g_strdup (name));
          continue;
        }
      know (self, name);
      emit (self, "unit-new", name);
    }

  g_hash_table_iter_init (&iter, changed);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_hash_table_contains (self->known, name))
      emit (self, "unit-changed", name);

  if (files_changed)
    g_signal_emit_by_name (self, "files-changed");

  if (suspects->len > 0 && self->following)
    {
      HnRefresh *look = g_new0 (HnRefresh, 1);

      look->names = g_steal_pointer (&suspects);
      look->depth = HN_READ_RELOAD;
      refresh_go_on (self, look);
    }

  return G_SOURCE_REMOVE;
}

static void
schedule_tell (HnBusConnection *self)
{
  /* While the manager reloads, all of it waits for how it ends. */
  if (!self->following || self->gather != NULL || self->state == HN_MANAGER_RELOADING)
    return;

  hn_timer_set (&self->gather, self->context, HN_MANAGER_GATHER_DELAY, tell_cb, self);
}

void
hn_manager_schedule_tell (HnBusConnection *self)
{
  if (g_hash_table_size (self->arrived) > 0 || g_hash_table_size (self->departed) > 0 ||
      g_hash_table_size (self->changed) > 0 || g_hash_table_size (self->suspected) > 0 ||
      self->files_changed)
    schedule_tell (self);
}

void
hn_manager_note (HnBusConnection *self, GHashTable *set, const char *name)
{
  g_hash_table_add (set, g_strdup (name));
  schedule_tell (self);
}

/* Looking at many services. */

static void
refresh_free (HnRefresh *refresh)
{
  g_ptr_array_unref (refresh->names);
  g_free (refresh);
}

static void
look_cb (HnBusConnection *self, HnUnit *unit, const GError *error, gpointer user_data)
{
  g_autofree Look *look = user_data;
  g_autofree char *name = look->name;
  G_GNUC_UNUSED g_autoptr (HnBusConnection) keep = g_object_ref (self);
  HnRefresh *refresh = look->refresh;
  KnownUnit *known = g_hash_table_lookup (self->known, name);
  gboolean changed = FALSE;

  refresh->n_looks--;
  if (known != NULL && unit != NULL)
    {
      HnFingerprint print = hn_unit_get_fingerprint (unit);

      changed =
          known->print.settings != print.settings || known->print.paths != print.paths ||
          (refresh->depth == HN_READ_RELOAD && known->need_reload != unit->need_daemon_reload);
      known->print.settings = print.settings;
      known->print.paths = print.paths;
      if (refresh->depth == HN_READ_RELOAD)
        known->need_reload = unit->need_daemon_reload;
    }

  if (changed)
    emit (self, "unit-changed", name);
  refresh_go_on (self, refresh);
}

/* Looks at the next services, or ends. */
static void
refresh_go_on (HnBusConnection *self, HnRefresh *refresh)
{
  while (refresh->n_looks < MAX_LOOKS && refresh->next < refresh->names->len && self->bus != NULL &&
         self->following && !refresh->over)
    {
      const char *name = refresh->names->pdata[refresh->next++];
      KnownUnit *known = g_hash_table_lookup (self->known, name);
      g_autofree char *path = NULL;
      HnUnit *unit;
      Look *look;

      if (known == NULL || known->print.settings == 0 || strcmp (known->load_state, "loaded") != 0)
        continue;

      unit = hn_unit_new (name);
      set_text (&unit->load_state, "loaded");
      sd_bus_path_encode (UNIT_PATH_PREFIX, name, &path);
      look = g_new0 (Look, 1);
      look->refresh = refresh;
      look->name = g_strdup (name);
      refresh->n_looks++;
      hn_manager_read_unit (self, unit, path, refresh->depth, look_cb, look);
    }

  if (refresh->n_looks > 0)
    return;

  if (self->refresh == refresh)
    self->refresh = NULL;
  refresh_free (refresh);
}

static void
refresh_list_cb (HnBusConnection *self, GPtrArray *units, const GError *error, gpointer user_data)
{
  G_GNUC_UNUSED g_autoptr (HnBusConnection) keep = g_object_ref (self);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) fresh = g_ptr_array_new_with_free_func (g_free);
  HnRefresh *refresh = user_data;
  GHashTableIter iter;
  gpointer name;

  if (units == NULL || refresh->over || !self->following)
    {
      if (self->refresh == refresh)
        self->refresh = NULL;
      refresh_free (refresh);
      return;
    }

  for (guint i = 0; i < units->len; i++)
    {
      const HnUnit *unit = ((HnListed *) units->pdata[i])->unit;
      KnownUnit *known = g_hash_table_lookup (self->known, unit->name);
      guint64 state = hn_fingerprint_state (unit->load_state, unit->active_state, unit->sub_state);

      g_hash_table_add (seen, g_strdup (unit->name));
      if (known == NULL)
        {
          know (self, unit->name);
          g_ptr_array_add (fresh, g_strdup (unit->name));
          continue;
        }

      /* Whatever was newer on disk has been loaded now. */
      if (known->need_reload || known->print.state != state ||
          strcmp (known->description, unit->description) != 0)
        {
          g_ptr_array_add (told, g_strdup (unit->name));
          g_hash_table_remove (self->suspected, unit->name);
        }
      /* Those whose files were seen to change come first. */
      else if (g_hash_table_remove (self->suspected, unit->name))
        g_ptr_array_insert (refresh->names, 0, g_strdup (unit->name));
      else
        g_ptr_array_add (refresh->names, g_strdup (unit->name));

      known->need_reload = FALSE;
      known->print.state = state;
      set_text (&known->load_state, unit->load_state);
      set_text (&known->description, unit->description);
    }

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!g_hash_table_contains (seen, name))
      {
        g_ptr_array_add (gone, g_strdup (name));
        g_hash_table_iter_remove (&iter);
      }

  refresh_go_on (self, refresh);
  for (guint i = 0; i < gone->len; i++)
    emit (self, "unit-removed", gone->pdata[i]);
  for (guint i = 0; i < fresh->len; i++)
    emit (self, "unit-new", fresh->pdata[i]);
  for (guint i = 0; i < told->len; i++)
    emit (self, "unit-changed", told->pdata[i]);
}

/* The manager has read its files again. */
void
hn_manager_refresh (HnBusConnection *self)
{
  if (!self->following)
    {
      /* A first reading is under way, and may have seen both what was and what is. */
      self->refresh_again = TRUE;
      return;
    }

  /* One that is under way compares with the past: the new one sees to everything. */
  if (self->refresh != NULL)
    self->refresh->over = TRUE;

  self->refresh_again = FALSE;
  self->refresh = g_new0 (HnRefresh, 1);
  self->refresh->names = g_ptr_array_new_with_free_func (g_free);
  self->refresh->depth = HN_READ_PATHS;
  hn_manager_list (self, refresh_list_cb, self->refresh);
}

void
hn_manager_note_state (HnBusConnection *self,
                       const char *name,
                       const char *active_state,
                       const char *sub_state)
{
  KnownUnit *known = g_hash_table_lookup (self->known, name);
  guint64 state;

  if (known == NULL)
    {
      /* It may be in the list that is being read, with its state of before. */
      if (!self->following)
        hn_manager_note (self, self->changed, name);
      return;
    }

  state = hn_fingerprint_state (known->load_state, active_state, sub_state);
  if (state == known->print.state)
    return;

  known->print.state = state;
  hn_manager_note (self, self->changed, name);
}

/* The folders of unit files. */

static void
unit_path_cb (HnBusConnection *self, sd_bus_message *reply, const GError *error, gpointer user_data)
{
  char **paths = NULL;

  if (error != NULL || !self->following || self->watch != NULL)
    return;

  if (sd_bus_message_enter_container (reply, 'v', "as") > 0 &&
      sd_bus_message_read_strv (reply, &paths) > 0 && paths != NULL)
    self->watch = hn_manager_watch_new (self, (const char *const *) paths);

  /* They come from sd-bus, which allocates with malloc, as GLib does. */
  g_strfreev (paths);
}

/* Files that were written before anybody watched the folders. */
static void
unread_cb (HnBusConnection *self, GPtrArray *unread, gpointer user_data)
{
  for (guint i = 0; self->following && i < unread->len; i++)
    {
      KnownUnit *known = g_hash_table_lookup (self->known, unread->pdata[i]);

      if (known == NULL || known->need_reload)
        continue;
      known->need_reload = TRUE;
      emit (self, "unit-changed", unread->pdata[i]);
    }
}

static void
find_unread (HnBusConnection *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer name, known;

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &name, &known))
    if (strcmp (((KnownUnit *) known)->load_state, "loaded") == 0)
      g_ptr_array_add (names, g_strdup (name));
  hn_manager_search_unread (self, names, unread_cb, NULL);
}

void
hn_manager_start_following (HnBusConnection *self)
{
  if (self->following)
    return;

  self->following = TRUE;
  hn_manager_schedule_tell (self);
  if (self->refresh_again)
    hn_manager_refresh (self);

  hn_manager_call (self,
                   hn_manager_new_call (self, HN_MANAGER_PATH, HN_PROPERTIES_INTERFACE, "Get", "ss",
                                        HN_MANAGER_INTERFACE, "UnitPath"),
                   unit_path_cb, NULL);
  find_unread (self);
}

void
hn_manager_suspect_file (HnBusConnection *self, const char *name)
{
  HnUnitNameKind kind = hn_unit_name_classify (name);
  GHashTableIter iter;
  gpointer known;

  if (kind == HN_UNIT_NAME_INVALID)
    return;

  self->files_changed = TRUE;
  schedule_tell (self);

  if (kind != HN_UNIT_NAME_TEMPLATE)
    {
      hn_manager_note (self, self->suspected, name);
      return;
    }

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &known, NULL))
    {
      g_autofree char *template = hn_unit_name_dup_template (known);

      if (g_strcmp0 (template, name) == 0)
        hn_manager_note (self, self->suspected, known);
    }
}

void
hn_manager_suspect_folder (HnBusConnection *self, const char *folder)
{
  GHashTableIter iter;
  gpointer known;

  self->files_changed = TRUE;
  schedule_tell (self);

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &known, NULL))
    {
      g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

      hn_unit_name_add_drop_in_names (known, names);
      g_ptr_array_add (names, g_strdup ("service"));
      for (guint i = 0; i < names->len; i++)
        {
          gsize length = strlen (names->pdata[i]);

          if (strncmp (folder, names->pdata[i], length) == 0 && strcmp (folder + length, ".d") == 0)
            {
              hn_manager_note (self, self->suspected, known);
              break;
            }
        }
    }
}

void
hn_manager_suspect_all (HnBusConnection *self)
{
  GHashTableIter iter;
  gpointer known;

  self->files_changed = TRUE;
  schedule_tell (self);

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &known, NULL))
    hn_manager_note (self, self->suspected, known);
}

void
hn_manager_follow_init (HnBusConnection *self)
{
  GHashTable **sets[] = { &self->arrived, &self->departed, &self->changed, &self->suspected };

  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    *sets[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (self->known == NULL)
    self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, known_free);
  self->files_changed = FALSE;
}

void
hn_manager_follow_clear (HnBusConnection *self)
{
  hn_timer_clear (&self->gather);
  hn_timer_clear (&self->reload_guard);
  g_clear_pointer (&self->watch, hn_manager_watch_free);
  self->following = FALSE;
  self->refresh_again = FALSE;
  if (self->refresh != NULL)
    self->refresh->over = TRUE;
  self->refresh = NULL;

  g_hash_table_remove_all (self->arrived);
  g_hash_table_remove_all (self->departed);
  g_hash_table_remove_all (self->changed);
  g_hash_table_remove_all (self->suspected);
  g_hash_table_remove_all (self->known);
  self->files_changed = FALSE;
}

void
hn_manager_follow_finalize (HnBusConnection *self)
{
  g_hash_table_unref (self->arrived);
  g_hash_table_unref (self->departed);
  g_hash_table_unref (self->changed);
  g_hash_table_unref (self->suspected);
  g_hash_table_unref (self->known);
}
