/* Compares a process with the manager that started it: what the two have in common is not in force.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/facts/kernel-look.h"

#include <dirent.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "source/facts/inet-dump.h"
#include "source/facts/process-text.h"

/* Accounts of people, as login.defs has them nearly everywhere. */
#define FIRST_PERSON 1000
#define LAST_PERSON 60000

/* What people have elsewhere is told by one example; a file may name any number. */
#define MAX_HOMES 16

static char *
read_text (guint32 pid, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/proc/%u/%s", pid, name);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}

static HnKnown
differ (const char *one, const char *other)
{
  if (one == NULL || other == NULL)
    return HN_KNOWN_NOT;

  return strcmp (one, other) != 0 ? HN_KNOWN_YES : HN_KNOWN_NO;
}

/* The files of a network are made for it, and so are their numbers. */
static HnKnown
has_own_network (guint32 process, guint32 manager)
{
  g_autofree char *one = g_strdup_printf ("/proc/%u/net/dev", process);
  g_autofree char *other = g_strdup_printf ("/proc/%u/net/dev", manager);
  struct stat own, machine;

  if (stat (one, &own) < 0 || stat (other, &machine) < 0)
    return HN_KNOWN_NOT;

  return own.st_ino != machine.st_ino ? HN_KNOWN_YES : HN_KNOWN_NO;
}

/* Each place of a tree has a number, which no other tree has. */
static HnKnown
has_own_mounts (const HnKernelFacts *kernel)
{
  const HnMount *own = hn_mounts_find (kernel->mounts, "/");
  const HnMount *machine = hn_mounts_find (kernel->manager_mounts, "/");

  if (own == NULL || machine == NULL)
    return HN_KNOWN_NOT;

  return own->id != machine->id ? HN_KNOWN_YES : HN_KNOWN_NO;
}

static void
read_mounts (guint32 pid, GPtrArray **mounts)
{
  g_autofree char *text = read_text (pid, "mountinfo");

  if (text == NULL)
    return;
  g_ptr_array_unref (*mounts);
  *mounts = hn_mounts_parse (text);
}

static gboolean
is_below (const char *path, const char *folder)
{
  g_autofree char *real = realpath (folder, NULL);
  gsize length = real != NULL ? strlen (real) : 0;

  return real != NULL && strncmp (path, real, length) == 0 && path[length] == '/';
}

/* (transfer full): folders of people that ProtectHome= does not reach */
static GStrv
list_homes (void)
{
  g_autoptr (GStrvBuilder) homes = g_strv_builder_new ();
  FILE *file = fopen ("/etc/passwd", "re");
  struct passwd entry, *found;
  char buffer[4096];
  guint n = 0;

  while (file != NULL && n < MAX_HOMES &&
         fgetpwent_r (file, &entry, buffer, sizeof buffer, &found) == 0)
    {
      g_autofree char *real = NULL;

      if (entry.pw_uid < FIRST_PERSON || entry.pw_uid > LAST_PERSON || *entry.pw_dir != '/')
        continue;
      /* One that is not there has nothing to protect. */
      real = realpath (entry.pw_dir, NULL);
      if (real == NULL || strcmp (real, "/") == 0 || !g_file_test (real, G_FILE_TEST_IS_DIR) ||
          is_below (real, "/home") || is_below (real, "/run/user") || is_below (real, "/root"))
        continue;
      g_strv_builder_add (homes, real);
      n++;
    }
  if (file != NULL)
    fclose (file);

  return g_strv_builder_end (homes);
}

HnKernelFacts *
hn_kernel_look (guint32 process, guint32 manager, const char *group)
{
  HnKernelFacts *kernel = hn_kernel_facts_new ();
  g_autofree char *limits = NULL;

  kernel->homes = list_homes ();
  if (process == 0)
    return kernel;

  limits = read_text (process, "limits");
  if (manager != 0)
    {
      g_autofree char *status = read_text (manager, "status");
      g_autofree char *users = read_text (process, "uid_map");
      g_autofree char *manager_users = read_text (manager, "uid_map");

      if (status != NULL && !hn_process_parse_status (status, &kernel->manager))
        kernel->manager.pid = 0;
      read_mounts (process, &kernel->mounts);
      read_mounts (manager, &kernel->manager_mounts);
      kernel->own_users = differ (users, manager_users);
      kernel->accounts = users != NULL ? hn_accounts_count (users) : 0;
      kernel->own_network = has_own_network (process, manager);
      kernel->own_mounts = has_own_mounts (kernel);
    }
  kernel->has_limits = limits != NULL && hn_limits_parse (limits, kernel->limits);
  if (group != NULL)
    {
      g_autofree char *path = g_build_filename (group, "cgroup.controllers", NULL);

      g_file_get_contents (path, &kernel->controllers, NULL, NULL);
    }

  return kernel;
}

static gboolean
has_socket (GPtrArray *sockets, guint64 group)
{
  for (guint i = 0; i < sockets->len; i++)
    if (((HnInetSocket *) sockets->pdata[i])->group == group)
      return TRUE;

  return FALSE;
}

HnKnown
hn_kernel_look_bpf (const char *groups, GPtrArray *sockets)
{
  g_autofree char *slice = g_build_filename (groups, "system.slice", NULL);
  g_autofree char *scope = g_build_filename (groups, "init.scope", NULL);
  g_autoptr (GDir) folder = g_dir_open (slice, 0, NULL);
  HnKnown known = HN_KNOWN_NOT;
  struct stat status;
  const char *name;

  while (known == HN_KNOWN_NOT && folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (slice, name, NULL);

      if (g_str_has_suffix (name, ".socket") && stat (path, &status) == 0 &&
          has_socket (sockets, status.st_ino))
        known = HN_KNOWN_YES;
    }
  if (known == HN_KNOWN_NOT && stat (scope, &status) == 0 && has_socket (sockets, status.st_ino))
    known = HN_KNOWN_NO;

  return known;
}
