/* What the programs in the kernel share: their maps, the registers of a call, and who made it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kernel.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <linux/errno.h>
#include <stdbool.h>

#include "trace.h"

#define MAX_ERRNO 4095
#define AT_FDCWD (-100)
#define PROC_MAGIC 0x9fa0

#define PROT_WRITE 0x2
#define PROT_EXEC 0x4
#define SHM_EXEC 0100000
#define SCHED_RESET_ON_FORK 0x40000000
#define O_ACCMODE 03
#define O_CREAT 0100
#define O_TRUNC 01000
#define O_PATH 010000000
#define S_IFMT 0170000
#define S_IFCHR 0020000
#define S_IFBLK 0060000
#define S_ISUGID 06000
#define S_SHARED 0077u
#define FMODE_CREATED 0x100000u
#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define CAP_SYS_ADMIN 21

/* Time, user, mount, control group, host, messages, user, process, network. */
#define NAMESPACES (0x7e000000u | 0x00020000u | 0x00000080u)

#define TS_COMPAT 0x2
#define TIF_32BIT (1ul << 22)
#define X32_BIT 0x40000000

#define FRAMES 10
#define FRAME_NAME 64
#define MAX_DEPTH 24

/* Of those that a process has, as many are looked through. */
#define MAX_GROUPS 32

/* In nanoseconds: a call that has not returned by then may never do so. */
#define STUCK 1000000000ull

/* Of struct mmsghdr. */
#define MESSAGE_SIZE 64

/* Twice the longest path: the program that checks this one adds two lengths of which it knows no
 * more than that each is below the half. */
#define HALF 256

/* Written by the observer. */
volatile __u64 learn_group;
/* How often the control groups that are watched have changed; written by both. */
volatile __u64 changes;
struct hn_trace_executor executors[HN_TRACE_MAX_EXECUTORS];
struct hn_trace_watch watches[HN_TRACE_MAX_WATCHES];
volatile __u64 seed;
/* Whether the kernel takes our word for what a pointer leads to (since 6.2). */
const volatile bool can_cast;

/* Read by it. */
struct hn_trace_use quick_calls[HN_TRACE_MAX_WATCHES * HN_TRACE_QUICK_CALLS]; /* without a count */
__u64 quick_counts[HN_TRACE_PLACES * HN_TRACE_MAX_WATCHES * HN_TRACE_QUICK_CALLS];
__u32 learnt;
struct hn_trace_executor learning;

/* The watch that a control group belongs to, by its number. */
struct
{
  __uint (type, BPF_MAP_TYPE_HASH);
  __uint (max_entries, HN_TRACE_MAX_WATCHED);
  __type (key, __u64);
  __type (value, __u64);
} watched SEC (".maps");

struct
{
  __uint (type, BPF_MAP_TYPE_HASH);
  __uint (max_entries, HN_TRACE_MAX_WATCHES);
  __type (key, struct hn_trace_name);
  __type (value, __u64);
} names SEC (".maps");

struct
{
  __uint (type, BPF_MAP_TYPE_ARRAY);
  __uint (max_entries, HN_TRACE_MAX_CALLS);
  __type (key, __u32);
  __type (value, struct hn_trace_call);
} calls SEC (".maps");

struct
{
  __uint (type, BPF_MAP_TYPE_HASH);
  __uint (max_entries, HN_TRACE_MAX_USES);
  __type (key, struct hn_trace_key);
  __type (value, struct hn_trace_use);
} uses SEC (".maps");

struct
{
  __uint (type, BPF_MAP_TYPE_HASH);
  __uint (max_entries, HN_TRACE_MAX_PATHS);
  __uint (map_flags, BPF_F_NO_PREALLOC);
  __type (key, struct hn_trace_path_key);
  __type (value, struct hn_trace_path);
} paths SEC (".maps");

/* Whether an address in the kernel's code belongs to the check for enough memory. */
struct
{
  __uint (type, BPF_MAP_TYPE_LRU_HASH);
  __uint (max_entries, 1024);
  __type (key, __u64);
  __type (value, __u32);
} frames SEC (".maps");

/* Tasks that are the service's, whatever program they run: others may run the manager's as well. */
struct
{
  __uint (type, BPF_MAP_TYPE_TASK_STORAGE);
  __uint (map_flags, BPF_F_NO_PREALLOC);
  __type (key, int);
  __type (value, __u8);
} own_tasks SEC (".maps");

/* Since when a task has been waiting, for as long as it has not run. */
struct wait
{
  __u64 switches;
  __u64 since;
};

struct
{
  __uint (type, BPF_MAP_TYPE_LRU_HASH);
  __uint (max_entries, 4096);
  __type (key, __u32);
  __type (value, struct wait);
} waits SEC (".maps");

/* Of one processor. */
struct scratch
{
  __u64 tick, now; /* when the time was asked for, and what it was */
  /* Which watch, or none, the last group belongs to. The sum of both and of the changes until then
   * is right for what was written at once, where nothing has changed since: the program that goes
   * through all tasks may be held up while it writes here. */
  volatile __u64 group, watch, check;
  /* Addresses for functions that are verified once, to which no pointer can be handed. */
  __u64 program, mnt, entry;
  struct hn_trace_path_key key;
  struct hn_trace_path fresh; /* with a use of nothing */
  char buffer[2 * HALF];
  struct hn_trace_name name;
  __u32 cut; /* a path was too long or too deep for the buffer */
  __u64 stack[FRAMES];
  char frame[FRAME_NAME];
};

struct
{
  __uint (type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint (max_entries, 1);
  __type (key, __u32);
  __type (value, struct scratch);
} scratches SEC (".maps");

static __always_inline struct scratch *
get_scratch (void)
{
  __u32 zero = 0;

  return bpf_map_lookup_elem (&scratches, &zero);
}

/* Reading. What the verifier knows to be a structure of the kernel's is read as it stands; all else
 * by READ(), of which each takes many times as long where the kernel does not take our word. */

extern void *bpf_rdonly_cast (const void *pointer, __u32 type) __ksym __weak;

#define READ(pointer, member)                                                                  \
  ({                                                                                           \
    typeof ((pointer)->member) _member;                                                        \
                                                                                               \
    if (can_cast)                                                                              \
      _member =                                                                                \
          ((typeof (pointer)) bpf_rdonly_cast ((pointer),                                      \
                                               bpf_core_type_id_kernel (typeof (*(pointer))))) \
              ->member;                                                                        \
    else                                                                                       \
      _member = BPF_CORE_READ ((pointer), member);                                             \
    _member;                                                                                   \
  })

/* Registers. */

static __always_inline long
get_number (struct pt_regs *regs)
{
#if defined(__TARGET_ARCH_x86)
  return (long) regs->orig_ax;
#else
  return regs->syscallno;
#endif
}

static __always_inline __u64
get_argument (struct pt_regs *regs, __u8 index)
{
#if defined(__TARGET_ARCH_x86)
  switch (index)
    {
    case 0:
      return regs->di;
    case 1:
      return regs->si;
    case 2:
      return regs->dx;
    case 3:
      return regs->r10;
    case 4:
      return regs->r8;
    default:
      return regs->r9;
    }
#else
  switch (index)
    {
    case 0:
      return regs->orig_x0;
    case 1:
      return regs->regs[1];
    case 2:
      return regs->regs[2];
    case 3:
      return regs->regs[3];
    case 4:
      return regs->regs[4];
    default:
      return regs->regs[5];
    }
#endif
}

static __always_inline bool
is_other_abi (struct task_struct *task, long number)
{
#if defined(__TARGET_ARCH_x86)
  return (task->thread_info.status & TS_COMPAT) != 0 || (number & X32_BIT) != 0;
#else
  return (task->thread_info.flags & TIF_32BIT) != 0;
#endif
}

/* Who did it. */

struct context
{
  struct task_struct *task;
  struct file *program; /* NULL: a process that is ending */
  __u64 watch;
  __u32 most; /* bytes that a path has at most */
};

static __always_inline struct hn_trace_watch *
get_watch (__u64 id)
{
  return &watches[id % HN_TRACE_MAX_WATCHES];
}

/* Whether this is the manager's own program. */
static __always_inline bool
is_executor (struct file *program)
{
  struct inode *inode = program->f_inode;
  __u64 number = inode->i_ino, device = inode->i_sb->s_dev;

  for (int i = 0; i < HN_TRACE_MAX_EXECUTORS; i++)
    if (executors[i].inode == number && executors[i].device == device && number != 0)
      return true;

  return false;
}

static __always_inline bool
is_own (struct task_struct *task)
{
  return bpf_task_storage_get (&own_tasks, (void *) task, NULL, 0) != NULL;
}

static __always_inline void
mark_own (struct task_struct *task)
{
  bpf_task_storage_get (&own_tasks, (void *) task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
}

/* The watch that @group belongs to, 0 for none. */
static __always_inline __u64
find_watch_of (__u64 group)
{
  struct scratch *scratch = get_scratch ();
  __u64 before = changes, id, *watch;

  if (!scratch)
    return 0;
  id = scratch->watch;
  if (scratch->group == group && scratch->check == (group ^ id ^ before))
    return id;

  watch = bpf_map_lookup_elem (&watched, &group);
  id = watch ? *watch : 0;
  scratch->group = group;
  scratch->watch = id;
  scratch->check = group ^ id ^ before;

  return id;
}

/* Returns whether @task, in @group, is of a watched service, and not the manager on its way from
 * its fork to the first program of the service. */
static __always_inline bool
find_context_of (struct context *self, struct task_struct *task, __u64 group)
{
  __u64 watch = find_watch_of (group);

  if (watch == 0)
    return false;

  self->task = task;
  self->most = HN_TRACE_PATH;
  self->watch = watch;
  self->program = task->mm->exe_file;

  return !self->program || !is_executor (self->program) || is_own (task);
}

/* Likewise, of the process that runs. */
static __always_inline bool
find_context (struct context *self)
{
  struct task_struct *task = bpf_get_current_task_btf ();

  return find_context_of (self, task, task->cgroups->dfl_cgrp->kn->id);
}

/* Whether this is what the manager has started, rather than what that has started. */
static __always_inline bool
is_main (struct task_struct *task)
{
  struct file *above = task->group_leader->real_parent->mm->exe_file;

  return above && is_executor (above);
}

/* The program's file, NULL for none. */
static __always_inline struct dentry *
get_program (struct context *self)
{
  return self->program ? self->program->f_path.dentry : NULL;
}

/* To ask for it takes long, and it is the same for all that one processor does within a tick. */
static __always_inline __u64
get_now (void)
{
  struct scratch *scratch = get_scratch ();
  __u64 tick = bpf_jiffies64 ();

  if (!scratch)
    return bpf_ktime_get_boot_ns ();
  if (scratch->tick != tick)
    {
      scratch->now = bpf_ktime_get_boot_ns ();
      scratch->tick = tick;
    }

  return scratch->now;
}

/* Writes only what is new, for the sake of other processors that do the same. */
static __always_inline void
update_last (struct hn_trace_use *use, struct dentry *program)
{
  __u64 now = get_now ();

  if (use->last != now)
    use->last = now;
  if (!program || use->entry == (__u64) program)
    return;
  use->entry = (__u64) program;
  bpf_probe_read_kernel_str (use->program, sizeof (use->program), READ (program, d_name.name));
}

static __always_inline void
update_use (struct hn_trace_use *use, struct dentry *program)
{
  update_last (use, program);
  __sync_fetch_and_add (&use->count, 1);
}

static __always_inline void
note_loss (struct context *self)
{
  __sync_fetch_and_add (&get_watch (self->watch)->lost, 1);
}

/* @count: of those that this watch has, which may not take the room of others */
static __always_inline void *
add_entry (void *map, void *key, void *fresh, __u64 *count, __u64 most)
{
  if (*count >= most)
    return NULL;
  if (bpf_map_update_elem (map, key, fresh, BPF_NOEXIST) == 0)
    __sync_fetch_and_add (count, 1);

  return bpf_map_lookup_elem (map, key);
}

/* The watch in a key of a map, of which this watch has @taken entries of at most @most. */
static __always_inline __u64
get_key_watch (__u64 watch, __u64 taken, __u64 most)
{
  __u64 place = taken < most / 2 ? bpf_get_smp_processor_id () % HN_TRACE_PLACES_OF_KEYS : 0;

  return watch | place << HN_TRACE_PLACE_SHIFT;
}

static __noinline void
count (struct context *self, __u32 kind, __u32 error, __u64 value)
{
  __u64 *taken = &get_watch (self->watch)->uses;
  struct hn_trace_key key = { .watch =
                                  get_key_watch (self->watch, *taken, HN_TRACE_MAX_USES_OF_ONE),
                              .value = value,
                              .kind = kind,
                              .error = error };
  struct hn_trace_use *use = bpf_map_lookup_elem (&uses, &key);

  if (!use)
    {
      struct hn_trace_use nothing = { 0 };

      use = add_entry (&uses, &key, &nothing, taken, HN_TRACE_MAX_USES_OF_ONE);
    }
  if (use)
    update_use (use, get_program (self));
  else
    note_loss (self);
}

static __always_inline void
count_call (struct context *self, __u32 error, __u32 number)
{
  __u32 watch = self->watch % HN_TRACE_MAX_WATCHES;
  __u32 place = bpf_get_smp_processor_id () % HN_TRACE_PLACES;

  if (error == 0 && number < HN_TRACE_QUICK_CALLS)
    {
      barrier_var (number); /* for the verifier */
      number &= HN_TRACE_QUICK_CALLS - 1;
      update_last (&quick_calls[watch * HN_TRACE_QUICK_CALLS + number], get_program (self));
      __sync_fetch_and_add (
          &quick_counts[(place * HN_TRACE_MAX_WATCHES + watch) * HN_TRACE_QUICK_CALLS + number], 1);
    }
  else
    count (self, HN_TRACE_CALL, error, number);
}
