/* Loads the programs of bpf/trace.bpf.c, and turns what they count into kinds and names.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "observer/tracer.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include "observer/calls.h"
#include "observer/groups.h"
#include "observer/use-names.h"
#include "trace.skel.h"

/* What runs between the manager's fork and the first program of the service. Before systemd 254 it
 * is the manager itself. */
static const char *const executors[] = {
  "/usr/lib/systemd/systemd-executor",
  "/usr/lib/systemd/systemd",
  "/lib/systemd/systemd",
};
G_STATIC_ASSERT (G_N_ELEMENTS (executors) <= HN_TRACE_MAX_EXECUTORS);

struct _HnTracer
{
  struct trace_bpf *programs;
  struct ring_buffer *events;
  sd_event_source *source;
  const HnTracerFuncs *funcs;
  gpointer user_data;
  char *blind;         /* (nullable) */
  guint64 lost_events; /* that were told */
};

G_GNUC_PRINTF (2, 0)
static int
print_cb (enum libbpf_print_level level, const char *format, va_list args)
{
  /* It says more than once, and at length, what is told in one sentence later. */
  return level == LIBBPF_WARN ? sd_journal_printv (LOG_DEBUG, format, args) : 0;
}

static int
event_cb (void *user_data, void *data, size_t size)
{
  HnTracer *self = user_data;
  const struct hn_trace_event *event = data;

  if (size < sizeof (*event))
    return 0;
  if (event->kind == HN_TRACE_STARTED)
    self->funcs->started (self->user_data, event->name, event->cgroup, event->manager);
  else
    self->funcs->ended (self->user_data, event->cgroup);

  return 0;
}

static int
readable_cb (sd_event_source *source, int fd, uint32_t events, void *user_data)
{
  HnTracer *self = user_data;

  ring_buffer__consume (self->events);

  return 0;
}

/* Loading. */

static struct trace_bpf *
try_load (gboolean tracepoint, gboolean function_exit, int *ret_error)
{
  struct trace_bpf *programs = trace_bpf__open ();
  int r;

  if (programs == NULL)
    {
      *ret_error = errno;
      return NULL;
    }
  bpf_program__set_autoload (programs->progs.hn_trace_capability, tracepoint);
  bpf_program__set_autoload (programs->progs.hn_trace_capability_exit, function_exit);
  r = trace_bpf__load (programs);
  if (r == 0)
    r = trace_bpf__attach (programs);
  if (r == 0)
    return programs;

  *ret_error = -r;
  trace_bpf__destroy (programs);

  return NULL;
}

/* Whether the kernel that runs has a tracepoint for questions for a capability. */
static gboolean
has_tracepoint (void)
{
  struct btf *btf = btf__load_vmlinux_btf ();
  gboolean found = btf != NULL && btf__find_by_name (btf, "btf_trace_cap_capable") > 0;

  btf__free (btf);

  return found;
}

static void
load (HnTracer *self, int *ret_error)
{
  gboolean tracepoint = has_tracepoint ();

  self->programs = try_load (tracepoint, !tracepoint, ret_error);
  if (self->programs != NULL)
    return;

  self->programs = try_load (FALSE, FALSE, ret_error);
  if (self->programs != NULL)
    self->blind = g_strdup (_ ("this machine’s kernel does not tell which capabilities are used"));
}

static gboolean
fill_calls (HnTracer *self)
{
  for (guint i = 0; i < HN_TRACE_MAX_CALLS; i++)
    {
      struct hn_trace_call call = hn_calls_get (i);

      if (call.step[0].action != HN_TRACE_NOTHING &&
          bpf_map__update_elem (self->programs->maps.calls, &i, sizeof (i), &call, sizeof (call),
                                BPF_ANY) != 0)
        return FALSE;
    }

  return TRUE;
}

/* The kernel's own number of a file is another one than it tells, where file systems lie over each
 * other: so it is asked what it thinks of one that we open. */
static void
learn_executors (HnTracer *self)
{
  guint n = 0;

  self->programs->bss->learn_group = hn_groups_get_own ();
  for (guint i = 0; i < G_N_ELEMENTS (executors); i++)
    {
      int fd;

      self->programs->bss->learnt = 0;
      fd = open (executors[i], O_RDONLY | O_CLOEXEC);
      if (fd < 0)
        continue;
      if (self->programs->bss->learnt == (guint32) fd)
        self->programs->bss->executors[n++] = self->programs->bss->learning;
      close (fd);
    }
  self->programs->bss->learn_group = 0;
  if (n == 0)
    sd_journal_print (LOG_WARNING, "The manager's program is not known: what it does before a "
                                   "service starts is taken for the service's");
}

static gboolean
listen (HnTracer *self, sd_event *event)
{
  self->events = ring_buffer__new (bpf_map__fd (self->programs->maps.events), event_cb, self, NULL);

  return self->events != NULL &&
         sd_event_add_io (event, &self->source, ring_buffer__epoll_fd (self->events), EPOLLIN,
                          readable_cb, self) >= 0;
}

HnTracer *
hn_tracer_new (sd_event *event, const HnTracerFuncs *funcs, gpointer user_data, GError **error)
{
  HnTracer *self = g_new0 (HnTracer, 1);
  int number = 0;

  self->funcs = funcs;
  self->user_data = user_data;
  libbpf_set_print (print_cb);
  if (access ("/sys/kernel/btf/vmlinux", R_OK) < 0)
    {
      g_set_error_literal (
          error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
          _ ("this machine’s kernel does not describe itself (it was built without "
             "BTF), or the description cannot be read here"));
      hn_tracer_free (self);
      return NULL;
    }
  load (self, &number);
  if (self->programs == NULL || !fill_calls (self) || !listen (self, event))
    {
      g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                   /* Translators: %s is the system's reason, "Operation not permitted" */
                   _ ("the kernel does not let programs be loaded that watch services: %s"),
                   g_strerror (number != 0 ? number : ENOMEM));
      hn_tracer_free (self);
      return NULL;
    }
  learn_executors (self);

  return self;
}

void
hn_tracer_free (HnTracer *self)
{
  if (self == NULL)
    return;

  sd_event_source_disable_unref (self->source);
  if (self->events != NULL)
    ring_buffer__free (self->events);
  trace_bpf__destroy (self->programs);
  g_free (self->blind);
  g_free (self);
}

gboolean
hn_tracer_hides (const GPtrArray *programs)
{
  for (guint i = 0; i < programs->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (executors); j++)
      {
        struct stat program, executor;

        if (strcmp (programs->pdata[i], executors[j]) == 0 ||
            (stat (programs->pdata[i], &program) == 0 && stat (executors[j], &executor) == 0 &&
             program.st_ino == executor.st_ino && program.st_dev == executor.st_dev))
          return TRUE;
      }

  return FALSE;
}

const char *
hn_tracer_get_blind (HnTracer *self)
{
  return self->blind;
}

/* What is watched. */

static gboolean
fill_name (char *key, const char *name)
{
  memset (key, 0, HN_TRACE_NAME);

  return g_strlcpy (key, name, HN_TRACE_NAME) < HN_TRACE_NAME;
}

/* Puts @new in the place of @old, 0 for none; FALSE where that is not there. */
static gboolean
replace_manager (HnTracer *self, const char *name, guint64 old, guint64 new)
{
  struct bpf_map *map = self->programs->maps.names;
  struct hn_trace_managers managers = { 0 };
  char key[HN_TRACE_NAME];

  if (!fill_name (key, name))
    return FALSE;
  /* Not there yet: of nobody. */
  bpf_map__lookup_elem (map, key, sizeof (key), &managers, sizeof (managers), 0);
  for (guint i = 0; i < HN_TRACE_MANAGERS; i++)
    if (managers.groups[i] == old)
      {
        managers.groups[i] = new;
        return bpf_map__update_elem (map, key, sizeof (key), &managers, sizeof (managers),
                                     BPF_ANY) == 0;
      }

  return FALSE;
}

gboolean
hn_tracer_add_name (HnTracer *self, const char *name, guint64 manager)
{
  return manager != 0 && replace_manager (self, name, 0, manager);
}

void
hn_tracer_remove_name (HnTracer *self, const char *name, guint64 manager)
{
  static const struct hn_trace_managers none;
  struct bpf_map *map = self->programs->maps.names;
  struct hn_trace_managers managers = { 0 };
  char key[HN_TRACE_NAME];

  if (!replace_manager (self, name, manager, 0) || !fill_name (key, name))
    return;
  if (bpf_map__lookup_elem (map, key, sizeof (key), &managers, sizeof (managers), 0) == 0 &&
      memcmp (&managers, &none, sizeof (none)) == 0)
    bpf_map__delete_elem (map, key, sizeof (key), 0);
}

gboolean
hn_tracer_add_group (HnTracer *self, guint64 group, guint64 root)
{
  struct hn_trace_watched entry = { .root = root };

  return bpf_map__update_elem (self->programs->maps.watched, &group, sizeof (group), &entry,
                               sizeof (entry), BPF_ANY) == 0;
}

void
hn_tracer_remove_group (HnTracer *self, guint64 root)
{
  struct bpf_map *map = self->programs->maps.watched;
  g_autoptr (GArray) groups = g_array_new (FALSE, FALSE, sizeof (guint64));
  guint64 key = 0;
  struct hn_trace_watched entry;

  for (gboolean first = TRUE;
       bpf_map__get_next_key (map, first ? NULL : &key, &key, sizeof (key)) == 0; first = FALSE)
    if (bpf_map__lookup_elem (map, &key, sizeof (key), &entry, sizeof (entry), 0) == 0 &&
        entry.root == root)
      {
        g_array_append_val (groups, key);
        if (entry.lost > 0)
          self->funcs->lost (self->user_data, root, entry.lost);
      }
  for (guint i = 0; i < groups->len; i++)
    bpf_map__delete_elem (map, &g_array_index (groups, guint64, i), sizeof (key), 0);
}

/* Draining. */

static void
tell_use (HnTracer *self, guint64 group, HnObservedUse *use, const struct hn_trace_use *counted)
{
  g_autofree char *program = g_strndup (counted->program, HN_TRACE_PROGRAM);

  use->count = counted->count;
  use->last = counted->last / 1000;
  use->program = program;
  if (use->count > 0)
    self->funcs->used (self->user_data, group, use);
}

static void
tell_kind (HnTracer *self, const struct hn_trace_key *key, const struct hn_trace_use *counted)
{
  HnObservedUse use = { .error = key->error, .path = (char *) "" };

  /* Several namespaces in one call are several uses. */
  for (guint i = 0; (use.value = hn_use_dup_value (key->kind, key->value, i)) != NULL; i++)
    {
      use.kind = hn_use_get_kind (key->kind);
      tell_use (self, key->cgroup, &use, counted);
      g_free (use.value);
    }
}

static void
tell_path (HnTracer *self, const struct hn_trace_path_key *key, const struct hn_trace_use *counted)
{
  g_autofree char *path = g_strndup (key->path, HN_TRACE_PATH);
  HnObservedUse use = { .error = key->error, .path = path };

  use.kind = hn_use_get_access (key->access);
  use.value = (char *) ((key->access & HN_TRACE_DEVICE) != 0 ? HN_USE_DEVICE
                        : (key->access & HN_TRACE_OWN) != 0  ? HN_USE_OWN
                        : (key->access & HN_TRACE_MAIN) != 0 ? HN_USE_MAIN
                                                             : "");
  tell_use (self, key->cgroup, &use, counted);
}

/* What is counted meanwhile may come now or the next time. */
static GArray *
list_keys (struct bpf_map *map, guint size)
{
  GArray *keys = g_array_new (FALSE, FALSE, size);
  g_autofree char *key = g_malloc0 (size);
  guint most = bpf_map__max_entries (map);

  for (gboolean first = TRUE;
       keys->len < most && bpf_map__get_next_key (map, first ? NULL : key, key, size) == 0;
       first = FALSE)
    g_array_append_vals (keys, key, 1);

  return keys;
}

static void
drain_lost (HnTracer *self)
{
  struct bpf_map *map = self->programs->maps.watched;
  g_autoptr (GArray) keys = list_keys (map, sizeof (guint64));
  guint64 events = self->programs->bss->lost_events;

  if (events > self->lost_events)
    self->funcs->lost (self->user_data, 0, events - self->lost_events);
  self->lost_events = events;
  for (guint i = 0; i < keys->len; i++)
    {
      guint64 *key = &g_array_index (keys, guint64, i);
      struct hn_trace_watched entry;
      guint64 lost;

      if (bpf_map__lookup_elem (map, key, sizeof (*key), &entry, sizeof (entry), 0) != 0 ||
          entry.lost == 0)
        continue;
      lost = entry.lost;
      entry.lost = 0;
      bpf_map__update_elem (map, key, sizeof (*key), &entry, sizeof (entry), BPF_EXIST);
      self->funcs->lost (self->user_data, entry.root, lost);
    }
}

void
hn_tracer_drain (HnTracer *self)
{
  g_autoptr (GArray) keys = NULL;
  g_autoptr (GArray) paths = NULL;
  struct hn_trace_use counted;

  ring_buffer__consume (self->events);
  keys = list_keys (self->programs->maps.uses, sizeof (struct hn_trace_key));
  for (guint i = 0; i < keys->len; i++)
    {
      struct hn_trace_key *key = &g_array_index (keys, struct hn_trace_key, i);

      if (bpf_map__lookup_and_delete_elem (self->programs->maps.uses, key, sizeof (*key), &counted,
                                           sizeof (counted), 0) == 0)
        tell_kind (self, key, &counted);
    }
  paths = list_keys (self->programs->maps.paths, sizeof (struct hn_trace_path_key));
  for (guint i = 0; i < paths->len; i++)
    {
      struct hn_trace_path_key *key = &g_array_index (paths, struct hn_trace_path_key, i);

      if (bpf_map__lookup_and_delete_elem (self->programs->maps.paths, key, sizeof (*key), &counted,
                                           sizeof (counted), 0) == 0)
        tell_path (self, key, &counted);
    }
  drain_lost (self);
}
