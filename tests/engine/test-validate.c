/* What may go into Hardnut's drop-in, and above all what may not: each kind of bad name, bad value
 * and bad request that the helper promises to refuse.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/validate.h"

#include "random-changes.h"
#include "reading.h"
#include "validate-cases.h"

#define OK G_MAXINT

static void
test_value (gconstpointer data)
{
  const ValueCase *item = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *canonical = g_strdup ("left alone");
  char *before = canonical;
  HnDirectiveId directive = hn_directive_find (item->directive);
  gboolean taken = hn_validate_value (directive, item->value, item->version, &canonical, &error);

  g_test_message ("%s=%s", item->directive, item->value);
  if (item->canonical == NULL)
    {
      g_assert_false (taken);
      g_assert_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_BAD_VALUE);
      /* Whoever reads the message learns which setting it is about. */
      g_assert_nonnull (strstr (error->message, item->directive));
      g_assert_true (canonical == before);
      return;
    }

  g_assert_no_error (error);
  g_assert_true (taken);
  g_assert_cmpstr (canonical, ==, item->canonical);
  g_free (before);
}

/* Characters that are refused whatever the directive. */
static void
test_characters (void)
{
  static const char *const bad[] = {
    "\n",           "\r",           "\r\n",         "\t",
    "\v",           "\f",           "\x01",         "\x1b[2J",
    "\x7f",         "\xc2\x80",     "\xc2\x85",     "\xc2\x9f", /* C1 */
    "\xef\xbb\xbf",                                             /* byte-order mark */
    "\xe2\x80\xa8", "\xe2\x80\xa9", /* separators of lines and paragraphs */
    "\xe2\x80\xae", "\xe2\x80\xaa", "\xe2\x81\xa6", "\xe2\x81\xa9",
    "\xe2\x80\x8f",                                 /* direction */
    "\xe2\x80\x8b", "\xc2\xad",     "\xe2\x81\xa0", /* nothing to see */
    "\xc2\xa0",     "\xe3\x80\x80",                 /* spaces that are none */
    "\xee\x80\x80", "\xef\xbf\xbe",                 /* private, no character */
    "\xff",         "\xc3",         "\xed\xa0\x80", "\xf4\x90\x80\x80",
    "\xc0\xaf", /* no UTF-8 */
  };
  static const char *const frames[] = { "%s", "/srv%s", "%s/srv", "/srv/%s/x", "/srv %s", "yes%s" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    for (guint f = 0; f < G_N_ELEMENTS (frames); f++)
      for (guint d = 0; d < HN_N_DIRECTIVES; d++)
        {
          g_auto (GStrv) parts = g_strsplit (frames[f], "%s", -1);
          g_autofree char *value = g_strjoinv (bad[i], parts);
          g_autoptr (GError) error = NULL;

          g_assert_false (hn_validate_value (d, value, 262, NULL, &error));
          /* What goes into a log or onto a terminal is harmless. */
          g_assert_true (g_utf8_validate (error->message, -1, NULL));
          g_assert_null (strpbrk (error->message, "\n\r\x1b\x7f"));
        }
}

/* No value of any kind may end its line or begin something else. */
static void
test_second_line (void)
{
  static const char *const values[] = {
    "yes\nExecStart=/bin/sh",
    "yes\rExecStart=/bin/sh",
    "yes\r\n[Service]",
    "/srv\\\nExecStart=",
    "/srv\\",
    "\\",
    "yes\\",
    "CAP_KILL\\",
    "any\\",
    "0077\\",
    "100\\",
    "read\\",
  };

  for (guint d = 0; d < HN_N_DIRECTIVES; d++)
    for (guint i = 0; i < G_N_ELEMENTS (values); i++)
      g_assert_false (hn_validate_value (d, values[i], 262, NULL, NULL));
}

/* One code for each reason. */
static void
test_reasons (void)
{
  static const struct
  {
    HnPair pairs[3];
    guint version;
    int code;
  } cases[] = {
    { { { "ProtectSystem", "strict" }, { "ProtectHome", "yes" } }, 252, OK },
    { { { NULL, NULL } }, 252, OK },
    { { { "Nonsense", "yes" } }, 262, HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE },
    { { { "", "yes" } }, 262, HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE },
    { { { "protectsystem", "yes" } }, 262, HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE },
    { { { "PROTECTSYSTEM", "yes" } }, 262, HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE },
    { { { " ProtectSystem", "yes" } }, 262, HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE },
    { { { "ProtectSystem ", "yes" } }, 262, HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE },
    { { { "ProtectSystem=", "yes" } }, 262, HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE },
    { { { "ProtectSystem\nExecStart", "yes" } }, 262, HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE },
    { { { "[Service]\nProtectSystem", "yes" } }, 262, HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE },
    { { { "#ProtectSystem", "yes" } }, 262, HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE },
    { { { "\xff", "yes" } }, 262, HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE },
    { { { "ReadWriteDirectories", "/srv" } }, 262, HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE },
    { { { "ExecStart", "/bin/sh" } }, 262, HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE },
    { { { "ExecStartPre", "/bin/sh" } }, 262, HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE },
    { { { "Environment", "A=b" } }, 262, HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE },
    { { { "Description", "x" } }, 262, HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE },
    { { { "Requires", "x.service" } }, 262, HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE },
    { { { "X-Own", "x" } }, 262, HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE },
    { { { "User", "nobody" } }, 262, HN_VALIDATE_ERROR_NOT_WRITABLE },
    { { { "Group", "nogroup" } }, 262, HN_VALIDATE_ERROR_NOT_WRITABLE },
    { { { "DynamicUser", "yes" } }, 262, HN_VALIDATE_ERROR_NOT_WRITABLE },
    { { { "BindPaths", "/etc" } }, 262, HN_VALIDATE_ERROR_NOT_WRITABLE },
    { { { "BindReadOnlyPaths", "/etc" } }, 262, HN_VALIDATE_ERROR_NOT_WRITABLE },
    { { { "RootImage", "/x" } }, 262, HN_VALIDATE_ERROR_NOT_WRITABLE },
    { { { "RootDirectory", "/" } }, 262, HN_VALIDATE_ERROR_NOT_WRITABLE },
    { { { "LoadCredential", "a:/b" } }, 262, HN_VALIDATE_ERROR_NOT_WRITABLE },
    { { { "SetCredential", "a:b" } }, 262, HN_VALIDATE_ERROR_NOT_WRITABLE },
    { { { "AmbientCapabilities", "CAP_KILL" } }, 262, HN_VALIDATE_ERROR_NOT_WRITABLE },
    { { { "Delegate", "yes" } }, 262, HN_VALIDATE_ERROR_NOT_WRITABLE },
    { { { "AppArmorProfile", "x" } }, 262, HN_VALIDATE_ERROR_NOT_WRITABLE },
    { { { "BPFProgram", "ingress:/x" } }, 262, HN_VALIDATE_ERROR_NOT_WRITABLE },
    { { { "IPIngressFilterPath", "/x" } }, 262, HN_VALIDATE_ERROR_NOT_WRITABLE },
    { { { "ExecSearchPath", "/x" } }, 262, HN_VALIDATE_ERROR_NOT_WRITABLE },
    { { { "WorkingDirectory", "/x" } }, 262, HN_VALIDATE_ERROR_NOT_WRITABLE },
    { { { "PrivatePIDs", "yes" } }, 252, HN_VALIDATE_ERROR_TOO_OLD },
    { { { "PrivatePIDs", "yes" } }, 257, OK },
    { { { "PrivatePIDs", "yes" } }, 0, OK },
    { { { "PrivateTmp", "disconnected" } }, 252, HN_VALIDATE_ERROR_TOO_OLD },
    { { { "PrivateTmp", "disconnected" } }, 257, OK },
    { { { "SystemCallFilter", "@sandbox" } }, 252, HN_VALIDATE_ERROR_TOO_OLD },
    { { { "SystemCallFilter", "@sandbox" } }, 257, OK },
    { { { "SecureBits", "exec-restrict-file" } }, 257, HN_VALIDATE_ERROR_TOO_OLD },
    { { { "ProtectHome", "yes" }, { "ProtectHome", "yes" } }, 257, HN_VALIDATE_ERROR_DUPLICATE },
    { { { "SecureBits", "noroot" }, { "SecureBits", "keep-caps" } },
      257,
      HN_VALIDATE_ERROR_DUPLICATE },
    { { { "MemoryMax", "1G" }, { "ProtectHome", "yes" }, { "MemoryMax", "1G" } },
      257,
      HN_VALIDATE_ERROR_DUPLICATE },
    { { { "SystemCallFilter", "@system-service" }, { "SystemCallFilter", "~@mount" } }, 257, OK },
    { { { "ProtectHome", "yes" }, { "UMask", "x" } }, 257, HN_VALIDATE_ERROR_BAD_VALUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) changes = NULL;
      guint n = 0;

      while (n < 3 && cases[i].pairs[n].directive != NULL)
        n++;
      changes = hn_validate_change (cases[i].pairs, n, cases[i].version, &error);
      if (cases[i].code == OK)
        {
          g_assert_no_error (error);
          g_assert_cmpuint (changes->len, ==, n);
        }
      else
        {
          g_assert_null (changes);
          g_assert_error (error, HN_VALIDATE_ERROR, cases[i].code);
        }
    }
}

/* What runs code, sets the environment, changes the user, mounts foreign files or loads secrets is
 * in no catalogue row that may be written. */
static void
test_allow_list (void)
{
  static const char *const barred[] = {
    "Exec*",
    "*Environment*",
    "User",
    "Group",
    "DynamicUser",
    "Supplementary*",
    "Bind*",
    "Root*",
    "Mount*",
    "Extension*",
    "*Credential*",
    "Ambient*",
    "PAM*",
    "SELinux*",
    "AppArmor*",
    "Smack*",
    "*NamespacePath",
    "Delegate*",
    "BPF*",
    "*FilterPath",
    "NFTSet",
    "WorkingDirectory",
    "Personality",
    "LogNamespace",
    "CoredumpReceive",
    "Disable*",
    "CPUSet*",
  };

  for (guint d = 0; d < HN_N_DIRECTIVES; d++)
    {
      const HnDirective *row = hn_directive_get (d);

      for (guint i = 0; i < G_N_ELEMENTS (barred); i++)
        if (g_pattern_match_simple (barred[i], row->name) && strcmp (row->name, "ExecPaths") != 0)
          g_assert_false (row->flags & HN_DIRECTIVE_WRITABLE);
      if (!(row->flags & HN_DIRECTIVE_WRITABLE))
        {
          g_autoptr (GError) error = NULL;

          g_assert_false (hn_validate_value (d, "yes", 0, NULL, &error));
          g_assert_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_NOT_WRITABLE);
        }
    }
}

/* Every directive that may be written has some value that passes. */
static void
test_all_writable (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint d = 0; d < HN_N_DIRECTIVES; d++)
    {
      gboolean found = FALSE;

      if (!(hn_directive_get (d)->flags & HN_DIRECTIVE_WRITABLE))
        continue;
      for (guint i = 0; i < 500 && !found; i++)
        {
          g_autofree char *value = random_value (rand, d);

          found = value[0] != '\0' && hn_validate_value (d, value, 0, NULL, NULL);
        }
      g_test_message ("%s", hn_directive_get (d)->name);
      g_assert_true (found);
    }
}

static void
test_bounds (void)
{
  g_autofree HnPair *pairs = g_new0 (HnPair, 100000);
  g_autofree char *mebibyte = g_strnfill (1024 * 1024, 'a');
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  GString *list = g_string_new ("/srv");

  for (guint i = 0; i < 100000; i++)
    pairs[i] = (HnPair){ "ReadWritePaths", "/srv" };

  changes = hn_validate_change (pairs, HN_CHANGE_MAX_SETTINGS, 257, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (changes->len, ==, 64);
  g_assert_null (hn_validate_change (pairs, HN_CHANGE_MAX_SETTINGS + 1, 257, &error));
  g_assert_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (hn_validate_change (pairs, 100000, 257, &error));
  g_assert_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_TOO_LARGE);
  g_clear_error (&error);

  pairs[0].value = mebibyte;
  g_assert_null (hn_validate_change (pairs, 1, 257, &error));
  g_assert_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_false (hn_validate_value (HN_DIRECTIVE_READ_WRITE_PATHS, mebibyte, 257, NULL, &error));
  g_assert_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_TOO_LARGE);
  g_clear_error (&error);
  pairs[0] = (HnPair){ mebibyte, "yes" };
  g_assert_null (hn_validate_change (pairs, 1, 257, &error));
  g_assert_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_TOO_LARGE);
  g_clear_error (&error);

  /* To the byte: names and values together. */
  while (list->len + 5 <= HN_CHANGE_MAX_BYTES - strlen ("ReadWritePaths"))
    g_string_append (list, " /srv");
  while (list->len < HN_CHANGE_MAX_BYTES - strlen ("ReadWritePaths"))
    g_string_append_c (list, '/');
  pairs[0] = (HnPair){ "ReadWritePaths", list->str };
  g_ptr_array_unref (g_steal_pointer (&changes));
  changes = hn_validate_change (pairs, 1, 257, &error);
  g_assert_no_error (error);
  g_string_append_c (list, '/');
  pairs[0].value = list->str;
  g_assert_null (hn_validate_change (pairs, 1, 257, &error));
  g_assert_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_TOO_LARGE);
  g_string_free (list, TRUE);

  /* A single name that no file system could hold. */
  mebibyte[300] = '\0';
  path = g_strconcat ("/", mebibyte, NULL);
  g_assert_false (hn_validate_value (HN_DIRECTIVE_READ_WRITE_PATHS, path, 257, NULL, NULL));
}

static void
test_unit_names (void)
{
  static const char *const good[] = {
    "cron.service",
    "getty@tty1.service",
    "dbus-org.freedesktop.login1.service",
    "a.service",
    "NetworkManager-wait-online.service",
    "a:b_c.service",
    "x@y-z.service",
    "a--b.service",
    "x@-y.service",
    "x@y-.service",
    "x@-.service",
    "systemd-fsck@dev-disk-by\\x2duuid-1234.service",
    "1.service",
  };
  static const char *const bad[] = {
    "",
    ".service",
    "service",
    "cron",
    "..",
    "/",
    ".",
    "../x.service",
    "/etc/x.service",
    "a/b.service",
    "x/.service",
    "cron.socket",
    "cron.mount",
    "cron.service.d",
    "cron.Service",
    "cron.service ",
    " cron.service",
    "cr on.service",
    "getty@.service",
    "@.service",
    "@tty1.service",
    "a@b@c.service",
    "a@@.service",
    "a\\x2fb.service",
    "a\\x2f.service",
    "a\\x00.service",
    "a\\x2D.service",
    "a\\.service",
    "a\\x2.service",
    "a\\xzz.service",
    "\\x2d.service\\",
    "*.service",
    "cr?n.service",
    "[a].service",
    "{a,b}.service",
    "~a.service",
    "-a.service",
    "--a.service",
    ".a.service",
    "a..service",
    "a..b.service",
    "a\n.service",
    "a.service\n",
    "a\r.service",
    "a\x1b.service",
    "caf\xc3\xa9.service",
    "\xff.service",
    ("\xef\xbb\xbf"
     "a.service"),
    "a%i.service",
    "a$b.service",
    "a;b.service",
    "a'b.service",
    "a\"b.service",
    "a,b.service",
    "a=b.service",
    "a+b.service",
    "a#b.service",
    "app-.service",
    "app--.service",
    "app-@x.service",
    "app-web-@x.service",
    "-.service",
  };
  g_autofree char *stem = g_strnfill (247, 'a');
  g_autofree char *longest = g_strconcat (stem, ".service", NULL);
  g_autofree char *longer = g_strconcat (longest + 1, "x", NULL);
  g_autofree char *too_long = g_strconcat ("a", longest, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (hn_validate_unit_name (good[i], &error));
      g_assert_no_error (error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *shown = g_strescape (bad[i], NULL);

      g_test_message ("%s", shown);
      g_assert_false (hn_validate_unit_name (bad[i], &error));
      g_assert_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_BAD_UNIT);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_clear_error (&error);
    }
  g_assert_cmpuint (strlen (longest), ==, 255);
  g_assert_true (hn_validate_unit_name (longest, NULL));
  g_assert_false (hn_validate_unit_name (longer, NULL));
  g_assert_false (hn_validate_unit_name (too_long, NULL));
}

/* A person gave these; the manager reads them back as they are. */
static void
test_text (void)
{
  static const HnPair pairs[] = {
    { "ReadWritePaths", "/srv/%h \"/srv/100 %\"" },
    { "MemoryMax", "20%" },
    { "CPUQuota", "50%" },
    { "StateDirectory", "x%n" },
    { "CapabilityBoundingSet", "" },
    { "DeviceAllow", "/dev/%i r" },
  };
  g_autoptr (GPtrArray) changes = hn_validate_change (pairs, G_N_ELEMENTS (pairs), 257, NULL);
  g_autofree char *text = hn_change_to_text (changes);
  g_autofree char *raw = hn_drop_in_to_text (changes);

  g_assert_cmpstr (text, ==,
                   "[Service]\nReadWritePaths=/srv/%%h \"/srv/100 %%\"\nStateDirectory=x%%n\n"
                   "DeviceAllow=/dev/%%i r\nCapabilityBoundingSet=\nMemoryMax=20%\nCPUQuota=50%\n");
  /* A preview of what somebody typed is not changed. */
  g_assert_nonnull (strstr (raw, "ReadWritePaths=/srv/%h "));
}

static void
assert_same_changes (GPtrArray *a, GPtrArray *b)
{
  g_autofree char *first = hn_drop_in_to_text (a);
  g_autofree char *second = hn_drop_in_to_text (b);

  g_assert_cmpuint (a->len, ==, b->len);
  g_assert_cmpstr (first, ==, second);
}

static void
test_from_text (void)
{
  static const struct
  {
    const char *text;
    int code;
    guint n;
  } cases[] = {
    { "", OK, 0 },
    { "[Service]\n", OK, 0 },
    { "# by hand\n\n; so\n[Service]\n ProtectHome = yes \n", OK, 1 },
    { "[Service]\nReadWritePaths=/a%%b\nCapabilityBoundingSet=\n", OK, 2 },
    { "[Service]\nReadWritePaths=%h/b\n", HN_VALIDATE_ERROR_BAD_VALUE, 0 },
    { "[Service]\nReadWritePaths=/a%\n", HN_VALIDATE_ERROR_BAD_VALUE, 0 },
    { "[Unit]\nDescription=x\n", HN_VALIDATE_ERROR_BAD_VALUE, 0 },
    { "ProtectHome=yes\n", HN_VALIDATE_ERROR_BAD_VALUE, 0 },
    { "[Service]\nProtectHome\n", HN_VALIDATE_ERROR_BAD_VALUE, 0 },
    { "[Service]\nRestrictNamespaces=user \\\n net\n", HN_VALIDATE_ERROR_BAD_VALUE, 0 },
    { "[Service]\nProtectHome=yes\r\n", HN_VALIDATE_ERROR_BAD_VALUE, 0 },
    { "[Service]\nExecStart=/bin/sh\n", HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE, 0 },
    { "[Service]\nUser=root\n", HN_VALIDATE_ERROR_NOT_WRITABLE, 0 },
    { "[Service]\nPrivatePIDs=yes\n", HN_VALIDATE_ERROR_TOO_OLD, 0 },
    { "[Service]\nUMask=0077\nUMask=0077\n", HN_VALIDATE_ERROR_DUPLICATE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) changes =
          hn_validate_change_text (cases[i].text, strlen (cases[i].text), 252, &error);

      if (cases[i].code == OK)
        {
          g_assert_no_error (error);
          g_assert_cmpuint (changes->len, ==, cases[i].n);
        }
      else
        {
          g_assert_null (changes);
          g_assert_error (error, HN_VALIDATE_ERROR, cases[i].code);
        }
    }
  g_assert_null (hn_validate_change_text ("[Service]\n\0", 11, 252, NULL));
}

/* Whatever passes is read without a warning into what was asked for, and comes back as it was. */
static void
test_random (void)
{
  static const guint versions[] = { 252, 254, 257, 258, 260, 262 };
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());

  for (guint round = 0; round < 3000; round++)
    {
      guint version = versions[g_rand_int_range (rand, 0, G_N_ELEMENTS (versions))];
      HnScope scope = g_rand_boolean (rand) ? HN_SCOPE_SYSTEM : HN_SCOPE_USER;
      g_autoptr (GPtrArray) changes = random_changes (rand, scope, version, 20);
      g_autofree char *text = hn_change_to_text (changes);
      g_autoptr (HnSettings) settings = read_texts (scope, version, START, text, NULL);
      g_autoptr (GPtrArray) back = NULL;
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
      GPtrArray *warnings = settings->warnings.all;

      for (guint i = 0; i < warnings->len; i++)
        {
          const HnWarning *warning = warnings->pdata[i];

          /* What does not go together is for the verdict on loading, which has no line. */
          if (warning->line != 0)
            g_test_message ("%s\n%s", warning->message, text);
          g_assert_cmpuint (warning->line, ==, 0);
        }

      /* A line for each change, no more. */
      g_assert_cmpuint (g_strv_length (lines), ==, changes->len + 2);

      for (guint i = 0; i < changes->len; i++)
        {
          const HnChange *change = changes->pdata[i];
          g_autofree char *again = NULL;
          const HnDirective *row = hn_directive_get (change->directive);

          /* One spelling only. */
          g_assert_true (
              hn_validate_value (change->directive, change->value, version, &again, &error));
          g_assert_no_error (error);
          g_assert_cmpstr (again, ==, change->value);
          g_assert_true (change->value[0] == '\0' ||
                         change->value[strlen (change->value) - 1] != '\\');

          if (!hn_validate_is_list (change->directive))
            {
              g_autofree char *value = hn_settings_dup_value (settings, change->directive);

              /* PrivateMounts= follows from others, and "none" is what notify makes "main" of. */
              if (row->type->kind != HN_KIND_BOOLEAN &&
                  change->directive != HN_DIRECTIVE_DEVICE_POLICY)
                g_assert_cmpstr (value, ==, change->value);
              else if (strcmp (change->value, "yes") == 0)
                g_assert_cmpstr (value, ==, "yes");
              g_assert_cmpint (settings->origin[change->directive].kind, !=, HN_ORIGIN_DEFAULT);
            }
        }

      back = hn_validate_change_text (text, strlen (text), version, &error);
      g_assert_no_error (error);
      assert_same_changes (changes, back);
    }
}

/* Any bytes at all: an answer, and nothing worse. */
static void
test_random_bytes (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());

  for (guint round = 0; round < 50000; round++)
    {
      HnDirectiveId directive = random_directive (rand);
      g_autofree char *value = random_bytes (rand);
      g_autofree char *canonical = NULL;

      if (hn_validate_value (directive, value, 262, &canonical, NULL))
        g_assert_null (strpbrk (canonical, "\n\r\\"));
      hn_validate_unit_name (value, NULL);
    }
}

static void
test_choice_known (void)
{
  const HnDirective *tmp = hn_directive_get (HN_DIRECTIVE_PRIVATE_TMP);
  const HnDirective *pids = hn_directive_get (HN_DIRECTIVE_MEMORY_THP);

  for (const HnChoice *choice = tmp->choices; choice->value != NULL; choice++)
    {
      g_assert_cmpint (hn_choice_known (tmp, choice, 252), ==, choice->since <= 252);
      g_assert_true (hn_choice_known (tmp, choice, 257));
      g_assert_true (hn_choice_known (tmp, choice, 0));
    }
  /* A word is no older than its directive. */
  g_assert_false (hn_choice_known (pids, &pids->choices[0], 259));
  g_assert_true (hn_choice_known (pids, &pids->choices[0], 260));
}

static void
expect_at_once (const char *before, const char *after, gboolean expected)
{
  g_assert_cmpint (hn_change_acts_at_once (before, after, 257), ==, expected);
}

/* What a daemon-reload alone puts in force on a service that runs. */
static void
test_at_once (void)
{
  const char *tasks = "[Service]\nTasksMax=10\n";

  expect_at_once (NULL, NULL, FALSE);
  expect_at_once (NULL, "", FALSE);
  expect_at_once (NULL, "[Service]\nProtectSystem=strict\nUMask=0077\n", FALSE);
  expect_at_once (NULL, "[Service]\nProtectSystem=strict\nIPAddressDeny=any\n", TRUE);
  expect_at_once (NULL, "[Service]\nMemoryMax=1G\n", TRUE);
  expect_at_once (NULL, "[Service]\nDeviceAllow=/dev/null rw\n", TRUE);
  expect_at_once (tasks, NULL, TRUE);
  expect_at_once (tasks, "[Service]\nTasksMax=10\nUMask=0077\n", FALSE);
  expect_at_once (tasks, "[Service]\nTasksMax=20\n", TRUE);
  expect_at_once ("[Service]\nTasksMax=10\nCPUQuota=5%\n",
                  "[Service]\nCPUQuota=5%\nUMask=0077\nTasksMax=10\n", FALSE);
  expect_at_once ("[Service]\nIPAddressAllow=::1\nIPAddressAllow=\n",
                  "[Service]\nIPAddressAllow=\nIPAddressAllow=::1\n", TRUE);
  /* Somebody else's text may hold anything. */
  expect_at_once ("[Service]\nNice=1\n", "[Service]\nUMask=0077\n", TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (value_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/request/value/%s/%u", value_cases[i].directive, i);

      g_test_add_data_func (path, &value_cases[i], test_value);
    }
  g_test_add_func ("/request/characters", test_characters);
  g_test_add_func ("/request/second-line", test_second_line);
  g_test_add_func ("/request/reasons", test_reasons);
  g_test_add_func ("/request/allow-list", test_allow_list);
  g_test_add_func ("/request/all-writable", test_all_writable);
  g_test_add_func ("/request/bounds", test_bounds);
  g_test_add_func ("/request/unit-names", test_unit_names);
  g_test_add_func ("/request/text", test_text);
  g_test_add_func ("/request/from-text", test_from_text);
  g_test_add_func ("/request/at-once", test_at_once);
  g_test_add_func ("/request/random", test_random);
  g_test_add_func ("/request/random-bytes", test_random_bytes);
  g_test_add_func ("/request/choice-known", test_choice_known);

  return g_test_run ();
}
