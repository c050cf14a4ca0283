/* The grammar of each writable directive's values. Stricter than systemd's own reader on purpose:
 * names in the one spelling that the manual uses, nothing that systemd would warn of, no quoting
 * but around paths with a space.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/request-value.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

#include "engine/catalogue/syscalls.h"
#include "engine/types/values.h"

/* Longest names of network interfaces, with the closing NUL, from the kernel's headers. */
#define INTERFACE_NAME_SIZE 16

static HnValueResult
refuse (HnValue *value, const char *word)
{
  g_free (value->word);
  value->word = g_strdup (word);

  return HN_VALUE_BAD;
}

static HnValueResult
refuse_version (HnValue *value, const char *word, guint since)
{
  refuse (value, word);
  value->since = since;

  return HN_VALUE_TOO_OLD;
}

static void
put_word (HnValue *value, const char *word)
{
  gsize length = value->out->len;

  if (length > 0 && !(length == 1 && value->out->str[0] == '~'))
    g_string_append_c (value->out, ' ');
  g_string_append (value->out, word);
}

/* systemd takes booleans in any case; here the spellings of the manual do. */
static int
read_boolean (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_isupper (*p))
      return -1;

  return hn_parse_boolean (text);
}

static const HnChoice *
find_choice (HnDirectiveId directive, const char *text)
{
  const HnChoice *choice = hn_directive_get (directive)->choices;

  for (; choice->value != NULL; choice++)
    if (strcmp (choice->value, text) == 0)
      return choice;

  return NULL;
}

static HnValueResult
read_boolean_value (HnValue *value, const char *text)
{
  int on = read_boolean (text);

  if (on < 0)
    return refuse (value, NULL);

  g_string_append (value->out, on ? "yes" : "no");
  return HN_VALUE_OK;
}

static HnValueResult
read_choice (HnValue *value, const char *text)
{
  const HnChoice *choice = find_choice (value->directive, text);

  /* Where "yes" is a word, every spelling of a boolean is. */
  if (choice == NULL && read_boolean (text) >= 0)
    choice = find_choice (value->directive, read_boolean (text) ? "yes" : "no");
  if (choice == NULL)
    return refuse (value, NULL);
  if (choice->since > value->version)
    return refuse_version (value, text, choice->since);

  g_string_append (value->out, choice->value);
  return HN_VALUE_OK;
}

static HnValueResult
read_mode (HnValue *value, const char *text)
{
  gsize length = strlen (text);
  guint mode;

  if (length == 0 || length > 4 || strspn (text, "01234567") != length ||
      !hn_parse_mode (text, &mode))
    return refuse (value, NULL);
  /* A umask beyond the permission bits does nothing. */
  if (value->directive == HN_DIRECTIVE_UMASK && mode > 0777)
    return refuse (value, NULL);

  g_string_append_printf (value->out, "%04o", mode);
  return HN_VALUE_OK;
}

/* Words between white space, each read by a function of the list's own kind. */
typedef HnValueResult (*ReadWord) (HnValue *value, const char *word);

static HnValueResult
read_words (HnValue *value, const char *text, ReadWord read)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  guint n = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      HnValueResult result;

      if (words[i][0] == '\0')
        continue;
      result = read (value, words[i]);
      if (result != HN_VALUE_OK)
        return result;
      n++;
    }

  return n > 0 ? HN_VALUE_OK : refuse (value, NULL);
}

/* The same, with a "~" in front that turns the list around. */
static HnValueResult
read_inverted_words (HnValue *value, const char *text, ReadWord read)
{
  if (text[0] != '~')
    return read_words (value, text, read);

  g_string_append_c (value->out, '~');
  return read_words (value, text + 1, read);
}

static HnValueResult
read_choice_word (HnValue *value, const char *word)
{
  const HnChoice *choice = find_choice (value->directive, word);

  if (choice == NULL)
    return refuse (value, word);
  if (choice->since > value->version)
    return refuse_version (value, word, choice->since);

  put_word (value, word);
  return HN_VALUE_OK;
}

static HnValueResult
read_namespaces (HnValue *value, const char *text)
{
  if (read_boolean (text) >= 0)
    return read_boolean_value (value, text);

  return read_inverted_words (value, text, read_choice_word);
}

static HnValueResult
read_capability (HnValue *value, const char *word)
{
  for (guint i = 0; i < hn_n_capabilities (); i++)
    {
      g_autofree char *name = g_ascii_strup (hn_capability_get_name (i), -1);

      if (strcmp (name, word) != 0)
        continue;
      put_word (value, name);
      return HN_VALUE_OK;
    }

  return refuse (value, word);
}

static HnValueResult
read_capabilities (HnValue *value, const char *text)
{
  /* A lone "~" gives everything back. */
  if (strcmp (text, "~") == 0)
    {
      g_string_append (value->out, text);
      return HN_VALUE_OK;
    }

  return read_inverted_words (value, text, read_capability);
}

static HnValueResult
read_family (HnValue *value, const char *word)
{
  int family = hn_family_from_name (word);
  g_autofree char *upper = g_ascii_strup (word, -1);

  if (family < 0 || (strcmp (word, hn_family_get_name (family)) != 0 && strcmp (word, upper) != 0))
    return refuse (value, word);

  put_word (value, hn_family_get_name (family));
  return HN_VALUE_OK;
}

static HnValueResult
read_families (HnValue *value, const char *text)
{
  if (strcmp (text, "none") == 0)
    {
      g_string_append (value->out, text);
      return HN_VALUE_OK;
    }

  return read_inverted_words (value, text, read_family);
}

static HnValueResult
read_architecture (HnValue *value, const char *word)
{
  if (hn_architecture_from_name (word) < 0)
    return refuse (value, word);

  put_word (value, word);
  return HN_VALUE_OK;
}

/* What happens instead of the call: an error's name, or "kill". Numbers are for machines. */
static gboolean
is_call_error (const char *word)
{
  if (strcmp (word, "kill") == 0)
    return TRUE;
  if (word[0] != 'E' || strspn (word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != strlen (word))
    return FALSE;

  return hn_is_errno (word);
}

static HnValueResult
read_syscall (HnValue *value, const char *word)
{
  const char *colon = strchr (word, ':');
  g_autofree char *name = colon != NULL ? g_strndup (word, colon - word) : g_strdup (word);

  /* Only a list of what is denied can say with which error. */
  if (colon != NULL && (value->directive != HN_DIRECTIVE_SYSTEM_CALL_FILTER ||
                        value->out->str[0] != '~' || !is_call_error (colon + 1)))
    return refuse (value, word);

  if (name[0] == '@')
    {
      if (hn_syscall_group_find (name, value->version) < 0)
        {
          guint since = hn_syscall_group_since (name);

          return since > value->version ? refuse_version (value, name, since)
                                        : refuse (value, word);
        }
    }
  else if (strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen (name) ||
           name[0] == '\0' || hn_syscall_find (name) == -1)
    {
      return refuse (value, word);
    }

  put_word (value, word);
  return HN_VALUE_OK;
}

static HnValueResult
read_address (HnValue *value, const char *word)
{
  static const char *const names[] = { "any", "localhost", "link-local", "multicast" };
  char text[INET6_ADDRSTRLEN];
  const char *slash = strchr (word, '/');
  HnAddress address;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (word, names[i]) == 0)
      {
        put_word (value, word);
        return HN_VALUE_OK;
      }

  if (slash != NULL && (strspn (slash + 1, "0123456789") != strlen (slash + 1) ||
                        strlen (slash + 1) > 3 || (slash[1] == '0' && slash[2] != '\0')))
    return refuse (value, word);
  if (!hn_address_parse (word, &address) ||
      inet_ntop (address.ipv6 ? AF_INET6 : AF_INET, address.bytes, text, sizeof text) == NULL)
    return refuse (value, word);

  put_word (value, text);
  if (address.prefix < (address.ipv6 ? 128u : 32u))
    g_string_append_printf (value->out, "/%u", address.prefix);
  return HN_VALUE_OK;
}

/* Whether @text is a whole number from 0 to @most without a sign or leading zeros. */
static gboolean
read_small_number (const char *text, guint most, guint *number)
{
  gsize length = strlen (text);

  if (length == 0 || length > 9 || strspn (text, "0123456789") != length ||
      (text[0] == '0' && length > 1))
    return FALSE;

  return hn_parse_number (text, 10, number) && *number <= most;
}

/* "3" or "3-5". */
static gboolean
read_range (const char *text, guint most, guint *first, guint *last)
{
  g_auto (GStrv) ends = g_strsplit (text, "-", 3);

  if (g_strv_length (ends) == 1)
    return read_small_number (ends[0], most, first) && read_small_number (ends[0], most, last);

  return g_strv_length (ends) == 2 && read_small_number (ends[0], most, first) &&
         read_small_number (ends[1], most, last) && *first <= *last;
}

/* FAMILY:PROTOCOL:PORTS, any part of which may be missing, or "any". */
static HnValueResult
read_socket (HnValue *value, const char *word)
{
  g_auto (GStrv) parts = g_strsplit (word, ":", 4);
  guint n = g_strv_length (parts), i = 0;
  guint first, last;

  if (strcmp (word, "any") == 0)
    {
      put_word (value, word);
      return HN_VALUE_OK;
    }

  if (i < n && (strcmp (parts[i], "ipv4") == 0 || strcmp (parts[i], "ipv6") == 0))
    i++;
  if (i < n && (strcmp (parts[i], "tcp") == 0 || strcmp (parts[i], "udp") == 0))
    i++;
  if (i < n && read_range (parts[i], G_MAXUINT16, &first, &last) && first > 0)
    i++;
  if (i == 0 || i < n)
    return refuse (value, word);

  put_word (value, word);
  return HN_VALUE_OK;
}

static HnValueResult
read_interface (HnValue *value, const char *word)
{
  gsize length = strlen (word);

  if (length >= INTERFACE_NAME_SIZE || strcmp (word, ".") == 0 || strcmp (word, "..") == 0 ||
      strcmp (word, "all") == 0 || strcmp (word, "default") == 0 ||
      strspn (word, "0123456789") == length)
    return refuse (value, word);
  for (const char *p = word; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("._-@+", *p) == NULL)
      return refuse (value, word);

  put_word (value, word);
  return HN_VALUE_OK;
}

static gboolean
is_one_of (const char *word, const char *const *words)
{
  for (; *words != NULL; words++)
    if (strcmp (*words, word) == 0)
      return TRUE;

  return FALSE;
}

/* The kinds and groups of kinds that systemd knows by name since 250; a kind may be unknown to this
 * kernel all the same, and is then never met. */
static const char *const file_systems[] = {
  "@basic-api",    "@anonymous",
  "@application",  "@auxiliary-api",
  "@common-block", "@historical-block",
  "@network",      "@privileged-api",
  "@security",     "@temporary",
  "@known",        "adfs",
  "affs",          "afs",
  "anon_inodefs",  "apparmorfs",
  "autofs",        "balloon-kvm",
  "bdev",          "binder",
  "binfmt_misc",   "bpf",
  "btrfs",         "ceph",
  "cgroup",        "cgroup2",
  "cifs",          "coda",
  "configfs",      "cramfs",
  "dax",           "debugfs",
  "devmem",        "devpts",
  "dmabuf",        "ecryptfs",
  "efivarfs",      "efs",
  "erofs",         "exfat",
  "ext2",          "ext3",
  "ext4",          "f2fs",
  "fuse",          "fuseblk",
  "fusectl",       "gfs",
  "gfs2",          "hostfs",
  "hpfs",          "hugetlbfs",
  "iso9660",       "jffs2",
  "minix",         "mqueue",
  "msdos",         "ncp",
  "ncpfs",         "nfs",
  "nfs4",          "nilfs2",
  "nsfs",          "ocfs2",
  "openpromfs",    "orangefs",
  "overlay",       "pipefs",
  "ppc-cmm",       "proc",
  "pstore",        "pvfs2",
  "qnx4",          "qnx6",
  "ramfs",         "resctrl",
  "reiserfs",      "secretmem",
  "securityfs",    "selinuxfs",
  "shiftfs",       "smackfs",
  "smb3",          "smbfs",
  "sockfs",        "squashfs",
  "sysfs",         "tmpfs",
  "tracefs",       "udf",
  "usbdevfs",      "vboxsf",
  "vfat",          "v9fs",
  "xenfs",         "xfs",
  "z3fold",        "zonefs",
  "zsmalloc",      NULL,
};

static HnValueResult
read_file_system (HnValue *value, const char *word)
{
  if (!is_one_of (word, file_systems))
    return refuse (value, word);

  put_word (value, word);
  return HN_VALUE_OK;
}

static HnValueResult
read_dump_part (HnValue *value, const char *word)
{
  static const char *const parts[] = {
    "all",
    "default",
    "private-anonymous",
    "shared-anonymous",
    "private-file-backed",
    "shared-file-backed",
    "elf-headers",
    "private-huge",
    "shared-huge",
    "private-dax",
    "shared-dax",
    NULL,
  };

  if (!is_one_of (word, parts))
    return refuse (value, word);

  put_word (value, word);
  return HN_VALUE_OK;
}

/* Splits numbers and ranges, between spaces or commas. */
static GStrv
split_numbers (const char *text)
{
  g_autofree char *spaced = g_strdelimit (g_strdup (text), ",", ' ');

  return g_strsplit (spaced, " ", -1);
}

static HnValueResult
read_cpus (HnValue *value, const char *text)
{
  g_auto (GStrv) words = split_numbers (text);

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint first, last;

      if (words[i][0] == '\0')
        continue;
      if (!read_range (words[i], HN_MOST_NUMBERS - 1, &first, &last))
        return refuse (value, words[i]);
      put_word (value, words[i]);
    }

  return value->out->len > 0 ? HN_VALUE_OK : refuse (value, NULL);
}

guint8 *
hn_value_parse_numbers (const char *text)
{
  g_auto (GStrv) words = split_numbers (text);
  g_autofree guint8 *set = g_new0 (guint8, HN_MOST_NUMBERS);

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint first, last;

      if (words[i][0] == '\0')
        continue;
      if (!read_range (words[i], HN_MOST_NUMBERS - 1, &first, &last))
        return NULL;
      memset (set + first, 1, last - first + 1);
    }

  return g_steal_pointer (&set);
}

/* Puts a path, in quotes where it would fall apart without. Quotes of its own cannot be in it. */
static void
put_path (HnValue *value, const char *prefix, const char *path, const char *suffix)
{
  gboolean quote = strpbrk (path, " '") != NULL;

  put_word (value, quote ? "\"" : "");
  g_string_append_printf (value->out, "%s%s%s%s", prefix, path, suffix, quote ? "\"" : "");
}

/* Reads an absolute path in place; NULL where it is none. */
static gboolean
read_absolute (char *path)
{
  return path[0] == '/' && strpbrk (path, "\"\\") == NULL && hn_path_simplify (path);
}

static HnValueResult
read_path (HnValue *value, const char *word)
{
  /* In this order only. */
  guint n = word[0] == '-';
  char prefix[3] = "";
  g_autofree char *path = NULL;

  n += word[n] == '+';
  memcpy (prefix, word, n);
  path = g_strdup (word + n);
  if (!read_absolute (path))
    return refuse (value, word);

  put_path (value, prefix, path, "");
  return HN_VALUE_OK;
}

/* One option of a file system in memory. None of them can give what the defaults deny. */
static gboolean
is_tmpfs_option (const char *option)
{
  static const char *const words[] = { "ro", "noexec", "nosuid", "nodev", "noatime", NULL };
  guint number;

  if (is_one_of (option, words))
    return TRUE;
  if (g_str_has_prefix (option, "mode="))
    {
      const char *mode = option + strlen ("mode=");

      return strlen (mode) >= 3 && strlen (mode) <= 4 && strspn (mode, "01234567") == strlen (mode);
    }
  if (g_str_has_prefix (option, "nr_inodes="))
    return read_small_number (option + strlen ("nr_inodes="), G_MAXINT, &number);
  if (g_str_has_prefix (option, "size="))
    {
      g_autofree char *size = g_strdup (option + strlen ("size="));
      gsize length = strlen (size);

      if (length > 0 && strchr ("KMGkmg", size[length - 1]) != NULL)
        size[length - 1] = '\0';
      return read_small_number (size, G_MAXINT, &number);
    }

  return FALSE;
}

static HnValueResult
read_tmpfs (HnValue *value, const char *word)
{
  const char *colon = strchr (word, ':');
  g_autofree char *path = colon != NULL ? g_strndup (word, colon - word) : g_strdup (word);

  if (!read_absolute (path))
    return refuse (value, word);
  if (colon != NULL)
    {
      g_auto (GStrv) options = g_strsplit (colon + 1, ",", -1);

      for (guint i = 0; options[i] != NULL; i++)
        if (!is_tmpfs_option (options[i]))
          return refuse (value, word);
      if (options[0] == NULL)
        return refuse (value, word);
    }

  put_path (value, "", path, colon != NULL ? colon : "");
  return HN_VALUE_OK;
}

/* Folders that the manager makes and hands to the service. Below these names others live, whom
 * nobody asked: the manager itself, packages, accounts. */
static gboolean
is_taken_folder (const char *folder)
{
  static const char *const taken[] = {
    "private",
    "systemd",
    "udev",
    "dbus",
    "dbus-1",
    "user",
    "lock",
    "log",
    "mount",
    "initramfs",
    "dpkg",
    "apt",
    "rpm",
    "dnf",
    "pacman",
    "polkit-1",
    "pam",
    "pam.d",
    "sudo",
    "sudoers.d",
    "ssh",
    "ssl",
    "security",
    "alternatives",
    "default",
    "init.d",
    "cron.d",
    "profile.d",
    "ld.so.conf.d",
    "modprobe.d",
    "modules-load.d",
    "sysctl.d",
    "tmpfiles.d",
    "sysusers.d",
    "binfmt.d",
    "kernel",
    "hardnut",
    "journal",
    "credentials",
    "netns",
    "AccountsService",
    "containers",
    NULL,
  };
  g_autofree char *first = g_strndup (folder, strcspn (folder, "/"));

  return is_one_of (first, taken);
}

/* A folder below /run, /var/lib and their like. A second name ("a:b") would be a link that the
 * manager makes as root, and stays out. */
static HnValueResult
read_folder (HnValue *value, const char *word)
{
  g_autofree char *path = g_strdup (word);

  if (path[0] == '/' || path[0] == '.' || path[0] == '-' || strpbrk (path, ":\"'\\ ") != NULL ||
      !hn_path_simplify (path) || is_taken_folder (path))
    return refuse (value, word);

  put_path (value, "", path, "");
  return HN_VALUE_OK;
}

static HnValueResult
read_device (HnValue *value, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 3);
  guint n = g_strv_length (words);
  const char *rights = n == 2 ? words[1] : "rwm";
  const char *device = words[0];

  if (n == 0 || n > 2)
    return refuse (value, NULL);

  if (g_str_has_prefix (device, "char-") || g_str_has_prefix (device, "block-"))
    {
      const char *name = strchr (device, '-') + 1;

      if (name[0] == '\0')
        return refuse (value, device);
      for (const char *p = name; *p != '\0'; p++)
        if (!g_ascii_isalnum (*p) && strchr ("_-.*", *p) == NULL)
          return refuse (value, device);
      put_word (value, device);
    }
  else
    {
      g_autofree char *path = g_strdup (device);

      if (strpbrk (path, "'") != NULL || !read_absolute (path) || !g_str_has_prefix (path, "/dev/"))
        return refuse (value, device);
      put_word (value, path);
    }

  if (rights[0] == '\0' || strspn (rights, "rwm") != strlen (rights))
    return refuse (value, rights);
  g_string_append_printf (value->out, " %s%s%s", strchr (rights, 'r') != NULL ? "r" : "",
                          strchr (rights, 'w') != NULL ? "w" : "",
                          strchr (rights, 'm') != NULL ? "m" : "");
  return HN_VALUE_OK;
}

/* Paths, unlike other words, may stand in quotes. */
static HnValueResult
read_paths (HnValue *value, const char *text, ReadWord read)
{
  const char *rest = text;
  char *word;
  int got;

  if (strchr (text, '\\') != NULL)
    return refuse (value, NULL);

  while ((got = hn_extract_word (&rest, TRUE, FALSE, &word)) > 0)
    {
      HnValueResult result = read (value, word);

      g_free (word);
      if (result != HN_VALUE_OK)
        return result;
    }

  return got == 0 && value->out->len > 0 ? HN_VALUE_OK : refuse (value, NULL);
}

static HnValueResult
read_by_directive (HnValue *value, const char *text, gboolean *found)
{
  *found = TRUE;
  switch ((int) value->directive)
    {
    case HN_DIRECTIVE_RESTRICT_NAMESPACES:
      return read_namespaces (value, text);
    case HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES:
      return read_families (value, text);
    case HN_DIRECTIVE_RESTRICT_FILE_SYSTEMS:
      return read_inverted_words (value, text, read_file_system);
    case HN_DIRECTIVE_RESTRICT_NETWORK_INTERFACES:
      return read_inverted_words (value, text, read_interface);
    case HN_DIRECTIVE_SOCKET_BIND_ALLOW:
    case HN_DIRECTIVE_SOCKET_BIND_DENY:
      return strchr (text, ' ') == NULL ? read_socket (value, text) : refuse (value, NULL);
    case HN_DIRECTIVE_COREDUMP_FILTER:
      return read_words (value, text, read_dump_part);
    case HN_DIRECTIVE_ALLOWED_CPUS:
    case HN_DIRECTIVE_ALLOWED_MEMORY_NODES:
      return read_cpus (value, text);
    case HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES:
      return read_words (value, text, read_architecture);
    case HN_DIRECTIVE_DEVICE_ALLOW:
      return read_device (value, text);
    case HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM:
      return read_paths (value, text, read_tmpfs);
    case HN_DIRECTIVE_RUNTIME_DIRECTORY:
    case HN_DIRECTIVE_STATE_DIRECTORY:
    case HN_DIRECTIVE_CACHE_DIRECTORY:
    case HN_DIRECTIVE_LOGS_DIRECTORY:
    case HN_DIRECTIVE_CONFIGURATION_DIRECTORY:
      return read_words (value, text, read_folder);
    case HN_DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER:
      if (!is_call_error (text))
        return refuse (value, NULL);
      g_string_append (value->out, text);
      return HN_VALUE_OK;
    default:
      *found = FALSE;
      return HN_VALUE_BAD;
    }
}

HnValueResult
hn_value_read (HnValue *value, const char *text)
{
  gboolean found;
  HnValueResult result;

  if (hn_value_is_number (value->directive))
    return hn_value_read_number (value, text);
  result = read_by_directive (value, text, &found);
  if (found)
    return result;

  switch (hn_directive_get (value->directive)->kind)
    {
    case HN_KIND_BOOLEAN:
      return read_boolean_value (value, text);
    case HN_KIND_CHOICE:
      return read_choice (value, text);
    case HN_KIND_SET:
      /* Open words are named above, one by one. */
      return hn_directive_get (value->directive)->choices != NULL
                 ? read_words (value, text, read_choice_word)
                 : refuse (value, NULL);
    case HN_KIND_CAPABILITIES:
      return read_capabilities (value, text);
    case HN_KIND_SYSCALLS:
      return read_inverted_words (value, text, read_syscall);
    case HN_KIND_ADDRESSES:
      return read_words (value, text, read_address);
    case HN_KIND_PATHS:
      return read_paths (value, text, read_path);
    case HN_KIND_MODE:
      return read_mode (value, text);
    case HN_KIND_STRING:
    default:
      /* So is every directive with a grammar of its own: a new one is refused until it is. */
      return refuse (value, NULL);
    }
}
