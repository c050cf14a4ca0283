/* Finds out which services a change touches, and tells of these alone.
 *
 * What a service looked like when somebody read it last is kept as a fingerprint. A reload of the
 * manager says nothing about what it changed, so each service is looked at once afterwards.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/manager/manager-follower.h"

#include <string.h>

#include "properties/message-read.h"
#include "source/manager/folder-watch.h"
#include "source/manager/unit-fingerprint.h"
#include "source/manager/unit-walk.h"
#include "source/manager/unread-units.h"
#include "source/timer.h"
#include "source/unit-name.h"

/* How signals are gathered before anybody is told, in milliseconds: what comes and goes at once
 * (a unit that is loaded for one question) is no news. */
#define GATHER_DELAY 60

#define UNIT_PATH_PREFIX HN_MANAGER_PATH "/unit"

/* What may have happened to a service. */
typedef enum
{
  ARRIVED,
  DEPARTED,
  CHANGED,
  SUSPECTED, /* its files may have changed */
  N_NEWS
} News;

struct _HnManagerFollower
{
  GObject parent_instance;

  HnUnitReader *reader;        /* owned */
  HnBusConnection *connection; /* the reader's */
  GMainContext *context;
  HnManagerState state; /* of the connection, when it was told last */
  gboolean was_ready;

  GHashTable *known;           /* char * -> KnownUnit */
  GHashTable *waiting[N_NEWS]; /* sets of names, to be told */
  gboolean files_changed;
  gboolean following; /* all was read, and changes are to be told */
  gboolean refresh_again;
  GCancellable *refresh; /* of one under way */
  GSource *gather;
  HnFolderWatch *watch;
};

/* What was last read of a service. */
typedef struct
{
  char *load_state;
  char *description;
  HnFingerprint print; /* 0 where it was never read */
  gboolean need_reload;
} KnownUnit;

enum
{
  UNIT_CHANGED,
  UNIT_NEW,
  UNIT_REMOVED,
  FILES_CHANGED,
  RESET,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HnManagerFollower, hn_manager_follower, G_TYPE_OBJECT)

static void
known_free (gpointer data)
{
  KnownUnit *known = data;

  g_free (known->load_state);
  g_free (known->description);
  g_free (known);
}

static KnownUnit *
know (HnManagerFollower *self, const char *name)
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

static void
unit_read_cb (HnManagerFollower *self, HnUnit *unit, gboolean in_list)
{
  KnownUnit *known;

  /* A unit that was loaded for one reading is gone again, and not worth following. */
  if (!in_list && !g_hash_table_contains (self->known, unit->name))
    return;

  known = know (self, unit->name);
  set_text (&known->load_state, unit->load_state);
  set_text (&known->description, unit->description);
  known->print = hn_unit_get_fingerprint (unit);
  if (!in_list)
    known->need_reload = unit->need_daemon_reload;
}

/* Looks at units of which something else may have been read before. */

static void
compare (HnManagerFollower *self, HnUnit *unit, gboolean with_reload)
{
  KnownUnit *known = g_hash_table_lookup (self->known, unit->name);
  HnFingerprint print = hn_unit_get_fingerprint (unit);
  gboolean changed;

  if (known == NULL)
    return;

  changed = known->print.settings != print.settings || known->print.paths != print.paths ||
            (with_reload && known->need_reload != unit->need_daemon_reload);
  known->print.settings = print.settings;
  known->print.paths = print.paths;
  if (with_reload)
    known->need_reload = unit->need_daemon_reload;
  if (changed)
    g_signal_emit (self, signals[UNIT_CHANGED], 0, unit->name);
}

static void
looked_cb (GPtrArray *units, guint done, guint total, gpointer user_data)
{
  for (guint i = 0; i < units->len; i++)
    compare (user_data, units->pdata[i], FALSE);
}

static void
looked_with_reload_cb (GPtrArray *units, guint done, guint total, gpointer user_data)
{
  for (guint i = 0; i < units->len; i++)
    compare (user_data, units->pdata[i], TRUE);
}

/* Lets go of what a look has kept. */
static void
look_end_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_object_unref (user_data);
}

/* Whether there is anything to compare with. */
static gboolean
is_worth_a_look (const KnownUnit *known)
{
  return known != NULL && known->print.settings != 0 && strcmp (known->load_state, "loaded") == 0;
}

/* @names: (element-type utf8): services whose files may have changed */
static void
look_at_suspects (HnManagerFollower *self, GPtrArray *names)
{
  g_autoptr (GPtrArray) units = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_unit_unref);

  for (guint i = 0; i < names->len; i++)
    if (is_worth_a_look (g_hash_table_lookup (self->known, names->pdata[i])))
      {
        HnUnit *unit = hn_unit_new (names->pdata[i]);

        set_text (&unit->load_state, "loaded");
        g_ptr_array_add (units, unit);
      }
  if (units->len > 0)
    hn_unit_reader_read_many_async (self->reader, units, HN_READ_RELOAD, looked_with_reload_cb,
                                    self, NULL, look_end_cb, g_object_ref (self));
}

/* Telling. */

static GHashTable *
new_set (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static gboolean
tell_cb (gpointer user_data)
{
  g_autoptr (HnManagerFollower) self = g_object_ref (user_data);
  g_autoptr (GPtrArray) suspects = g_ptr_array_new_with_free_func (g_free);
  gboolean files_changed = self->files_changed;
  GHashTable *waiting[N_NEWS];
  GHashTableIter iter;
  gpointer name;

  hn_timer_clear (&self->gather);
  for (guint i = 0; i < N_NEWS; i++)
    {
      waiting[i] = self->waiting[i];
      self->waiting[i] = new_set ();
    }
  self->files_changed = FALSE;

  g_hash_table_iter_init (&iter, waiting[SUSPECTED]);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_hash_table_contains (self->known, name))
      g_ptr_array_add (suspects, g_strdup (name));

  g_hash_table_iter_init (&iter, waiting[DEPARTED]);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_hash_table_remove (self->known, name))
      g_signal_emit (self, signals[UNIT_REMOVED], 0, name);

  g_hash_table_iter_init (&iter, waiting[ARRIVED]);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      /* Loaded anew, maybe from other files than before. */
      if (g_hash_table_contains (self->known, name))
        {
          g_ptr_array_add (suspects, g_strdup (name));
          continue;
        }
      know (self, name);
      g_signal_emit (self, signals[UNIT_NEW], 0, name);
    }

  g_hash_table_iter_init (&iter, waiting[CHANGED]);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_hash_table_contains (self->known, name))
      g_signal_emit (self, signals[UNIT_CHANGED], 0, name);

  if (files_changed)
    g_signal_emit (self, signals[FILES_CHANGED], 0);

  if (self->following)
    look_at_suspects (self, suspects);
  for (guint i = 0; i < N_NEWS; i++)
    g_hash_table_unref (waiting[i]);

  return G_SOURCE_REMOVE;
}

static void
schedule_tell (HnManagerFollower *self)
{
  /* While the manager reloads, all of it waits for how it ends. */
  if (!self->following || self->gather != NULL ||
      hn_bus_connection_get_state (self->connection) == HN_MANAGER_RELOADING)
    return;

  hn_timer_set (&self->gather, self->context, GATHER_DELAY, tell_cb, self);
}

/* Tells soon that @news are to be told of @name. */
static void
note (HnManagerFollower *self, News news, const char *name)
{
  g_hash_table_add (self->waiting[news], g_strdup (name));
  schedule_tell (self);
}

/* Tells soon, if there is anything to tell. */
static void
tell_what_waits (HnManagerFollower *self)
{
  gboolean any = self->files_changed;

  for (guint i = 0; i < N_NEWS; i++)
    any |= g_hash_table_size (self->waiting[i]) > 0;
  if (any)
    schedule_tell (self);
}

/* After a reload. */

static void
refresh_list_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnManagerFollower) self = user_data;
  g_autoptr (GPtrArray) units = hn_unit_reader_list_finish (HN_UNIT_READER (object), result, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) told = g_ptr_array_new ();
  g_autoptr (GPtrArray) fresh = g_ptr_array_new ();
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) looks = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_unit_unref);
  GHashTableIter iter;
  gpointer name;

  if (units == NULL || !self->following)
    return;

  for (guint i = 0; i < units->len; i++)
    {
      HnUnit *unit = units->pdata[i];
      KnownUnit *known = g_hash_table_lookup (self->known, unit->name);
      guint64 state = hn_fingerprint_state (unit->load_state, unit->active_state, unit->sub_state);
      gboolean suspected;

      g_hash_table_add (seen, unit->name);
      if (known == NULL)
        {
          know (self, unit->name);
          g_ptr_array_add (fresh, unit->name);
          continue;
        }

      set_text (&known->load_state, unit->load_state);
      suspected = g_hash_table_remove (self->waiting[SUSPECTED], unit->name);
      /* Whatever was newer on disk has been loaded now. */
      if (known->need_reload || known->print.state != state ||
          strcmp (known->description, unit->description) != 0)
        g_ptr_array_add (told, unit->name);
      /* Those whose files were seen to change come first. */
      else if (is_worth_a_look (known))
        g_ptr_array_insert (looks, suspected ? 0 : -1, hn_unit_ref (unit));

      known->need_reload = FALSE;
      known->print.state = state;
      set_text (&known->description, unit->description);
    }

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!g_hash_table_contains (seen, name))
      {
        g_ptr_array_add (gone, g_strdup (name));
        g_hash_table_iter_remove (&iter);
      }

  hn_unit_reader_read_many_async (self->reader, looks, HN_READ_PATHS, looked_cb, self,
                                  self->refresh, look_end_cb, g_object_ref (self));
  for (guint i = 0; i < gone->len; i++)
    g_signal_emit (self, signals[UNIT_REMOVED], 0, gone->pdata[i]);
  for (guint i = 0; i < fresh->len; i++)
    g_signal_emit (self, signals[UNIT_NEW], 0, fresh->pdata[i]);
  for (guint i = 0; i < told->len; i++)
    g_signal_emit (self, signals[UNIT_CHANGED], 0, told->pdata[i]);
}

static void
cancel_refresh (HnManagerFollower *self)
{
  if (self->refresh != NULL)
    g_cancellable_cancel (self->refresh);
  g_clear_object (&self->refresh);
}

static void
refresh (HnManagerFollower *self)
{
  if (!self->following)
    {
      /* A first reading is under way, and may have seen both what was and what is. */
      self->refresh_again = TRUE;
      return;
    }

  /* One that is under way compares with the past: the new one sees to everything. */
  cancel_refresh (self);
  self->refresh_again = FALSE;
  self->refresh = g_cancellable_new ();
  hn_unit_reader_list_async (self->reader, self->refresh, refresh_list_cb, g_object_ref (self));
}

static void
reloaded_cb (HnManagerFollower *self)
{
  refresh (self);
  tell_what_waits (self);
}

/* Signals of the manager. */

/* The first argument has come or gone. During a reload, all units go and come, which is no news. */
static void
take_news_cb (HnManagerFollower *self, sd_bus_message *message)
{
  gboolean arrived = g_strcmp0 (sd_bus_message_get_member (message), "UnitNew") == 0;
  const char *name;

  if (hn_bus_connection_get_state (self->connection) != HN_MANAGER_READY ||
      sd_bus_message_rewind (message, TRUE) < 0 || sd_bus_message_read (message, "s", &name) <= 0 ||
      !hn_unit_name_is_service (name))
    return;

  g_hash_table_remove (self->waiting[arrived ? DEPARTED : ARRIVED], name);
  note (self, arrived ? ARRIVED : DEPARTED, name);
}

static void
files_changed_cb (HnManagerFollower *self)
{
  self->files_changed = TRUE;
  schedule_tell (self);
}

static void
note_state (HnManagerFollower *self,
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
        note (self, CHANGED, name);
      return;
    }

  state = hn_fingerprint_state (known->load_state, active_state, sub_state);
  if (state == known->print.state)
    return;

  known->print.state = state;
  note (self, CHANGED, name);
}

typedef struct
{
  const char *active, *sub; /* (nullable) */
} States;

static const HnUnitField state_fields[] = {
  { "ActiveState", 's', G_STRUCT_OFFSET (States, active) },
  { "SubState", 's', G_STRUCT_OFFSET (States, sub) },
  { NULL, 0, 0 },
};

static void
properties_changed_cb (HnManagerFollower *self, sd_bus_message *message)
{
  const char *path = sd_bus_message_get_path (message), *interface;
  g_autofree char *name = NULL;
  States states = { NULL, NULL };

  if (hn_bus_connection_get_state (self->connection) != HN_MANAGER_READY || path == NULL ||
      !g_str_has_suffix (path, "_2eservice") || sd_bus_message_rewind (message, TRUE) < 0 ||
      sd_bus_message_read_basic (message, 's', &interface) <= 0 ||
      strcmp (interface, HN_UNIT_INTERFACE) != 0 ||
      sd_bus_path_decode (path, UNIT_PATH_PREFIX, &name) <= 0)
    return;

  hn_unit_fields_read (message, state_fields, &states);
  if (states.active != NULL && states.sub != NULL)
    note_state (self, name, states.active, states.sub);
}

/* The folders of unit files. */

/* Whether the service @unit has settings from @name, a unit file or a folder of drop-ins. */
static gboolean
reads (const char *unit, const char *name)
{
  g_autofree char *template = hn_unit_name_dup_template (unit);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (!hn_unit_name_is_drop_in_folder (name))
    return strcmp (unit, name) == 0 || g_strcmp0 (template, name) == 0;

  hn_unit_name_add_drop_in_names (unit, names);
  g_ptr_array_add (names, g_strdup ("service"));
  for (guint i = 0; i < names->len; i++)
    {
      gsize length = strlen (names->pdata[i]);

      if (strncmp (name, names->pdata[i], length) == 0 && strcmp (name + length, ".d") == 0)
        return TRUE;
    }

  return FALSE;
}

static void
suspect_cb (const char *name, gpointer user_data)
{
  HnManagerFollower *self = user_data;
  GHashTableIter iter;
  gpointer known;

  if (name != NULL && hn_unit_name_classify (name) == HN_UNIT_NAME_INVALID &&
      !hn_unit_name_is_drop_in_folder (name))
    return;

  files_changed_cb (self);

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &known, NULL))
    if (name == NULL || reads (known, name))
      note (self, SUSPECTED, known);
}

static void
unit_path_cb (HnBusConnection *connection,
              sd_bus_message *reply,
              const GError *error,
              gpointer user_data)
{
  g_autoptr (HnManagerFollower) self = user_data;
  g_auto (GStrv) paths = NULL;

  if (reply != NULL && self->following && self->watch == NULL &&
      hn_message_read_list (reply, &paths) >= 0)
    self->watch = hn_folder_watch_new ((const char *const *) paths, suspect_cb, self);
}

/* Files that were written before anybody watched the folders. */
static void
unread_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HnManagerFollower) self = user_data;
  g_auto (GStrv) unread = hn_unread_units_find_finish (HN_BUS_CONNECTION (object), result, NULL);

  for (guint i = 0; self->following && unread != NULL && unread[i] != NULL; i++)
    {
      KnownUnit *known = g_hash_table_lookup (self->known, unread[i]);

      if (known == NULL || known->need_reload)
        continue;
      known->need_reload = TRUE;
      g_signal_emit (self, signals[UNIT_CHANGED], 0, unread[i]);
    }
}

static void
find_unread (HnManagerFollower *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer name, known;

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &name, &known))
    if (strcmp (((KnownUnit *) known)->load_state, "loaded") == 0)
      g_ptr_array_add (names, g_strdup (name));
  hn_unread_units_find_async (self->connection, names, NULL, unread_cb, g_object_ref (self));
}

static void
all_read_cb (HnManagerFollower *self)
{
  if (self->following)
    return;

  self->following = TRUE;
  tell_what_waits (self);
  if (self->refresh_again)
    refresh (self);

  hn_bus_connection_get (self->connection, NULL, HN_MANAGER_INTERFACE, "UnitPath", unit_path_cb,
                         g_object_ref (self));
  find_unread (self);
}

/* The object. */

/* Forgets everything: the next manager may be another. */
static void
clear (HnManagerFollower *self)
{
  hn_timer_clear (&self->gather);
  g_clear_pointer (&self->watch, hn_folder_watch_free);
  cancel_refresh (self);
  self->following = FALSE;
  self->refresh_again = FALSE;
  self->files_changed = FALSE;

  for (guint i = 0; i < N_NEWS; i++)
    g_hash_table_remove_all (self->waiting[i]);
  g_hash_table_remove_all (self->known);
}

static void
state_cb (HnManagerFollower *self)
{
  HnManagerState before = self->state;

  self->state = hn_bus_connection_get_state (self->connection);
  if (self->state == HN_MANAGER_GONE)
    clear (self);
  else if (self->state == HN_MANAGER_RELOADING)
    hn_timer_clear (&self->gather);
  else if (self->state == HN_MANAGER_READY && before != HN_MANAGER_RELOADING)
    {
      if (self->was_ready)
        g_signal_emit (self, signals[RESET], 0);
      self->was_ready = TRUE;
    }
}

static void
hn_manager_follower_dispose (GObject *object)
{
  clear (HN_MANAGER_FOLLOWER (object));

  G_OBJECT_CLASS (hn_manager_follower_parent_class)->dispose (object);
}

static void
hn_manager_follower_finalize (GObject *object)
{
  HnManagerFollower *self = HN_MANAGER_FOLLOWER (object);

  for (guint i = 0; i < N_NEWS; i++)
    g_hash_table_unref (self->waiting[i]);
  g_hash_table_unref (self->known);
  g_main_context_unref (self->context);
  g_object_unref (self->reader);

  G_OBJECT_CLASS (hn_manager_follower_parent_class)->finalize (object);
}

static void
hn_manager_follower_class_init (HnManagerFollowerClass *klass)
{
  static const char *const names[] = {
    [UNIT_CHANGED] = "unit-changed", [UNIT_NEW] = "unit-new", [UNIT_REMOVED] = "unit-removed"
  };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = hn_manager_follower_dispose;
  object_class->finalize = hn_manager_follower_finalize;

  for (guint i = UNIT_CHANGED; i <= UNIT_REMOVED; i++)
    signals[i] = g_signal_new (names[i], type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                               1, G_TYPE_STRING);
  signals[FILES_CHANGED] =
      g_signal_new ("files-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RESET] =
      g_signal_new ("reset", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hn_manager_follower_init (HnManagerFollower *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, known_free);
  for (guint i = 0; i < N_NEWS; i++)
    self->waiting[i] = new_set ();
}

HnManagerFollower *
hn_manager_follower_new (HnUnitReader *reader)
{
  static const struct
  {
    const char *signal;
    GCallback handler;
  } received[] = {
    { "received::UnitNew", G_CALLBACK (take_news_cb) },
    { "received::UnitRemoved", G_CALLBACK (take_news_cb) },
    { "received::UnitFilesChanged", G_CALLBACK (files_changed_cb) },
    { "received::PropertiesChanged", G_CALLBACK (properties_changed_cb) },
    { "reloaded", G_CALLBACK (reloaded_cb) },
  };
  HnManagerFollower *self;

  g_return_val_if_fail (HN_IS_UNIT_READER (reader), NULL);

  self = g_object_new (HN_TYPE_MANAGER_FOLLOWER, NULL);
  self->reader = g_object_ref (reader);
  self->connection = hn_unit_reader_get_connection (reader);
  self->state = hn_bus_connection_get_state (self->connection);
  self->was_ready = self->state == HN_MANAGER_READY || self->state == HN_MANAGER_RELOADING;

  /* Others hear of a new state first, and of what came of it then. */
  g_signal_connect_object (self->connection, "notify::state", G_CALLBACK (state_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  for (guint i = 0; i < G_N_ELEMENTS (received); i++)
    g_signal_connect_object (self->connection, received[i].signal, received[i].handler, self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (reader, "unit-read", G_CALLBACK (unit_read_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (reader, "all-read", G_CALLBACK (all_read_cb), self, G_CONNECT_SWAPPED);

  return self;
}
