/* What controls do to staged changes: switches one by one and at random, choices, entries, and what
 * is not offered; all of it against what the loader reads.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "changes-tree.h"
#include "engine/validate.h"
#include "engine/catalogue/syscalls.h"

static void
test_what_if (Tree *tree, gconstpointer data)
{
  static const char *const units[] = {
    SERVICE, SERVICE "DynamicUser=yes\nSystemCallFilter=@system-service\n",
    SERVICE "CapabilityBoundingSet=CAP_KILL CAP_CHOWN\nRestrictAddressFamilies=AF_UNIX AF_INET\n"
            "RestrictNamespaces=user net\nPrivateDevices=yes\n",
    SERVICE "SystemCallFilter=~@mount\nRestrictAddressFamilies=~AF_PACKET\nIPAddressDeny=any\n"
  };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autoptr (HnChanges) changes = NULL;

      tree_write (tree, WEB, units[i]);
      changes = create_changes (tree, "web.service");
      for (guint turn = 0; turn < 120; turn++)
        {
          guint check = (guint) g_test_rand_int_range (0, HN_N_CHECKS);
          HnDirectiveId directive = hn_check_get_control_directive (check);

          switch (hn_check_get_control (check))
            {
            case HN_CONTROL_SWITCH:
              hn_changes_flick (changes, check, g_test_rand_bit ());
              break;
            case HN_CONTROL_CHOICE:
              {
                g_auto (GStrv) words = hn_changes_list_choices (changes, directive);

                hn_changes_choose (changes, directive,
                                   words[g_test_rand_int_range (0, g_strv_length (words))]);
                break;
              }
            case HN_CONTROL_ENTRY:
              hn_changes_set_entry (changes, directive, "0077", NULL);
              break;
            case HN_CONTROL_NONE:
            default:
              break;
            }
          assert_like_loader (tree, changes, "web.service");
        }
    }
}

/* The helper would take what is staged. */
static void
assert_writable (HnChanges *changes)
{
  GPtrArray *lines = hn_changes_get_list (changes);
  g_autofree HnPair *pairs = g_new0 (HnPair, lines->len + 1);
  g_autoptr (GPtrArray) checked = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < lines->len; i++)
    {
      const HnChange *change = lines->pdata[i];

      pairs[i].directive = hn_directive_get (change->directive)->name;
      pairs[i].value = change->value;
    }

  checked = hn_validate_change (pairs, lines->len, 257, &error);
  g_assert_no_error (error);
}

static void
test_switches (Tree *tree, gconstpointer data)
{
  static const char *const lines[] = { "",
                                       "CapabilityBoundingSet=CAP_KILL CAP_CHOWN CAP_NET_RAW\n",
                                       "CapabilityBoundingSet=~CAP_SYS_ADMIN\n",
                                       "RestrictNamespaces=user net\n",
                                       "RestrictNamespaces=~user\n",
                                       "RestrictNamespaces=yes\n",
                                       "RestrictAddressFamilies=AF_UNIX AF_INET\n",
                                       "RestrictAddressFamilies=~AF_PACKET\n",
                                       "RestrictAddressFamilies=none\n",
                                       "SystemCallFilter=@system-service\n",
                                       "SystemCallFilter=~@clock @mount\n",
                                       "SystemCallArchitectures=native\n",
                                       "SystemCallArchitectures=native x86\n",
                                       "IPAddressDeny=any\n",
                                       "NoNewPrivileges=yes\n" };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (HnChanges) changes = NULL;
      g_autofree char *text = g_strconcat (SERVICE, lines[i], NULL);

      tree_write (tree, WEB, text);
      changes = create_changes (tree, "web.service");

      for (guint turn = 0; turn < 150; turn++)
        {
          guint check = (guint) g_test_rand_int_range (0, HN_N_CHECKS);
          HnDirectiveId directive = hn_check_get_control_directive (check);
          g_autofree char *blocked = NULL;
          gboolean before[HN_N_CHECKS] = { FALSE }, on;

          if (hn_check_get_control (check) != HN_CONTROL_SWITCH)
            continue;

          for (guint j = 0; j < HN_N_CHECKS; j++)
            before[j] =
                hn_check_get_control (j) == HN_CONTROL_SWITCH && hn_changes_is_on (changes, j);

          on = !before[check];
          blocked = hn_changes_dup_check_blocked (changes, check);
          hn_changes_flick (changes, check, on);

          /* What another setting holds on is not offered; where that shows only afterwards, the
           * line has gone. */
          if (blocked == NULL && !on)
            blocked = hn_changes_dup_check_blocked (changes, check);
          if (blocked != NULL)
            {
              g_assert_true (!on || hn_check_get (check)->rule == HN_RULE_REMOVE_IPC);
              continue;
            }

          if (hn_changes_is_on (changes, check) != on)
            {
              g_autofree char *now = hn_changes_dup_text (changes);

              g_error ("%s cannot be turned %s upon \"%s\" with %s", hn_check_get (check)->id,
                       on ? "on" : "off", lines[i], now);
            }

          /* Groups of system calls overlap; everything else stays where it was. */
          for (guint j = 0; j < HN_N_CHECKS; j++)
            if (j != check && hn_check_get_control (j) == HN_CONTROL_SWITCH &&
                hn_check_get_control_directive (j) == directive &&
                hn_check_get (j)->rule != HN_RULE_SYSCALLS)
              g_assert_true (hn_changes_is_on (changes, j) == before[j]);

          assert_writable (changes);
        }
    }
}

/* However often switches move, a person would have written no more. */
static void
test_short (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) changes = NULL;

  tree_write (tree, WEB, SERVICE "CapabilityBoundingSet=CAP_KILL CAP_CHOWN CAP_NET_RAW\n");
  changes = create_changes (tree, "web.service");

  for (guint turn = 0; turn < 600; turn++)
    {
      guint check = (guint) g_test_rand_int_range (0, HN_N_CHECKS);
      HnDirectiveId directive = hn_check_get_control_directive (check);
      GPtrArray *lines = NULL;
      guint n = 0;

      if (hn_check_get_control (check) != HN_CONTROL_SWITCH ||
          hn_check_get (check)->rule == HN_RULE_SYSCALLS)
        continue;

      hn_changes_flick (changes, check, !hn_changes_is_on (changes, check));
      lines = hn_changes_get_list (changes);
      for (guint i = 0; i < lines->len; i++)
        n += ((const HnChange *) lines->pdata[i])->directive == directive;
      g_assert_cmpuint (n, <=, 4);
      assert_like_loader (tree, changes, "web.service");
    }
}

static void
test_switch_back_leaves_nothing (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) changes = NULL;

  tree_write (tree, WEB, SERVICE);
  changes = create_changes (tree, "web.service");

  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      if (hn_check_get_control (i) != HN_CONTROL_SWITCH)
        continue;

      hn_changes_flick (changes, i, TRUE);
      g_assert_true (hn_changes_is_on (changes, i));
      hn_changes_flick (changes, i, FALSE);
      g_assert_false (hn_changes_is_on (changes, i));

      /* Some groups of system calls hold others, whose switches are left on. */
      if (hn_check_get (i)->parameter == HN_SYSCALL_GROUP_PRIVILEGED &&
          hn_check_get (i)->rule == HN_RULE_SYSCALLS)
        hn_changes_reset (changes, &hn_check_get (i)->directive, 1);
      assert_text (changes, "");
    }
}

static void
test_weakening (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) changes = NULL;

  tree_write (tree, WEB, SERVICE "NoNewPrivileges=yes\nProtectHome=read-only\n");
  changes = create_changes (tree, "web.service");

  flick (changes, "NoNewPrivileges", FALSE);
  assert_text (changes, "[Service]\nNoNewPrivileges=no\n");
  g_assert_true (hn_changes_weakens (changes, HN_DIRECTIVE_NO_NEW_PRIVILEGES));

  hn_changes_choose (changes, HN_DIRECTIVE_PROTECT_HOME, "yes");
  g_assert_false (hn_changes_weakens (changes, HN_DIRECTIVE_PROTECT_HOME));
  hn_changes_choose (changes, HN_DIRECTIVE_PROTECT_HOME, "no");
  g_assert_true (hn_changes_weakens (changes, HN_DIRECTIVE_PROTECT_HOME));

  flick (changes, "NoNewPrivileges", TRUE);
  g_assert_false (hn_changes_weakens (changes, HN_DIRECTIVE_NO_NEW_PRIVILEGES));
  g_assert_false (hn_changes_is_changed (changes, HN_DIRECTIVE_NO_NEW_PRIVILEGES));
}

static void
test_entries (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) changes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *shown = NULL;

  tree_write (tree, WEB, SERVICE);
  changes = create_changes (tree, "web.service");

  g_assert_false (hn_changes_set_entry (changes, HN_DIRECTIVE_UMASK, "0999", &error));
  g_assert_nonnull (error);
  g_assert_false (hn_changes_is_dirty (changes));

  g_assert_true (hn_changes_set_entry (changes, HN_DIRECTIVE_UMASK, "77", NULL));
  assert_text (changes, "[Service]\nUMask=0077\n");
  g_assert_true (hn_changes_set_entry (changes, HN_DIRECTIVE_READ_WRITE_PATHS, "/srv/100%", NULL));
  assert_text (changes, "[Service]\nUMask=0077\nReadWritePaths=/srv/100%%\n");
  shown = hn_changes_dup_entry (changes, HN_DIRECTIVE_READ_WRITE_PATHS);
  g_assert_cmpstr (shown, ==, "/srv/100%");

  /* Confirming what is shown is no step. */
  g_assert_true (hn_changes_set_entry (changes, HN_DIRECTIVE_READ_WRITE_PATHS, shown, NULL));
  hn_changes_undo (changes);
  assert_text (changes, "[Service]\nUMask=0077\n");

  g_assert_true (hn_changes_set_entry (changes, HN_DIRECTIVE_UMASK, "", NULL));
  g_assert_false (hn_changes_is_dirty (changes));
}

/* What the entry of a list shows is what there is to be taken out, whoever has put it in. */
static void
test_list_entries (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) changes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *left = NULL;
  g_autofree char *devices = NULL;

  tree_write (tree, WEB,
              SERVICE
              "ReadWritePaths=/var/lib/a /srv\nProtectClock=yes\nDeviceAllow=/dev/kvm rw\n");
  changes = create_changes (tree, "web.service");

  g_assert_true (hn_changes_set_entry (changes, HN_DIRECTIVE_READ_WRITE_PATHS, "/var/lib/a", NULL));
  assert_text (changes, "[Service]\nReadWritePaths=\nReadWritePaths=/var/lib/a\n");
  left = hn_changes_dup_entry (changes, HN_DIRECTIVE_READ_WRITE_PATHS);
  g_assert_cmpstr (left, ==, "/var/lib/a");
  g_assert_true (hn_changes_set_entry (changes, HN_DIRECTIVE_READ_WRITE_PATHS, "", NULL));
  assert_text (changes, "[Service]\nReadWritePaths=\n");
  g_assert_true (
      hn_changes_set_entry (changes, HN_DIRECTIVE_READ_WRITE_PATHS, "/srv /var/lib/a", NULL));
  g_assert_false (hn_changes_is_dirty (changes));

  shown = hn_changes_dup_entry (changes, HN_DIRECTIVE_DEVICE_ALLOW);
  g_assert_cmpstr (shown, ==, "/dev/kvm rw");
  g_assert_true (hn_changes_set_entry (changes, HN_DIRECTIVE_DEVICE_ALLOW,
                                       "/dev/kvm rw  /dev/rtc  r /dev/fuse", NULL));
  devices = hn_changes_dup_entry (changes, HN_DIRECTIVE_DEVICE_ALLOW);
  g_assert_cmpstr (devices, ==, "/dev/kvm rw /dev/rtc r /dev/fuse rwm");
  g_assert_true (hn_changes_set_entry (changes, HN_DIRECTIVE_DEVICE_ALLOW, "/dev/rtc r", NULL));
  assert_text (changes, "[Service]\nDeviceAllow=\nDeviceAllow=/dev/rtc r\n");
  g_assert_false (
      hn_changes_set_entry (changes, HN_DIRECTIVE_DEVICE_ALLOW, "/dev/rtc r /tmp/x", &error));
  g_assert_nonnull (error);
}

/* A word that another setting does not let hold is not staged. */
static void
test_choice_without_effect (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) changes = NULL;
  g_autofree char *note = NULL;

  tree_write (tree, WEB, SERVICE "PrivateDevices=yes\nDynamicUser=yes\n");
  changes = create_changes (tree, "web.service");

  hn_changes_choose (changes, HN_DIRECTIVE_DEVICE_POLICY, "auto");
  g_assert_false (hn_changes_is_dirty (changes));
  hn_changes_choose (changes, HN_DIRECTIVE_PROTECT_SYSTEM, "no");
  g_assert_false (hn_changes_is_dirty (changes));
  hn_changes_choose (changes, HN_DIRECTIVE_DEVICE_POLICY, "strict");
  assert_text (changes, "[Service]\nDevicePolicy=strict\n");

  for (guint i = 0; i < HN_N_CHECKS; i++)
    if (hn_check_get_control_directive (i) == HN_DIRECTIVE_PROTECT_SYSTEM)
      note = hn_changes_dup_check_note (changes, i);
  g_assert_nonnull (note);
  g_assert_nonnull (strstr (note, "DynamicUser="));
}

static void
test_choices_by_version (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) new_changes = NULL;
  g_autoptr (HnChanges) old_changes = NULL;
  g_auto (GStrv) new_words = NULL;
  g_auto (GStrv) old_words = NULL;
  g_autofree char *blocked = NULL;

  tree_write (tree, WEB, SERVICE);
  tree->version = 257;
  new_changes = create_changes (tree, "web.service");
  tree->version = 252;
  old_changes = create_changes (tree, "web.service");

  new_words = hn_changes_list_choices (new_changes, HN_DIRECTIVE_PROTECT_CONTROL_GROUPS);
  old_words = hn_changes_list_choices (old_changes, HN_DIRECTIVE_PROTECT_CONTROL_GROUPS);
  g_assert_true (g_strv_contains ((const char *const *) new_words, "strict"));
  g_assert_false (g_strv_contains ((const char *const *) old_words, "strict"));
  g_assert_cmpuint (g_strv_length (old_words), ==, 2);

  g_assert_null (hn_changes_dup_blocked (new_changes, HN_DIRECTIVE_PRIVATE_PIDS));
  blocked = hn_changes_dup_blocked (old_changes, HN_DIRECTIVE_PRIVATE_PIDS);
  g_assert_nonnull (strstr (blocked, "257"));
  g_assert_nonnull (strstr (blocked, "252"));
}

static void
test_blocked (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) root = NULL;
  g_autoptr (HnChanges) plain = NULL;
  g_autoptr (HnChanges) early = NULL;
  g_autofree char *blocked = NULL;
  g_autofree char *note = NULL;
  g_autofree char *user_note = NULL;

  tree_write (tree, WEB, SERVICE);
  tree_write (tree, ETC "plain.service", SERVICE "User=nobody\n");
  tree_write (tree, ETC "early.service", "[Unit]\nDefaultDependencies=no\n" SERVICE);
  root = create_changes (tree, "web.service");
  plain = create_changes (tree, "plain.service");
  early = create_changes (tree, "early.service");

  blocked = hn_changes_dup_blocked (root, HN_DIRECTIVE_REMOVE_IPC);
  g_assert_nonnull (strstr (blocked, "root"));
  g_assert_null (hn_changes_dup_blocked (plain, HN_DIRECTIVE_REMOVE_IPC));

  note = hn_changes_dup_check_note (early, find_check ("PrivateTmp"));
  g_assert_nonnull (strstr (note, "DefaultDependencies=no"));
  g_assert_null (hn_changes_dup_check_note (root, find_check ("PrivateTmp")));

  user_note = hn_changes_dup_check_note (root, find_check ("UserOrDynamicUser"));
  g_assert_nonnull (strstr (user_note, "User="));
  g_assert_cmpint (hn_check_get_control (find_check ("UserOrDynamicUser")), ==, HN_CONTROL_NONE);
}

/* What systemd would refuse the service with is not offered, and not staged either. */
static void
test_refused (Tree *tree, gconstpointer data)
{
  g_autoptr (HnChanges) forking = NULL;
  g_autoptr (HnChanges) user = NULL;
  g_autoptr (HnChanges) plain = NULL;
  g_auto (GStrv) user_words = NULL;
  g_auto (GStrv) plain_words = NULL;
  g_autofree char *blocked = NULL;

  tree->version = 262;
  tree_write (tree, WEB, SERVICE "Type=forking\n");
  tree_write (tree, ETC "user.service", SERVICE "User=daemon\n");
  tree_write (tree, ETC "plain.service", SERVICE);
  forking = create_changes (tree, "web.service");
  user = create_changes (tree, "user.service");
  plain = create_changes (tree, "plain.service");

  blocked = hn_changes_dup_blocked (forking, HN_DIRECTIVE_PRIVATE_PIDS);
  g_assert_nonnull (blocked);
  g_assert_null (hn_changes_dup_blocked (plain, HN_DIRECTIVE_PRIVATE_PIDS));
  hn_changes_choose (forking, HN_DIRECTIVE_PRIVATE_PIDS, "yes");
  g_assert_false (hn_changes_is_dirty (forking));
  hn_changes_choose (plain, HN_DIRECTIVE_PRIVATE_PIDS, "yes");
  g_assert_true (hn_changes_is_dirty (plain));

  user_words = hn_changes_list_choices (user, HN_DIRECTIVE_PRIVATE_USERS);
  plain_words = hn_changes_list_choices (plain, HN_DIRECTIVE_PRIVATE_USERS);
  g_assert_false (g_strv_contains ((const char *const *) user_words, "managed"));
  g_assert_true (g_strv_contains ((const char *const *) plain_words, "managed"));
  hn_changes_choose (user, HN_DIRECTIVE_PRIVATE_USERS, "managed");
  g_assert_false (hn_changes_is_dirty (user));
}

/* Every check of a directive that may be written has a control. */
static void
test_controls (void)
{
  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      gboolean writable =
          (hn_directive_get (hn_check_get (i)->directive)->flags & HN_DIRECTIVE_WRITABLE) != 0;

      g_assert_true ((hn_check_get_control (i) != HN_CONTROL_NONE) == writable);
    }
  g_assert_cmpint (hn_check_get_control (find_check ("UMask")), ==, HN_CONTROL_ENTRY);
  g_assert_cmpint (hn_check_get_control (find_check ("DeviceAllow")), ==, HN_CONTROL_CHOICE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) \
  g_test_add ("/changes-control/" path, Tree, NULL, tree_set_up, function, tree_tear_down)
  ADD ("what-if", test_what_if);
  ADD ("switches", test_switches);
  ADD ("short", test_short);
  ADD ("switch-back-leaves-nothing", test_switch_back_leaves_nothing);
  ADD ("weakening", test_weakening);
  ADD ("entries", test_entries);
  ADD ("list-entries", test_list_entries);
  ADD ("choice-without-effect", test_choice_without_effect);
  ADD ("choices-by-version", test_choices_by_version);
  ADD ("blocked", test_blocked);
  ADD ("refused", test_refused);
#undef ADD
  g_test_add_func ("/changes-control/controls", test_controls);

  return g_test_run ();
}
