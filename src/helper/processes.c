/* The processes of a service, as the kernel shows them to everybody in /proc: what they may do and
 * what they use.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper/processes.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include <linux/capability.h>
#include <linux/magic.h>

#include "helper/descriptor.h"
#include "properties/user-number.h"

/* What goes beyond is not looked at, and so not known. */
#define MAX_PROCESSES 32768
#define MAX_THREADS 32768
#define MAX_DEPTH 32
#define LARGEST_FILE (4 * 1024 * 1024)

#define USEC(ticks) ((ticks) * (G_USEC_PER_SEC / (guint64) sysconf (_SC_CLK_TCK)))

void
hn_processes_free (HnProcesses *self)
{
  g_ptr_array_unref (self->list);
  g_free (self);
}

/* Returns: (transfer full) (nullable): NULL with errno */
static char *
read_file (int folder_fd, const char *name)
{
  hn_auto_fd fd = openat (folder_fd, name, O_RDONLY | O_CLOEXEC | O_NOCTTY);

  return fd >= 0 ? hn_descriptor_read (fd, LARGEST_FILE, NULL) : NULL;
}

/* The number that a name is, or 0. */
static guint
get_number (const char *name)
{
  guint64 number;

  return g_ascii_string_to_unsigned (name, 10, 1, G_MAXINT, &number, NULL) ? (guint) number : 0;
}

/* One "Name:\tvalue" of a status file; NULL where it is missing. */
static const char *
find_field (const char *status, const char *name)
{
  gsize length = strlen (name);

  for (const char *line = status; line != NULL; line = strchr (line, '\n'))
    {
      line += *line == '\n';
      if (strncmp (line, name, length) == 0 && line[length] == ':')
        return line + length + 1 + strspn (line + length + 1, " \t");
    }

  return NULL;
}

static gboolean
read_field (const char *status, const char *name, guint base, guint64 *number)
{
  const char *field = find_field (status, name);
  char *end;

  if (field == NULL)
    return FALSE;
  *number = g_ascii_strtoull (field, &end, base);

  return end != field;
}

/* The four user ids, or group ids: real, effective, saved, of the file system. */
static gboolean
read_ids (const char *status, const char *name, guint64 ids[4])
{
  const char *field = find_field (status, name);

  for (guint i = 0; field != NULL && i < 4; i++)
    {
      char *end;

      ids[i] = g_ascii_strtoull (field, &end, 10);
      field = end != field ? end : NULL;
    }

  return field != NULL;
}

static gboolean
has_id (const guint64 ids[4], guint64 id)
{
  return ids[0] == id || ids[1] == id || ids[2] == id || ids[3] == id;
}

/* In its main thread alone a process may be over while others go on. */
static gboolean
is_over (const char *status)
{
  const char *state = find_field (status, "State");

  return state != NULL && (*state == 'Z' || *state == 'X');
}

/* How many filters of system calls a thread has; a kernel before 5.9 tells only if any. */
static gboolean
read_filters (const char *status, guint64 *filters)
{
  if (read_field (status, "Seccomp_filters", 10, filters))
    return TRUE;
  if (!read_field (status, "Seccomp", 10, filters))
    return FALSE;
  *filters = *filters != 0;

  return TRUE;
}

/* The name of a program is its own choice. */
static char *
dup_program (const char *status)
{
  const char *field = find_field (status, "Name");
  g_autofree char *raw = field != NULL ? g_strndup (field, strcspn (field, "\n")) : g_strdup ("");
  g_autofree char *valid = g_utf8_make_valid (raw, -1);
  g_autoptr (GString) program = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (program, g_unichar_isprint (c) ? c : '?');
    }

  return g_string_free (g_steal_pointer (&program), FALSE);
}

/* Which processes. */

/* Adds the numbers of the processes of the group, and of those below. */
static gboolean
add_group (int group_fd, guint depth, GHashTable *pids)
{
  g_autofree char *text = read_file (group_fd, "cgroup.procs");
  g_autoptr (DIR) folder = NULL;
  gboolean known = TRUE;
  struct dirent *entry;

  /* Of groups of threads, the one above lists them. */
  if (text == NULL && errno != EOPNOTSUPP)
    return errno == ENOENT || errno == ENODEV;
  for (const char *line = text; line != NULL && *line != '\0';)
    {
      char *end;
      guint64 pid = g_ascii_strtoull (line, &end, 10);

      /* 0 is one of another namespace of processes than ours. */
      if (pid == 0 || end == line || g_hash_table_size (pids) >= MAX_PROCESSES)
        return FALSE;
      g_hash_table_add (pids, GUINT_TO_POINTER ((guint) pid));
      line = end + strspn (end, "\n");
    }

  folder = hn_descriptor_open_folder (group_fd, ".");
  if (folder == NULL)
    return errno == ENOENT;
  if (depth >= MAX_DEPTH)
    return FALSE;
  while (known && (errno = 0, entry = readdir (folder)) != NULL)
    {
      hn_auto_fd fd = -1;

      if (entry->d_type != DT_DIR || entry->d_name[0] == '\0' || strcmp (entry->d_name, ".") == 0 ||
          strcmp (entry->d_name, "..") == 0)
        continue;
      fd = openat (dirfd (folder), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
      known &= fd >= 0 ? add_group (fd, depth + 1, pids) : errno == ENOENT;
    }

  return known && (errno == 0 || errno == ENOENT);
}

/* Whether a process says that it is in the group, in the manager's own hierarchy, or below. */
static gboolean
is_in_group (const char *groups, const char *control_group)
{
  static const char *const names[] = { "0::", ":name=systemd:" };
  gsize length = strlen (control_group);
  g_auto (GStrv) lines = g_strsplit (groups, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    for (guint j = 0; j < G_N_ELEMENTS (names); j++)
      {
        const char *path = strstr (lines[i], names[j]);

        if (path == NULL || (j == 0 && path != lines[i]))
          continue;
        path += strlen (names[j]);
        if (strncmp (path, control_group, length) == 0 &&
            (path[length] == '\0' || path[length] == '/'))
          return TRUE;
      }

  return FALSE;
}

/* Whether a process that cannot be read is there all the same. */
static gboolean
is_there (guint pid)
{
  return kill ((pid_t) pid, 0) == 0 || errno == EPERM;
}

typedef void (*EachFunc) (guint pid, const char *text, gpointer data);

/* Calls func with one file below /proc of each process.
 *
 * Returns: whether all could be read */
static gboolean
for_each_process (const char *file, EachFunc func, gpointer data)
{
  g_autoptr (DIR) folder = hn_descriptor_open_folder (AT_FDCWD, "/proc");
  gboolean known = TRUE;
  struct dirent *entry;

  if (folder == NULL)
    return FALSE;
  while ((errno = 0, entry = readdir (folder)) != NULL)
    {
      guint pid = get_number (entry->d_name);
      g_autofree char *name = g_strdup_printf ("%u/%s", pid, file);
      g_autofree char *text = NULL;

      if (pid == 0)
        continue;
      text = read_file (dirfd (folder), name);
      if (text != NULL)
        func (pid, text, data);
      else
        known &= !is_there (pid);
    }

  return known && errno == 0;
}

typedef struct
{
  const char *control_group;
  GHashTable *pids;
} Members;

static void
add_if_member (guint pid, const char *groups, gpointer data)
{
  Members *members = data;

  if (is_in_group (groups, members->control_group))
    g_hash_table_add (members->pids, GUINT_TO_POINTER (pid));
}

/* Where the manager's groups may be: in the one hierarchy, or in those of several that it keeps for
 * itself. */
static const char *const hierarchies[] = {
  "/sys/fs/cgroup",
  "/sys/fs/cgroup/unified",
  "/sys/fs/cgroup/systemd",
};

/* Returns: a descriptor of the group in one hierarchy; -1 with errno, ENOENT for a group that is
 * not there and ENODEV for a hierarchy that is not */
static int
open_group (const char *hierarchy, const char *control_group)
{
  g_auto (GStrv) parts = g_strsplit (control_group, "/", -1);
  struct statfs fs;
  hn_auto_fd fd = open (hierarchy, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0 || fstatfs (fd, &fs) < 0 ||
      (fs.f_type != CGROUP2_SUPER_MAGIC && fs.f_type != CGROUP_SUPER_MAGIC))
    {
      errno = ENODEV;
      return -1;
    }
  for (guint i = 1; parts[i] != NULL; i++)
    {
      int below = openat (fd, parts[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

      if (below < 0)
        return -1;
      close (fd);
      fd = below;
    }

  return g_steal_fd (&fd);
}

/* Returns: whether these are all */
static gboolean
add_pids (const char *control_group, GHashTable *pids)
{
  g_auto (GStrv) parts = g_strsplit (control_group, "/", -1);
  Members members = { control_group, pids };
  gboolean any = FALSE;

  if (control_group[0] == '\0')
    return TRUE;
  /* The machine as a whole is nobody's service. */
  if (control_group[0] != '/' || control_group[1] == '\0' ||
      g_strv_contains ((const char *const *) parts, ".."))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (hierarchies); i++)
    {
      hn_auto_fd fd = open_group (hierarchies[i], control_group);

      if (fd >= 0)
        return add_group (fd, 0, pids);
      if (errno != ENODEV && errno != ENOENT)
        return FALSE;
      any |= errno == ENOENT;
    }

  /* An empty group is removed; where no hierarchy can be seen, each process of the machine is
   * asked.
   */
  return any || for_each_process ("cgroup", add_if_member, &members);
}

/* What each of them is. */

static void
keep_most (guint64 *most, guint64 number)
{
  *most = MAX (*most, number);
}

/* Since 257, systemd forgets to take these back after it has installed a filter of system calls for
 * a plain account. Inheritable alone, a capability lets a process do nothing: it takes a program
 * whose file names it as well. */
#define LEFT_INHERITABLE \
  (G_GUINT64_CONSTANT (1) << CAP_SETPCAP | G_GUINT64_CONSTANT (1) << CAP_SYS_ADMIN)

/* @groups: the numbers of the further groups, in a line of their own */
static gboolean
is_in_root_group (const char *groups)
{
  g_autofree char *line = g_strndup (groups, strcspn (groups, "\n"));
  g_auto (GStrv) numbers = g_strsplit_set (line, " \t", -1);

  return g_strv_contains ((const char *const *) numbers, "0");
}

/* What one thread may do. */
static gboolean
add_thread (HnProcessPowers *process, const char *status, guint64 common)
{
  static const char *const sets[] = { "CapEff", "CapPrm", "CapAmb" };
  guint64 ids[4], number;
  const char *groups;

  if (is_over (status))
    return TRUE;
  if (!read_ids (status, "Uid", ids))
    return FALSE;
  process->uid = (guint) ids[0];
  process->root |= has_id (ids, 0);
  groups = find_field (status, "Groups");
  if (!read_ids (status, "Gid", ids) || groups == NULL)
    return FALSE;
  process->root_group |= has_id (ids, 0) || is_in_root_group (groups);
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      if (!read_field (status, sets[i], 16, &number))
        return FALSE;
      process->capabilities |= number;
    }
  if (!read_field (status, "CapInh", 16, &number))
    return FALSE;
  process->capabilities |= number & ~LEFT_INHERITABLE;
  if (!read_field (status, "NoNewPrivs", 10, &number))
    return FALSE;
  process->locked &= number != 0;
  if (!read_filters (status, &number))
    return FALSE;
  number = number > common ? number - common : 0;
  process->filters = (guint) MIN (process->filters, number);

  return TRUE;
}

static gboolean
add_threads (HnProcessPowers *process, int process_fd, guint64 common, guint *n_threads)
{
  g_autoptr (DIR) folder = hn_descriptor_open_folder (process_fd, "task");
  gboolean known = TRUE;
  struct dirent *entry;

  if (folder == NULL)
    return errno == ENOENT || errno == ESRCH;
  while (known && (errno = 0, entry = readdir (folder)) != NULL)
    {
      g_autofree char *name = g_strconcat (entry->d_name, "/status", NULL);
      g_autofree char *status = NULL;

      if (get_number (entry->d_name) == 0)
        continue;
      if (++*n_threads > MAX_THREADS)
        known = FALSE;
      status = read_file (dirfd (folder), name);
      if (status == NULL)
        known &= errno == ENOENT || errno == ESRCH;
      else
        known &= add_thread (process, status, common);
    }

  return known;
}

/* Processor time and age. */
static gboolean
read_times (HnProcessPowers *process, HnUsage *usage, int process_fd)
{
  g_autofree char *stat = read_file (process_fd, "stat");
  /* The name of the program, in brackets, may hold some. */
  const char *rest = stat != NULL ? strrchr (stat, ')') : NULL;
  guint64 user, kernel, start, now;
  struct timespec time;

  if (rest == NULL ||
      sscanf (rest,
              ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u "
              "%" G_GINT64_MODIFIER "u %" G_GINT64_MODIFIER "u %*d %*d %*d %*d %*d %*d "
              "%" G_GINT64_MODIFIER "u",
              &user, &kernel, &start) != 3)
    return stat == NULL && (errno == ENOENT || errno == ESRCH);

  keep_most (&usage->cpu_seconds, USEC (user + kernel) / G_USEC_PER_SEC);
  clock_gettime (CLOCK_BOOTTIME, &time);
  now = (guint64) time.tv_sec * G_USEC_PER_SEC + (guint64) time.tv_nsec / 1000;
  process->age = now > USEC (start) ? now - USEC (start) : 0;

  return TRUE;
}

static void
add_usage (HnUsage *usage, const char *status)
{
  static const struct
  {
    const char *name;
    gsize offset;
  } sizes[] = {
    { "VmSize", G_STRUCT_OFFSET (HnUsage, address_space) },
    { "VmData", G_STRUCT_OFFSET (HnUsage, data) },
    { "VmStk", G_STRUCT_OFFSET (HnUsage, stack) },
    { "VmLck", G_STRUCT_OFFSET (HnUsage, locked) },
    /* What several share is counted only once like this. */
    { "RssAnon", G_STRUCT_OFFSET (HnUsage, memory) },
  };
  guint64 number, ids[4];

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (read_field (status, sizes[i].name, 10, &number))
      keep_most (G_STRUCT_MEMBER_P (usage, sizes[i].offset), number * 1024);
  if (read_field (status, "FDSize", 10, &number))
    keep_most (&usage->files, number);
  if (read_field (status, "Threads", 10, &number))
    usage->tasks += number;
  if (read_ids (status, "Uid", ids) && ids[0] != 0 && read_field (status, "SigQ", 10, &number))
    keep_most (&usage->account_signals, number);
}

/* Whether the process lives in a user namespace of its own, as with PrivateUsers=: all the
 * capabilities that it has there end at the namespace. The kernel shows both maps as they are seen
 * from here. */
static gboolean
has_own_users (int process_fd)
{
  g_autofree char *own = read_file (AT_FDCWD, "/proc/self/uid_map");
  g_autofree char *map = read_file (process_fd, "uid_map");

  return own != NULL && map != NULL && map[0] != '\0' && strcmp (own, map) != 0;
}

/* Reads one process. A process that is gone is none. */
static gboolean
add_process (HnProcesses *self, guint pid, guint64 common, guint *n_threads)
{
  g_autofree char *path = g_strdup_printf ("/proc/%u", pid);
  hn_auto_fd fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_autofree char *status = fd >= 0 ? read_file (fd, "status") : NULL;
  guint64 threads = 0;
  HnProcessPowers *process;
  gboolean known;

  if (status == NULL)
    return (errno == ENOENT || errno == ESRCH) && !is_there (pid);
  known = read_field (status, "Threads", 10, &threads);
  if (is_over (status) && threads <= 1)
    return known;

  process = g_new0 (HnProcessPowers, 1);
  process->pid = pid;
  process->program = dup_program (status);
  process->locked = TRUE;
  process->filters = G_MAXUINT;
  known &= add_thread (process, status, common);
  if (threads > 1)
    known &= add_threads (process, fd, common, n_threads);
  if (has_own_users (fd))
    process->capabilities = 0;
  known &= read_times (process, &self->usage, fd);
  add_usage (&self->usage, status);
  g_ptr_array_add (self->list, process);

  return known;
}

static char *
read_manager_status (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", (int) getppid ());

  return read_file (AT_FDCWD, path);
}

guint64
hn_processes_read_most (void)
{
  g_autofree char *status = read_manager_status ();
  guint64 most;

  return status != NULL && read_field (status, "CapBnd", 16, &most) ? most : G_MAXUINT64;
}

HnProcesses *
hn_processes_read (const char *control_group)
{
  HnProcesses *self = g_new0 (HnProcesses, 1);
  g_autofree char *manager = read_manager_status ();
  g_autoptr (GHashTable) pids = g_hash_table_new (NULL, NULL);
  guint64 common = 0;
  guint n_threads = 0;
  GHashTableIter iter;
  gpointer pid;

  self->list = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_process_powers_free);
  self->known = add_pids (control_group, pids);
  /* The filters that the manager has itself, and so everything that it starts. */
  self->known &= manager != NULL && read_filters (manager, &common);
  g_hash_table_iter_init (&iter, pids);
  while (g_hash_table_iter_next (&iter, &pid, NULL))
    self->known &= add_process (self, GPOINTER_TO_UINT (pid), common, &n_threads);

  return self;
}

/* All processes of the machine. */

typedef struct
{
  GHashTable *own; /* numbers of the service's */
  guint32 uid;     /* of the service */
  guint32 gid;     /* that its account has by itself */
  gboolean shared;
  gboolean known;
} Others;

static void
look_for_shared (guint pid, const char *status, gpointer data)
{
  Others *others = data;
  guint64 uids[4], gids[4];

  if (g_hash_table_contains (others->own, GUINT_TO_POINTER (pid)) || is_over (status))
    return;
  if (!read_ids (status, "Uid", uids) || !read_ids (status, "Gid", gids))
    others->known = FALSE;
  else if (has_id (uids, others->uid) || has_id (gids, others->gid))
    others->shared = TRUE;
}

HnAnswer
hn_processes_share_user (const HnLook *look)
{
  const HnSettings *settings = look->unit->settings;
  g_autoptr (GHashTable) own = g_hash_table_new (NULL, NULL);
  g_autofree char *user = NULL;
  Others others = { .own = own, .uid = look->uid, .known = TRUE };

  if (settings == NULL)
    return HN_CANNOT_TELL;
  user = hn_settings_dup_value (settings, HN_DIRECTIVE_USER);
  /* Root's, of which nothing is taken, or one that is made for the time that the service runs. */
  if (user[0] == '\0')
    return HN_NO;
  /* The manager tells only while it runs. */
  if (others.uid == G_MAXUINT32)
    others.uid = hn_user_number_find (user);
  if (others.uid == G_MAXUINT32)
    return HN_CANNOT_TELL;
  if (others.uid == 0)
    return HN_NO;
  others.gid = hn_user_number_find_group (user);
  others.known = others.gid != G_MAXUINT32;

  others.known &= add_pids (look->control_group, own);
  others.known &= for_each_process ("status", look_for_shared, &others);
  if (others.shared)
    return HN_YES;

  return others.known ? HN_NO : HN_CANNOT_TELL;
}

/* How many tasks each account has, by its number. */
static void
count_tasks (guint pid, const char *status, gpointer data)
{
  GHashTable *accounts = data;
  guint64 ids[4], threads;
  gpointer key;

  if (!read_ids (status, "Uid", ids) || !read_field (status, "Threads", 10, &threads))
    return;
  key = GUINT_TO_POINTER ((guint) ids[0]);
  g_hash_table_insert (accounts, key,
                       GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (accounts, key)) +
                                         (guint) threads));
}

HnUsage
hn_processes_read_usage (const HnLook *look, const HnProcesses *processes, gboolean accounts)
{
  g_autoptr (GHashTable) tasks = g_hash_table_new (NULL, NULL);
  HnUsage usage = processes->usage;
  HnUsage whole = hn_unit_get_usage (look->unit);

  /* The manager does not count for every service. */
  keep_most (&usage.memory, whole.memory);
  keep_most (&usage.tasks, whole.tasks);
  hn_limits_fill_machine (&usage, whole.machine_memory, whole.n_cpus);
  if (accounts)
    for_each_process ("status", count_tasks, tasks);
  for (guint i = 0; i < processes->list->len; i++)
    {
      const HnProcessPowers *process = processes->list->pdata[i];

      if (process->uid != 0)
        keep_most (&usage.account_tasks,
                   GPOINTER_TO_UINT (g_hash_table_lookup (tasks, GUINT_TO_POINTER (process->uid))));
    }

  return usage;
}
