/* Counts in the kernel what the processes of watched services do. Each program leaves at once where
 * the process belongs to no watched control group. Nothing is kept of what arguments point to but
 * paths, kinds of addresses, and flags.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "paths.h"

char LICENSE[] SEC ("license") = "GPL";

/* Addresses. */

static __always_inline __u32
find_net_ipv4 (__u32 address)
{
  __u32 host = __builtin_bswap32 (address);

  if (host >> 24 == 127 || host == 0)
    return HN_TRACE_NET_SELF;
  if (host >> 24 == 10 || host >> 20 == 0xac1 || host >> 16 == 0xc0a8 || host >> 16 == 0xa9fe ||
      host >> 28 >= 0xe)
    return HN_TRACE_NET_LOCAL;

  return HN_TRACE_NET_WORLD;
}

static __always_inline __u32
find_net_ipv6 (const __u8 *bytes)
{
  const __u32 *words = (const __u32 *) bytes;

  if (words[0] == 0 && words[1] == 0 && words[2] == 0)
    return HN_TRACE_NET_SELF;
  if (words[0] == 0 && words[1] == 0 && words[2] == __builtin_bswap32 (0xffff))
    return find_net_ipv4 (words[3]);
  if ((bytes[0] & 0xfe) == 0xfc || bytes[0] == 0xff || (bytes[0] == 0xfe && bytes[1] >= 0x80))
    return HN_TRACE_NET_LOCAL;

  return HN_TRACE_NET_WORLD;
}

static __always_inline void
count_socket (struct context *self, __u64 pointer, __u64 length, __u32 access, __u32 error)
{
  char first = 0;

  /* The path is behind the family, and may have no end of its own. */
  pointer += 2;
  if (length <= 2 || bpf_probe_read_user (&first, 1, (void *) pointer) != 0)
    return;
  if (first == '\0')
    {
      count (self, HN_TRACE_ADDRESS, error, HN_TRACE_NET_ABSTRACT);
      return;
    }
  if (length - 2 < HN_TRACE_PATH)
    self->most = (__u32) length - 2 + 1;
  count_asked (self, pointer, AT_FDCWD, access, error);
  self->most = HN_TRACE_PATH;
}

static __always_inline void
count_address (struct context *self, __u64 pointer, __u64 length, __u32 error)
{
  struct
  {
    __u16 family, port;
    __u32 ipv4;
    __u32 ipv6[4];
  } address = { 0 };

  if (!pointer)
    return;
  if (bpf_probe_read_user (&address.family, sizeof (address.family), (void *) pointer) != 0)
    return;
  if (address.family == AF_UNIX)
    {
      count_socket (self, pointer, length,
                    HN_TRACE_PEER | (is_main (self->task) ? HN_TRACE_MAIN : 0), error);
      return;
    }
  if (bpf_probe_read_user (&address, 8, (void *) pointer) != 0)
    return;
  if (address.family == AF_INET)
    count (self, HN_TRACE_ADDRESS, error, find_net_ipv4 (address.ipv4));
  else if (address.family == AF_INET6 &&
           bpf_probe_read_user (&address, sizeof (address), (void *) pointer) == 0)
    count (self, HN_TRACE_ADDRESS, error, find_net_ipv6 ((const __u8 *) address.ipv6));
}

/* The name that a message is for, if it has one. */
static __always_inline __u64
get_name (__u64 message, __u32 *length)
{
  struct
  {
    __u64 name;
    __u32 length, unused;
  } head = { 0 };

  if (!message || bpf_probe_read_user (&head, sizeof (head), (void *) message) != 0)
    return 0;
  *length = head.length;

  return head.name;
}

static __always_inline void
count_message (struct context *self, __u64 message, __u64 count, __u32 error)
{
  __u32 length = 0;
  __u64 name = get_name (message, &length);

  count_address (self, name, length, error);
  /* For whom the others are is not looked at. */
  if (count > 1 && get_name (message + MESSAGE_SIZE, &length))
    note_loss (self);
}

static __always_inline void
count_bind (struct context *self, __u64 pointer, __u64 length, __u32 error)
{
  __u16 family = 0;
  char first = 0;

  bpf_probe_read_user (&family, sizeof (family), (void *) pointer);
  if (family != AF_UNIX || length <= 2)
    return;
  bpf_probe_read_user (&first, 1, (void *) (pointer + 2));
  count_socket (self, pointer, length, HN_TRACE_CHANGE, error);
  if (first != '\0' && error == 0)
    count_shared (self, S_SHARED);
}

static __always_inline void
count_peer (struct context *self, int fd)
{
  struct file *file = get_file (self->task, fd);
  struct socket *socket = file ? BPF_CORE_READ (file, private_data) : NULL;
  struct sock *sock = socket ? BPF_CORE_READ (socket, sk) : NULL;
  __u16 family = sock ? BPF_CORE_READ (sock, __sk_common.skc_family) : 0;

  if (family == AF_INET)
    {
      count (self, HN_TRACE_ADDRESS, 0,
             find_net_ipv4 (BPF_CORE_READ (sock, __sk_common.skc_daddr)));
    }
  else if (family == AF_INET6)
    {
      __u32 words[4] = { 0 };

      bpf_probe_read_kernel (words, sizeof (words),
                             (void *) sock + bpf_core_field_offset (
                                                 ((struct sock *) 0)->__sk_common.skc_v6_daddr));
      count (self, HN_TRACE_ADDRESS, 0, find_net_ipv6 ((const __u8 *) words));
    }
}

/* Calls. */

static __always_inline void
count_policy (struct context *self, __u32 policy, __u32 error)
{
  policy &= ~SCHED_RESET_ON_FORK;
  if (policy == 1 || policy == 2 || policy == 6)
    count (self, HN_TRACE_REALTIME, error, policy);
}

static __always_inline void
count_mode (struct context *self, __u64 mode, __u32 error)
{
  if ((mode & S_ISUGID) != 0)
    count (self, HN_TRACE_SUID, error, mode & S_ISUGID);
}

/* Steps that need no more than the value of one argument. */
static __always_inline void
count_value (
    struct context *self, struct pt_regs *regs, __u8 action, __u8 a, __u8 b, __u8 c, __u32 error)
{
  __u64 value = a == HN_TRACE_NO_ARGUMENT ? 0 : get_argument (regs, a);

  switch (action)
    {
    case HN_TRACE_DO_FAMILY:
      count (self, HN_TRACE_FAMILY, error, (__u32) value);
      break;
    case HN_TRACE_DO_NAMESPACES:
      if ((value & NAMESPACES) != 0)
        count (self, HN_TRACE_NAMESPACE, error, value & NAMESPACES);
      break;
    case HN_TRACE_DO_SETNS:
      count (self, HN_TRACE_NAMESPACE, error, value & NAMESPACES);
      break;
    case HN_TRACE_DO_MAP:
      if ((value & (PROT_WRITE | PROT_EXEC)) == (PROT_WRITE | PROT_EXEC))
        count (self, HN_TRACE_CODE, error, HN_TRACE_CODE_MAP);
      break;
    case HN_TRACE_DO_PROTECT:
      if ((value & PROT_EXEC) != 0)
        count (self, HN_TRACE_CODE, error, HN_TRACE_CODE_PROTECT);
      break;
    case HN_TRACE_DO_SHARE:
      if ((value & SHM_EXEC) != 0)
        count (self, HN_TRACE_CODE, error, HN_TRACE_CODE_SHARE);
      break;
    case HN_TRACE_DO_PERSONALITY:
      /* This one only asks. */
      if ((__u32) value != 0xffffffff)
        count (self, HN_TRACE_PERSONALITY, error, (__u32) value);
      break;
    case HN_TRACE_DO_POLICY:
      count_policy (self, (__u32) value, error);
      break;
    case HN_TRACE_DO_MODE:
      if (b == HN_TRACE_NO_ARGUMENT || (get_argument (regs, b) & O_CREAT) != 0)
        {
          count_mode (self, value, error);
          if (c == HN_TRACE_MAKES && error == 0)
            count_shared (self, (__u32) value);
        }
      break;
    case HN_TRACE_DO_PRCTL:
      count (self, HN_TRACE_PRCTL, error, (__u32) value);
      break;
    case HN_TRACE_DO_KEY:
      count (self, HN_TRACE_KEY, error, (__u32) value);
      break;
    default:
      break;
    }
}

/* Steps that follow a pointer or look at what came of the call. */
static __always_inline void
count_pointer (
    struct context *self, struct pt_regs *regs, __u8 action, __u8 a, __u8 b, __u8 c, long result)
{
  __u32 error = result < 0 ? (__u32) -result : 0;
  __u64 words[2] = { 0 };

  switch (action)
    {
    case HN_TRACE_DO_NAMESPACES_PTR:
      /* To the child it returns 0, and its parent may have put something else there by then. */
      if (result == 0)
        break;
      bpf_probe_read_user (words, sizeof (words[0]), (void *) get_argument (regs, a));
      if ((words[0] & NAMESPACES) != 0)
        count (self, HN_TRACE_NAMESPACE, error, words[0] & NAMESPACES);
      break;
    case HN_TRACE_DO_POLICY_PTR:
      bpf_probe_read_user (words, sizeof (words[0]), (void *) get_argument (regs, a));
      count_policy (self, (__u32) (words[0] >> 32), error);
      break;
    case HN_TRACE_DO_PATH:
      count_asked (self, get_argument (regs, a),
                   b == HN_TRACE_NO_ARGUMENT ? AT_FDCWD : (int) get_argument (regs, b), c, error);
      break;
    case HN_TRACE_DO_OPEN:
      count_open (self, regs, c == HN_TRACE_NO_ARGUMENT ? O_CREAT | 1 : get_argument (regs, c), a,
                  b, result);
      break;
    case HN_TRACE_DO_OPEN_PTR:
      bpf_probe_read_user (words, sizeof (words), (void *) get_argument (regs, c));
      count_open (self, regs, words[0], a, b, result);
      if ((words[0] & O_CREAT) != 0)
        count_mode (self, words[1], error);
      break;
    case HN_TRACE_DO_ADDRESS:
      count_address (self, get_argument (regs, a), get_argument (regs, b), error);
      break;
    case HN_TRACE_DO_BIND:
      count_bind (self, get_argument (regs, a), get_argument (regs, b), error);
      break;
    case HN_TRACE_DO_MESSAGE:
      count_message (self, get_argument (regs, a),
                     b == HN_TRACE_NO_ARGUMENT ? 1 : get_argument (regs, b), error);
      break;
    case HN_TRACE_DO_ACCEPT:
      if (result >= 0)
        count_peer (self, (int) result);
      break;
    default:
      break;
    }
}

/* Of the observer itself, which opens the manager's program to have it known by what the kernel
 * calls it. */
static __always_inline void
learn (long result)
{
  struct task_struct *task = (struct task_struct *) bpf_get_current_task ();
  struct file *file;

  if (result < 0 || bpf_get_current_cgroup_id () != learn_group)
    return;
  file = get_file (task, (int) result);
  if (file)
    {
      learning.inode = BPF_CORE_READ (file, f_inode, i_ino);
      learning.device = BPF_CORE_READ (file, f_inode, i_sb, s_dev);
      learnt = (__u32) result;
    }
}

SEC ("tp_btf/sys_exit")
int
hn_trace_exit (__u64 *args)
{
  struct pt_regs *regs = (struct pt_regs *) args[0];
  long result = (long) args[1];
  struct hn_trace_call *call;
  struct context self;
  __u32 error = 0, index;
  long number;

  if (learn_group != 0)
    learn (result);
  if (!find_context (&self))
    return 0;

  number = get_number (regs);
  /* What is begun again counts when it is through. */
  if (number < 0 || (result <= -512 && result >= -516))
    return 0;
  if (result < 0 && result >= -MAX_ERRNO)
    error = (__u32) -result;
  if (is_other_abi (self.task, number))
    {
      count (&self, HN_TRACE_OTHER_ABI, 0, 0);
      return 0;
    }
  index = (__u32) number;
  call = bpf_map_lookup_elem (&calls, &index);
  if (!call)
    return 0;
  if (call->only_failed && error == 0)
    return 0;

  count_call (&self, error, index);
  for (int i = 0; i < 2; i++)
    {
      __u8 action = call->step[i].action, a = call->step[i].a;
      __u8 b = call->step[i].b, c = call->step[i].c;

      if (action == HN_TRACE_NOTHING)
        break;
      count_value (&self, regs, action, a, b, c, error);
      count_pointer (&self, regs, action, a, b, c, error != 0 ? -(long) error : result);
    }

  return 0;
}

/* What does not return: the call is known by the registers that it was made with. */
static __always_inline void
count_current_call (struct context *self)
{
  struct task_struct *task = bpf_get_current_task_btf ();
  struct pt_regs *regs = (struct pt_regs *) bpf_task_pt_regs ((void *) task);
  long number = get_number (regs);

  if (number >= 0 && number < HN_TRACE_MAX_CALLS && !is_other_abi (self->task, number))
    count_call (self, 0, (__u32) number);
}

SEC ("raw_tp/sched_process_exit")
int
hn_trace_end (struct bpf_raw_tracepoint_args *args)
{
  struct context self;

  if (find_context (&self))
    count_current_call (&self);

  return 0;
}

SEC ("raw_tp/sched_process_exec")
int
hn_trace_exec (struct bpf_raw_tracepoint_args *args)
{
  struct context self;
  struct file *program;

  if (!find_context (&self) || !self.program)
    return 0;

  mark_own (bpf_get_current_task_btf ());
  count_current_call (&self);
  count_file (&self, self.program, HN_TRACE_EXEC);
  program = self.program;
  if ((BPF_CORE_READ (program, f_inode, i_mode) & S_ISUGID) != 0)
    count (&self, HN_TRACE_GAIN, 0, 0);

  return 0;
}

/* What a task of the service starts is the service's. */
SEC ("tp_btf/sched_process_fork")
int
hn_trace_fork (__u64 *args)
{
  struct task_struct *child = (struct task_struct *) args[1];
  struct context self;

  if (find_context (&self))
    mark_own (child);

  return 0;
}

/* Whether something is known of a call only when it returns: what an argument points to. */
static __always_inline bool
is_half_known (struct pt_regs *regs, const struct hn_trace_call *call)
{
  for (int i = 0; i < 2; i++)
    switch (call->step[i].action)
      {
      case HN_TRACE_DO_NAMESPACES_PTR:
      case HN_TRACE_DO_POLICY_PTR:
      case HN_TRACE_DO_PATH:
      case HN_TRACE_DO_OPEN:
      case HN_TRACE_DO_OPEN_PTR:
      case HN_TRACE_DO_ADDRESS:
      case HN_TRACE_DO_BIND:
      case HN_TRACE_DO_MESSAGE:
        if (get_argument (regs, call->step[i].a) != 0)
          return true;
        break;
      default:
        break;
      }

  return false;
}

/* Whether it has not run for so long that it does not just happen to wait. */
static __always_inline bool
is_stuck (struct task_struct *task)
{
  __u32 pid = (__u32) BPF_CORE_READ (task, pid);
  struct wait now = { .switches = BPF_CORE_READ (task, nvcsw) + BPF_CORE_READ (task, nivcsw),
                      .since = bpf_ktime_get_ns () };
  struct wait *before = bpf_map_lookup_elem (&waits, &pid);

  if (before && before->switches == now.switches)
    return now.since - before->since > STUCK;
  bpf_map_update_elem (&waits, &pid, &now, BPF_ANY);

  return false;
}

/* What has been called and may never return: looked for by the observer from time to time. */
SEC ("iter/task")
int
hn_trace_waiting (struct bpf_iter__task *args)
{
  struct task_struct *task = args->task;
  struct hn_trace_call *call;
  struct context self;
  struct pt_regs *regs;
  __u32 index;
  long number;

  if (!task)
    return 0;
  if (!find_context_of (&self, task, BPF_CORE_READ (task, cgroups, dfl_cgrp, kn, id)))
    return 0;
  if (!self.program)
    return 0;
  mark_own (task);
  if (BPF_CORE_READ (task, __state) == 0)
    return 0;
  regs = (struct pt_regs *) bpf_task_pt_regs ((void *) task);
  number = get_number (regs);
  if (number < 0 || number >= HN_TRACE_MAX_CALLS || is_other_abi (task, number))
    return 0;

  count (&self, HN_TRACE_WAITING, 0, (__u64) number);
  index = (__u32) number;
  call = bpf_map_lookup_elem (&calls, &index);
  if (is_stuck (task) && call && is_half_known (regs, call))
    __sync_fetch_and_add (&get_watch (self.watch)->waiting, 1);

  return 0;
}

/* Capabilities. */

/* Named, as what has no name makes a structure without members in the code that is made of this. */
const char symbol_format[] = "%ps";
const char memory_checks[3][FRAME_NAME / 2] = {
  "cap_vm_enough_memory",
  "__vm_enough_memory",
  "security_vm_enough_memory",
};

static __always_inline bool
begins_with (const char *text, const char *start)
{
  for (int i = 0; i < FRAME_NAME / 2 && start[i] != '\0'; i++)
    if (text[i] != start[i])
      return false;

  return true;
}

/* Whether a place in the kernel's code is in the check whether there is memory enough, which asks
 * for CAP_SYS_ADMIN every time, and lives without. */
static __always_inline bool
is_memory_check (struct scratch *scratch, __u64 address)
{
  __u32 *known = bpf_map_lookup_elem (&frames, &address);
  __u32 found = 0;

  if (known)
    return *known != 0;

  bpf_snprintf (scratch->frame, FRAME_NAME, symbol_format, &address, sizeof (address));
  for (int i = 0; i < 3; i++)
    if (begins_with (scratch->frame, memory_checks[i]))
      found = 1;
  bpf_map_update_elem (&frames, &address, &found, BPF_ANY);

  return found;
}

static __always_inline bool
is_for_memory (void *args, int capability)
{
  struct scratch *scratch = get_scratch ();

  if (capability != CAP_SYS_ADMIN || !scratch)
    return false;
  if (bpf_get_stack (args, scratch->stack, sizeof (scratch->stack), 0) < 0)
    return false;
  for (int i = 0; i < FRAMES; i++)
    if (scratch->stack[i] != 0 && is_memory_check (scratch, scratch->stack[i]))
      return true;

  return false;
}

static __always_inline void
count_capability (void *args, const struct cred *cred, int capability, int result)
{
  struct task_struct *task, *current;
  struct context self;
  long number;

  if (!find_context (&self))
    return;
  current = self.task;
  /* The kernel also asks for others, with whose rights it works for a moment. */
  if (cred != READ (current, real_cred) || is_for_memory (args, capability))
    return;

  task = bpf_get_current_task_btf ();
  number = get_number ((struct pt_regs *) bpf_task_pt_regs ((void *) task));
  count (&self, HN_TRACE_CAPABILITY, result < 0 ? EPERM : 0,
         (__u32) capability | (__u64) (number + 1) << 16);
}

SEC ("raw_tp/cap_capable")
int
hn_trace_capability (struct bpf_raw_tracepoint_args *args)
{
  count_capability (args, (const struct cred *) args->args[0], (int) args->args[3],
                    (int) args->args[4]);

  return 0;
}

/* The same where the kernel has no tracepoint for it. */
SEC ("fexit/cap_capable")
int
hn_trace_capability_exit (__u64 *args)
{
  count_capability (args, (const struct cred *) args[0], (int) args[2], (int) args[4]);

  return 0;
}

/* Control groups. */

static __always_inline __u64
get_group_id (struct cgroup *group)
{
  return BPF_CORE_READ (group, kn, id);
}

static __always_inline struct cgroup *
get_above (struct cgroup *group)
{
  return (struct cgroup *) BPF_CORE_READ (group, self.parent);
}

static __always_inline bool
is_slice (struct scratch *scratch, struct cgroup *group)
{
  static const long ending = sizeof (".slice");
  long length = bpf_probe_read_kernel_str (scratch->buffer, HALF, BPF_CORE_READ (group, kn, name));
  const char *end;

  if (length < ending || length > HALF)
    return false;
  end = &scratch->buffer[(length - ending) & (HALF - 1)];

  return end[0] == '.' && end[1] == 's' && end[2] == 'l' && end[3] == 'i' && end[4] == 'c' &&
         end[5] == 'e';
}

/* The watch for which a group of this name is looked for below @group, 0 for none: below the group
 * of a manager, with nothing but slices between. */
static __noinline __u64
find_watch (struct scratch *scratch, struct cgroup *group)
{
  if (!scratch)
    return 0;
  for (int i = 0; i < MAX_DEPTH && group; i++)
    {
      __u64 *watch;

      scratch->name.manager = get_group_id (group);
      watch = bpf_map_lookup_elem (&names, &scratch->name);
      if (watch)
        return *watch;
      if (!is_slice (scratch, group))
        break;
      group = get_above (group);
    }

  return 0;
}

/* What one service has too many of is lost for it, and for no other. */
static __always_inline void
add_group (__u64 id, __u64 group)
{
  struct hn_trace_watch *watch = get_watch (id);

  /* It may be over by now. */
  if (watch->id != id)
    return;
  if (watch->groups < HN_TRACE_MAX_GROUPS &&
      bpf_map_update_elem (&watched, &group, &id, BPF_NOEXIST) == 0)
    {
      __sync_fetch_and_add (&changes, 1);
      __sync_fetch_and_add (&watch->groups, 1);
    }
  else
    {
      __sync_fetch_and_add (&watch->lost, 1);
    }
}

SEC ("raw_tp/cgroup_mkdir")
int
hn_trace_group_made (struct bpf_raw_tracepoint_args *args)
{
  struct cgroup *group = (struct cgroup *) args->args[0];
  struct cgroup *above = get_above (group);
  __u64 parent = above ? get_group_id (above) : 0;
  __u64 *over = bpf_map_lookup_elem (&watched, &parent);
  struct scratch *scratch = get_scratch ();
  const char *name = BPF_CORE_READ (group, kn, name);
  char first = 0;
  __u64 watch;

  if (over)
    {
      add_group (*over, get_group_id (group));
      return 0;
    }
  if (!scratch)
    return 0;
  __builtin_memset (&scratch->name, 0, sizeof (scratch->name));
  /* systemd puts this before names that mean something else in a control group, and before those
   * that begin so themselves. */
  bpf_probe_read_kernel (&first, 1, name);
  bpf_probe_read_kernel_str (scratch->name.text, sizeof (scratch->name.text),
                             first == '_' ? name + 1 : name);
  watch = find_watch (scratch, above);
  if (watch == 0)
    return 0;

  add_group (watch, get_group_id (group));
  __sync_fetch_and_add (&get_watch (watch)->starts, 1);
  get_watch (watch)->last_start = bpf_ktime_get_boot_ns ();

  return 0;
}

/* Nothing runs in it any more. */
SEC ("raw_tp/cgroup_rmdir")
int
hn_trace_group_gone (struct bpf_raw_tracepoint_args *args)
{
  __u64 group = get_group_id ((struct cgroup *) args->args[0]);
  __u64 *known = bpf_map_lookup_elem (&watched, &group);
  __u64 watch;

  if (!known)
    return 0;
  watch = *known;
  if (bpf_map_delete_elem (&watched, &group) != 0)
    return 0;
  __sync_fetch_and_add (&changes, 1);
  if (get_watch (watch)->id == watch)
    __sync_fetch_and_add (&get_watch (watch)->groups, -1);

  return 0;
}
