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
G_STATIC_ASSERT (HN_OBSERVER_MAX_WATCHES == HN_TRACE_MAX_WATCHES);

struct _HnTracer
{
  struct trace_bpf *programs;
  const HnTracerFuncs *funcs;
  gpointer user_data;
  gboolean blind;
  guint64 n_watches; /* ever */
  guint64 last_place;
};

G_GNUC_PRINTF (2, 0)
static int
print_cb (enum libbpf_print_level level, const char *format, va_list args)
{
  /* It says more than once, and at length, what is told in one sentence later. */
  return level == LIBBPF_WARN ? sd_journal_printv (LOG_DEBUG, format, args) : 0;
}

/* Loading. */

static struct trace_bpf *
try_load (gboolean can_cast, gboolean tracepoint, gboolean function_exit, int *ret_error)
{
  struct trace_bpf *programs = trace_bpf__open ();
  int r;

  if (programs == NULL)
    {
      *ret_error = errno;
      return NULL;
    }
  programs->rodata->can_cast = can_cast;
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

static void
load (HnTracer *self, int *ret_error)
{
  struct btf *btf = btf__load_vmlinux_btf ();
  /* What the kernel that runs has: a tracepoint for questions for a capability, and a way to read
   * its structures fast. */
  gboolean tracepoint = btf != NULL && btf__find_by_name (btf, "btf_trace_cap_capable") > 0;
  gboolean can_cast = btf != NULL && btf__find_by_name (btf, "bpf_rdonly_cast") > 0;

  btf__free (btf);
  self->programs = try_load (can_cast, tracepoint, !tracepoint, ret_error);
  if (self->programs != NULL)
    return;

  self->programs = try_load (can_cast, FALSE, FALSE, ret_error);
  self->blind = TRUE;
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

HnTracer *
hn_tracer_new (const HnTracerFuncs *funcs, gpointer user_data, GError **error)
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
  if (self->programs == NULL || !fill_calls (self))
    {
      g_set_error (error, HN_HELPER_ERROR, HN_HELPER_ERROR_FAILED,
                   /* Translators: %s is the system's reason, "Operation not permitted" */
                   _ ("the kernel does not let programs be loaded that watch services: %s"),
                   g_strerror (number != 0 ? number : ENOMEM));
      hn_tracer_free (self);
      return NULL;
    }
  self->programs->bss->seed = (guint64) g_random_int () << 32 | g_random_int ();
  learn_executors (self);

  return self;
}

void
hn_tracer_free (HnTracer *self)
{
  if (self == NULL)
    return;

  trace_bpf__destroy (self->programs);
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

gboolean
hn_tracer_is_blind (const HnTracer *self)
{
  return self->blind;
}

/* What is watched. */

static struct hn_trace_watch *
get_watch (HnTracer *self, guint64 id)
{
  return &self->programs->bss->watches[id % HN_TRACE_MAX_WATCHES];
}

static gboolean
fill_name (struct hn_trace_name *key, const char *name, guint64 manager)
{
  memset (key, 0, sizeof (*key));
  key->manager = manager;

  return manager != 0 && g_strlcpy (key->text, name, sizeof (key->text)) < sizeof (key->text);
}

/* A free place, and a number that leads to it and that no watch has had. The place that was free
 * for longest: a program that is not through yet may still count for a watch that has just ended.
 */
static guint64
choose_id (HnTracer *self)
{
  for (guint i = 0; i < HN_TRACE_MAX_WATCHES; i++)
    {
      guint64 place = ++self->last_place % HN_TRACE_MAX_WATCHES;

      if (get_watch (self, place)->id == 0)
        return ++self->n_watches * HN_TRACE_MAX_WATCHES + place;
    }

  return 0;
}

/* Of its calls of this number that have succeeded. */
static struct hn_trace_use *
get_quick_call (HnTracer *self, guint64 id, guint number)
{
  return &self->programs->bss
              ->quick_calls[id % HN_TRACE_MAX_WATCHES * HN_TRACE_QUICK_CALLS + number];
}

/* How often that was since the last time, on all processors. */
static guint64
take_quick_count (HnTracer *self, guint64 id, guint number)
{
  guint64 sum = 0;

  for (guint i = 0; i < HN_TRACE_PLACES; i++)
    {
      __u64 *count = &self->programs->bss
                          ->quick_counts[(i * HN_TRACE_MAX_WATCHES + id % HN_TRACE_MAX_WATCHES) *
                                             HN_TRACE_QUICK_CALLS +
                                         number];

      if (__atomic_load_n (count, __ATOMIC_RELAXED) != 0)
        sum += __atomic_exchange_n (count, 0, __ATOMIC_RELAXED);
    }

  return sum;
}

guint64
hn_tracer_add_watch (HnTracer *self, const char *name, guint64 manager)
{
  struct hn_trace_name key;
  guint64 id = choose_id (self);

  if (id == 0 || !fill_name (&key, name, manager))
    return 0;
  memset (get_quick_call (self, id, 0), 0, HN_TRACE_QUICK_CALLS * sizeof (struct hn_trace_use));
  for (guint i = 0; i < HN_TRACE_QUICK_CALLS; i++)
    take_quick_count (self, id, i);
  *get_watch (self, id) = (struct hn_trace_watch){ .id = id };
  if (bpf_map__update_elem (self->programs->maps.names, &key, sizeof (key), &id, sizeof (id),
                            BPF_NOEXIST) == 0)
    return id;

  get_watch (self, id)->id = 0;

  return 0;
}

gboolean
hn_tracer_add_group (HnTracer *self, guint64 id, guint64 group)
{
  struct hn_trace_watch *watch = get_watch (self, id);
  int r;

  if (__atomic_load_n (&watch->groups, __ATOMIC_RELAXED) >= HN_TRACE_MAX_GROUPS)
    return FALSE;
  r = bpf_map__update_elem (self->programs->maps.watched, &group, sizeof (group), &id, sizeof (id),
                            BPF_NOEXIST);
  if (r == 0)
    {
      __atomic_add_fetch (&self->programs->bss->changes, 1, __ATOMIC_SEQ_CST);
      __atomic_add_fetch (&watch->groups, 1, __ATOMIC_RELAXED);
    }

  /* The kernel may have seen it being made. */
  return r == 0 || r == -EEXIST;
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

void
hn_tracer_remove_watch (HnTracer *self, guint64 id, const char *name, guint64 manager)
{
  struct bpf_map *map = self->programs->maps.watched;
  struct hn_trace_name key;
  g_autoptr (GArray) groups = NULL;

  if (fill_name (&key, name, manager))
    bpf_map__delete_elem (self->programs->maps.names, &key, sizeof (key), 0);
  get_watch (self, id)->id = 0;
  groups = list_keys (map, sizeof (guint64));
  for (guint i = 0; i < groups->len; i++)
    {
      guint64 *group = &g_array_index (groups, guint64, i);
      guint64 of = 0;

      if (bpf_map__lookup_elem (map, group, sizeof (*group), &of, sizeof (of), 0) == 0 && of == id)
        bpf_map__delete_elem (map, group, sizeof (*group), 0);
    }
  __atomic_add_fetch (&self->programs->bss->changes, 1, __ATOMIC_SEQ_CST);
}

/* Draining. */

static void
tell_use (HnTracer *self, guint64 watch, HnObservedUse *use, const struct hn_trace_use *counted)
{
  g_autofree char *program = g_strndup (counted->program, HN_TRACE_PROGRAM);

  use->last = counted->last / 1000;
  use->program = program;
  if (counted->count > 0)
    self->funcs->used (self->user_data, watch, use);
}

/* Without the place of a processor. */
static guint64
get_watch_of_key (guint64 watch)
{
  return watch & ((1ull << HN_TRACE_PLACE_SHIFT) - 1);
}

static void
tell_kind (HnTracer *self, const struct hn_trace_key *key, const struct hn_trace_use *counted)
{
  HnObservedUse use = { .error = key->error, .path = (char *) "" };

  /* Each time that somebody looks for it, which tells nothing. */
  use.count = key->kind != HN_TRACE_WAITING ? counted->count : 0;

  /* Several namespaces in one call are several uses. */
  for (guint i = 0; (use.value = hn_use_dup_value (key->kind, key->value, i)) != NULL; i++)
    {
      use.kind = hn_use_get_kind (key->kind);
      tell_use (self, key->watch, &use, counted);
      g_free (use.value);
    }
}

static void
tell_path (HnTracer *self, const struct hn_trace_path_key *key, const struct hn_trace_path *counted)
{
  g_autofree char *path = g_strndup (counted->path, HN_TRACE_PATH);
  HnObservedUse use = { .error = key->error, .path = path, .count = counted->use.count };

  use.kind = hn_use_get_access (key->access);
  use.value = (char *) ((key->access & HN_TRACE_DEVICE) != 0 ? HN_USE_DEVICE
                        : (key->access & HN_TRACE_OWN) != 0  ? HN_USE_OWN
                        : (key->access & HN_TRACE_MAIN) != 0 ? HN_USE_MAIN
                                                             : "");
  tell_use (self, key->watch, &use, &counted->use);
}

static void
drain_quick_calls (HnTracer *self)
{
  for (guint i = 0; i < HN_TRACE_MAX_WATCHES; i++)
    {
      struct hn_trace_key key = { .watch = get_watch (self, i)->id, .kind = HN_TRACE_CALL };

      for (; key.watch != 0 && key.value < HN_TRACE_QUICK_CALLS; key.value++)
        {
          guint64 count = take_quick_count (self, i, key.value);
          struct hn_trace_use counted;

          if (count == 0)
            continue;
          counted = *get_quick_call (self, i, key.value);
          counted.count = count;
          tell_kind (self, &key, &counted);
        }
    }
}

/* What the kernel counts in the watches themselves. */
static void
drain_watches (HnTracer *self)
{
  for (guint i = 0; i < HN_TRACE_MAX_WATCHES; i++)
    {
      struct hn_trace_watch *watch = get_watch (self, i);
      guint64 starts, lost;

      if (watch->id == 0)
        continue;
      starts = __atomic_exchange_n (&watch->starts, 0, __ATOMIC_RELAXED);
      if (starts > 0)
        self->funcs->started (self->user_data, watch->id, starts, watch->last_start / 1000);
      lost = __atomic_exchange_n (&watch->lost, 0, __ATOMIC_RELAXED);
      if (lost > 0)
        self->funcs->lost (self->user_data, watch->id, lost);
    }
}

/* Runs the program that goes through all tasks. */
static void
look_for_waiting (HnTracer *self)
{
  struct bpf_link *link = self->programs->links.hn_trace_waiting;
  int fd = link != NULL ? bpf_iter_create (bpf_link__fd (link)) : -1;
  char nothing[64];
  gssize got;

  for (guint i = 0; i < HN_TRACE_MAX_WATCHES; i++)
    __atomic_store_n (&get_watch (self, i)->waiting, 0, __ATOMIC_RELAXED);
  if (fd < 0)
    return;
  do
    got = read (fd, nothing, sizeof (nothing));
  while (got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR)));
  close (fd);
}

guint64
hn_tracer_count_waiting (HnTracer *self, guint64 watch)
{
  return __atomic_load_n (&get_watch (self, watch)->waiting, __ATOMIC_RELAXED);
}

void
hn_tracer_drain (HnTracer *self)
{
  g_autoptr (GArray) keys = NULL;
  g_autoptr (GArray) paths = NULL;
  struct hn_trace_use counted;
  struct hn_trace_path path;

  look_for_waiting (self);
  drain_quick_calls (self);
  keys = list_keys (self->programs->maps.uses, sizeof (struct hn_trace_key));
  for (guint i = 0; i < keys->len; i++)
    {
      struct hn_trace_key *key = &g_array_index (keys, struct hn_trace_key, i);

      if (bpf_map__lookup_and_delete_elem (self->programs->maps.uses, key, sizeof (*key), &counted,
                                           sizeof (counted), 0) != 0)
        continue;
      key->watch = get_watch_of_key (key->watch);
      tell_kind (self, key, &counted);
    }
  for (guint i = 0; i < HN_TRACE_MAX_WATCHES; i++)
    {
      __atomic_store_n (&get_watch (self, i)->uses, 0, __ATOMIC_RELAXED);
      __atomic_store_n (&get_watch (self, i)->paths, 0, __ATOMIC_RELAXED);
    }
  paths = list_keys (self->programs->maps.paths, sizeof (struct hn_trace_path_key));
  for (guint i = 0; i < paths->len; i++)
    {
      struct hn_trace_path_key *key = &g_array_index (paths, struct hn_trace_path_key, i);

      if (bpf_map__lookup_and_delete_elem (self->programs->maps.paths, key, sizeof (*key), &path,
                                           sizeof (path), 0) != 0)
        continue;
      key->watch = get_watch_of_key (key->watch);
      tell_path (self, key, &path);
    }
  drain_watches (self);
}
