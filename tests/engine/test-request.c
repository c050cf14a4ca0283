/* What may go into Hardnut's drop-in, and above all what may not: each kind of bad name, bad value and
 * bad request that the helper promises to refuse.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/request.h"

#include "random-request.h"
#include "reading.h"

#define OK G_MAXINT

typedef struct
{
  const char *directive;
  guint version;
  const char *value;
  const char *canonical; /* NULL where it is refused */
} ValueCase;

#define SAME(directive, value) { directive, 262, value, value }
#define TO(directive, value, canonical) { directive, 262, value, canonical }
#define BAD(directive, value) { directive, 262, value, NULL }

static const ValueCase value_cases[] = {
  /* Booleans: one spelling comes out. */
  SAME ("NoNewPrivileges", "yes"),
  TO ("NoNewPrivileges", "true", "yes"),
  TO ("NoNewPrivileges", "on", "yes"),
  TO ("NoNewPrivileges", "1", "yes"),
  TO ("NoNewPrivileges", "f", "no"),
  TO ("NoNewPrivileges", "  off ", "no"),
  BAD ("NoNewPrivileges", ""),
  BAD ("NoNewPrivileges", "YES"),
  BAD ("NoNewPrivileges", "yes no"),
  BAD ("NoNewPrivileges", "maybe"),
  BAD ("NoNewPrivileges", "yes #"),
  BAD ("NoNewPrivileges", "-1"),
  BAD ("NoNewPrivileges", "~yes"),
  BAD ("NoNewPrivileges", "!yes"),
  BAD ("NoNewPrivileges", "\"yes\""),
  BAD ("PrivateMounts", ""),

  /* Choices. */
  SAME ("ProtectSystem", "strict"),
  TO ("ProtectSystem", "true", "yes"),
  BAD ("ProtectSystem", "Strict"),
  BAD ("ProtectSystem", "strict full"),
  BAD ("ProtectSystem", ""),
  BAD ("ProtectProc", "yes"),
  SAME ("ProcSubset", "pid"),
  SAME ("ProtectHostname", "private"),
  BAD ("ProtectHostname", "yes:box"),
  BAD ("ProtectHostname", "private:box"),

  /* Modes. */
  TO ("UMask", "77", "0077"),
  SAME ("UMask", "0027"),
  BAD ("UMask", "8"),
  BAD ("UMask", "00077"),
  BAD ("UMask", "7777"),
  BAD ("UMask", "0o77"),
  BAD ("UMask", "+77"),
  BAD ("UMask", "-7"),
  BAD ("UMask", "u=rw"),
  SAME ("StateDirectoryMode", "2770"),
  BAD ("StateDirectoryMode", "17777"),

  /* Capabilities: by name, in the manual's case. */
  SAME ("CapabilityBoundingSet", "CAP_KILL CAP_CHOWN"),
  TO ("CapabilityBoundingSet", "CAP_KILL   CAP_CHOWN ", "CAP_KILL CAP_CHOWN"),
  SAME ("CapabilityBoundingSet", "~CAP_SYS_ADMIN"),
  TO ("CapabilityBoundingSet", "~ CAP_SYS_ADMIN", "~CAP_SYS_ADMIN"),
  SAME ("CapabilityBoundingSet", ""),
  SAME ("CapabilityBoundingSet", "~"),
  BAD ("CapabilityBoundingSet", "cap_kill"),
  BAD ("CapabilityBoundingSet", "CAP_NOPE"),
  BAD ("CapabilityBoundingSet", "KILL"),
  BAD ("CapabilityBoundingSet", "21"),
  BAD ("CapabilityBoundingSet", "CAP_KILL,CAP_CHOWN"),
  BAD ("CapabilityBoundingSet", "~~CAP_KILL"),
  BAD ("CapabilityBoundingSet", "CAP_KILL ~CAP_CHOWN"),
  BAD ("CapabilityBoundingSet", "'CAP_KILL'"),

  /* System calls and groups. */
  SAME ("SystemCallFilter", "@system-service"),
  SAME ("SystemCallFilter", "~@privileged @resources"),
  SAME ("SystemCallFilter", "~ptrace:EPERM @debug:kill"),
  SAME ("SystemCallFilter", "read write"),
  SAME ("SystemCallFilter", ""),
  BAD ("SystemCallFilter", "~"),
  BAD ("SystemCallFilter", "nosuchcall"),
  BAD ("SystemCallFilter", "READ"),
  BAD ("SystemCallFilter", "@system-services"),
  BAD ("SystemCallFilter", "@SYSTEM-SERVICE"),
  BAD ("SystemCallFilter", "system-service"),
  BAD ("SystemCallFilter", "@"),
  BAD ("SystemCallFilter", "@@mount"),
  BAD ("SystemCallFilter", "read:EPERM"),
  BAD ("SystemCallFilter", "~read:EPERMX"),
  BAD ("SystemCallFilter", "~read:eperm"),
  BAD ("SystemCallFilter", "~read:"),
  BAD ("SystemCallFilter", "~:EPERM"),
  BAD ("SystemCallFilter", "~read:-1"),
  BAD ("SystemCallFilter", "~read:5000"),
  BAD ("SystemCallFilter", "1"),
  BAD ("SystemCallLog", "~read:EPERM"),
  SAME ("SystemCallErrorNumber", "EPERM"),
  SAME ("SystemCallErrorNumber", "kill"),
  BAD ("SystemCallErrorNumber", "EPERMX"),
  BAD ("SystemCallErrorNumber", "0"),
  BAD ("SystemCallErrorNumber", "-1"),
  BAD ("SystemCallErrorNumber", ""),
  SAME ("SystemCallArchitectures", "native"),
  BAD ("SystemCallArchitectures", "amd64"),
  BAD ("SystemCallArchitectures", "NATIVE"),

  /* Namespaces and families. */
  SAME ("RestrictNamespaces", "yes"),
  SAME ("RestrictNamespaces", "~user mnt"),
  BAD ("RestrictNamespaces", "users"),
  BAD ("RestrictNamespaces", "User"),
  BAD ("RestrictNamespaces", "~"),
  BAD ("RestrictNamespaces", "~yes"),
  SAME ("RestrictAddressFamilies", "AF_UNIX AF_INET"),
  SAME ("RestrictAddressFamilies", "~AF_PACKET"),
  SAME ("RestrictAddressFamilies", "none"),
  TO ("RestrictAddressFamilies", "AF_LOCAL", "AF_UNIX"),
  BAD ("RestrictAddressFamilies", "af_unix"),
  BAD ("RestrictAddressFamilies", "AF_NOPE"),
  BAD ("RestrictAddressFamilies", "none AF_UNIX"),
  BAD ("RestrictAddressFamilies", "~none"),

  /* Addresses. */
  SAME ("IPAddressDeny", "any"),
  SAME ("IPAddressAllow", "localhost 10.0.0.0/8 2001:db8::1"),
  TO ("IPAddressAllow", "10.1.2.3/8", "10.0.0.0/8"),
  TO ("IPAddressAllow", "127.0.0.1/32", "127.0.0.1"),
  TO ("IPAddressAllow", "2001:DB8:0::1/128", "2001:db8::1"),
  SAME ("IPAddressAllow", "0.0.0.0/0"),
  BAD ("IPAddressAllow", "ANY"),
  BAD ("IPAddressAllow", "box.localhost"),
  BAD ("IPAddressAllow", "example.org"),
  BAD ("IPAddressAllow", "1.2.3"),
  BAD ("IPAddressAllow", "1.2.3.4/33"),
  BAD ("IPAddressAllow", "1.2.3.4/-1"),
  BAD ("IPAddressAllow", "1.2.3.4/0x8"),
  BAD ("IPAddressAllow", "1.2.3.4/08"),
  BAD ("IPAddressAllow", "1.2.3.4/"),
  BAD ("IPAddressAllow", "::1/129"),
  BAD ("IPAddressAllow", "fe80::1%eth0"),
  BAD ("IPAddressAllow", "~any"),

  /* Paths. */
  SAME ("ReadWritePaths", "/srv -/srv/a +/srv/b -+/srv/c"),
  TO ("ReadWritePaths", "//srv//./a/", "/srv/a"),
  SAME ("ReadWritePaths", "/"),
  SAME ("ReadWritePaths", "\"/srv/my data\""),
  TO ("ReadWritePaths", "\"/srv/plain\"", "/srv/plain"),
  TO ("ReadWritePaths", "'/srv/my data'", "\"/srv/my data\""),
  SAME ("ReadWritePaths", "\"/srv/it's\""),
  SAME ("ReadWritePaths", "/srv/%h"),
  SAME ("ReadWritePaths", "/srv/100%"),
  SAME ("ReadWritePaths", "/srv/%%"),
  SAME ("ReadWritePaths", "/srv/$X"),
  SAME ("ReadWritePaths", "/srv/#x;y[z]"),
  SAME ("ReadWritePaths", "/srv/\xc3\xa9t\xc3\xa9"),
  SAME ("ReadWritePaths", ""),
  BAD ("ReadWritePaths", "srv"),
  BAD ("ReadWritePaths", "/srv/../etc"),
  BAD ("ReadWritePaths", ".."),
  BAD ("ReadWritePaths", "+-/srv"),
  BAD ("ReadWritePaths", "--/srv"),
  BAD ("ReadWritePaths", "~/srv"),
  BAD ("ReadWritePaths", "!/srv"),
  BAD ("ReadWritePaths", "%h/x"),
  BAD ("ReadWritePaths", "$HOME"),
  BAD ("ReadWritePaths", "\"/srv"),
  BAD ("ReadWritePaths", "/srv\""),
  BAD ("ReadWritePaths", "'/srv"),
  BAD ("ReadWritePaths", "/it's"),
  BAD ("ReadWritePaths", "\"\""),
  BAD ("ReadWritePaths", "/srv\\"),
  BAD ("ReadWritePaths", "/srv\\ x"),
  BAD ("ReadWritePaths", "/srv\\x41"),
  BAD ("ReadWritePaths", "#"),
  BAD ("ReadWritePaths", ";/srv"),
  BAD ("ReadWritePaths", "[Service]"),
  SAME ("TemporaryFileSystem", "/srv /var:ro"),
  SAME ("TemporaryFileSystem", "/srv:size=10M,mode=0700,noexec"),
  BAD ("TemporaryFileSystem", "-/srv"),
  BAD ("TemporaryFileSystem", "/srv:exec"),
  BAD ("TemporaryFileSystem", "/srv:suid"),
  BAD ("TemporaryFileSystem", "/srv:size=10%"),
  BAD ("TemporaryFileSystem", "/srv:"),
  BAD ("TemporaryFileSystem", "/srv:ro:rw"),
  BAD ("TemporaryFileSystem", "/srv:ro,"),

  /* Folders of the manager's: below their place, one name each, and nobody else's. */
  SAME ("StateDirectory", "helloworld"),
  SAME ("StateDirectory", "helloworld/cache other"),
  SAME ("StateDirectory", "100%"),
  TO ("StateDirectory", "helloworld//a/", "helloworld/a"),
  BAD ("StateDirectory", "/var/lib/helloworld"),
  BAD ("StateDirectory", "../helloworld"),
  BAD ("StateDirectory", "a/../../b"),
  BAD ("StateDirectory", "."),
  BAD ("StateDirectory", ".hidden"),
  BAD ("StateDirectory", "a:b"),
  BAD ("StateDirectory", "\"a b\""),
  BAD ("StateDirectory", "private/x"),
  BAD ("StateDirectory", "systemd"),
  BAD ("StateDirectory", "dpkg"),
  BAD ("RuntimeDirectory", "systemd/system.control"),
  BAD ("RuntimeDirectory", "user/1000"),
  BAD ("ConfigurationDirectory", "sudoers.d"),

  /* Devices. */
  SAME ("DeviceAllow", "/dev/null rw"),
  TO ("DeviceAllow", "/dev/null", "/dev/null rwm"),
  TO ("DeviceAllow", "/dev/null mr", "/dev/null rm"),
  SAME ("DeviceAllow", "char-pts r"),
  SAME ("DeviceAllow", "block-* r"),
  BAD ("DeviceAllow", "/etc/passwd r"),
  BAD ("DeviceAllow", "/dev/../etc/passwd r"),
  BAD ("DeviceAllow", "/dev"),
  BAD ("DeviceAllow", "null rw"),
  BAD ("DeviceAllow", "char- r"),
  BAD ("DeviceAllow", "/dev/null x"),
  BAD ("DeviceAllow", "/dev/null rw /dev/zero"),
  BAD ("DeviceAllow", "char-pts /dev/null"),
  SAME ("DevicePolicy", "closed"),

  /* Sockets and interfaces. */
  SAME ("SocketBindAllow", "ipv4:tcp:80"),
  SAME ("SocketBindAllow", "1024-65535"),
  SAME ("SocketBindDeny", "any"),
  SAME ("SocketBindDeny", "udp"),
  BAD ("SocketBindAllow", "0"),
  BAD ("SocketBindAllow", "65536"),
  BAD ("SocketBindAllow", "80-70"),
  BAD ("SocketBindAllow", "tcp:ipv4:80"),
  BAD ("SocketBindAllow", "tcp:"),
  BAD ("SocketBindAllow", ":80"),
  BAD ("SocketBindAllow", "http"),
  BAD ("SocketBindAllow", "80 81"),
  SAME ("RestrictNetworkInterfaces", "lo eth0"),
  SAME ("RestrictNetworkInterfaces", "~wlan0"),
  BAD ("RestrictNetworkInterfaces", "a/b"),
  BAD ("RestrictNetworkInterfaces", "12"),
  BAD ("RestrictNetworkInterfaces", "all"),
  BAD ("RestrictNetworkInterfaces", "sixteenletters16"),

  /* Other sets. */
  SAME ("RestrictFileSystems", "ext4 @basic-api"),
  BAD ("RestrictFileSystems", "ext5"),
  BAD ("RestrictFileSystems", "@nope"),
  SAME ("SecureBits", "noroot noroot-locked"),
  BAD ("SecureBits", "no-root"),
  BAD ("SecureBits", ""),
  SAME ("CoredumpFilter", "private-anonymous elf-headers"),
  BAD ("CoredumpFilter", "0xff"),
  SAME ("AllowedCPUs", "0-3"),
  TO ("AllowedCPUs", "0,2-3", "0 2-3"),
  BAD ("AllowedCPUs", "3-1"),
  BAD ("AllowedCPUs", "8192"),
  BAD ("AllowedCPUs", "-1"),
  BAD ("AllowedCPUs", "01"),

  /* Limits. */
  SAME ("LimitNOFILE", "1024"),
  SAME ("LimitNOFILE", "1024:infinity"),
  BAD ("LimitNOFILE", "infinity:1024"),
  BAD ("LimitNOFILE", "2048:1024"),
  BAD ("LimitNOFILE", "1:2:3"),
  BAD ("LimitNOFILE", ":1"),
  BAD ("LimitNOFILE", "-1"),
  BAD ("LimitNOFILE", "+1"),
  BAD ("LimitNOFILE", "1K"),
  BAD ("LimitNOFILE", "0x10"),
  BAD ("LimitNOFILE", "010"),
  BAD ("LimitNOFILE", "1.5"),
  BAD ("LimitNOFILE", "NaN"),
  BAD ("LimitNOFILE", "nan"),
  BAD ("LimitNOFILE", "inf"),
  BAD ("LimitNOFILE", "1e3"),
  BAD ("LimitNOFILE", ""),
  BAD ("LimitNOFILE", "18446744073709551616"),
  BAD ("LimitNOFILE", "99999999999999999999999999"),
  BAD ("LimitNOFILE", "\xd9\xa1"), /* a digit, but none of systemd's */
  SAME ("LimitMEMLOCK", "64K"),
  TO ("LimitMEMLOCK", "65536", "64K"),
  TO ("LimitMEMLOCK", "1024M:2048M", "1G:2G"),
  BAD ("LimitMEMLOCK", "64KB"),
  BAD ("LimitMEMLOCK", "16777216T"),
  TO ("LimitCPU", "90", "90s"),
  TO ("LimitCPU", "120s", "2min"),
  BAD ("LimitCPU", "500ms"),
  TO ("LimitRTTIME", "1000000", "1s"),
  SAME ("LimitNICE", "20"),
  BAD ("LimitNICE", "41"),
  BAD ("LimitNICE", "infinity"),
  SAME ("MemoryMax", "512M"),
  SAME ("MemoryMax", "20%"),
  SAME ("MemoryMax", "12.5%"),
  TO ("MemoryMax", "12.50%", "12.5%"),
  SAME ("MemoryMax", "infinity"),
  BAD ("MemoryMax", "0"),
  BAD ("MemoryMax", "0%"),
  BAD ("MemoryMax", "101%"),
  BAD ("MemoryMax", "20%%"),
  BAD ("MemoryMax", "12.345%"),
  BAD ("MemoryMax", "12.%"),
  BAD ("MemoryMax", "1.5G"),
  SAME ("MemorySwapMax", "0"),
  SAME ("TasksMax", "50"),
  SAME ("TasksMax", "10%"),
  BAD ("TasksMax", "0"),
  BAD ("TasksMax", "1K"),
  SAME ("CPUQuota", "150%"),
  BAD ("CPUQuota", "150"),
  BAD ("CPUQuota", "0%"),
  BAD ("CPUQuota", "-5%"),
  BAD ("CPUQuota", "infinity"),
  SAME ("StateDirectoryQuota", "1G"),
  SAME ("StateDirectoryQuota", "off"),
  TO ("TimeoutCleanSec", "90", "90s"),
  SAME ("TimeoutCleanSec", "infinity"),
  BAD ("TimeoutCleanSec", "0"),
  BAD ("TimeoutCleanSec", "1h 30min"),
};

static void
test_value (gconstpointer data)
{
  const ValueCase *item = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *canonical = g_strdup ("left alone");
  char *before = canonical;
  HnDirectiveId directive = hn_directive_find (item->directive);
  gboolean taken = hn_request_check_value (directive, item->value, HN_SCOPE_SYSTEM, item->version,
                                           &canonical, &error);

  g_test_message ("%s=%s", item->directive, item->value);
  if (item->canonical == NULL)
    {
      g_assert_false (taken);
      g_assert_error (error, HN_REQUEST_ERROR, HN_REQUEST_ERROR_BAD_VALUE);
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
    "\n", "\r", "\r\n", "\t", "\v", "\f", "\x01", "\x1b[2J", "\x7f",
    "\xc2\x80", "\xc2\x85", "\xc2\x9f", /* C1 */
    "\xef\xbb\xbf",                      /* byte-order mark */
    "\xe2\x80\xa8", "\xe2\x80\xa9",      /* separators of lines and paragraphs */
    "\xe2\x80\xae", "\xe2\x80\xaa", "\xe2\x81\xa6", "\xe2\x81\xa9", "\xe2\x80\x8f", /* direction */
    "\xe2\x80\x8b", "\xc2\xad", "\xe2\x81\xa0", /* nothing to see */
    "\xc2\xa0", "\xe3\x80\x80",          /* spaces that are none */
    "\xee\x80\x80", "\xef\xbf\xbe",      /* private, no character */
    "\xff", "\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc0\xaf", /* no UTF-8 */
  };
  static const char *const frames[] = { "%s", "/srv%s", "%s/srv", "/srv/%s/x", "/srv %s", "yes%s" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    for (guint f = 0; f < G_N_ELEMENTS (frames); f++)
      for (guint d = 0; d < HN_N_DIRECTIVES; d++)
        {
          g_auto (GStrv) parts = g_strsplit (frames[f], "%s", -1);
          g_autofree char *value = g_strjoinv (bad[i], parts);
          g_autoptr (GError) error = NULL;

          g_assert_false (hn_request_check_value (d, value, HN_SCOPE_SYSTEM, 262, NULL, &error));
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
    "yes\nExecStart=/bin/sh", "yes\rExecStart=/bin/sh", "yes\r\n[Service]", "/srv\\\nExecStart=",
    "/srv\\", "\\", "yes\\", "CAP_KILL\\", "any\\", "0077\\", "100\\", "read\\",
  };

  for (guint d = 0; d < HN_N_DIRECTIVES; d++)
    for (guint i = 0; i < G_N_ELEMENTS (values); i++)
      g_assert_false (hn_request_check_value (d, values[i], HN_SCOPE_SYSTEM, 262, NULL, NULL));
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
    { { { "Nonsense", "yes" } }, 262, HN_REQUEST_ERROR_UNKNOWN_DIRECTIVE },
    { { { "", "yes" } }, 262, HN_REQUEST_ERROR_UNKNOWN_DIRECTIVE },
    { { { "protectsystem", "yes" } }, 262, HN_REQUEST_ERROR_UNKNOWN_DIRECTIVE },
    { { { "PROTECTSYSTEM", "yes" } }, 262, HN_REQUEST_ERROR_UNKNOWN_DIRECTIVE },
    { { { " ProtectSystem", "yes" } }, 262, HN_REQUEST_ERROR_UNKNOWN_DIRECTIVE },
    { { { "ProtectSystem ", "yes" } }, 262, HN_REQUEST_ERROR_UNKNOWN_DIRECTIVE },
    { { { "ProtectSystem=", "yes" } }, 262, HN_REQUEST_ERROR_UNKNOWN_DIRECTIVE },
    { { { "ProtectSystem\nExecStart", "yes" } }, 262, HN_REQUEST_ERROR_UNKNOWN_DIRECTIVE },
    { { { "[Service]\nProtectSystem", "yes" } }, 262, HN_REQUEST_ERROR_UNKNOWN_DIRECTIVE },
    { { { "#ProtectSystem", "yes" } }, 262, HN_REQUEST_ERROR_UNKNOWN_DIRECTIVE },
    { { { "\xff", "yes" } }, 262, HN_REQUEST_ERROR_UNKNOWN_DIRECTIVE },
    { { { "ReadWriteDirectories", "/srv" } }, 262, HN_REQUEST_ERROR_UNKNOWN_DIRECTIVE },
    { { { "ExecStart", "/bin/sh" } }, 262, HN_REQUEST_ERROR_UNKNOWN_DIRECTIVE },
    { { { "ExecStartPre", "/bin/sh" } }, 262, HN_REQUEST_ERROR_UNKNOWN_DIRECTIVE },
    { { { "Environment", "A=b" } }, 262, HN_REQUEST_ERROR_UNKNOWN_DIRECTIVE },
    { { { "Description", "x" } }, 262, HN_REQUEST_ERROR_UNKNOWN_DIRECTIVE },
    { { { "Requires", "x.service" } }, 262, HN_REQUEST_ERROR_UNKNOWN_DIRECTIVE },
    { { { "X-Own", "x" } }, 262, HN_REQUEST_ERROR_UNKNOWN_DIRECTIVE },
    { { { "User", "nobody" } }, 262, HN_REQUEST_ERROR_NOT_WRITABLE },
    { { { "Group", "nogroup" } }, 262, HN_REQUEST_ERROR_NOT_WRITABLE },
    { { { "DynamicUser", "yes" } }, 262, HN_REQUEST_ERROR_NOT_WRITABLE },
    { { { "BindPaths", "/etc" } }, 262, HN_REQUEST_ERROR_NOT_WRITABLE },
    { { { "BindReadOnlyPaths", "/etc" } }, 262, HN_REQUEST_ERROR_NOT_WRITABLE },
    { { { "RootImage", "/x" } }, 262, HN_REQUEST_ERROR_NOT_WRITABLE },
    { { { "RootDirectory", "/" } }, 262, HN_REQUEST_ERROR_NOT_WRITABLE },
    { { { "LoadCredential", "a:/b" } }, 262, HN_REQUEST_ERROR_NOT_WRITABLE },
    { { { "SetCredential", "a:b" } }, 262, HN_REQUEST_ERROR_NOT_WRITABLE },
    { { { "AmbientCapabilities", "CAP_KILL" } }, 262, HN_REQUEST_ERROR_NOT_WRITABLE },
    { { { "Delegate", "yes" } }, 262, HN_REQUEST_ERROR_NOT_WRITABLE },
    { { { "AppArmorProfile", "x" } }, 262, HN_REQUEST_ERROR_NOT_WRITABLE },
    { { { "BPFProgram", "ingress:/x" } }, 262, HN_REQUEST_ERROR_NOT_WRITABLE },
    { { { "IPIngressFilterPath", "/x" } }, 262, HN_REQUEST_ERROR_NOT_WRITABLE },
    { { { "ExecSearchPath", "/x" } }, 262, HN_REQUEST_ERROR_NOT_WRITABLE },
    { { { "WorkingDirectory", "/x" } }, 262, HN_REQUEST_ERROR_NOT_WRITABLE },
    { { { "PrivatePIDs", "yes" } }, 252, HN_REQUEST_ERROR_TOO_OLD },
    { { { "PrivatePIDs", "yes" } }, 257, OK },
    { { { "PrivatePIDs", "yes" } }, 0, OK },
    { { { "PrivateTmp", "disconnected" } }, 252, HN_REQUEST_ERROR_TOO_OLD },
    { { { "PrivateTmp", "disconnected" } }, 257, OK },
    { { { "SystemCallFilter", "@sandbox" } }, 252, HN_REQUEST_ERROR_TOO_OLD },
    { { { "SystemCallFilter", "@sandbox" } }, 257, OK },
    { { { "SecureBits", "exec-restrict-file" } }, 257, HN_REQUEST_ERROR_TOO_OLD },
    { { { "ProtectHome", "yes" }, { "ProtectHome", "yes" } }, 257, HN_REQUEST_ERROR_DUPLICATE },
    { { { "SecureBits", "noroot" }, { "SecureBits", "keep-caps" } }, 257,
      HN_REQUEST_ERROR_DUPLICATE },
    { { { "MemoryMax", "1G" }, { "ProtectHome", "yes" }, { "MemoryMax", "1G" } }, 257,
      HN_REQUEST_ERROR_DUPLICATE },
    { { { "SystemCallFilter", "@system-service" }, { "SystemCallFilter", "~@mount" } }, 257, OK },
    { { { "ProtectHome", "yes" }, { "UMask", "x" } }, 257, HN_REQUEST_ERROR_BAD_VALUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) edits = NULL;
      guint n = 0;

      while (n < 3 && cases[i].pairs[n].directive != NULL)
        n++;
      edits = hn_request_check (cases[i].pairs, n, HN_SCOPE_SYSTEM, cases[i].version, &error);
      if (cases[i].code == OK)
        {
          g_assert_no_error (error);
          g_assert_cmpuint (edits->len, ==, n);
        }
      else
        {
          g_assert_null (edits);
          g_assert_error (error, HN_REQUEST_ERROR, cases[i].code);
        }
    }
}

/* What runs code, sets the environment, changes the user, mounts foreign files or loads secrets is
 * in no catalogue row that may be written. */
static void
test_allow_list (void)
{
  static const char *const barred[] = {
    "Exec*",      "*Environment*", "User",      "Group",           "DynamicUser",  "Supplementary*",
    "Bind*",      "Root*",         "Mount*",    "Extension*",      "*Credential*", "Ambient*",
    "PAM*",       "SELinux*",      "AppArmor*", "Smack*",          "*NamespacePath", "Delegate*",
    "BPF*",       "*FilterPath",   "NFTSet",    "WorkingDirectory", "Personality", "LogNamespace",
    "CoredumpReceive", "Disable*", "CPUSet*",
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

          g_assert_false (hn_request_check_value (d, "yes", HN_SCOPE_SYSTEM, 0, NULL, &error));
          g_assert_error (error, HN_REQUEST_ERROR, HN_REQUEST_ERROR_NOT_WRITABLE);
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

          found = value[0] != '\0' &&
                  hn_request_check_value (d, value, HN_SCOPE_SYSTEM, 0, NULL, NULL);
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
  g_autoptr (GPtrArray) edits = NULL;
  GString *list = g_string_new ("/srv");

  for (guint i = 0; i < 100000; i++)
    pairs[i] = (HnPair){ "ReadWritePaths", "/srv" };

  edits = hn_request_check (pairs, HN_REQUEST_MAX_SETTINGS, HN_SCOPE_SYSTEM, 257, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (edits->len, ==, 64);
  g_assert_null (hn_request_check (pairs, HN_REQUEST_MAX_SETTINGS + 1, HN_SCOPE_SYSTEM, 257,
                                   &error));
  g_assert_error (error, HN_REQUEST_ERROR, HN_REQUEST_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (hn_request_check (pairs, 100000, HN_SCOPE_SYSTEM, 257, &error));
  g_assert_error (error, HN_REQUEST_ERROR, HN_REQUEST_ERROR_TOO_LARGE);
  g_clear_error (&error);

  pairs[0].value = mebibyte;
  g_assert_null (hn_request_check (pairs, 1, HN_SCOPE_SYSTEM, 257, &error));
  g_assert_error (error, HN_REQUEST_ERROR, HN_REQUEST_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_false (hn_request_check_value (HN_DIRECTIVE_READ_WRITE_PATHS, mebibyte, HN_SCOPE_SYSTEM,
                                          257, NULL, &error));
  g_assert_error (error, HN_REQUEST_ERROR, HN_REQUEST_ERROR_TOO_LARGE);
  g_clear_error (&error);
  pairs[0] = (HnPair){ mebibyte, "yes" };
  g_assert_null (hn_request_check (pairs, 1, HN_SCOPE_SYSTEM, 257, &error));
  g_assert_error (error, HN_REQUEST_ERROR, HN_REQUEST_ERROR_TOO_LARGE);
  g_clear_error (&error);

  /* To the byte: names and values together. */
  while (list->len + 5 <= HN_REQUEST_MAX_BYTES - strlen ("ReadWritePaths"))
    g_string_append (list, " /srv");
  while (list->len < HN_REQUEST_MAX_BYTES - strlen ("ReadWritePaths"))
    g_string_append_c (list, '/');
  pairs[0] = (HnPair){ "ReadWritePaths", list->str };
  g_ptr_array_unref (g_steal_pointer (&edits));
  edits = hn_request_check (pairs, 1, HN_SCOPE_SYSTEM, 257, &error);
  g_assert_no_error (error);
  g_string_append_c (list, '/');
  pairs[0].value = list->str;
  g_assert_null (hn_request_check (pairs, 1, HN_SCOPE_SYSTEM, 257, &error));
  g_assert_error (error, HN_REQUEST_ERROR, HN_REQUEST_ERROR_TOO_LARGE);
  g_string_free (list, TRUE);

  /* A single name that no file system could hold. */
  mebibyte[300] = '\0';
  path = g_strconcat ("/", mebibyte, NULL);
  g_assert_false (hn_request_check_value (HN_DIRECTIVE_READ_WRITE_PATHS, path, HN_SCOPE_SYSTEM, 257,
                                          NULL, NULL));
}

static void
test_unit_names (void)
{
  static const char *const good[] = {
    "cron.service", "getty@tty1.service", "dbus-org.freedesktop.login1.service", "a.service",
    "NetworkManager-wait-online.service", "a:b_c.service", "x@y-z.service",
    "systemd-fsck@dev-disk-by\\x2duuid-1234.service", "1.service",
  };
  static const char *const bad[] = {
    "", ".service", "service", "cron", "..", "/", ".", "../x.service", "/etc/x.service",
    "a/b.service", "x/.service", "cron.socket", "cron.mount", "cron.service.d", "cron.Service",
    "cron.service ", " cron.service", "cr on.service", "getty@.service", "@.service",
    "@tty1.service", "a@b@c.service", "a@@.service", "a\\x2fb.service", "a\\x2f.service",
    "a\\x00.service", "a\\x2D.service", "a\\.service", "a\\x2.service", "a\\xzz.service",
    "\\x2d.service\\", "*.service", "cr?n.service", "[a].service", "{a,b}.service", "~a.service",
    "-a.service", "--a.service", ".a.service", "a..service", "a..b.service", "a\n.service",
    "a.service\n", "a\r.service", "a\x1b.service", "caf\xc3\xa9.service", "\xff.service",
    "\xef\xbb\xbf" "a.service", "a%i.service", "a$b.service", "a;b.service", "a'b.service",
    "a\"b.service", "a,b.service", "a=b.service", "a+b.service", "a#b.service",
  };
  g_autofree char *stem = g_strnfill (247, 'a');
  g_autofree char *longest = g_strconcat (stem, ".service", NULL);
  g_autofree char *longer = g_strconcat (longest + 1, "x", NULL);
  g_autofree char *too_long = g_strconcat ("a", longest, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (hn_request_check_unit_name (good[i], &error));
      g_assert_no_error (error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_false (hn_request_check_unit_name (bad[i], &error));
      g_assert_error (error, HN_REQUEST_ERROR, HN_REQUEST_ERROR_BAD_UNIT);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_clear_error (&error);
    }
  g_assert_cmpuint (strlen (longest), ==, 255);
  g_assert_true (hn_request_check_unit_name (longest, NULL));
  g_assert_false (hn_request_check_unit_name (longer, NULL));
  g_assert_false (hn_request_check_unit_name (too_long, NULL));
}

/* A person gave these; the manager reads them back as they are. */
static void
test_text (void)
{
  static const HnPair pairs[] = {
    { "ReadWritePaths", "/srv/%h \"/srv/100 %\"" }, { "MemoryMax", "20%" }, { "CPUQuota", "50%" },
    { "StateDirectory", "x%n" }, { "CapabilityBoundingSet", "" }, { "DeviceAllow", "/dev/%i r" },
  };
  g_autoptr (GPtrArray) edits = hn_request_check (pairs, G_N_ELEMENTS (pairs), HN_SCOPE_SYSTEM, 257,
                                                  NULL);
  g_autofree char *text = hn_request_to_text (edits);
  g_autofree char *raw = hn_drop_in_to_text (edits);

  g_assert_cmpstr (text, ==,
                   "[Service]\nReadWritePaths=/srv/%%h \"/srv/100 %%\"\nStateDirectory=x%%n\n"
                   "DeviceAllow=/dev/%%i r\nCapabilityBoundingSet=\nMemoryMax=20%\nCPUQuota=50%\n");
  /* A preview of what somebody typed is not changed. */
  g_assert_nonnull (strstr (raw, "ReadWritePaths=/srv/%h "));
}

static void
assert_same_edits (GPtrArray *a,
                   GPtrArray *b)
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
    { "[Service]\nReadWritePaths=%h/b\n", HN_REQUEST_ERROR_BAD_VALUE, 0 },
    { "[Service]\nReadWritePaths=/a%\n", HN_REQUEST_ERROR_BAD_VALUE, 0 },
    { "[Unit]\nDescription=x\n", HN_REQUEST_ERROR_BAD_VALUE, 0 },
    { "ProtectHome=yes\n", HN_REQUEST_ERROR_BAD_VALUE, 0 },
    { "[Service]\nProtectHome\n", HN_REQUEST_ERROR_BAD_VALUE, 0 },
    { "[Service]\nRestrictNamespaces=user \\\n net\n", HN_REQUEST_ERROR_BAD_VALUE, 0 },
    { "[Service]\nProtectHome=yes\r\n", HN_REQUEST_ERROR_BAD_VALUE, 0 },
    { "[Service]\nExecStart=/bin/sh\n", HN_REQUEST_ERROR_UNKNOWN_DIRECTIVE, 0 },
    { "[Service]\nUser=root\n", HN_REQUEST_ERROR_NOT_WRITABLE, 0 },
    { "[Service]\nPrivatePIDs=yes\n", HN_REQUEST_ERROR_TOO_OLD, 0 },
    { "[Service]\nUMask=0077\nUMask=0077\n", HN_REQUEST_ERROR_DUPLICATE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) edits = hn_request_from_text (
          cases[i].text, strlen (cases[i].text), HN_SCOPE_SYSTEM, 252, &error);

      if (cases[i].code == OK)
        {
          g_assert_no_error (error);
          g_assert_cmpuint (edits->len, ==, cases[i].n);
        }
      else
        {
          g_assert_null (edits);
          g_assert_error (error, HN_REQUEST_ERROR, cases[i].code);
        }
    }
  g_assert_null (hn_request_from_text ("[Service]\n\0", 11, HN_SCOPE_SYSTEM, 252, NULL));
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
      g_autoptr (GPtrArray) edits = random_edits (rand, scope, version, 20);
      g_autofree char *text = hn_request_to_text (edits);
      g_autoptr (HnSettings) settings = read_texts (scope, version, START, text, NULL);
      g_autoptr (GPtrArray) back = NULL;
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
      GPtrArray *warnings = hn_settings_get_warnings (settings);

      for (guint i = 0; i < warnings->len; i++)
        {
          const HnWarning *warning = warnings->pdata[i];

          /* What does not go together is for the verdict on loading, which has no line. */
          if (warning->line != 0)
            g_test_message ("%s\n%s", warning->message, text);
          g_assert_cmpuint (warning->line, ==, 0);
        }

      /* A line for each edit, no more. */
      g_assert_cmpuint (g_strv_length (lines), ==, edits->len + 2);

      for (guint i = 0; i < edits->len; i++)
        {
          const HnEdit *edit = edits->pdata[i];
          g_autofree char *again = NULL;
          const HnDirective *row = hn_directive_get (edit->directive);

          /* One spelling only. */
          g_assert_true (hn_request_check_value (edit->directive, edit->value, scope, version,
                                                 &again, &error));
          g_assert_no_error (error);
          g_assert_cmpstr (again, ==, edit->value);
          g_assert_true (edit->value[0] == '\0' ||
                         edit->value[strlen (edit->value) - 1] != '\\');

          if (!hn_request_is_list (edit->directive))
            {
              g_autofree char *value = hn_settings_dup_value (settings, edit->directive);

              /* PrivateMounts= follows from others, and "none" is what notify makes "main" of. */
              if (row->kind != HN_KIND_BOOLEAN && edit->directive != HN_DIRECTIVE_DEVICE_POLICY)
                g_assert_cmpstr (value, ==, edit->value);
              else if (strcmp (edit->value, "yes") == 0)
                g_assert_cmpstr (value, ==, "yes");
              g_assert_cmpint (hn_settings_get_origin (settings, edit->directive).kind, !=,
                               HN_ORIGIN_DEFAULT);
            }
        }

      back = hn_request_from_text (text, strlen (text), scope, version, &error);
      g_assert_no_error (error);
      assert_same_edits (edits, back);
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

      if (hn_request_check_value (directive, value, HN_SCOPE_SYSTEM, 262, &canonical, NULL))
        g_assert_null (strpbrk (canonical, "\n\r\\"));
      hn_request_check_unit_name (value, NULL);
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

int
main (int   argc,
      char *argv[])
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
  g_test_add_func ("/request/random", test_random);
  g_test_add_func ("/request/random-bytes", test_random_bytes);
  g_test_add_func ("/request/choice-known", test_choice_known);

  return g_test_run ();
}
