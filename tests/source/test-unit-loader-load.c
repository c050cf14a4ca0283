/* Reading the files of a service into settings: what is read, what bad input does, files anywhere.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/assessment.h"
#include "unit-tree.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "engine/catalogue/directive.h"
#include "engine/validate.h"
#include "engine/unit-file.h"
#include "engine/what-if.h"

static char *
value_of (const HnSettings *settings, const char *directive)
{
  HnDirectiveId id = hn_directive_find (directive);

  g_assert_cmpint (id, !=, HN_DIRECTIVE_NONE);
  return hn_settings_dup_value (settings, id);
}

static void
assert_value (const HnSettings *settings, const char *directive, const char *expected)
{
  g_autofree char *value = value_of (settings, directive);

  g_assert_cmpstr (value, ==, expected);
}

static HnSettings *
load_file (Tree *tree, const char *path, GError **error)
{
  g_autoptr (HnUnitLoader) loader = tree_loader (tree);
  g_autofree char *real = g_strconcat (tree->root, path, NULL);

  return hn_unit_loader_load (loader, real, error);
}

static void
test_layers (Tree *tree, gconstpointer data)
{
  g_autoptr (HnUnitLoader) loader = NULL;
  g_autoptr (HnSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  tree_write (tree, LIB "a.service", SERVICE "UMask=0001\nPrivateTmp=yes\nNoNewPrivileges=yes\n");
  tree_write (tree, LIB "a.service.d/1.conf", "[Service]\nUMask=0002\nPrivateTmp=no\n");
  tree_write (tree, ETC "a.service.d/2.conf", "[Service]\nUMask=0003\n");

  loader = tree_loader (tree);
  settings = hn_unit_loader_load (loader, "a.service", &error);
  g_assert_no_error (error);
  assert_value (settings, "UMask", "0003");
  assert_value (settings, "PrivateTmp", "no");
  assert_value (settings, "NoNewPrivileges", "yes");
  g_assert_cmpuint (settings->files->len, ==, 3);
  g_assert_cmpstr (tree_strip (tree, hn_settings_get_file (settings, 0)), ==, LIB "a.service");
  g_assert_cmpstr (tree_strip (tree, hn_settings_get_file (settings, 2)), ==,
                   ETC "a.service.d/2.conf");
  hn_settings_free (settings);

  hn_unit_loader_set_profile (loader, "[Service]\nUMask=0004\n", "mine");
  settings = hn_unit_loader_load (loader, "a.service", &error);
  g_assert_no_error (error);
  assert_value (settings, "UMask", "0004");
  g_assert_cmpstr (hn_settings_get_file (settings, 3), ==, "mine");
}

static void
test_alias_and_specifiers (Tree *tree, gconstpointer data)
{
  g_autoptr (HnSettings) settings = NULL;

  tree_write (tree, LIB "t@.service", "[Unit]\nDescription=%n %i %y\n" SERVICE);
  tree_link (tree, LIB "u@.service", "t@.service");

  settings = tree_load (tree, "u@x.service");
  g_assert_cmpstr (settings->context.unit, ==, "t@x.service");
  g_assert_cmpuint (settings->context.version, ==, 257);
  /* The path that a specifier gives is the one that systemd in the root would see. */
  g_assert_cmpstr (settings->description, ==, "t@x.service x " LIB "t@.service");
}

static void
test_bad_drop_ins (Tree *tree, gconstpointer data)
{
  g_autofree char *fifo = NULL;
  g_autoptr (HnSettings) settings = NULL;

  tree_write (tree, LIB "a.service", SERVICE);
  tree_link (tree, ETC "a.service.d/10-gone.conf", "/nowhere/x.conf");
  tree_link (tree, ETC "a.service.d/20-loop.conf", "20-loop.conf");
  tree_mkdir (tree, ETC "a.service.d/30-folder.conf");
  fifo = tree_path (tree, ETC "a.service.d/40-fifo.conf");
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  tree_link (tree, ETC "a.service.d/50-null.conf", "/dev/null");
  tree_write (tree, ETC "a.service.d/60-empty.conf", "");
  tree_write (tree, ETC "a.service.d/70-fine.conf", "[Service]\nUMask=0007\n");
  tree_write (tree, LIB "a.service.d/50-null.conf", "[Service]\nUMask=0001\nPrivateTmp=yes\n");

  settings = tree_load (tree, "a.service");
  g_assert_cmpuint (tree_count_warnings (tree, settings, ETC "a.service.d/10-gone.conf"), ==, 1);
  g_assert_cmpuint (tree_count_warnings (tree, settings, ETC "a.service.d/20-loop.conf"), ==, 1);
  g_assert_cmpuint (tree_count_warnings (tree, settings, ETC "a.service.d/30-folder.conf"), ==, 1);
  g_assert_cmpuint (tree_count_warnings (tree, settings, ETC "a.service.d/40-fifo.conf"), ==, 1);
  g_assert_cmpuint (tree_count_warnings (tree, settings, ETC "a.service.d/50-null.conf"), ==, 0);
  g_assert_cmpuint (tree_count_warnings (tree, settings, ETC "a.service.d/60-empty.conf"), ==, 0);
  assert_value (settings, "UMask", "0007");
  assert_value (settings, "PrivateTmp", "no");
}

static void
test_loop_hides (Tree *tree, gconstpointer data)
{
  tree_write (tree, LIB "a.service", SERVICE);
  tree_write (tree, LIB "a.service.d/x.conf", "");
  tree_link (tree, ETC "a.service.d/x.conf", "x.conf");
  tree_write (tree, LIB "a.service.d/y.conf", "");
  tree_link (tree, ETC "a.service.d/y.conf", LIB "a.service/../y.conf");
  tree_link (tree, ETC "a.service.d/z.conf", "/gone/z.conf");

  tree_assert_files (tree, "a.service",
                     LIB "a.service " ETC "a.service.d/x.conf " ETC "a.service.d/y.conf " ETC
                         "a.service.d/z.conf");
  tree->version = 262;
  tree_assert_files (tree, "a.service",
                     LIB "a.service " LIB "a.service.d/x.conf " LIB "a.service.d/y.conf " ETC
                         "a.service.d/z.conf");
}

static void
test_bad_fragments (Tree *tree, gconstpointer data)
{
  g_autofree char *fifo = tree_path (tree, ETC "fifo.service");
  g_autofree char *socket_path = tree_path (tree, "/opt/socket");
  g_autoptr (HnSettings) settings = NULL;
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  /* A folder, a fifo: passed over, so the file below counts. */
  tree_mkdir (tree, ETC "folder.service");
  tree_write (tree, LIB "folder.service", SERVICE);
  settings = tree_load (tree, "folder.service");
  g_assert_cmpuint (tree_count_warnings (tree, settings, ETC "folder.service"), ==, 1);
  tree_mkdir (tree, ETC "alone.service");
  tree_assert_missing (tree, "alone.service", ETC "alone.service");
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  tree_assert_missing (tree, "fifo.service", ETC "fifo.service");

  /* Links to such things are files to systemd, but cannot be read. */
  tree_mkdir (tree, "/opt/folder");
  tree_link (tree, ETC "to-folder.service", "/opt/folder");
  tree_assert_load_error (tree, "to-folder.service", HN_LOADER_ERROR_UNREADABLE,
                          ETC "to-folder.service");
  g_strlcpy (address.sun_path, socket_path, sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  tree_link (tree, ETC "to-socket.service", "/opt/socket");
  tree_assert_load_error (tree, "to-socket.service", HN_LOADER_ERROR_UNREADABLE,
                          ETC "to-socket.service");
  tree_link (tree, "/opt/loop", "loop");
  tree_link (tree, ETC "to-loop.service", "/opt/loop");
  tree_assert_missing (tree, "to-loop.service", ETC "to-loop.service");
  close (fd);
}

static void
test_vanished (Tree *tree, gconstpointer data)
{
  g_autoptr (HnUnitLoader) loader = NULL;
  g_autoptr (HnSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  tree_write (tree, LIB "a.service", SERVICE);
  tree_write (tree, LIB "b.service", SERVICE);
  tree_write (tree, LIB "b.service.d/x.conf", "");
  tree_write (tree, LIB "c.service", SERVICE);
  tree_write (tree, LIB "c.service.d/x.conf", "");
  loader = tree_loader (tree);
  g_assert_true (hn_unit_loader_find (loader, "b.service", NULL, NULL, NULL));

  g_autofree char *a = tree_path (tree, LIB "a.service");
  g_autofree char *b = tree_path (tree, LIB "b.service.d/x.conf");
  g_autofree char *c = tree_path (tree, LIB "c.service.d");
  tree_remove_real (a);
  tree_remove_real (b);
  tree_remove_real (c);

  g_assert_null (hn_unit_loader_load (loader, "a.service", &error));
  g_assert_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, LIB "a.service"));
  g_clear_error (&error);

  settings = hn_unit_loader_load (loader, "b.service", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tree_count_warnings (tree, settings, LIB "b.service.d/x.conf"), ==, 1);
  hn_settings_free (settings);

  settings = hn_unit_loader_load (loader, "c.service", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tree_count_warnings (tree, settings, LIB "c.service.d"), ==, 1);
}

static void
lock (Tree *tree, const char *path)
{
  g_autofree char *real = g_strconcat (tree->root, path, NULL);

  g_assert_cmpint (g_chmod (real, 0), ==, 0);
}

static void
unlock (Tree *tree, const char *path)
{
  g_autofree char *real = g_strconcat (tree->root, path, NULL);

  g_assert_cmpint (g_chmod (real, 0755), ==, 0);
}

static void
test_unreadable (Tree *tree, gconstpointer data)
{
  static const char *const locked[] = {
    LIB "closed.service",          ETC "a.service.d/1.conf", RUN "a.service.d",
    "/etc/systemd/system.control", "/home/me/b.service",
  };
  const uid_t user = geteuid ();
  g_autoptr (HnSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  tree_write (tree, LIB "closed.service", SERVICE);
  tree_write (tree, LIB "a.service", SERVICE);
  tree_write (tree, ETC "a.service.d/1.conf", "[Service]\nUMask=0001\n");
  tree_write (tree, ETC "a.service.d/2.conf", "[Service]\nPrivateTmp=yes\n");
  tree_write (tree, RUN "a.service.d/3.conf", "[Service]\nUMask=0003\n");
  tree_write (tree, "/etc/systemd/system.control/x.service", SERVICE);
  tree_write (tree, "/home/me/b.service", SERVICE);
  for (guint i = 0; i < G_N_ELEMENTS (locked); i++)
    lock (tree, locked[i]);

  /* The superuser reads everything, so be somebody else for a moment. */
  if (user == 0)
    {
      unlock (tree, "");
      g_assert_cmpint (seteuid (65534), ==, 0);
    }

  tree_assert_load_error (tree, "closed.service", HN_LOADER_ERROR_CLOSED, LIB "closed.service");
  settings = tree_load (tree, "a.service");
  g_assert_null (load_file (tree, "/home/me/b.service", &error));
  g_assert_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_CLOSED);

  g_assert_cmpint (seteuid (user), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (locked); i++)
    unlock (tree, locked[i]);

  g_assert_cmpuint (tree_count_warnings (tree, settings, ETC "a.service.d/1.conf"), ==, 1);
  g_assert_cmpuint (tree_count_warnings (tree, settings, RUN "a.service.d"), ==, 1);
  g_assert_cmpuint (tree_count_warnings (tree, settings, "/etc/systemd/system.control"), ==, 1);
  assert_value (settings, "UMask", "0022");
  assert_value (settings, "PrivateTmp", "yes");
  /* systemd reads as root what we may not: it applies it. */
  for (guint i = 0; i < settings->warnings.all->len; i++)
    {
      const HnWarning *warning = settings->warnings.all->pdata[i];

      g_assert_nonnull (strstr (warning->message, "could not be read"));
      g_assert_null (strstr (warning->message, "not applied"));
    }
}

/* A file where a folder of the search path should be, and one where the root itself should. */
static void
test_not_a_folder (Tree *tree, gconstpointer data)
{
  g_autoptr (HnSettings) settings = NULL;
  g_autofree char *file = NULL;

  tree_write (tree, LIB "a.service", SERVICE);
  tree_write (tree, "/run/systemd/system", "");
  settings = tree_load (tree, "a.service");
  g_assert_cmpuint (tree_count_warnings (tree, settings, "/run/systemd/system"), ==, 1);

  file = tree_path (tree, LIB "a.service");
  g_autoptr (HnUnitLoader) loader = hn_unit_loader_new (file, HN_SCOPE_SYSTEM, 257);
  g_auto (GStrv) names = hn_unit_loader_list (loader);
  g_assert_cmpuint (g_strv_length (names), ==, 0);
}

/* What systemd 262 has compiled in: there without a file, behind files and masks, before drop-ins.
 */
static void
test_builtin (Tree *tree, gconstpointer data)
{
  g_autoptr (HnSettings) settings = NULL;
  g_autoptr (HnSettings) dropped = NULL;
  g_autofree char *value = NULL;
  HnAssessment assessment;

  tree->version = 262;
  tree_assert_list (tree, "systemd-exit.service systemd-halt.service systemd-kexec.service "
                          "systemd-poweroff.service systemd-reboot.service "
                          "systemd-soft-reboot.service");
  settings = tree_load (tree, "systemd-poweroff.service");
  g_assert_cmpstr (hn_settings_get_type (settings), ==, "oneshot");
  g_assert_cmpstr (settings->description, ==, "System Power Off");
  hn_assess (settings, NULL, &assessment);
  g_assert_cmpuint (assessment.exposure, ==, 95);

  tree_write (tree, ETC "systemd-.service.d/a.conf", "[Service]\nNoNewPrivileges=yes\n");
  dropped = tree_load (tree, "systemd-poweroff.service");
  value = hn_settings_dup_value (dropped, HN_DIRECTIVE_NO_NEW_PRIVILEGES);
  g_assert_cmpstr (value, ==, "yes");

  /* Another name leads to files only, and so does the end of one that leads in circles or away. */
  tree_link (tree, ETC "my.service", "systemd-poweroff.service");
  tree_assert_missing (tree, "my.service", "my.service");
  tree_link (tree, ETC "systemd-kexec.service", "/nowhere/a.service");
  tree_assert_load_error (tree, "systemd-kexec.service", HN_LOADER_ERROR_NOT_FOUND, "kexec");
  tree_link (tree, ETC "a.service", "systemd-soft-reboot.service");
  tree_link (tree, ETC "systemd-soft-reboot.service", "a.service");
  tree_assert_load_error (tree, "systemd-soft-reboot.service", HN_LOADER_ERROR_NOT_FOUND, "soft");

  tree_link (tree, ETC "systemd-halt.service", "/dev/null");
  tree_assert_load_error (tree, "systemd-halt.service", HN_LOADER_ERROR_MASKED, "halt");
  tree_write (tree, LIB "b.service", SERVICE);
  tree_link (tree, ETC "systemd-reboot.service", "../../../usr/lib/systemd/system/b.service");
  tree_link (tree, ETC "systemd-exit.service", "nosuch.service");
  tree_assert_list (tree, "b.service systemd-exit.service systemd-halt.service "
                          "systemd-kexec.service systemd-poweroff.service");

  tree->version = 261;
  tree_assert_load_error (tree, "systemd-poweroff.service", HN_LOADER_ERROR_NOT_FOUND, "power");
}

/* A user manager has none of its own. */
static void
test_builtin_user (Tree *tree, gconstpointer data)
{
  g_autoptr (HnUnitLoader) loader = hn_unit_loader_new (tree->root, HN_SCOPE_USER, 262);
  g_auto (GStrv) names = hn_unit_loader_list (loader);

  g_assert_cmpuint (g_strv_length (names), ==, 0);
}

static void
test_many_drop_ins (Tree *tree, gconstpointer data)
{
  g_autoptr (HnSettings) settings = NULL;

  tree_write (tree, LIB "a.service", SERVICE);
  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *path = g_strdup_printf (ETC "a.service.d/%05u.conf", i);
      g_autofree char *text = g_strdup_printf ("[Service]\nUMask=0%03o\n", i % 512);

      tree_write (tree, path, text);
    }

  settings = tree_load (tree, "a.service");
  g_assert_cmpuint (settings->files->len, ==, 10001);
  assert_value (settings, "UMask", "0417"); /* of 9999 */
}

static void
test_large (Tree *tree, gconstpointer data)
{
  g_autofree char *path = tree_path (tree, LIB "sparse.service");
  g_autofree char *drop_in = tree_path (tree, LIB "a.service.d/sparse.conf");
  g_autoptr (HnSettings) settings = NULL;

  tree_write (tree, LIB "a.service", SERVICE);
  for (guint i = 0; i < 2; i++)
    {
      int fd = open (i == 0 ? path : drop_in, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

      g_assert_cmpint (fd, >=, 0);
      g_assert_cmpint (ftruncate (fd, (off_t) 1 << 40), ==, 0);
      close (fd);
    }

  tree_assert_load_error (tree, "sparse.service", HN_LOADER_ERROR_UNREADABLE, LIB "sparse.service");
  settings = tree_load (tree, "a.service");
  g_assert_cmpuint (tree_count_warnings (tree, settings, LIB "a.service.d/sparse.conf"), ==, 1);
}

static void
test_refused (Tree *tree, gconstpointer data)
{
  /* No ExecStart=, no ExecStop=: systemd does not load it. */
  tree_write (tree, LIB "a.service", "[Service]\nUMask=0001\n");
  tree_assert_load_error (tree, "a.service", HN_LOADER_ERROR_BAD_SETTING, "a.service");
}

static void
test_file (Tree *tree, gconstpointer data)
{
  g_autoptr (HnSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  tree_write (tree, LIB "a-b.service", SERVICE "PrivateTmp=yes\n");
  tree_write (tree, ETC "a-b.service.d/1.conf", "[Service]\nNoNewPrivileges=yes\n");
  tree_write (tree, ETC "a-b.service.d/2.conf", "[Service]\nUMask=0002\n");
  tree_write (tree, "/home/me/a-b.service", SERVICE);
  tree_write (tree, "/home/me/a-b.service.d/2.conf", "[Service]\nProtectHome=yes\n");
  tree_write (tree, "/home/me/a-.service.d/3.conf", "[Service]\nProtectSystem=strict\n");
  tree_write (tree, "/home/me/service.d/4.conf", "[Service]\nLockPersonality=yes\n");

  settings = load_file (tree, "/home/me/a-b.service", &error);
  g_assert_no_error (error);
  assert_value (settings, "PrivateTmp", "no"); /* this file, not the installed one */
  assert_value (settings, "NoNewPrivileges", "yes");
  assert_value (settings, "UMask", "0022"); /* hidden by the one beside */
  assert_value (settings, "ProtectHome", "yes");
  assert_value (settings, "ProtectSystem", "strict");
  assert_value (settings, "LockPersonality", "yes");
  g_assert_cmpuint (settings->files->len, ==, 5);
}

static void
test_file_outside (Tree *tree, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HnSettings) settings = NULL;
  Tree outside;

  tree_set_up (&outside, NULL);
  tree_write (&outside, "/a.service", SERVICE);
  tree_write (tree, ETC "a.service.d/1.conf", "[Service]\nPrivateTmp=yes\n");

  g_autoptr (HnUnitLoader) loader = tree_loader (tree);
  g_autofree char *path = g_strconcat (outside.root, "//./a.service", NULL);
  hn_unit_loader_set_profile (loader, "[Service]\nUMask=0077\n", "mine");
  settings = hn_unit_loader_load (loader, path, &error);
  g_assert_no_error (error);
  assert_value (settings, "PrivateTmp", "yes");
  assert_value (settings, "UMask", "0077");
  g_assert_true (g_str_has_prefix (hn_settings_get_file (settings, 0), outside.root));
  tree_tear_down (&outside, NULL);
}

static void
test_file_templates (Tree *tree, gconstpointer data)
{
  g_autoptr (HnSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  tree_write (tree, "/home/me/t@.service", SERVICE);
  tree_write (tree, "/home/me/a.service", SERVICE);
  tree_link (tree, "/home/me/b.service", "a.service");

  settings = load_file (tree, "/home/me/t@.service", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (settings->context.unit, ==, "t@test_instance.service");
  hn_settings_free (settings);

  tree->version = 252;
  settings = load_file (tree, "/home/me/t@.service", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (settings->context.unit, ==, "t@i.service");
  hn_settings_free (settings);

  /* A template whose name leaves no room. */
  g_autofree char *stem = g_strnfill (244, 't');
  g_autofree char *longest = g_strconcat ("/home/me/", stem, "@.service", NULL);
  tree_write (tree, longest, SERVICE);
  tree->version = 257;
  g_assert_null (load_file (tree, longest, &error));
  g_assert_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_BAD_NAME);
  g_clear_error (&error);

  settings = load_file (tree, "/home/me/t@x.service", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (settings->context.unit, ==, "t@x.service");
  hn_settings_free (settings);

  settings = load_file (tree, "/home/me/b.service", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (settings->context.unit, ==, "a.service");
}

/* Staging starts without Hardnut's own drop-in, wherever it is, and ends where the disk would. */
static void
test_unfinished (Tree *tree, gconstpointer data)
{
  const HnPair pairs[] = { { "PrivateDevices", "yes" }, { "ReadWritePaths", "/srv/100%" } };
  g_autoptr (GPtrArray) changes = hn_validate_change (pairs, 2, 257, NULL);
  g_autofree char *text = hn_change_to_text (changes);
  g_autoptr (HnUnitLoader) loader = NULL;
  g_autoptr (HnSettings) unfinished = NULL;
  g_autoptr (HnSettings) changed = NULL;
  g_autoptr (HnSettings) written = NULL;
  g_autoptr (HnSettings) whole = NULL;
  g_autoptr (GError) error = NULL;

  tree_write (tree, LIB "t@.service", SERVICE "PrivateTmp=yes\n");
  tree_write (tree, ETC "t@.service.d/admin.conf", "[Service]\nUMask=0027\n");
  tree_write (tree, ETC "t@.service.d/" HN_DROP_IN_NAME, "[Service]\nUMask=0007\n");
  tree_write (tree, ETC "t@x.service.d/" HN_DROP_IN_NAME, "[Service]\nUMask=0077\n");

  loader = tree_loader (tree);
  whole = hn_unit_loader_load_unfinished (loader, "t@x.service", NULL, &error);
  g_assert_no_error (error);
  assert_value (whole, "UMask", "0077");

  unfinished = hn_unit_loader_load_unfinished (loader, "t@x.service", HN_DROP_IN_NAME, &error);
  g_assert_no_error (error);
  assert_value (unfinished, "UMask", "0027");
  assert_value (unfinished, "PrivateMounts", "no");

  changed = hn_what_if (unfinished, changes);
  assert_value (changed, "PrivateMounts", "yes");

  tree_write (tree, ETC "t@x.service.d/" HN_DROP_IN_NAME, text);
  hn_unit_loader_free (loader);
  loader = tree_loader (tree);
  written = hn_unit_loader_load (loader, "t@x.service", &error);
  g_assert_no_error (error);
  for (int id = 0; id < HN_N_DIRECTIVES; id++)
    {
      g_autofree char *predicted = hn_settings_dup_value (changed, id);
      g_autofree char *read = hn_settings_dup_value (written, id);

      g_assert_cmpstr (predicted, ==, read);
    }

  /* What systemd would refuse can be staged upon; what is not there cannot. */
  tree_write (tree, LIB "bad.service", "[Service]\nType=dbus\nExecStart=/bin/true\n");
  hn_unit_loader_free (loader);
  loader = tree_loader (tree);
  hn_settings_free (whole);
  whole = hn_unit_loader_load_unfinished (loader, "bad.service", HN_DROP_IN_NAME, &error);
  g_assert_no_error (error);
  g_assert_nonnull (whole);
  g_assert_null (hn_unit_loader_load_unfinished (loader, "none.service", HN_DROP_IN_NAME, &error));
  g_assert_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_NOT_FOUND);
}

/* Of two services with one name on the bus, systemd loads the one that it meets first. */
static void
test_bus_rival (Tree *tree, gconstpointer data)
{
  g_autoptr (HnUnitLoader) loader = NULL;
  static const struct
  {
    const char *unit;
    const char *rival;
  } cases[] = {
    { "a.service", "b.service" },                        /* by a specifier */
    { "b.service", "a.service" }, { "c.service", NULL }, /* its line is ignored */
    { "d.service", NULL },                               /* a drop-in gives it another */
    { "e.service", NULL },
  };

  tree_write (tree, LIB "a.service", "[Service]\nExecStart=/bin/true\nBusName=org.x.b\n");
  tree_write (tree, LIB "b.service", "[Service]\nExecStart=/bin/true\nBusName=org.x.%N\n");
  tree_write (tree, LIB "c.service", "[Service]\nExecStart=/bin/true\nBusName=org.x.b.\n");
  tree_write (tree, LIB "d.service", "[Service]\nExecStart=/bin/true\nBusName=org.x.b\n");
  tree_write (tree, ETC "d.service.d/x.conf", "[Service]\nBusName=org.x.d\n");
  tree_write (tree, LIB "e.service", "[Service]\nExecStart=/bin/true\n");
  tree_write (tree, LIB "b@.service", "[Service]\nExecStart=/bin/true\nBusName=org.x.b\n");
  tree_link (tree, LIB "a2.service", "a.service");
  loader = tree_loader (tree);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HnSettings) settings = tree_load (tree, cases[i].unit);
      g_autofree char *rival = hn_unit_loader_dup_bus_rival (loader, settings);

      g_assert_cmpstr (rival, ==, cases[i].rival);
    }
}

static void
test_file_errors (Tree *tree, gconstpointer data)
{
  static const struct
  {
    const char *path;
    HnLoaderError code;
  } cases[] = {
    { "/home/me/a.socket", HN_LOADER_ERROR_BAD_NAME },
    { "/home/me/service", HN_LOADER_ERROR_BAD_NAME },
    { "/home/me/a b.service", HN_LOADER_ERROR_BAD_NAME },
    { "/home/me/missing.service", HN_LOADER_ERROR_NOT_FOUND },
    { "/home/me/folder.service", HN_LOADER_ERROR_UNREADABLE },
    { "/home/me/fifo.service", HN_LOADER_ERROR_UNREADABLE },
    { "/home/me/file.service/x.service", HN_LOADER_ERROR_UNREADABLE },
    { "/home/me/gone.service", HN_LOADER_ERROR_NOT_FOUND },
    { "/home/me/odd.service", HN_LOADER_ERROR_UNREADABLE },
    { "/home/me/mask.service", HN_LOADER_ERROR_MASKED },
  };
  g_autofree char *fifo = tree_path (tree, "/home/me/fifo.service");

  /* An installed unit of the name must not stand in for the file that was asked for. */
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (g_str_has_suffix (cases[i].path, ".service") && strchr (cases[i].path, ' ') == NULL)
      {
        g_autofree char *name = g_path_get_basename (cases[i].path);
        g_autofree char *path = g_strconcat (LIB, name, NULL);

        tree_write (tree, path, SERVICE);
      }

  tree_write (tree, "/home/me/a.socket", "");
  tree_write (tree, "/home/me/a b.service", SERVICE);
  tree_write (tree, "/home/me/file.service", SERVICE);
  tree_mkdir (tree, "/home/me/folder.service");
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  tree_link (tree, "/home/me/gone.service", "/nowhere.service");
  tree_link (tree, "/home/me/odd.service", "a.socket");
  tree_link (tree, "/home/me/mask.service", "/dev/null");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (load_file (tree, cases[i].path, &error));
      g_assert_error (error, HN_LOADER_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].path));
    }
}

/* Why a service is refused is not lost among what is merely ignored, nor behind it. */
static void
test_refused_for (Tree *tree, gconstpointer data)
{
  g_autoptr (HnUnitLoader) loader = NULL;
  g_autoptr (GString) text = g_string_new ("[Service]\n");
  g_autoptr (GError) error = NULL;

  tree_write (tree, LIB "a.service", SERVICE "User=a/b\n");
  tree_write (tree, LIB "a.service.d/1.conf", "[Service]\nNonsense=1\n");
  for (guint i = 0; i < 3000; i++)
    g_string_append (text, "Nonsense=1\n");
  g_string_append (text, "ExecStart=relative/path\n");
  tree_write (tree, LIB "many.service", text->str);

  loader = tree_loader (tree);
  g_assert_null (hn_unit_loader_load (loader, "a.service", &error));
  g_assert_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_BAD_SETTING);
  g_assert_nonnull (strstr (error->message, LIB "a.service:3: "));
  g_clear_error (&error);

  g_assert_null (hn_unit_loader_load (loader, "many.service", &error));
  g_assert_error (error, HN_LOADER_ERROR, HN_LOADER_ERROR_BAD_SETTING);
  g_assert_nonnull (strstr (error->message, LIB "many.service:3002: "));
}

#define HOME_SERVICE "[Service]\nExecStart=%h/bin/x\nWorkingDirectory=%h\nReadWritePaths=%t/x %S\n"

static void
assert_loaded (const HnSettings *settings)
{
  g_assert_cmpint (settings->load_state, ==, HN_LOAD_LOADED);
  g_assert_cmpuint (settings->warnings.all->len, ==, 0);
}

/* A user's own services name what is below the user's folders. */
static void
test_user_specifiers (Tree *tree, gconstpointer data)
{
  g_autoptr (HnUnitLoader) loader = NULL;
  g_autoptr (HnSettings) settings = NULL;
  g_autoptr (HnSettings) below = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_strconcat (tree->root, "/home/me/mine.service", NULL);

  tree_write (tree, "/home/me/mine.service", HOME_SERVICE "[Unit]\nDescription=%h %u %U\n");
  loader = hn_unit_loader_new ("/", HN_SCOPE_USER, 257);
  settings = hn_unit_loader_load (loader, path, &error);
  g_assert_no_error (error);
  assert_loaded (settings);
  g_assert_true (g_str_has_prefix (settings->description, g_get_home_dir ()));
  g_assert_nonnull (strstr (settings->description, g_get_user_name ()));
  hn_unit_loader_free (g_steal_pointer (&loader));

  /* Somebody's, in another root. */
  tree_write (tree, "/usr/lib/systemd/user/mine.service", HOME_SERVICE);
  loader = hn_unit_loader_new (tree->root, HN_SCOPE_USER, 257);
  below = hn_unit_loader_load (loader, "mine.service", &error);
  g_assert_no_error (error);
  assert_loaded (below);
}

static void
test_profile (Tree *tree, gconstpointer data)
{
  static const char profile[] = "[Service]\nUMask=0002\nUser=a/b\nPrivateTmp=yes\n";
  static const char next[] = "[Service]\nProtectHome=yes\n";
  g_autoptr (HnUnitLoader) loader = NULL;
  g_autoptr (HnSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  tree_write (tree, LIB "a.service", SERVICE "UMask=0001\n");
  loader = tree_loader (tree);
  /* systemd gives up on the profile at its third line, and reads the next file all the same. */
  hn_unit_loader_set_profile (loader, profile, "p");
  settings = hn_unit_loader_load (loader, "a.service", &error);
  g_assert_no_error (error);
  assert_value (settings, "UMask", "0002");
  assert_value (settings, "PrivateTmp", "no");
  g_assert_cmpuint (settings->warnings.all->len, ==, 1);
  g_clear_pointer (&settings, hn_settings_free);

  settings = hn_unit_loader_load_unfinished (loader, "a.service", NULL, &error);
  g_assert_no_error (error);
  hn_unit_file_parse (settings, "p", profile, strlen (profile));
  hn_unit_file_parse (settings, "mine", next, strlen (next));
  assert_value (settings, "PrivateTmp", "no");
  assert_value (settings, "ProtectHome", "yes");
  g_clear_pointer (&settings, hn_settings_free);

  hn_unit_loader_set_profile (loader, NULL, NULL);
  settings = hn_unit_loader_load (loader, "a.service", &error);
  g_assert_no_error (error);
  assert_value (settings, "UMask", "0001");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("SYSTEMD_UNIT_PATH");

#define ADD(name, function) \
  g_test_add ("/unit-loader/" name, Tree, NULL, tree_set_up, function, tree_tear_down)
  ADD ("layers", test_layers);
  ADD ("alias-and-specifiers", test_alias_and_specifiers);
  ADD ("bad-drop-ins", test_bad_drop_ins);
  ADD ("loop-hides", test_loop_hides);
  ADD ("bad-fragments", test_bad_fragments);
  ADD ("vanished", test_vanished);
  ADD ("unreadable", test_unreadable);
  ADD ("not-a-folder", test_not_a_folder);
  ADD ("many-drop-ins", test_many_drop_ins);
  ADD ("builtin", test_builtin);
  ADD ("builtin-user", test_builtin_user);
  ADD ("large", test_large);
  ADD ("refused", test_refused);
  ADD ("refused-for", test_refused_for);
  ADD ("user-specifiers", test_user_specifiers);
  ADD ("profile", test_profile);
  ADD ("file", test_file);
  ADD ("file-outside", test_file_outside);
  ADD ("file-templates", test_file_templates);
  ADD ("bus-rival", test_bus_rival);
  ADD ("file-errors", test_file_errors);
  ADD ("load-unfinished", test_unfinished);

  return g_test_run ();
}
