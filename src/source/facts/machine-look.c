/* Goes through the folders of control groups, whose inode numbers are the ids that sockets carry.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "source/facts/machine-look.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "source/account.h"
#include "source/facts/inet-dump.h"
#include "source/facts/kernel-look.h"
#include "source/facts/process-text.h"
#include "source/files/host.h"

#define GROUPS "/sys/fs/cgroup"

/* A service of a container, say, has control groups of its own, and may have any number. */
#define MAX_GROUPS 512
#define MAX_DEPTH 16

/* So many tell what the rest is like. */
#define MAX_PROCESSES 64

/* The kernel's files are far shorter, but for lists of processes. */
#define FILE_SIZE (16 * 1024)

HnMachineLook *
hn_machine_look_new (void)
{
  HnMachineLook *self = g_new0 (HnMachineLook, 1);

  self->facts = hn_service_facts_new ();
  self->sockets = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_socket_unit_free);

  return self;
}

void
hn_machine_look_free (HnMachineLook *self)
{
  g_clear_pointer (&self->facts, hn_service_facts_unref);
  g_free (self->group);
  g_ptr_array_unref (self->sockets);
  g_free (self);
}

/* What goes with a look at the whole machine. */
typedef struct
{
  const char *root;     /* (nullable): where the control groups are */
  GPtrArray *sockets;   /* (nullable): of HnInetSocket */
  GHashTable *services; /* id of a control group -> HnMachineLook */
  GHashTable *units;    /* the same -> name of a .socket unit */
  GHashTable *names;    /* number of an account -> its name */
  guint64 manager;      /* the id of the manager's own; 0 where it cannot be seen */
  char *buffer;         /* of FILE_SIZE */
} Machine;

static GHashTable *
ids_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

/* Where the one hierarchy is that systemd has, beside those of old where these are in use, too. */
static const char *
find_groups (void)
{
  struct statfs status;

  if (statfs (GROUPS, &status) == 0 && status.f_type == CGROUP2_SUPER_MAGIC)
    return GROUPS;
  if (statfs (GROUPS "/unified", &status) == 0 && status.f_type == CGROUP2_SUPER_MAGIC)
    return GROUPS "/unified";

  return NULL;
}

/* The file's text, up to what the buffer holds; NULL where it cannot be read. */
static const char *
read_text (Machine *machine, int folder, const char *name)
{
  int fd = openat (folder, name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  gsize length = 0;
  gssize got = -1;

  if (fd < 0)
    return NULL;
  while (length < FILE_SIZE - 1 && (got = TEMP_FAILURE_RETRY (read (fd, machine->buffer + length,
                                                                    FILE_SIZE - 1 - length))) > 0)
    length += (gsize) got;
  close (fd);
  machine->buffer[length] = '\0';

  return got < 0 && length == 0 ? NULL : machine->buffer;
}

static void
take_process (Machine *machine, HnMachineLook *look, guint32 pid)
{
  HnServiceFacts *facts = look->facts;
  HnProcess process;
  const char *text;
  char path[64];

  g_snprintf (path, sizeof path, "/proc/%u/status", pid);
  text = read_text (machine, AT_FDCWD, path);
  if (text == NULL)
    {
      /* One that has just ended is none that hides. */
      facts->partial |= errno != ENOENT && errno != ESRCH;
      return;
    }
  if (hn_process_parse_status (text, &process) && process.pid == pid && !process.over)
    hn_service_facts_add_process (facts, &process, pid == look->main_pid);
}

/* The processes of one control group. */
static void
take_processes (Machine *machine, HnMachineLook *look, int folder)
{
  const char *text = read_text (machine, folder, "cgroup.procs");
  guint32 pids[MAX_PROCESSES];
  guint n = 0;

  /* The buffer is needed for each of them. */
  while (text != NULL && *text != '\0')
    {
      char *end;
      guint64 pid = g_ascii_strtoull (text, &end, 10);

      if (end == text)
        break;
      text = end + (*end == '\n');
      /* 0 is one that this program cannot name: of another container. */
      if (pid == 0 || pid == look->main_pid)
        continue;
      if (n == MAX_PROCESSES)
        {
          look->facts->partial = TRUE;
          break;
        }
      pids[n++] = (guint32) pid;
    }
  for (guint i = 0; i < n; i++)
    take_process (machine, look, pids[i]);
}

static void
visit_group (Machine *machine,
             HnMachineLook *look, /* (nullable): NULL for a unit */
             const char *unit,    /* (nullable) */
             int parent,
             const char *name,
             guint depth,
             guint *n)
{
  int folder = openat (parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  struct stat status;
  struct dirent *entry;
  DIR *children;

  if (folder < 0)
    return;
  if (++*n > MAX_GROUPS || depth > MAX_DEPTH || fstat (folder, &status) < 0)
    {
      if (look != NULL)
        look->facts->partial = TRUE;
      close (folder);
      return;
    }

  g_hash_table_insert (look != NULL ? machine->services : machine->units,
                       g_memdup2 (&(guint64){ status.st_ino }, sizeof (guint64)),
                       look != NULL ? (gpointer) look : (gpointer) unit);
  if (look != NULL && look->facts->runs_as->len < MAX_PROCESSES)
    take_processes (machine, look, folder);

  /* It counts its folders, and nearly always has none: reading it would take most of the time. */
  if (status.st_nlink == 2 || (children = fdopendir (folder)) == NULL)
    {
      close (folder);
      return;
    }
  while ((entry = readdir (children)) != NULL)
    if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
      visit_group (machine, look, unit, folder, entry->d_name, depth + 1, n);
  closedir (children);
}

static gboolean
is_root_group (const char *group)
{
  return group != NULL && (*group == '\0' || strcmp (group, "/") == 0);
}

static void
visit (Machine *machine, HnMachineLook *look, const char *unit, const char *group)
{
  g_autofree char *path = NULL;
  guint n = 0;

  /* That of the manager itself would be all others as well. */
  if (machine->root == NULL || group == NULL || is_root_group (group))
    return;
  path = g_strconcat (machine->root, group, NULL);
  visit_group (machine, look, unit, AT_FDCWD, path, 0, &n);
}

static guint64
find_manager (const Machine *machine, const char *group)
{
  g_autofree char *path = NULL;
  struct stat status;

  if (machine->root == NULL || group == NULL)
    return 0;
  path = g_strconcat (machine->root, strcmp (group, "/") == 0 ? "" : group, "/init.scope", NULL);

  return stat (path, &status) == 0 ? status.st_ino : 0;
}

static void
add_socket (HnServiceFacts *facts, const HnInetSocket *socket, const char *unit)
{
  HnListener *listener = hn_listener_new (socket->kind, socket->address, socket->port);
  char name[IF_NAMESIZE];

  if (socket->interface != 0 && if_indextoname (socket->interface, name) != NULL)
    listener->interface = g_strdup (name);
  listener->unit = g_strdup (unit);
  g_ptr_array_add (facts->listeners, listener);
}

/* Whether @socket is what @unit says that it listens on. */
static gboolean
is_of_unit (const HnInetSocket *socket, const HnSocketUnit *unit)
{
  for (guint i = 0; i < unit->listeners->len; i++)
    {
      const HnListener *listener = unit->listeners->pdata[i];

      if (listener->kind == socket->kind && listener->port == socket->port &&
          strcmp (listener->address, socket->address) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
take_sockets (const Machine *machine, HnMachineLook *look)
{
  HnServiceFacts *facts = look->facts;

  facts->no_sockets = machine->sockets == NULL || machine->root == NULL;
  for (guint i = 0; !facts->no_sockets && i < machine->sockets->len; i++)
    {
      const HnInetSocket *socket = machine->sockets->pdata[i];
      const char *owner = g_hash_table_lookup (machine->units, &socket->group);

      if (g_hash_table_lookup (machine->services, &socket->group) == look)
        add_socket (facts, socket, NULL);
      for (guint j = 0; j < look->sockets->len; j++)
        {
          const HnSocketUnit *unit = look->sockets->pdata[j];

          /* Where it cannot be opened in the unit's control group, the manager opens it in its own.
           */
          if (g_strcmp0 (owner, unit->name) == 0 ||
              (socket->group == machine->manager && machine->manager != 0 &&
               is_of_unit (socket, unit)))
            add_socket (facts, socket, unit->name);
        }
    }

  /* Of the rest nobody but the unit knows whose they are. */
  for (guint i = 0; i < look->sockets->len; i++)
    {
      const HnSocketUnit *unit = look->sockets->pdata[i];

      for (guint j = 0; j < unit->listeners->len; j++)
        {
          const HnListener *said = unit->listeners->pdata[j];
          HnListener *listener;

          if (!facts->no_sockets && (said->kind == HN_LISTEN_TCP || said->kind == HN_LISTEN_UDP))
            continue;
          listener = hn_listener_new (said->kind, said->address, said->port);
          listener->interface = g_strdup (said->interface);
          listener->unit = g_strdup (unit->name);
          g_ptr_array_add (facts->listeners, listener);
        }
    }
  g_ptr_array_sort (facts->listeners, hn_listener_compare);
  for (guint i = facts->listeners->len; i > 1; i--)
    if (hn_listener_compare (&facts->listeners->pdata[i - 1], &facts->listeners->pdata[i - 2]) == 0)
      g_ptr_array_remove_index (facts->listeners, i - 1);
}

static const char *
find_name (const Machine *machine, guint32 uid)
{
  char *name = g_hash_table_lookup (machine->names, GUINT_TO_POINTER (uid));

  if (name == NULL)
    {
      name = hn_account_dup_name (uid);
      g_hash_table_insert (machine->names, GUINT_TO_POINTER (uid), name);
    }

  return name;
}

static void
look_at_processes (Machine *machine, HnMachineLook *look)
{
  if (look->main_pid != 0)
    take_process (machine, look, look->main_pid);
  visit (machine, look, NULL, look->group);
  /* The manager knows of it, and /proc may hide what others run. */
  look->facts->partial |= look->main_pid != 0 && look->facts->main.pid == 0;
  for (guint i = 0; i < look->facts->runs_as->len; i++)
    {
      HnRunsAs *runs_as = look->facts->runs_as->pdata[i];

      runs_as->name = g_strdup (find_name (machine, runs_as->uid));
    }
  for (guint i = 0; i < look->sockets->len; i++)
    {
      const HnSocketUnit *unit = look->sockets->pdata[i];

      visit (machine, NULL, unit->name, unit->group);
    }
}

/* @system: whether it is a service of the system's manager, which is the first process */
static void
look_deep (const Machine *machine, HnMachineLook *look, gboolean system)
{
  HnServiceFacts *facts = look->facts;
  /* With those of old beside it, limits and devices are their business. */
  gboolean alone = g_strcmp0 (machine->root, GROUPS) == 0;
  g_autofree char *group = NULL;

  if (alone && look->group != NULL)
    group = g_strconcat (machine->root, look->group, NULL);
  facts->kernel = hn_kernel_look (facts->main.pid, system ? 1 : facts->main.parent, group);
  if (alone && machine->sockets != NULL)
    facts->kernel->bpf = hn_kernel_look_bpf (machine->root, machine->sockets);
  /* What is set may not be in force. */
  if (facts->kernel->own_network != HN_KNOWN_NOT)
    facts->own_network = facts->kernel->own_network == HN_KNOWN_YES;
}

/* Adds the services in the slices below @group. What is in a service or a scope is not the
 * manager's business: a container has services of its own. */
static void
list_groups (const char *root, const char *group, guint depth, GHashTable *groups)
{
  g_autofree char *path = g_strconcat (root, group, NULL);
  g_autoptr (GDir) folder = depth < MAX_DEPTH ? g_dir_open (path, 0, NULL) : NULL;
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_strconcat (group, "/", name, NULL);

      if (g_str_has_suffix (name, ".slice"))
        list_groups (root, child, depth + 1, groups);
      else if (g_str_has_suffix (name, ".service") && strlen (name) > strlen (".service"))
        /* systemd puts "_" before names that the kernel has itself. */
        g_hash_table_replace (groups, g_strdup (name + (*name == '_')), g_steal_pointer (&child));
    }
}

GHashTable *
hn_machine_list_groups (const char *manager_group)
{
  GHashTable *groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const char *root = hn_host_get_root () == NULL ? find_groups () : NULL;

  if (root != NULL && manager_group != NULL)
    list_groups (root, strcmp (manager_group, "/") == 0 ? "" : manager_group, 0, groups);

  return groups;
}

void
hn_machine_look (GPtrArray *looks, const char *manager_group)
{
  g_autofree char *buffer = g_malloc (FILE_SIZE);
  g_autoptr (GHashTable) services = ids_new ();
  g_autoptr (GHashTable) units = ids_new ();
  g_autoptr (GHashTable) names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  gboolean hidden = hn_host_get_root () != NULL;
  Machine machine = { .services = services, .units = units, .names = names, .buffer = buffer };

  if (!hidden)
    {
      machine.root = find_groups ();
      machine.sockets = hn_inet_dump ();
      machine.manager = find_manager (&machine, manager_group);
    }

  for (guint i = 0; i < looks->len; i++)
    {
      HnMachineLook *look = looks->pdata[i];

      look->facts->hidden = hidden;
      if (hidden)
        continue;
      look_at_processes (&machine, look);
      if (look->deep)
        look_deep (&machine, look, is_root_group (manager_group));
    }
  for (guint i = 0; i < looks->len; i++)
    take_sockets (&machine, looks->pdata[i]);
  g_clear_pointer (&machine.sockets, g_ptr_array_unref);
}
