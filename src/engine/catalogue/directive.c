/* The catalogue's table, with the words that each choice takes, and its look-up by name. Pure: it
 * knows no service and reads nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/catalogue/directive.h"

#include <glib/gi18n-lib.h>

/* "yes" and "no" stand for every spelling of a boolean; systemd takes those wherever a directive
 * began as a switch and learnt its words later. */

static const HnChoice choices_secure_bits[] = {
  { "keep-caps", 0 },
  { "keep-caps-locked", 0 },
  { "no-setuid-fixup", 0 },
  { "no-setuid-fixup-locked", 0 },
  { "noroot", 0 },
  { "noroot-locked", 0 },
  { "no-cap-ambient-raise", 262 },
  { "no-cap-ambient-raise-locked", 262 },
  { "exec-restrict-file", 262 },
  { "exec-restrict-file-locked", 262 },
  { "exec-deny-interactive", 262 },
  { "exec-deny-interactive-locked", 262 },
  { NULL, 0 },
};

static const HnChoice choices_private_users[] = {
  { "no", 0 },     { "yes", 0 },       { "self", 257 }, { "identity", 257 },
  { "full", 258 }, { "managed", 260 }, { NULL, 0 },
};

static const HnChoice choices_keyring_mode[] = {
  { "inherit", 0 },
  { "private", 0 },
  { "shared", 0 },
  { NULL, 0 },
};

static const HnChoice choices_mount_flags[] = {
  { "shared", 0 },
  { "slave", 0 },
  { "private", 0 },
  { NULL, 0 },
};

static const HnChoice choices_protect_system[] = {
  { "no", 0 }, { "yes", 0 }, { "full", 0 }, { "strict", 232 }, { NULL, 0 },
};

static const HnChoice choices_protect_home[] = {
  { "no", 0 }, { "yes", 0 }, { "read-only", 0 }, { "tmpfs", 238 }, { NULL, 0 },
};

/* "connected" is what "yes" means, and the manager prints it so. */
static const HnChoice choices_private_tmp[] = {
  { "no", 0 }, { "yes", 0 }, { "connected", 257 }, { "disconnected", 257 }, { NULL, 0 },
};

static const HnChoice choices_runtime_directory_preserve[] = {
  { "no", 0 }, { "yes", 0 }, { "restart", 0 }, { "on-success", 261 }, { NULL, 0 },
};

static const HnChoice choices_device_policy[] = {
  { "auto", 0 },
  { "closed", 0 },
  { "strict", 0 },
  { NULL, 0 },
};

static const HnChoice choices_protect_control_groups[] = {
  { "no", 0 }, { "yes", 0 }, { "private", 257 }, { "strict", 257 }, { NULL, 0 },
};

/* From 258 on, "yes" and "private" may carry a host name behind a colon. */
static const HnChoice choices_protect_hostname[] = {
  { "no", 0 },
  { "yes", 0 },
  { "private", 258 },
  { NULL, 0 },
};

static const HnChoice choices_protect_proc[] = {
  { "default", 0 }, { "noaccess", 0 }, { "invisible", 0 }, { "ptraceable", 0 }, { NULL, 0 },
};

static const HnChoice choices_proc_subset[] = {
  { "all", 0 },
  { "pid", 0 },
  { NULL, 0 },
};

/* In a list of their own; a lone boolean stands for all or none. No check looks at "time". */
static const HnChoice choices_namespaces[] = {
  { "cgroup", 0 }, { "ipc", 0 }, { "mnt", 0 },  { "net", 0 }, { "pid", 0 },
  { "user", 0 },   { "uts", 0 }, { "time", 0 }, { NULL, 0 },
};

/* User namespaces cannot be delegated: they are what the others are delegated to. */
static const HnChoice choices_delegate_namespaces[] = {
  { "cgroup", 0 }, { "ipc", 0 }, { "mnt", 0 },  { "net", 0 },
  { "pid", 0 },    { "uts", 0 }, { "time", 0 }, { NULL, 0 },
};

static const HnChoice choices_memory_thp[] = {
  { "inherit", 0 }, { "disable", 0 }, { "madvise", 0 }, { "system", 0 }, { NULL, 0 },
};

static const HnChoice choices_cpu_set_partition[] = {
  { "member", 0 },
  { "root", 0 },
  { "isolated", 0 },
  { NULL, 0 },
};

static const HnChoice choices_notify_access[] = {
  { "none", 0 }, { "main", 0 }, { "exec", 233 }, { "all", 0 }, { NULL, 0 },
};

static const HnDirective directives[HN_N_DIRECTIVES] = {
/* Named one by one, so that a row without one of them does not compile. */
#define HN_DIRECTIVE(id, name, kind, choices, since, group, risk, flags, page, reach, weakest, \
                     title, why, breaks)                                                       \
  [HN_DIRECTIVE_##id] = { name, kind,  choices, since, group, risk,  flags,                    \
                          page, reach, weakest, title, why,   breaks },
#include "engine/catalogue/directive-table.h"
#undef HN_DIRECTIVE
};

/* Names from before version 231 that still fill the same setting. */
static const struct
{
  const char *name;
  HnDirectiveId id;
} older_names[] = {
  { "InaccessibleDirectories", HN_DIRECTIVE_INACCESSIBLE_PATHS },
  { "ReadOnlyDirectories", HN_DIRECTIVE_READ_ONLY_PATHS },
  { "ReadWriteDirectories", HN_DIRECTIVE_READ_WRITE_PATHS },
};

static const struct
{
  const char *id;
  const char *title;
} groups[HN_N_GROUPS] = {
  [HN_GROUP_IDENTITY] = { "identity", N_ ("Identity and Privileges") },
  /* Translators: heading over settings about files and folders */
  [HN_GROUP_FILES] = { "files", N_ ("Files") },
  /* Translators: heading over settings about hardware devices */
  [HN_GROUP_DEVICES] = { "devices", N_ ("Devices") },
  /* Translators: heading over settings that guard the Linux kernel */
  [HN_GROUP_KERNEL] = { "kernel", N_ ("Kernel") },
  /* Translators: heading; a namespace is a separate view of a part of the system */
  [HN_GROUP_NAMESPACES] = { "namespaces", N_ ("Namespaces") },
  /* Translators: heading over settings about network access */
  [HN_GROUP_NETWORK] = { "network", N_ ("Network") },
  /* Translators: heading; a system call is a program's request to the kernel */
  [HN_GROUP_SYSCALLS] = { "syscalls", N_ ("System Calls") },
  /* Translators: heading; a capability is one single power of the administrator */
  [HN_GROUP_CAPABILITIES] = { "capabilities", N_ ("Capabilities") },
  /* Translators: heading over settings that fit nowhere else */
  [HN_GROUP_OTHER] = { "other", N_ ("Other") },
};

static const struct
{
  const char *name;
  const char *document;
} pages[] = {
  [HN_PAGE_EXEC] = { "systemd.exec(5)", "systemd.exec" },
  [HN_PAGE_RESOURCE_CONTROL] = { "systemd.resource-control(5)", "systemd.resource-control" },
  [HN_PAGE_SERVICE] = { "systemd.service(5)", "systemd.service" },
};

const HnDirective *
hn_directive_get (HnDirectiveId id)
{
  g_assert (id >= 0 && id < HN_N_DIRECTIVES);

  return &directives[id];
}

/* Made at the first look-up and kept for good. The values are ids plus one: NULL means absent. */
static GHashTable *
get_names (void)
{
  static GHashTable *names = NULL;

  if (g_once_init_enter (&names))
    {
      GHashTable *table = g_hash_table_new (g_str_hash, g_str_equal);

      for (guint i = 0; i < HN_N_DIRECTIVES; i++)
        g_hash_table_insert (table, (gpointer) directives[i].name, GUINT_TO_POINTER (i + 1));
      for (guint i = 0; i < G_N_ELEMENTS (older_names); i++)
        g_hash_table_insert (table, (gpointer) older_names[i].name,
                             GUINT_TO_POINTER (older_names[i].id + 1));
      g_once_init_leave (&names, table);
    }

  return names;
}

HnDirectiveId
hn_directive_find (const char *name)
{
  guint found;

  g_return_val_if_fail (name != NULL, HN_DIRECTIVE_NONE);

  found = GPOINTER_TO_UINT (g_hash_table_lookup (get_names (), name));

  return (HnDirectiveId) ((int) found - 1);
}

char *
hn_directive_dup_manual_uri (HnDirectiveId id)
{
  const HnDirective *directive = hn_directive_get (id);

  return g_strdup_printf ("https://www.freedesktop.org/software/systemd/man/latest/%s.html#%s=",
                          pages[directive->page].document, directive->name);
}

const char *
hn_page_get_name (HnPage page)
{
  g_assert ((guint) page < G_N_ELEMENTS (pages));

  return pages[page].name;
}

const char *
hn_group_get_title (HnGroup group)
{
  g_assert ((guint) group < HN_N_GROUPS);

  return groups[group].title;
}

const char *
hn_group_get_id (HnGroup group)
{
  g_assert ((guint) group < HN_N_GROUPS);

  return groups[group].id;
}
