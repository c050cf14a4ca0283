/* Staged changes without a window: undo against a simple model, and what happens to what is staged
 * when the service changes underneath.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "changes-tree.h"
#include "engine/kept/keepers.h"
#include "engine/unit-file.h"
#include "model/changes-advice.h"
#include "model/changes-store.h"

/* The steps of the article that Hardnut was founded on, as measured on systemd 257. */
static void
test_article (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) changes = NULL;

  tree_write (tree, WEB, "[Service]\nExecStart=/usr/bin/python3 /srv/server.py\n");
  changes = create_changes (tree, "web.service");

  g_assert_cmpuint (get_exposure (changes), ==, 96);
  g_assert_false (hn_changes_is_dirty (changes));
  assert_text (changes, "");

  flick (changes, "NoNewPrivileges", TRUE);
  g_assert_cmpuint (get_exposure (changes), ==, 94);
  hn_changes_choose (changes, HN_DIRECTIVE_PRIVATE_TMP, "yes");
  g_assert_cmpuint (get_exposure (changes), ==, 90);
  flick (changes, "RestrictNamespaces_mnt", TRUE);
  flick (changes, "RestrictNamespaces_net", TRUE);
  g_assert_cmpuint (get_exposure (changes), ==, 89);
  flick (changes, "ProtectKernelTunables", TRUE);
  flick (changes, "ProtectKernelModules", TRUE);
  hn_changes_choose (changes, HN_DIRECTIVE_PROTECT_CONTROL_GROUPS, "yes");
  g_assert_cmpuint (get_exposure (changes), ==, 82);
  hn_changes_choose (changes, HN_DIRECTIVE_PROTECT_SYSTEM, "strict");
  g_assert_cmpuint (get_exposure (changes), ==, 80);
  hn_changes_choose (changes, HN_DIRECTIVE_PRIVATE_USERS, "yes");
  g_assert_cmpuint (get_exposure (changes), ==, 78);

  g_assert_cmpuint (hn_changes_get_before (changes)->exposure, ==, 96);
  g_assert_cmpuint (hn_changes_get_n_changes (changes), ==, 8);
  g_assert_true (hn_service_get_info (hn_changes_get_service (changes))->staged);
  g_assert_cmpuint (hn_service_get_staged_exposure (hn_changes_get_service (changes)), ==, 78);
  g_assert_cmpuint (hn_service_get_exposure (hn_changes_get_service (changes)), ==, 96);

  hn_changes_discard (changes);
  g_assert_cmpuint (get_exposure (changes), ==, 96);
  g_assert_false (hn_service_get_info (hn_changes_get_service (changes))->staged);
  hn_changes_undo (changes);
  g_assert_cmpuint (get_exposure (changes), ==, 78);
}

/* ---- Undo against a model that is too simple to be wrong: a list of whole states. ---- */

static const HnDirectiveId some_directives[] = { HN_DIRECTIVE_NO_NEW_PRIVILEGES,
                                                 HN_DIRECTIVE_PROTECT_SYSTEM, HN_DIRECTIVE_UMASK,
                                                 HN_DIRECTIVE_READ_WRITE_PATHS,
                                                 HN_DIRECTIVE_SYSTEM_CALL_FILTER };
static const char *const some_values[][4] = {
  { "yes", "no", NULL, "yes" },
  { "strict", "full", NULL, "yes" },
  { "0077", "0027", NULL, "0022" },
  { "/srv", "/srv /var/lib/web", NULL, "/tmp" },
  { "~@clock", "@system-service\n~@privileged", NULL, "\n~@mount" },
};

typedef struct
{
  const char *value[G_N_ELEMENTS (some_directives)]; /* NULL: no line */
} Snapshot;

static void
assert_snapshot (HnChanges *changes, const Snapshot *snapshot, const Snapshot *present)
{
  guint n_changes = 0;

  for (guint i = 0; i < G_N_ELEMENTS (some_directives); i++)
    {
      gboolean changed = g_strcmp0 (snapshot->value[i], present->value[i]) != 0;

      g_assert_cmpstr (hn_changes_get_value (changes, some_directives[i]), ==, snapshot->value[i]);
      g_assert_true (hn_changes_is_changed (changes, some_directives[i]) == changed);
      n_changes += changed;
    }
  g_assert_cmpuint (hn_changes_get_n_changes (changes), ==, n_changes);
}

static void
test_undo (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) changes = NULL;
  g_autoptr (GArray) steps = g_array_new (FALSE, TRUE, sizeof (Snapshot));
  Snapshot present = { { "yes", NULL, "0027", NULL, NULL } };
  guint position = 0;

  tree_write (tree, WEB, SERVICE);
  tree_write (tree, OWN, "[Service]\nNoNewPrivileges=yes\nUMask=0027\n");
  changes = create_changes (tree, "web.service");
  g_array_append_val (steps, present);
  assert_snapshot (changes, &present, &present);

  for (guint turn = 0; turn < 3000; turn++)
    {
      Snapshot next = g_array_index (steps, Snapshot, position);
      guint which = (guint) g_test_rand_int_range (0, G_N_ELEMENTS (some_directives));

      switch (g_test_rand_int_range (0, 10))
        {
        case 0:
        case 1:
          position -= position > 0;
          hn_changes_undo (changes);
          next = g_array_index (steps, Snapshot, position);
          break;
        case 2:
        case 3:
          position += position + 1 < steps->len;
          hn_changes_redo (changes);
          next = g_array_index (steps, Snapshot, position);
          break;
        case 4:
          next.value[which] = present.value[which];
          hn_changes_reset (changes, &some_directives[which], 1);
          break;
        case 5:
          next = present;
          hn_changes_discard (changes);
          break;
        default:
          next.value[which] = some_values[which][g_test_rand_int_range (0, 4)];
          hn_changes_set (changes, some_directives[which], next.value[which]);
        }

      if (memcmp (&next, &g_array_index (steps, Snapshot, position), sizeof next) != 0)
        {
          gboolean same = TRUE;

          for (guint i = 0; i < G_N_ELEMENTS (some_directives); i++)
            same = same && g_strcmp0 (next.value[i],
                                      g_array_index (steps, Snapshot, position).value[i]) == 0;
          if (!same)
            {
              g_array_set_size (steps, position + 1);
              g_array_append_val (steps, next);
              position++;
            }
        }

      assert_snapshot (changes, &g_array_index (steps, Snapshot, position), &present);
      g_assert_true (hn_changes_can_undo (changes) == (position > 0));
      g_assert_true (hn_changes_can_redo (changes) == (position + 1 < steps->len));
    }

  /* Without end: all the way back, and forth again. */
  for (guint i = 0; i < steps->len; i++)
    hn_changes_undo (changes);
  assert_snapshot (changes, &present, &present);
  for (guint i = 0; i < steps->len; i++)
    hn_changes_redo (changes);
  assert_snapshot (changes, &g_array_index (steps, Snapshot, steps->len - 1), &present);
}

/* ---- The service changes underneath ---- */

static void
reread (Tree *tree, HnChanges *changes)
{
  HnService *service = hn_changes_get_service (changes);

  hn_service_update_from_settings (service, load (tree, hn_service_get_name (service), NULL), NULL);
  wait_loaded (changes);
}

static void
test_present_drop_in (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) changes = NULL;
  g_autofree char *path = tree_path (tree, OWN);

  tree_write (tree, WEB, SERVICE);
  tree_write (tree, OWN,
              "# Made by Hardnut\n[Service]\nNoNewPrivileges=yes\nReadWritePaths=/a%%b\n");
  changes = create_changes (tree, "web.service");

  g_assert_false (hn_changes_is_dirty (changes));
  g_assert_cmpstr (hn_changes_get_files (changes)->present_path, ==, path);
  assert_text (changes, "[Service]\nNoNewPrivileges=yes\nReadWritePaths=/a%%b\n");
  g_assert_cmpuint (get_exposure (changes), ==, 94);

  /* The switch takes Hardnut's own line out; "no" would be a line about nothing. */
  flick (changes, "NoNewPrivileges", FALSE);
  assert_text (changes, "[Service]\nReadWritePaths=/a%%b\n");
  g_assert_cmpuint (get_exposure (changes), ==, 96);
  g_assert_cmpuint (hn_changes_get_before (changes)->exposure, ==, 94);
}

/* Who kept which line is no part of what the drop-in says. */
static void
test_keepers (Tree *tree, gconstpointer data)
{
  static const char text[] = "[Service]\nUMask=0077\nPrivateTmp=yes\n";
  g_autoptr (HnChanges) changes = NULL;
  g_autofree char *kept = hn_keepers_write (text, NULL, 1000);

  tree_write (tree, WEB, SERVICE);
  tree_write (tree, OWN, kept);
  changes = create_changes (tree, "web.service");
  g_assert_false (hn_changes_is_dirty (changes));
  g_assert_cmpstr (hn_changes_get_files (changes)->present_text, ==, text);
  assert_text (changes, text);
}

/* The whole content in one step: lines that are in it stay, come or change, others go. */
static void
test_set_content (Tree *tree, gconstpointer data)
{
  static const char *const words[] = { "UMask=0077", "SystemCallFilter=@basic-io",
                                       "SystemCallFilter=~@mount", NULL };
  g_autoptr (HnChanges) changes = NULL;
  g_autoptr (GPtrArray) lines = hn_drop_in_parse_changes (words, NULL);

  tree_write (tree, WEB, SERVICE);
  tree_write (tree, OWN, "[Service]\nUMask=0077\nPrivateTmp=yes\n");
  changes = create_changes (tree, "web.service");
  flick (changes, "NoNewPrivileges", TRUE);
  hn_changes_set_content (changes, lines);
  assert_text (changes, "[Service]\nUMask=0077\nSystemCallFilter=@basic-io\n"
                        "SystemCallFilter=~@mount\n");
  g_assert_cmpuint (hn_changes_get_n_changes (changes), ==, 2);
  hn_changes_undo (changes);
  assert_text (changes, "[Service]\nNoNewPrivileges=yes\nUMask=0077\nPrivateTmp=yes\n");
}

static void
test_rebase (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) changes = NULL;

  tree_write (tree, WEB, SERVICE);
  changes = create_changes (tree, "web.service");
  flick (changes, "NoNewPrivileges", TRUE);
  flick (changes, "LockPersonality", TRUE);

  /* The admin does one of both: it drops out, the other one stays. */
  tree_write (tree, ETC "web.service.d/override.conf", "[Service]\nNoNewPrivileges=yes\n");
  reread (tree, changes);
  g_assert_cmpuint (hn_changes_get_n_changes (changes), ==, 1);
  assert_text (changes, "[Service]\nLockPersonality=yes\n");

  /* And takes it back: what dropped out is not staged again by itself, but undo knows it. */
  tree_write (tree, ETC "web.service.d/override.conf", "");
  reread (tree, changes);
  assert_text (changes, "[Service]\nLockPersonality=yes\n");
  hn_changes_undo (changes);
  assert_text (changes, "[Service]\nNoNewPrivileges=yes\n");
}

/* A drop-in of somebody else that comes behind Hardnut's has the last word. */
static void
test_overruled (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) changes = NULL;

  tree_write (tree, WEB, SERVICE);
  tree_write (tree, ETC "web.service.d/zzz.conf", "[Service]\nNoNewPrivileges=no\nUMask=0022\n");
  changes = create_changes (tree, "web.service");
  hn_changes_flick (changes, find_check ("NoNewPrivileges"), TRUE);
  g_assert_false (hn_changes_is_dirty (changes));

  /* What it does not speak about is open. */
  flick (changes, "LockPersonality", TRUE);
  g_assert_cmpuint (hn_changes_get_n_changes (changes), ==, 1);
  tree_write (tree, ETC "web.service.d/zzz.conf", "[Service]\nLockPersonality=no\n");
  reread (tree, changes);
  g_assert_cmpuint (get_exposure (changes), ==, hn_changes_get_before (changes)->exposure);
}

/* While a trial runs, its drop-in holds what is staged; when it is taken back, nothing is lost. */
static void
test_trial (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) changes = NULL;
  g_autofree char *text = NULL;
  g_autofree char *path =
      tree_path (tree, "/run/systemd/system.control/web.service.d/zz-hardnut.conf");

  tree_write (tree, WEB, SERVICE);
  changes = create_changes (tree, "web.service");
  flick (changes, "NoNewPrivileges", TRUE);
  flick (changes, "LockPersonality", TRUE);
  text = hn_changes_dup_text (changes);

  tree_write (tree, "/run/systemd/system.control/web.service.d/zz-hardnut.conf", text);
  reread (tree, changes);
  g_assert_false (hn_changes_is_dirty (changes));
  assert_text (changes, text);

  g_assert_cmpint (g_remove (path), ==, 0);
  reread (tree, changes);
  g_assert_cmpuint (hn_changes_get_n_changes (changes), ==, 2);
  assert_text (changes, text);

  /* Kept: forgotten, and it stays forgotten when the file goes. */
  tree_write (tree, OWN, text);
  hn_changes_set_kept (changes, hn_changes_get_list (changes));
  g_assert_false (hn_changes_is_dirty (changes));
  reread (tree, changes);
  g_assert_false (hn_changes_is_dirty (changes));
  assert_text (changes, text);
}

/* What a search keeps, or takes back later, was never staged, and leaves nothing to be applied. */
static void
test_found (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) source = NULL;
  g_autoptr (HnChanges) changes = NULL;
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autofree char *path = tree_path (tree, OWN);
  g_autofree char *text = NULL;

  tree_write (tree, WEB, SERVICE);
  source = create_changes (tree, "web.service");
  flick (source, "NoNewPrivileges", TRUE);
  text = hn_changes_dup_text (source);
  changes = create_changes (tree, "web.service");

  tree_write (tree, OWN, text);
  hn_changes_set_kept (changes, hn_changes_get_list (source));
  g_assert_false (hn_changes_is_dirty (changes));
  reread (tree, changes);
  g_assert_false (hn_changes_is_dirty (changes));
  assert_text (changes, text);

  g_assert_cmpint (g_remove (path), ==, 0);
  hn_changes_set_kept (changes, none);
  g_assert_false (hn_changes_is_dirty (changes));
  reread (tree, changes);
  g_assert_false (hn_changes_is_dirty (changes));
}

/* What is staged while something else is tried stays staged when that is kept. */
static void
test_staged_meanwhile (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) changes = NULL;
  g_autoptr (GPtrArray) tried = NULL;
  g_autofree char *text = NULL;
  g_autofree char *both = NULL;

  tree_write (tree, WEB, SERVICE);
  changes = create_changes (tree, "web.service");
  flick (changes, "NoNewPrivileges", TRUE);
  text = hn_changes_dup_text (changes);
  tried = g_ptr_array_ref (hn_changes_get_list (changes));
  flick (changes, "LockPersonality", TRUE);
  both = hn_changes_dup_text (changes);

  tree_write (tree, OWN, text);
  hn_changes_set_kept (changes, tried);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (hn_changes_get_n_changes (changes), ==, 1);
      g_assert_cmpstr (hn_changes_get_files (changes)->present_text, ==, text);
      assert_text (changes, both);
      reread (tree, changes);
    }

  hn_changes_undo (changes);
  g_assert_false (hn_changes_is_dirty (changes));
  assert_text (changes, text);
}

/* Nobody looks at the service while its trial is taken back. */
static void
test_staged_again (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) changes = NULL;
  g_autofree char *text = NULL;
  g_autofree char *path =
      tree_path (tree, "/run/systemd/system.control/web.service.d/zz-hardnut.conf");
  HnService *service;

  tree_write (tree, WEB, SERVICE);
  changes = create_changes (tree, "web.service");
  service = hn_changes_get_service (changes);
  flick (changes, "NoNewPrivileges", TRUE);
  text = hn_changes_dup_text (changes);

  tree_write (tree, "/run/systemd/system.control/web.service.d/zz-hardnut.conf", text);
  reread (tree, changes);
  g_assert_false (hn_changes_is_dirty (changes));
  g_assert_false (hn_service_get_info (service)->staged);

  g_assert_cmpint (g_remove (path), ==, 0);
  hn_service_update_from_settings (service, load (tree, "web.service", NULL), NULL);
  while (!hn_service_get_info (service)->staged)
    g_main_context_iteration (NULL, TRUE);
  assert_text (changes, text);
}

/* What somebody else keeps is applied, and no longer staged: it does not come back when it goes. */
static void
test_kept_elsewhere (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) changes = NULL;
  g_autofree char *text = NULL;
  g_autofree char *own = tree_path (tree, OWN);

  tree_write (tree, WEB, SERVICE);
  changes = create_changes (tree, "web.service");
  flick (changes, "NoNewPrivileges", TRUE);
  text = hn_changes_dup_text (changes);

  tree_write (tree, OWN, text);
  reread (tree, changes);
  g_assert_false (hn_changes_is_dirty (changes));
  g_assert_cmpint (g_remove (own), ==, 0);
  reread (tree, changes);
  g_assert_false (hn_changes_is_dirty (changes));
  assert_text (changes, "");
}

/* Without a command to start, systemd does not load it. */
static void
test_refused (Tree *tree, gconstpointer data)
{
  g_autoptr (HnService) service = hn_service_new ("web.service");
  g_autoptr (HnUnitLoader) loader = NULL;
  g_autoptr (HnChanges) changes = NULL;
  g_autofree char *blocked = NULL;
  HnSettings *settings;

  tree_write (tree, WEB, "[Service]\nType=simple\n");
  loader = tree_loader (tree);
  settings = hn_unit_loader_load_unfinished (loader, "web.service", NULL, NULL);
  hn_unit_file_finish (settings);
  hn_service_set_root (service, tree->root);
  hn_service_update_from_settings (service, settings, NULL);
  g_assert_true (hn_service_get_info (service)->refused);

  changes = hn_changes_new (service);
  wait_loaded (changes);
  g_assert_cmpint (hn_changes_get_state (changes), ==, HN_CHANGES_REFUSED);
  blocked = hn_changes_dup_all_blocked (changes);
  g_assert_nonnull (strstr (blocked, "refuses"));

  /* Mended, it is one like all others. */
  tree_write (tree, WEB, SERVICE);
  hn_service_update_from_settings (service, load (tree, "web.service", NULL), NULL);
  g_assert_false (hn_service_get_info (service)->refused);
  wait_loaded (changes);
  g_assert_cmpint (hn_changes_get_state (changes), ==, HN_CHANGES_READY);
}

static void
test_states (Tree *tree, gconstpointer data)
{
  static const struct
  {
    const char *folder;
    HnChangesState state;
  } cases[] = {
    { "/run/systemd/transient/", HN_CHANGES_TRANSIENT },
    { "/run/systemd/generator/", HN_CHANGES_GENERATED },
    { "/run/systemd/generator.early/", HN_CHANGES_GENERATED },
    { "/run/systemd/generator.late/", HN_CHANGES_GENERATED },
    { "/usr/lib/systemd/system/", HN_CHANGES_READY },
  };
  g_autoptr (HnService) masked = hn_service_new ("masked.service");
  g_autoptr (HnService) missing = hn_service_new ("missing.service");
  g_autoptr (HnChanges) masked_changes = hn_changes_new (masked);
  g_autoptr (HnChanges) missing_changes = hn_changes_new (missing);
  g_autoptr (HnChanges) rescue = NULL, many = NULL;
  g_autofree char *blocked = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("case%u.service", i);
      g_autofree char *path = g_strconcat (cases[i].folder, name, NULL);
      g_autoptr (HnChanges) changes = NULL;

      tree_write (tree, path, SERVICE);
      changes = create_changes (tree, name);
      g_assert_cmpint (hn_changes_get_state (changes), ==, cases[i].state);

      /* Nothing can be staged where it would be lost. */
      hn_changes_set (changes, HN_DIRECTIVE_NO_NEW_PRIVILEGES, "yes");
      g_assert_true (hn_changes_is_dirty (changes) == (cases[i].state == HN_CHANGES_READY));
    }

  tree_link (tree, ETC "masked.service", "/dev/null");
  hn_service_set_root (masked, tree->root);
  hn_service_set_root (missing, tree->root);
  wait_loaded (masked_changes);
  wait_loaded (missing_changes);
  g_assert_cmpint (hn_changes_get_state (masked_changes), ==, HN_CHANGES_MASKED);
  g_assert_cmpint (hn_changes_get_state (missing_changes), ==, HN_CHANGES_NO_FILES);
  blocked = hn_changes_dup_all_blocked (masked_changes);
  g_assert_nonnull (strstr (blocked, "masked"));

  /* What the helper refuses whatever is changed, also by an alias. */
  tree_write (tree, ETC "rescue.service", SERVICE);
  tree_link (tree, ETC "shell.service", "rescue.service");
  rescue = create_changes (tree, "rescue.service");
  g_assert_cmpint (hn_changes_get_state (rescue), ==, HN_CHANGES_UNTOUCHABLE);
  g_free (blocked);
  blocked = hn_changes_dup_all_blocked (rescue);
  g_assert_nonnull (strstr (blocked, "repaired"));
  tree_write (tree, ETC "many-.service", SERVICE);
  many = create_changes (tree, "many-.service");
  g_assert_cmpint (hn_changes_get_state (many), ==, HN_CHANGES_UNTOUCHABLE);
}

static void
assert_n_dirty (HnChangesStore *store, guint n)
{
  g_autoptr (GPtrArray) dirty = hn_changes_store_list_dirty (store);

  g_assert_cmpuint (dirty->len, ==, n);
}

/* ---- The store ---- */

static void
test_store (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChangesStore) store = hn_changes_store_new ();
  g_autoptr (HnService) first = NULL;
  g_autoptr (HnService) again = NULL;
  g_autoptr (HnService) other = NULL;
  HnChanges *changes;

  tree_write (tree, WEB, SERVICE);
  tree_write (tree, ETC "other.service", SERVICE);
  first = create_service (tree, "web.service");
  other = create_service (tree, "other.service");

  changes = hn_changes_store_get (store, first);
  wait_loaded (changes);
  flick (changes, "NoNewPrivileges", TRUE);
  assert_n_dirty (store, 1);
  g_assert_true (hn_changes_store_get (store, other) != changes);

  /* The list was made anew: another object for the same unit. */
  again = create_service (tree, "web.service");
  hn_changes_store_attach (store, again);
  g_assert_true (hn_service_get_info (again)->staged);
  g_assert_false (hn_service_get_info (first)->staged);
  g_assert_true (hn_changes_store_get (store, again) == changes);
  g_assert_true (hn_changes_get_service (changes) == again);
  wait_loaded (changes);
  g_assert_cmpuint (get_exposure (changes), ==, 94);

  assert_n_dirty (store, 1);
  hn_changes_undo (changes);
  assert_n_dirty (store, 0);
}

static void
test_instances (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) changes = NULL;
  g_autofree char *one = NULL;
  g_autofree char *all = NULL;

  tree_write (tree, ETC "web@.service", SERVICE);
  changes = create_changes (tree, "web@a.service");
  one = hn_changes_dup_target (changes);
  g_assert_cmpstr (one, ==, "web@a.service");
  hn_changes_set_all_instances (changes, TRUE);
  all = hn_changes_dup_target (changes);
  g_assert_cmpstr (all, ==, "web@.service");
}

/* Whose drop-in it is that holds for an instance, and what its own one hides. */
static void
test_template (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) inherits = NULL;
  g_autoptr (HnChanges) hides = NULL;
  g_autofree char *all = NULL;
  g_autofree char *own = NULL;

  tree_write (tree, ETC "web@.service", SERVICE);
  tree_write (tree, ETC "web@.service.d/zz-hardnut.conf", "[Service]\nPrivateTmp=yes\n");
  tree_write (tree, ETC "web@b.service.d/zz-hardnut.conf", "[Service]\nUMask=0077\n");
  inherits = create_changes (tree, "web@a.service");
  all = hn_changes_dup_present_unit (inherits);
  g_assert_cmpstr (all, ==, "web@.service");
  g_assert_cmpstr (hn_changes_get_files (inherits)->present_text, ==,
                   "[Service]\nPrivateTmp=yes\n");

  hides = create_changes (tree, "web@b.service");
  own = hn_changes_dup_present_unit (hides);
  g_assert_cmpstr (own, ==, "web@b.service");
  g_assert_cmpstr (hn_changes_get_files (hides)->present_text, ==, "[Service]\nUMask=0077\n");
  g_assert_cmpstr (hn_changes_get_files (hides)->template_text, ==, "[Service]\nPrivateTmp=yes\n");
}

/* ---- Findings and ideas ---- */

static void
test_findings (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) changes = NULL;
  const HnFinding *finding;
  guint check = find_check ("NoNewPrivileges");

  tree_write (tree, WEB, SERVICE);
  changes = create_changes (tree, "web.service");
  finding = &hn_changes_get_after (changes)->findings[check];
  g_assert_cmpint (hn_finding_passed (finding), ==, 0);
  g_assert_cmpuint (finding->share, >, 0);

  flick (changes, "NoNewPrivileges", TRUE);
  finding = &hn_changes_get_after (changes)->findings[check];
  g_assert_cmpint (hn_finding_passed (finding), ==, 1);
  g_assert_cmpuint (finding->share, ==, 0);
}

static void
advice_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_advice (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) changes = NULL;
  g_autoptr (GAsyncResult) advised = NULL;
  g_autoptr (HnAdviceOffer) advice = NULL;
  const HnAdvice *best;
  guint before;

  tree_write (tree, WEB, SERVICE);
  changes = create_changes (tree, "web.service");
  hn_changes_advise_async (changes, NULL, advice_cb, &advised);
  while (advised == NULL)
    g_main_context_iteration (NULL, TRUE);
  advice = hn_changes_advise_finish (changes, advised, NULL);

  /* One press takes off what it promises. */
  g_assert_cmpuint (advice->all->len, >, 10);
  best = advice->all->pdata[0];
  before = get_exposure (changes);
  hn_changes_set (changes, best->directive, best->value);
  g_assert_cmpuint (get_exposure (changes), ==, before - best->gain);
  hn_changes_undo (changes);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) \
  g_test_add ("/changes/" path, Tree, NULL, tree_set_up, function, tree_tear_down)
  ADD ("article", test_article);
  ADD ("undo", test_undo);
  ADD ("present-drop-in", test_present_drop_in);
  ADD ("keepers", test_keepers);
  ADD ("set-content", test_set_content);
  ADD ("rebase", test_rebase);
  ADD ("overruled", test_overruled);
  ADD ("trial", test_trial);
  ADD ("staged-meanwhile", test_staged_meanwhile);
  ADD ("staged-again", test_staged_again);
  ADD ("found", test_found);
  ADD ("kept-elsewhere", test_kept_elsewhere);
  ADD ("states", test_states);
  ADD ("refused", test_refused);
  ADD ("store", test_store);
  ADD ("instances", test_instances);
  ADD ("template", test_template);
  ADD ("findings", test_findings);
  ADD ("ideas", test_advice);
#undef ADD

  return g_test_run ();
}
