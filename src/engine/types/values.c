/* The small grammars of unit-file values.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/types/values.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

int
hn_extract_word (const char **text, gboolean unquote, gboolean relax, char **word)
{
  const char *p = *text;
  GString *out;
  char quote = 0;

  *word = NULL;
  if (p != NULL)
    p += strspn (p, HN_WHITESPACE);
  if (p == NULL || *p == '\0')
    {
      *text = NULL;
      return 0;
    }

  out = g_string_sized_new (16);
  for (; *p != '\0'; p++)
    {
      if (*p == '\\')
        {
          if (p[1] == '\0')
            {
              if (!relax)
                goto fail;
              break;
            }
          g_string_append_c (out, *++p);
        }
      else if (quote != 0 && *p == quote)
        quote = 0;
      else if (quote != 0)
        g_string_append_c (out, *p);
      else if (unquote && (*p == '\'' || *p == '"'))
        quote = *p;
      else if (strchr (HN_WHITESPACE, *p) != NULL)
        {
          p += strspn (p, HN_WHITESPACE);
          *text = *p != '\0' ? p : NULL;
          *word = g_string_free (out, FALSE);
          return 1;
        }
      else
        g_string_append_c (out, *p);
    }

  if (quote != 0 && !relax)
    goto fail;

  *text = NULL;
  *word = g_string_free (out, FALSE);
  return 1;

fail:
  g_string_free (out, TRUE);
  return -1;
}

int
hn_parse_boolean (const char *value)
{
  static const char *const on[] = { "1", "yes", "y", "true", "t", "on" };
  static const char *const off[] = { "0", "no", "n", "false", "f", "off" };

  for (guint i = 0; i < G_N_ELEMENTS (on); i++)
    {
      if (g_ascii_strcasecmp (value, on[i]) == 0)
        return 1;
      if (g_ascii_strcasecmp (value, off[i]) == 0)
        return 0;
    }

  return -1;
}

gboolean
hn_parse_number (const char *value, guint base, guint *number)
{
  char *end = NULL;
  gulong n;

  value += strspn (value, HN_WHITESPACE);
  if (*value == '-' || *value == '+')
    return FALSE;
  /* systemd's own prefixes beside C's. */
  if (base == 0 && (g_str_has_prefix (value, "0b") || g_str_has_prefix (value, "0B")))
    {
      base = 2;
      value += 2;
    }
  else if (base == 0 && (g_str_has_prefix (value, "0o") || g_str_has_prefix (value, "0O")))
    {
      base = 8;
      value += 2;
    }

  errno = 0;
  n = strtoul (value, &end, (int) base);
  if (errno != 0 || end == value || *end != '\0' || n > G_MAXUINT)
    return FALSE;

  *number = (guint) n;
  return TRUE;
}

gboolean
hn_parse_mode (const char *value, guint *mode)
{
  guint n;

  if (!hn_parse_number (value, 8, &n) || n > 07777)
    return FALSE;

  *mode = n;
  return TRUE;
}

/* By number, from the kernel's uapi/linux/capability.h. */
static const char *const capability_names[] = {
  "cap_chown",
  "cap_dac_override",
  "cap_dac_read_search",
  "cap_fowner",
  "cap_fsetid",
  "cap_kill",
  "cap_setgid",
  "cap_setuid",
  "cap_setpcap",
  "cap_linux_immutable",
  "cap_net_bind_service",
  "cap_net_broadcast",
  "cap_net_admin",
  "cap_net_raw",
  "cap_ipc_lock",
  "cap_ipc_owner",
  "cap_sys_module",
  "cap_sys_rawio",
  "cap_sys_chroot",
  "cap_sys_ptrace",
  "cap_sys_pacct",
  "cap_sys_admin",
  "cap_sys_boot",
  "cap_sys_nice",
  "cap_sys_resource",
  "cap_sys_time",
  "cap_sys_tty_config",
  "cap_mknod",
  "cap_lease",
  "cap_audit_write",
  "cap_audit_control",
  "cap_setfcap",
  "cap_mac_override",
  "cap_mac_admin",
  "cap_syslog",
  "cap_wake_alarm",
  "cap_block_suspend",
  "cap_audit_read",
  "cap_perfmon",
  "cap_bpf",
  "cap_checkpoint_restore",
};

int
hn_capability_from_name (const char *name)
{
  guint number;

  /* systemd takes numbers up to the largest that it can store, whether named or not. */
  if (hn_parse_number (name[0] == '+' ? name + 1 : name, 0, &number))
    return number <= 63 ? (int) number : -1;

  for (guint i = 0; i < G_N_ELEMENTS (capability_names); i++)
    if (g_ascii_strcasecmp (name, capability_names[i]) == 0)
      return (int) i;

  return -1;
}

const char *
hn_capability_get_name (guint capability)
{
  return capability < G_N_ELEMENTS (capability_names) ? capability_names[capability] : NULL;
}

guint
hn_n_capabilities (void)
{
  return G_N_ELEMENTS (capability_names);
}

typedef struct
{
  const char *name;
  int number;
} Named;

/* The kernel's address families; the first name of a number is the one that systemd prints. */
static const Named families[] = {
  { "AF_UNIX", 1 },     { "AF_LOCAL", 1 },      { "AF_FILE", 1 },        { "AF_INET", 2 },
  { "AF_AX25", 3 },     { "AF_IPX", 4 },        { "AF_APPLETALK", 5 },   { "AF_NETROM", 6 },
  { "AF_BRIDGE", 7 },   { "AF_ATMPVC", 8 },     { "AF_X25", 9 },         { "AF_INET6", 10 },
  { "AF_ROSE", 11 },    { "AF_DECnet", 12 },    { "AF_NETBEUI", 13 },    { "AF_SECURITY", 14 },
  { "AF_KEY", 15 },     { "AF_NETLINK", 16 },   { "AF_ROUTE", 16 },      { "AF_PACKET", 17 },
  { "AF_ASH", 18 },     { "AF_ECONET", 19 },    { "AF_ATMSVC", 20 },     { "AF_RDS", 21 },
  { "AF_SNA", 22 },     { "AF_IRDA", 23 },      { "AF_PPPOX", 24 },      { "AF_WANPIPE", 25 },
  { "AF_LLC", 26 },     { "AF_IB", 27 },        { "AF_MPLS", 28 },       { "AF_CAN", 29 },
  { "AF_TIPC", 30 },    { "AF_BLUETOOTH", 31 }, { "AF_IUCV", 32 },       { "AF_RXRPC", 33 },
  { "AF_ISDN", 34 },    { "AF_PHONET", 35 },    { "AF_IEEE802154", 36 }, { "AF_CAIF", 37 },
  { "AF_ALG", 38 },     { "AF_NFC", 39 },       { "AF_VSOCK", 40 },      { "AF_KCM", 41 },
  { "AF_QIPCRTR", 42 }, { "AF_SMC", 43 },       { "AF_XDP", 44 },        { "AF_MCTP", 45 },
};

int
hn_family_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    if (g_ascii_strcasecmp (name, families[i].name) == 0)
      return families[i].number;

  return -1;
}

const char *
hn_family_get_name (guint family)
{
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    if (families[i].number == (int) family)
      return families[i].name;

  return NULL;
}

static const struct
{
  const char *name;
  guint64 flag;
} namespaces[] = {
  { "cgroup", 0x02000000 }, { "ipc", CLONE_NEWIPC }, { "net", CLONE_NEWNET },
  { "mnt", CLONE_NEWNS },   { "pid", CLONE_NEWPID }, { "user", CLONE_NEWUSER },
  { "uts", CLONE_NEWUTS },  { "time", 0x00000080 },
};

guint64
hn_namespace_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (namespaces); i++)
    if (strcmp (name, namespaces[i].name) == 0)
      return namespaces[i].flag;

  return 0;
}

guint64
hn_namespaces_all (guint version)
{
  guint64 all = 0;

  for (guint i = 0; i < G_N_ELEMENTS (namespaces); i++)
    if (strcmp (namespaces[i].name, "time") != 0 || version >= 258)
      all |= namespaces[i].flag;

  return all;
}

char *
hn_namespaces_to_string (guint64 flags)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (namespaces); i++)
    if (flags & namespaces[i].flag)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", namespaces[i].name);

  return g_string_free (text, FALSE);
}

/* systemd's names for the architectures that libseccomp knows. */
static const char *const architectures[] = {
  "native",   "x86",    "x86-64",     "x32",      "arm",       "arm64",         "loongarch64",
  "mips",     "mips64", "mips64-n32", "mips-le",  "mips64-le", "mips64-le-n32", "parisc",
  "parisc64", "ppc",    "ppc64",      "ppc64-le", "riscv64",   "s390",          "s390x",
};

int
hn_architecture_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (architectures); i++)
    if (strcmp (name, architectures[i]) == 0)
      return (int) i;

  return -1;
}

const char *
hn_architecture_get_name (guint index)
{
  return index < G_N_ELEMENTS (architectures) ? architectures[index] : NULL;
}

gboolean
hn_is_errno (const char *value)
{
  guint number;

  if (strcmp (value, "kill") == 0)
    return TRUE;
  if (hn_parse_number (value, 0, &number))
    return number <= 4095;

  /* glibc knows every name; spare us a table of 130. */
  for (int i = 1; i < 200; i++)
    {
      const char *name = strerrorname_np (i);

      if (name != NULL && g_ascii_strcasecmp (name, value) == 0)
        return TRUE;
    }

  /* Second names of numbers that already have one. */
  return g_ascii_strcasecmp (value, "EWOULDBLOCK") == 0 ||
         g_ascii_strcasecmp (value, "EDEADLOCK") == 0 || g_ascii_strcasecmp (value, "ENOTSUP") == 0;
}

static gboolean
is_digits (const char *text)
{
  return *text != '\0' && text[strspn (text, "0123456789")] == '\0';
}

gboolean
hn_user_name_is_valid (const char *name)
{
  gsize length = strlen (name);

  if (length == 0)
    return FALSE;

  if (is_digits (name))
    {
      guint64 number = g_ascii_strtoull (name, NULL, 10);

      /* The two ids that stand for "none" are never valid. A leading zero makes it no number, and
       * then it is a name of digits, which systemd refuses. */
      if (name[0] == '0' && length > 1)
        return FALSE;
      return length <= 10 && number < G_MAXUINT32 && number != 0xffff;
    }

  if (name[0] == ' ' || name[length - 1] == ' ')
    return FALSE;
  if (!g_utf8_validate (name, length, NULL))
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    if ((guchar) *p < ' ' || *p == 127)
      return FALSE;
  if (strpbrk (name, ":/") != NULL)
    return FALSE;
  if (name[0] == '-' && (name[1] == '\0' || is_digits (name + 1)))
    return FALSE;

  return strcmp (name, ".") != 0 && strcmp (name, "..") != 0;
}

gboolean
hn_path_simplify (char *path)
{
  gboolean absolute = path[0] == '/';
  gboolean normal = TRUE;
  const char *in = path;
  char *out = path;

  if (absolute)
    *out++ = '/';
  while (*in != '\0')
    {
      gsize n;

      in += strspn (in, "/");
      n = strcspn (in, "/");
      if (n == 0)
        break;
      if (n == 2 && in[0] == '.' && in[1] == '.')
        normal = FALSE;
      if (!(n == 1 && in[0] == '.'))
        {
          if (n > NAME_MAX)
            normal = FALSE;
          if (out > path && out[-1] != '/')
            *out++ = '/';
          memmove (out, in, n);
          out += n;
        }
      in += n;
    }
  *out = '\0';

  return normal && out > path && out - path < PATH_MAX;
}

gboolean
hn_address_parse (const char *word, HnAddress *address)
{
  g_autofree char *host = NULL;
  const char *slash = strchr (word, '/');
  guint bits;

  host = slash != NULL ? g_strndup (word, slash - word) : g_strdup (word);
  memset (address, 0, sizeof *address);
  if (inet_pton (AF_INET, host, address->bytes) == 1)
    address->ipv6 = FALSE;
  else if (inet_pton (AF_INET6, host, address->bytes) == 1)
    address->ipv6 = TRUE;
  else
    return FALSE;

  bits = address->ipv6 ? 128 : 32;
  if (slash == NULL)
    address->prefix = bits;
  else if (!hn_parse_number (slash + 1, 0, &address->prefix) || address->prefix > bits)
    return FALSE;

  for (guint i = 0; i < bits / 8; i++)
    {
      guint kept = address->prefix > i * 8 ? MIN (8, address->prefix - i * 8) : 0;

      address->bytes[i] &= (guint8) (0xff00 >> kept);
    }

  return TRUE;
}

gboolean
hn_is_localhost (const char *name)
{
  static const char *const names[] = { "localhost", "localhost.", "localhost.localdomain",
                                       "localhost.localdomain." };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize length = strlen (name), tail = strlen (names[i]);

      if (g_ascii_strcasecmp (name, names[i]) == 0)
        return TRUE;
      if (length > tail && name[length - tail - 1] == '.' &&
          g_ascii_strcasecmp (name + length - tail, names[i]) == 0)
        return TRUE;
    }

  return FALSE;
}
