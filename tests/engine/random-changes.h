/* Pairs of directives and values for tests of what may be written: mostly good ones, some close to
 * it, some of anybody's bytes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <string.h>

#include "engine/validate.h"
#include "engine/catalogue/syscalls.h"
#include "engine/types/values.h"

/* Words of which values are made, by the directive that they are good for; %HN_DIRECTIVE_NONE for
 * those that go anywhere. */
static const struct
{
  HnDirectiveId directive;
  const char *words;
} random_words[] = {
  { HN_DIRECTIVE_NONE, "yes|no|true|off|1|0|Yes|none|~|any|infinity|-1|/|\"|'|\\|%h|%%|a:b|é" },
  { HN_DIRECTIVE_RESTRICT_NAMESPACES, "user|net|mnt|~ipc pid|yes|time|cgroup uts|~" },
  { HN_DIRECTIVE_RESTRICT_ADDRESS_FAMILIES,
    "AF_UNIX|AF_INET AF_INET6|~AF_PACKET|none|AF_NETLINK|~AF_UNIX AF_DECnet|AF_DECNET|AF_LOCAL" },
  { HN_DIRECTIVE_RESTRICT_FILE_SYSTEMS, "ext4|~tmpfs proc|@basic-api|@known|xfs btrfs|nofs" },
  { HN_DIRECTIVE_RESTRICT_NETWORK_INTERFACES, "lo|eth0 eth1|~wlan0|12|a/b|enp0s31f6|veth@if2" },
  { HN_DIRECTIVE_SOCKET_BIND_ALLOW, "any|tcp|ipv4:tcp:80|8080|udp:1-1024|ipv6|ipv6:udp|0|70000" },
  { HN_DIRECTIVE_SOCKET_BIND_DENY, "any|ipv4|udp|tcp:1-65535|ipv6:5353" },
  { HN_DIRECTIVE_COREDUMP_FILTER, "all|default|private-anonymous elf-headers|shared-dax|0x33" },
  { HN_DIRECTIVE_ALLOWED_CPUS, "0|0-3|1,3|0-1 4 6-7|8191|8192|3-1" },
  { HN_DIRECTIVE_ALLOWED_MEMORY_NODES, "0|0-1|0,1" },
  { HN_DIRECTIVE_SYSTEM_CALL_ARCHITECTURES, "native|x86-64|native x86|arm64|amd64" },
  { HN_DIRECTIVE_DEVICE_ALLOW,
    "/dev/null|/dev/null rw|char-pts rwm|block-loop r|/dev/disk/by-id/x w|char-* rw|/etc/x r|"
    "/dev/../x" },
  { HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM,
    "/srv|/var:ro|/srv:size=10M,mode=0700 /opt|/a:exec|\"/a b:ro\"" },
  { HN_DIRECTIVE_READ_WRITE_PATHS,
    "/srv|-/srv/a|+/srv|-+/srv //srv//b/ |/srv/%h|/srv/../etc|srv|\"/srv/my data\" /x|/it's|"
    "\"/it's\"|/\xc3\xa9" },
  { HN_DIRECTIVE_READ_ONLY_PATHS, "/etc|-/etc/x /usr|/%%|/100%" },
  { HN_DIRECTIVE_INACCESSIBLE_PATHS, "/home|-/root /boot|/a%b" },
  { HN_DIRECTIVE_EXEC_PATHS, "/usr|/usr /opt|-/lib" },
  { HN_DIRECTIVE_NO_EXEC_PATHS, "/|/tmp /var/tmp" },
  { HN_DIRECTIVE_RUNTIME_DIRECTORY, "own|own/sub other|a:b|../x|systemd|/run/x|100%" },
  { HN_DIRECTIVE_STATE_DIRECTORY, "own|own-1.2_x|dpkg/x|." },
  { HN_DIRECTIVE_CACHE_DIRECTORY, "own|a b" },
  { HN_DIRECTIVE_LOGS_DIRECTORY, "own|a/b/c" },
  { HN_DIRECTIVE_CONFIGURATION_DIRECTORY, "own|own.d" },
  { HN_DIRECTIVE_IP_ADDRESS_ALLOW,
    "any|localhost|10.0.0.0/8|10.1.2.3/8|::1|fe80::/64|2001:db8::1 192.0.2.7|1.2.3|1.2.3.4/33|"
    "10.0.0.0/08" },
  { HN_DIRECTIVE_IP_ADDRESS_DENY, "any|link-local multicast|0.0.0.0/0|::/0" },
  { HN_DIRECTIVE_CAPABILITY_BOUNDING_SET,
    "CAP_KILL|~CAP_SYS_ADMIN CAP_BPF|~|cap_kill|CAP_NOPE|CAP_NET_BIND_SERVICE CAP_CHOWN|5" },
  { HN_DIRECTIVE_SYSTEM_CALL_FILTER,
    "@system-service|~@mount|~ptrace:EPERM @debug:kill|read write|@nope|nocall|~@privileged:0" },
  { HN_DIRECTIVE_SYSTEM_CALL_LOG, "@mount|~@known|execve|execve:EPERM" },
  { HN_DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER, "EPERM|kill|ENOSYS|EPERMX|1|0|eperm" },
  { HN_DIRECTIVE_LIMIT_NICE, "0|1|10|20|40|41|infinity" },
  { HN_DIRECTIVE_SECURE_BITS, "noroot|noroot-locked keep-caps|exec-restrict-file|noroots" },
};

static const char *
random_of (GRand *rand, const char *const *words, guint n)
{
  return words[g_rand_int_range (rand, 0, (gint32) n)];
}

static char *
random_number (GRand *rand)
{
  static const char *const forms[] = { "%u",  "%uK", "%uM",   "%u%%", "%u.5%%", "%u:infinity",
                                       "%us", "%uh", "%u:%u", "0%u",  "-%u",    "%umin" };
  static const guint sizes[] = { 0, 1, 2, 10, 40, 99, 100, 101, 1024, 65536, 1000000 };
  char *text = NULL;
  const char *form = random_of (rand, forms, G_N_ELEMENTS (forms));
  guint first = sizes[g_rand_int_range (rand, 0, G_N_ELEMENTS (sizes))];
  guint second = sizes[g_rand_int_range (rand, 0, G_N_ELEMENTS (sizes))];
  g_autoptr (GString) out = g_string_new (NULL);
  guint n = 0;

  for (const char *p = form; *p != '\0'; p++)
    if (p[0] == '%' && p[1] == 'u')
      {
        g_string_append_printf (out, "%u", n++ == 0 ? first : second);
        p++;
      }
    else if (p[0] == '%' && p[1] == '%')
      {
        g_string_append_c (out, '%');
        p++;
      }
    else
      g_string_append_c (out, *p);
  text = g_strdup (out->str);

  return text;
}

static char *
random_bytes (GRand *rand)
{
  GString *text = g_string_new (NULL);
  guint n = (guint) g_rand_int_range (rand, 0, 12);

  for (guint i = 0; i < n; i++)
    g_string_append_c (text, (char) (g_rand_boolean (rand) ? g_rand_int_range (rand, 1, 256)
                                                           : g_rand_int_range (rand, 32, 127)));

  return g_string_free (text, FALSE);
}

/* (transfer full): a value that may be good for @directive. */
static char *
random_value (GRand *rand, HnDirectiveId directive)
{
  const HnDirective *row = hn_directive_get (directive);
  const char *words = NULL;

  if (g_rand_int_range (rand, 0, 25) == 0)
    return random_bytes (rand);
  if (g_rand_int_range (rand, 0, 25) == 0)
    return g_strdup ("");

  for (guint i = 0; i < G_N_ELEMENTS (random_words); i++)
    if (random_words[i].directive == directive)
      words = random_words[i].words;
  if (words == NULL && row->type->kind == HN_KIND_MODE)
    return g_strdup_printf ("%o", (guint) g_rand_int_range (rand, 0, 02000));
  if (words == NULL && row->type->kind == HN_KIND_CHOICE)
    {
      guint n = 0;

      while (row->choices[n].value != NULL)
        n++;
      return g_strdup (row->choices[g_rand_int_range (rand, 0, (gint32) n)].value);
    }
  if (words == NULL && row->type->kind == HN_KIND_STRING)
    return random_number (rand);
  if (words == NULL || g_rand_int_range (rand, 0, 20) == 0)
    words = random_words[0].words;

  g_auto (GStrv) parts = g_strsplit (words, "|", -1);
  return g_strdup (parts[g_rand_int_range (rand, 0, (gint32) g_strv_length (parts))]);
}

/* A writable directive. */
static HnDirectiveId
random_directive (GRand *rand)
{
  for (;;)
    {
      HnDirectiveId directive = g_rand_int_range (rand, 0, HN_N_DIRECTIVES);

      if (hn_directive_get (directive)->flags & HN_DIRECTIVE_WRITABLE)
        return directive;
    }
}

/* (transfer full) (element-type HnChange): up to @most changes that pass, as one request. */
static GPtrArray *
random_changes (GRand *rand, HnScope scope, guint version, guint most)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_change_free);
  guint n = (guint) g_rand_int_range (rand, 0, (gint32) most + 1);
  gboolean seen[HN_N_DIRECTIVES] = { FALSE };

  while (changes->len < n)
    {
      HnDirectiveId directive = random_directive (rand);
      g_autofree char *value = random_value (rand, directive);
      char *canonical = NULL;
      HnChange *change;

      if ((seen[directive] && !hn_validate_is_list (directive)) ||
          !hn_validate_value (directive, value, version, &canonical, NULL))
        continue;
      seen[directive] = TRUE;
      change = g_new0 (HnChange, 1);
      change->directive = directive;
      change->value = canonical;
      g_ptr_array_add (changes, change);
    }

  return changes;
}
