/* The model without a window: services, findings and lists, on settings made here, on folders made
 * here, and on a manager that says what the test wants.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/unit-file.h"
#include "fake-manager.h"
#include "wait.h"
#include "model/service-list.h"
#include "source/files/root-file.h"

static HnSettings *
parse (const char *name, const char *text)
{
  HnUnitContext context = { .unit = name, .scope = HN_SCOPE_SYSTEM, .version = 257 };
  HnSettings *settings = hn_settings_new (&context);

  hn_unit_file_parse (settings, "/etc/systemd/system/web.service", text, strlen (text));
  hn_unit_file_finish (settings);

  return settings;
}

static HnUnit *
create_unit (const char *name, const char *text)
{
  HnUnit *unit = g_new0 (HnUnit, 1);

  g_atomic_ref_count_init (&unit->ref_count);
  unit->name = g_strdup (name);
  unit->description = g_strdup ("A web server");
  unit->load_state = g_strdup ("loaded");
  unit->active_state = g_strdup ("active");
  unit->sub_state = g_strdup ("running");
  unit->fragment_path = g_strdup ("/etc/systemd/system/web.service");
  unit->drop_ins = g_new0 (char *, 1);
  unit->settings = parse (name, text);

  return unit;
}

/* Counts how often a property or a signal was told. */
static void
count_cb (gpointer object, gpointer detail, guint *count)
{
  (*count)++;
}

static void
count_signal_cb (gpointer object, guint *count)
{
  (*count)++;
}

static void
count_items_cb (GListModel *model, guint position, guint removed, guint added, guint *count)
{
  (*count)++;
}

static void
run_for (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

static void
test_service_unread (void)
{
  g_autoptr (HnService) service = hn_service_new ("web.service");

  g_assert_cmpstr (hn_service_get_name (service), ==, "web.service");
  g_assert_cmpstr (hn_service_get_info (service)->description, ==, "");
  g_assert_null (hn_service_get_settings (service));
  g_assert_null (hn_service_get_info (service)->assessment);
  g_assert_null (hn_service_get_info (service)->drop_ins[0]);
  g_assert_false (hn_service_get_info (service)->running);
}

static void
test_service_from_files (void)
{
  g_autoptr (HnService) service = hn_service_new ("web.service");

  hn_service_update_from_settings (
      service,
      parse ("web.service", "[Unit]\nDescription=Straße\n[Service]\nExecStart=/bin/true\n"), NULL);

  g_assert_cmpuint (hn_service_get_exposure (service), ==, 96);
  g_assert_cmpint (hn_service_get_info (service)->level, ==, HN_LEVEL_UNSAFE);
  g_assert_cmpstr (hn_level_get_emoji (hn_service_get_info (service)->level), ==, "😨");
  g_assert_cmpint (hn_service_get_info (service)->kind, ==, HN_SERVICE_NOT_LOADED);
  g_assert_cmpstr (hn_service_get_info (service)->description, ==, "Straße");
  g_assert_cmpstr (hn_service_get_search_key (service), ==, "web.service\nstrasse");
  g_assert_cmpstr (hn_service_get_info (service)->fragment_path, ==,
                   "/etc/systemd/system/web.service");
}

static void
test_service_tells_what_changed (void)
{
  g_autoptr (HnService) service = hn_service_new ("web.service");
  g_autoptr (HnUnit) first = create_unit ("web.service", "[Service]\nExecStart=/bin/true\n");
  g_autoptr (HnUnit) second =
      create_unit ("web.service",
                   "[Service]\nType=oneshot\nExecStart=/bin/true\nNoNewPrivileges=yes\n");
  guint exposure = 0, level = 0, kind = 0, running = 0, description = 0, assessed = 0;

  hn_service_update (service, first, NULL);
  g_assert_true (hn_service_get_info (service)->running);
  g_assert_cmpint (hn_service_get_info (service)->kind, ==, HN_SERVICE_LONG_RUNNING);

  g_signal_connect (service, "notify::exposure", G_CALLBACK (count_cb), &exposure);
  g_signal_connect (service, "notify::level", G_CALLBACK (count_cb), &level);
  g_signal_connect (service, "notify::kind", G_CALLBACK (count_cb), &kind);
  g_signal_connect (service, "notify::running", G_CALLBACK (count_cb), &running);
  g_signal_connect (service, "notify::description", G_CALLBACK (count_cb), &description);
  g_signal_connect (service, "assessed", G_CALLBACK (count_signal_cb), &assessed);

  hn_service_update (service, first, NULL);
  g_assert_cmpuint (exposure + level + kind + running + description, ==, 0);
  g_assert_cmpuint (assessed, ==, 1);

  hn_service_update (service, second, NULL);
  g_assert_cmpuint (hn_service_get_exposure (service), ==, 94);
  g_assert_cmpint (hn_service_get_info (service)->kind, ==, HN_SERVICE_ONESHOT);
  g_assert_cmpuint (exposure, ==, 1);
  g_assert_cmpuint (level, ==, 0);
  g_assert_cmpuint (kind, ==, 1);
  g_assert_cmpuint (running + description, ==, 0);
  g_assert_cmpuint (assessed, ==, 2);

  /* It has done its work, and is still active. */
  g_free (second->sub_state);
  second->sub_state = g_strdup ("exited");
  hn_service_update (service, second, NULL);
  g_assert_false (hn_service_get_info (service)->running);
  g_assert_cmpuint (running, ==, 1);
}

static void
test_service_without_settings (void)
{
  g_autoptr (HnService) service = hn_service_new ("web.service");
  g_autoptr (HnUnit) unit = create_unit ("web.service", "[Service]\nExecStart=/bin/true\n");

  g_clear_pointer (&unit->settings, hn_settings_free);
  hn_service_update (service, unit, NULL);
  g_assert_null (hn_service_get_info (service)->assessment);
  g_assert_null (hn_service_get_settings (service));
}

typedef struct
{
  char *path;
} Root;

static void
root_write (Root *root, const char *path, const char *text)
{
  g_autofree char *full = g_build_filename (root->path, path, NULL);
  g_autofree char *folder = g_path_get_dirname (full);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (full, text, -1, NULL));
}

static void
root_set_up (Root *root, gconstpointer data)
{
  root->path = g_dir_make_tmp ("hardnut-model-XXXXXX", NULL);
  root_write (root, "usr/lib/systemd/libsystemd-shared-257.so", "");
}

static void
remove_tree (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    {
      g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
      const char *name;

      while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          remove_tree (child);
        }
    }
  g_remove (path);
}

static void
root_tear_down (Root *root, gconstpointer data)
{
  remove_tree (root->path);
  g_free (root->path);
}

static void
test_list_of_root (Root *root, gconstpointer data)
{
  g_autoptr (HnServiceList) list = NULL;
  g_autofree char *endless = NULL;
  guint changes = 0;

  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *path = g_strdup_printf ("usr/lib/systemd/system/s%03u.service", i);

      root_write (root, path,
                  i % 2 ? "[Service]\nExecStart=/bin/true\n"
                        : "[Service]\nType=oneshot\nExecStart=/bin/true\nPrivateTmp=yes\n");
    }
  root_write (root, "usr/lib/systemd/system/tmpl@.service", "[Service]\nExecStart=/bin/true\n");
  root_write (root, "usr/lib/systemd/system/broken.service", "[Service]\nType=simple\n");
  root_write (root, "usr/lib/systemd/system/endless.service", "");
  endless = g_build_filename (root->path, "usr/lib/systemd/system/endless.service", NULL);
  g_assert_cmpint (truncate (endless, HN_ROOT_FILE_MAX + 1), ==, 0);

  list = hn_service_list_new_for_root (root->path, HN_SCOPE_SYSTEM);
  g_signal_connect (list, "items-changed", G_CALLBACK (count_items_cb), &changes);
  g_assert_true (hn_service_list_get_loading (list));
  g_assert_false (hn_service_list_is_complete (list));
  wait_until (hn_service_list_is_complete (list));

  g_assert_no_error (hn_service_list_get_error (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 501);
  g_assert_cmpuint (changes, <, 30);
  g_assert_nonnull (hn_service_list_find (list, "s042.service"));
  g_assert_null (hn_service_list_find (list, "tmpl@.service"));
  g_assert_cmpint (hn_service_get_info (hn_service_list_find (list, "s042.service"))->kind, ==,
                   HN_SERVICE_ONESHOT);
  g_assert_cmpint (hn_service_get_info (hn_service_list_find (list, "s043.service"))->kind, ==,
                   HN_SERVICE_LONG_RUNNING);
  /* What systemd refuses has its place in the list; what cannot be read has not. */
  g_assert_true (hn_service_get_info (hn_service_list_find (list, "broken.service"))->refused);
  g_assert_false (hn_service_get_info (hn_service_list_find (list, "s042.service"))->refused);
  g_assert_cmpuint (hn_service_list_get_problems (list)->len, ==, 1);
  g_assert_true (strstr (g_ptr_array_index (hn_service_list_get_problems (list), 0),
                         "endless.service") != NULL);
}

static void
test_list_of_root_again (Root *root, gconstpointer data)
{
  g_autoptr (HnServiceList) list = NULL;
  g_autofree char *path = NULL;

  root_write (root, "usr/lib/systemd/system/a.service", "[Service]\nExecStart=/bin/true\n");
  root_write (root, "usr/lib/systemd/system/b.service", "[Service]\nExecStart=/bin/true\n");
  list = hn_service_list_new_for_root (root->path, HN_SCOPE_SYSTEM);
  wait_until (hn_service_list_is_complete (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);

  path = g_build_filename (root->path, "usr/lib/systemd/system/a.service", NULL);
  g_assert_cmpint (g_remove (path), ==, 0);
  root_write (root, "usr/lib/systemd/system/c.service", "[Service]\nExecStart=/bin/true\n");
  hn_service_list_retry (list);
  wait_until (hn_service_list_is_complete (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);
  g_assert_null (hn_service_list_find (list, "a.service"));
  g_assert_nonnull (hn_service_list_find (list, "c.service"));
}

static void
removed_cb (GListModel *model, guint position, guint removed, guint added, GString *said)
{
  g_string_append_printf (said, "%u:-%u+%u ", position, removed, added);
}

/* What vanishes together is announced together. */
static void
test_list_of_root_in_runs (Root *root, gconstpointer data)
{
  g_autoptr (HnServiceList) list = NULL;
  g_autoptr (GString) said = g_string_new ("");
  static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strdup_printf ("usr/lib/systemd/system/%s.service", names[i]);

      root_write (root, path, "[Service]\nExecStart=/bin/true\n");
    }
  list = hn_service_list_new_for_root (root->path, HN_SCOPE_SYSTEM);
  wait_until (hn_service_list_is_complete (list));

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (HnService) service = g_list_model_get_item (G_LIST_MODEL (list), i);
      g_autofree char *path = g_strdup_printf ("%s/usr/lib/systemd/system/%s", root->path,
                                               hn_service_get_name (service));

      if (i == 0 || i == 1 || i == 4 || i == 6)
        g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_signal_connect (list, "items-changed", G_CALLBACK (removed_cb), said);
  hn_service_list_retry (list);
  wait_until (hn_service_list_is_complete (list));
  g_assert_cmpstr (said->str, ==, "6:-1+0 4:-1+0 0:-2+0 ");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 3);
}

typedef struct
{
  GThread *thread;
  guint n_freed;
} Freed;

static void
freed_cb (gpointer user_data, GObject *service)
{
  Freed *freed = user_data;

  g_assert_true (g_thread_self () == freed->thread);
  freed->n_freed++;
}

/* The services of a list that is gone go where they were used. */
static void
test_list_let_go (Root *root, gconstpointer data)
{
  HnServiceList *list;
  Freed freed = { g_thread_self (), 0 };
  guint n;

  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *path = g_strdup_printf ("usr/lib/systemd/system/s%03u.service", i);

      root_write (root, path, "[Service]\nExecStart=/bin/true\n");
    }
  list = hn_service_list_new_for_root (root->path, HN_SCOPE_SYSTEM);
  wait_until (hn_service_list_is_complete (list));
  n = g_list_model_get_n_items (G_LIST_MODEL (list));
  g_assert_cmpuint (n, ==, 500);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HnService) service = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_object_weak_ref (G_OBJECT (service), freed_cb, &freed);
    }

  g_object_unref (list);
  wait_until (freed.n_freed == n);
}

static void
test_list_of_nothing (Root *root, gconstpointer data)
{
  g_autofree char *path = g_build_filename (root->path, "nowhere", NULL);
  g_autoptr (HnServiceList) missing = hn_service_list_new_for_root (path, HN_SCOPE_SYSTEM);
  g_autoptr (HnServiceList) empty = hn_service_list_new_for_root (root->path, HN_SCOPE_USER);

  wait_until (hn_service_list_is_complete (missing) && hn_service_list_is_complete (empty));
  g_assert_error (hn_service_list_get_error (missing), G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
  g_assert_true (strstr (hn_service_list_get_error (missing)->message, path) != NULL);
  g_assert_no_error (hn_service_list_get_error (empty));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (empty)), ==, 0);
}

static void
test_list_dropped_while_reading (Root *root, gconstpointer data)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *path = g_strdup_printf ("usr/lib/systemd/system/s%03u.service", i);

      root_write (root, path, "[Service]\nExecStart=/bin/true\n");
    }
  for (guint i = 0; i < 20; i++)
    {
      HnServiceList *list = hn_service_list_new_for_root (root->path, HN_SCOPE_SYSTEM);

      run_for (i);
      g_object_unref (list);
    }
  run_for (50);
}

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_open_file (Root *root, gconstpointer data)
{
  g_autofree char *path = g_build_filename (root->path, "mine.service", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) again = NULL;
  g_autoptr (HnService) service = NULL;
  g_autoptr (GError) error = NULL;

  root_write (root, "mine.service", "[Service]\nExecStart=/bin/true\nNoNewPrivileges=yes\n");
  hn_service_load_file_async (path, HN_SCOPE_SYSTEM, NULL, opened_cb, &result);
  wait_until (result != NULL);
  service = hn_service_load_file_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (hn_service_get_name (service), ==, "mine.service");
  g_assert_cmpuint (hn_service_get_exposure (service), ==, 94);

  g_assert_cmpint (g_remove (path), ==, 0);
  hn_service_load_file_async (path, HN_SCOPE_SYSTEM, NULL, opened_cb, &again);
  wait_until (again != NULL);
  g_assert_null (hn_service_load_file_finish (again, &error));
  g_assert_nonnull (error);
  g_assert_true (strstr (error->message, "mine.service") != NULL);
}

static FakeManager *
create_manager (guint n)
{
  FakeManager *fake = fake_manager_new (FAKE_PEER);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%03u.service", i);

      fake_manager_add (fake, name);
    }

  return fake;
}

static void
reload (FakeManager *fake)
{
  fake_manager_emit_reloading (fake, TRUE);
  fake_manager_emit_reloading (fake, FALSE);
}

static guint changed_before;
static char *changed_name;

static void
exposure_changed_cb (HnServiceList *list, HnService *service, guint before, gpointer user_data)
{
  changed_before = before;
  g_free (changed_name);
  changed_name = g_strdup (hn_service_get_name (service));
}

static void
test_list_of_manager (void)
{
  g_autoptr (FakeManager) fake = create_manager (200);
  g_autoptr (HnServiceList) list = hn_service_list_new (HN_SCOPE_SYSTEM, fake->address);
  HnService *service;
  guint changes = 0, exposure, items = 0, done, total;

  g_signal_connect (list, "items-changed", G_CALLBACK (count_items_cb), &items);
  wait_until (hn_service_list_is_complete (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 200);
  hn_service_list_get_progress (list, &done, &total);
  g_assert_cmpuint (done, ==, 200);
  g_assert_cmpuint (total, ==, 200);
  g_assert_cmpuint (items, <, 20);

  run_for (100);
  service = hn_service_list_find (list, "s100.service");
  exposure = hn_service_get_exposure (service);
  g_signal_connect (list, "exposure-changed", G_CALLBACK (exposure_changed_cb), NULL);
  g_signal_connect (list, "items-changed", G_CALLBACK (count_items_cb), &changes);

  ((FakeUnit *) fake->units->pdata[100])->private_tmp = TRUE;
  reload (fake);
  wait_until (changed_name != NULL);
  g_assert_cmpstr (changed_name, ==, "s100.service");
  g_assert_cmpuint (changed_before, ==, exposure);
  g_assert_cmpuint (hn_service_get_exposure (service), <, exposure);
  run_for (100);
  /* One row moves, and the others are left alone. */
  g_assert_cmpuint (changes, ==, 1);
  g_assert_true (hn_service_list_find (list, "s100.service") == service);
  g_clear_pointer (&changed_name, g_free);
}

static gboolean
has_place (HnServiceList *list, const char *name, HnReachedBy reached_by, HnInUse in_use)
{
  HnService *service = hn_service_list_find (list, name);
  const HnPriority *priority = service != NULL ? &hn_service_get_info (service)->priority : NULL;

  return priority != NULL && priority->reached_by == reached_by && priority->in_use == in_use;
}

/* The priority of each service goes by what is seen of all. */
static void
test_list_by_priority (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_PEER);
  g_autoptr (HnServiceList) list = NULL;
  FakeUnit *socket = fake_manager_add (fake, "woken.socket");
  FakeUnit *idle = fake_manager_add (fake, "idle.service");
  guint priorities = 0, lists;

  fake_manager_add (fake, "busy.service");
  socket->listen = g_strdup ("/run/woken.sock");
  socket->triggers = g_strsplit ("woken.service", " ", 0);
  g_free (fake_manager_add (fake, "woken.service")->active_state);
  ((FakeUnit *) fake->units->pdata[fake->units->len - 1])->active_state = g_strdup ("inactive");
  g_free (idle->active_state);
  idle->active_state = g_strdup ("inactive");

  list = hn_service_list_new (HN_SCOPE_SYSTEM, fake->address);
  wait_until (has_place (list, "woken.service", HN_REACHED_BY_FILES, HN_IN_USE_AT_TIMES));
  g_assert_true (has_place (list, "busy.service", HN_REACHED_BY_NOTHING, HN_IN_USE_NOW));
  g_assert_true (has_place (list, "idle.service", HN_REACHED_BY_NOTHING, HN_IN_USE_NEVER));
  wait_until (hn_service_list_is_complete (list));

  /* Nobody sees it: nobody asks. */
  lists = fake->n_lists;
  run_for (1500);
  g_assert_cmpuint (fake->n_lists, ==, lists);

  g_signal_connect (hn_service_list_find (list, "woken.service"), "notify::priority",
                    G_CALLBACK (count_cb), &priorities);
  g_free (socket->listen);
  socket->listen = g_strdup ("0.0.0.0:80");
  hn_service_list_set_seen (list, TRUE);
  wait_until (priorities > 0);
  /* The kernel has no such socket. */
  g_assert_true (has_place (list, "woken.service", HN_REACHED_BY_NOTHING, HN_IN_USE_AT_TIMES));
  hn_service_list_set_seen (list, FALSE);
}

/* The list is there before the manager has said what it knows, and follows it then. */
static void
test_list_glances_at_files (void)
{
  g_autoptr (FakeManager) fake = fake_manager_new (FAKE_BUS);
  g_autoptr (HnServiceList) list = NULL;
  HnService *service;
  guint by_file, items = 0;

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%03u.service", i);
      g_autofree char *path = g_build_filename (fake->folder, name, NULL);

      fake_manager_add (fake, name);
      if (i < 4)
        g_assert_true (
            g_file_set_contents (path,
                                 i == 1 ? "[Service]\nExecStart=/bin/true\nProtectSystem=strict\n"
                                        : "[Service]\nExecStart=/bin/true\n",
                                 -1, NULL));
    }
  fake->slow = TRUE;
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", fake->address, TRUE);
  g_setenv ("SYSTEMD_UNIT_PATH", fake->folder, TRUE);

  list = hn_service_list_new (HN_SCOPE_SYSTEM, NULL);
  g_assert_true (hn_service_list_get_loading (list));
  wait_until (!hn_service_list_get_loading (list));
  g_assert_cmpuint (fake->n_reads, ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 4);
  g_assert_false (hn_service_list_is_complete (list));
  service = hn_service_list_find (list, "s001.service");
  by_file = hn_service_get_exposure (service);
  g_assert_cmpuint (by_file, <,
                    hn_service_get_exposure (hn_service_list_find (list, "s000.service")));
  g_assert_cmpint (hn_service_get_info (service)->kind, !=, HN_SERVICE_NOT_LOADED);
  g_assert_true (g_str_has_suffix (hn_service_get_info (service)->fragment_path, "/s001.service"));

  g_signal_connect (list, "exposure-changed", G_CALLBACK (exposure_changed_cb), NULL);
  g_signal_connect (list, "items-changed", G_CALLBACK (count_items_cb), &items);
  wait_until (hn_service_list_is_complete (list));
  g_assert_cmpuint (fake->n_reads, ==, 5);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 5);
  g_assert_true (hn_service_list_find (list, "s001.service") == service);
  g_assert_cmpuint (hn_service_get_exposure (service), !=, by_file);
  g_assert_nonnull (changed_name);
  g_clear_pointer (&changed_name, g_free);

  g_unsetenv ("DBUS_SYSTEM_BUS_ADDRESS");
  g_unsetenv ("SYSTEMD_UNIT_PATH");
}

static void
test_list_follows_units (void)
{
  g_autoptr (FakeManager) fake = create_manager (3);
  g_autoptr (HnServiceList) list = hn_service_list_new (HN_SCOPE_SYSTEM, fake->address);

  wait_until (hn_service_list_is_complete (list));
  run_for (100);

  fake_manager_add (fake, "new.service");
  fake_manager_emit_unit (fake, "UnitNew", "new.service");
  wait_until (hn_service_list_find (list, "new.service") != NULL &&
              g_list_model_get_n_items (G_LIST_MODEL (list)) == 4);

  fake_manager_emit_unit (fake, "UnitRemoved", "s001.service");
  fake_manager_remove (fake, "s001.service");
  wait_until (hn_service_list_find (list, "s001.service") == NULL ||
              hn_service_get_info (hn_service_list_find (list, "s001.service"))->kind ==
                  HN_SERVICE_NOT_LOADED);

  fake_manager_emit_state (fake, "s002.service", "failed");
  wait_until (
      g_str_equal (hn_service_get_info (hn_service_list_find (list, "s002.service"))->active_state,
                   "failed"));
}

static void
test_list_of_no_bus (void)
{
  g_autoptr (HnServiceList) list =
      hn_service_list_new (HN_SCOPE_SYSTEM, "unix:path=/nonexistent/bus");

  wait_until (hn_service_list_get_error (list) != NULL && !hn_service_list_get_loading (list));
  g_assert_error (hn_service_list_get_error (list), HN_MANAGER_ERROR, HN_MANAGER_ERROR_NO_BUS);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
}

static void
test_list_survives_a_restart (void)
{
  g_autoptr (FakeManager) fake = create_manager (5);
  g_autoptr (HnServiceList) list = hn_service_list_new (HN_SCOPE_SYSTEM, fake->address);

  wait_until (hn_service_list_is_complete (list));
  run_for (100);

  fake_manager_stop (fake);
  wait_until (hn_service_list_get_error (list) != NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 5);

  fake_manager_remove (fake, "s000.service");
  fake_manager_add (fake, "later.service");
  fake_manager_start (fake);
  hn_service_list_retry (list);
  wait_until (hn_service_list_get_error (list) == NULL &&
              hn_service_list_find (list, "later.service") != NULL &&
              hn_service_list_find (list, "s000.service") == NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 5);
}

static void
test_list_dropped_while_waiting (void)
{
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (FakeManager) fake = create_manager (50);
      HnServiceList *list = hn_service_list_new (HN_SCOPE_SYSTEM, fake->address);

      fake->slow = TRUE;
      run_for (i * 3);
      g_object_unref (list);
      run_for (10);
    }
}

static void
test_list_by_policy (void)
{
  g_autoptr (FakeManager) fake = create_manager (3);
  g_autoptr (HnServiceList) list = hn_service_list_new (HN_SCOPE_SYSTEM, fake->address);
  g_autoptr (HnService) service = NULL;
  g_autofree char *description = NULL;
  HnPolicy *policy = hn_policy_new ();
  guint before;

  wait_until (hn_service_list_is_complete (list));
  before = hn_service_get_exposure (hn_service_list_find (list, "s001.service"));
  for (guint i = 0; i < HN_N_CHECKS; i++)
    policy->weight[i] = i == (guint) hn_check_find ("PrivateTmp") ? 1000 : 0;
  policy->bad[hn_check_find ("PrivateTmp")] = g_strdup ("by our rules");
  hn_service_list_set_policy (list, policy);
  g_assert_cmpuint (before, <, 100);
  g_assert_cmpuint (hn_service_get_exposure (hn_service_list_find (list, "s001.service")), ==, 100);

  /* The rows speak the policy's words, also once the list is gone. */
  service = g_object_ref (hn_service_list_find (list, "s001.service"));
  g_clear_object (&list);
  description =
      hn_finding_dup_description (hn_service_get_info (service)->assessment,
                                  hn_check_find ("PrivateTmp"), hn_service_get_settings (service),
                                  hn_service_get_info (service)->policy);
  g_assert_cmpstr (description, ==, "by our rules");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  /* First, while there are no threads: it changes the environment. */
  g_test_add_func ("/list/glances-at-files", test_list_glances_at_files);
  g_test_add_func ("/service/unread", test_service_unread);
  g_test_add_func ("/service/from-files", test_service_from_files);
  g_test_add_func ("/service/tells-what-changed", test_service_tells_what_changed);
  g_test_add_func ("/service/without-settings", test_service_without_settings);
#define ADD(path, function) g_test_add (path, Root, NULL, root_set_up, function, root_tear_down)
  ADD ("/list/root", test_list_of_root);
  ADD ("/list/root-again", test_list_of_root_again);
  ADD ("/list/root-in-runs", test_list_of_root_in_runs);
  ADD ("/list/let-go", test_list_let_go);
  ADD ("/list/nothing", test_list_of_nothing);
  ADD ("/list/dropped-while-reading", test_list_dropped_while_reading);
  ADD ("/service/open-file", test_open_file);
#undef ADD
  g_test_add_func ("/list/manager", test_list_of_manager);
  g_test_add_func ("/list/by-priority", test_list_by_priority);
  g_test_add_func ("/list/follows-units", test_list_follows_units);
  g_test_add_func ("/list/no-bus", test_list_of_no_bus);
  g_test_add_func ("/list/survives-a-restart", test_list_survives_a_restart);
  g_test_add_func ("/list/dropped-while-waiting", test_list_dropped_while_waiting);
  g_test_add_func ("/list/policy", test_list_by_policy);

  return g_test_run ();
}
