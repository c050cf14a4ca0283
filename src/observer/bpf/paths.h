/* Paths: those that the kernel found, as the process sees them, and those that it was asked for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "common.h"

static __always_inline struct file *
get_file (struct task_struct *task, int fd)
{
  struct files_struct *opened = READ (task, files);
  struct fdtable *table = READ (opened, fdt);
  struct file *file = NULL;

  if (fd < 0 || (__u32) fd >= READ (table, max_fds))
    return NULL;
  bpf_probe_read_kernel (&file, sizeof (file), READ (table, fd) + fd);

  return file;
}

/* Writes the path of the scratch's entry, as its namespace has it, to the end of the first half of
 * the buffer; returns where it begins. What is too long loses its beginning, which is noted.
 * Global, so that it is verified once. */
__noinline __u32
hn_build_path (void)
{
  struct scratch *scratch = get_scratch ();
  __u32 offset = HALF - 1;
  struct vfsmount *mnt;
  struct dentry *entry;

  if (!scratch)
    return HALF - 1;
  mnt = (struct vfsmount *) scratch->mnt;
  entry = (struct dentry *) scratch->entry;
  scratch->cut = 1;
  scratch->buffer[HALF - 1] = '\0';
  for (int i = 0; i < MAX_DEPTH; i++)
    {
      struct dentry *parent;
      __u32 length;

      if (entry == READ (mnt, mnt_root))
        {
          struct mount *mount = (void *) mnt - bpf_core_field_offset (((struct mount *) 0)->mnt);
          struct mount *above = READ (mount, mnt_parent);

          if (above == mount)
            {
              scratch->cut = 0;
              break;
            }
          entry = READ (mount, mnt_mountpoint);
          mnt = (void *) above + bpf_core_field_offset (((struct mount *) 0)->mnt);
          continue;
        }
      parent = READ (entry, d_parent);
      if (parent == entry)
        {
          scratch->cut = 0;
          break;
        }
      length = READ (entry, d_name.len);
      if (length + 1 > offset || length >= HALF)
        break;
      offset = (offset - length) & (HALF - 1);
      /* Known to the compiler, but not to the verifier. */
      barrier_var (length);
      bpf_probe_read_kernel (&scratch->buffer[offset], length & (HALF - 1),
                             READ (entry, d_name.name));
      offset = (offset - 1) & (HALF - 1);
      scratch->buffer[offset] = '/';
      entry = parent;
    }

  return offset;
}

/* Fills the scratch's path with that of @entry; returns its length. */
static __always_inline long
put_path (struct scratch *scratch, struct vfsmount *mnt, struct dentry *entry)
{
  __u32 offset;
  long length;

  scratch->mnt = (__u64) mnt;
  scratch->entry = (__u64) entry;
  offset = hn_build_path () & (HALF - 1);
  length = bpf_probe_read_kernel_str (scratch->fresh.path, sizeof (scratch->fresh.path),
                                      &scratch->buffer[offset]);

  return length < 0 ? 0 : length - 1;
}

static __always_inline void
begin_path (struct context *self, struct scratch *scratch, __u32 access, __u32 error)
{
  scratch->program = (__u64) get_program (self);
  scratch->key.watch =
      get_key_watch (self->watch, get_watch (self->watch)->paths, HN_TRACE_MAX_PATHS_OF_ONE);
  scratch->key.access = access;
  scratch->key.error = error;
}

static __always_inline void *
find_path (struct scratch *scratch)
{
  void *known = bpf_map_lookup_elem (&paths, &scratch->key);

  if (known)
    return known;

  return add_entry (&paths, &scratch->key, &scratch->fresh, &get_watch (scratch->key.watch)->paths,
                    HN_TRACE_MAX_PATHS_OF_ONE);
}

/* Counts the scratch's path, of which the number of characters is known. Global, as above. */
__noinline int
hn_count_path (__u64 length)
{
  struct scratch *scratch = get_scratch ();
  struct hn_trace_path *known;
  __u64 hash = seed;
  __u64 last;

  if (!scratch || length >= HN_TRACE_PATH)
    return 0;
  last = length / 8;
  /* The word of its end has nothing of what was there before. */
  scratch->fresh.words[last] &= (1ull << (length % 8 * 8)) - 1;
  for (__u64 i = 0; i <= last && i < HN_TRACE_PATH / 8; i++)
    {
      hash = (hash ^ scratch->fresh.words[i]) * 0x9e3779b97f4a7c15ull;
      hash ^= hash >> 29;
    }
  scratch->key.hash = hash;

  known = find_path (scratch);
  for (__u64 i = 0; known && i <= last && i < HN_TRACE_PATH / 8; i++)
    if (known->words[i] != scratch->fresh.words[i])
      known = NULL;
  if (known)
    update_use (&known->use, (struct dentry *) scratch->program);
  else
    __sync_fetch_and_add (&get_watch (scratch->key.watch)->lost, 1);

  return 0;
}

/* What the kernel found behind a path. */
static __always_inline void
count_file (struct context *self, struct file *file, __u32 access)
{
  struct scratch *scratch = get_scratch ();
  struct task_struct *task = self->task;
  struct super_block *system;
  struct inode *inode;
  __u32 type;
  long length;

  if (!scratch || !file)
    return;

  inode = READ (file, f_inode);
  system = READ (inode, i_sb);
  type = READ (inode, i_mode) & S_IFMT;
  if (type == S_IFCHR || type == S_IFBLK)
    access |= HN_TRACE_DEVICE;
  if (READ (system, s_magic) == PROC_MAGIC && bpf_core_type_exists (struct proc_inode))
    {
      struct proc_inode *proc =
          (void *) inode - bpf_core_field_offset (((struct proc_inode *) 0)->vfs_inode);
      struct pid *pid = BPF_CORE_READ (proc, pid);

      if (pid && (pid == BPF_CORE_READ (task, thread_pid) ||
                  pid == BPF_CORE_READ (task, group_leader, thread_pid)))
        access |= HN_TRACE_OWN;
    }
  begin_path (self, scratch, access, 0);
  length = put_path (scratch, READ (file, f_path.mnt), READ (file, f_path.dentry));
  if (scratch->cut)
    note_loss (self);
  else if (scratch->fresh.path[0] == '/')
    hn_count_path ((__u64) length);
}

/* Puts the folder that a path starts from, and a slash, into the scratch; returns their length, 0
 * where that is not known. */
static __always_inline long
put_folder (struct context *self, struct scratch *scratch, int folder)
{
  struct task_struct *task = self->task;
  long length;

  if (folder == AT_FDCWD)
    {
      struct fs_struct *fs = READ (task, fs);

      length = put_path (scratch, READ (fs, pwd.mnt), READ (fs, pwd.dentry));
    }
  else
    {
      struct file *file = get_file (task, folder);

      if (!file)
        return 0;
      length = put_path (scratch, READ (file, f_path.mnt), READ (file, f_path.dentry));
    }
  if (scratch->cut || length < 0 || length >= HN_TRACE_PATH - 2)
    {
      note_loss (self);
      return 0;
    }
  scratch->fresh.path[length] = '/';

  return length + 1;
}

/* A path as it was asked for, put behind the folder that it starts from. */
static __noinline void
count_asked (struct context *self, __u64 pointer, int folder, __u32 access, __u32 error)
{
  struct scratch *scratch = get_scratch ();
  __u32 most = HN_TRACE_PATH;
  long length = 0, more;

  if (!scratch || !pointer)
    return;
  begin_path (self, scratch, access | HN_TRACE_ASKED, error);
  if (self->most < most)
    most = self->most;
  more = bpf_probe_read_user_str (scratch->fresh.path, most & (HALF - 1), (void *) pointer);
  if (more <= 0 || scratch->fresh.path[0] != '/')
    {
      length = put_folder (self, scratch, folder) & (HALF - 1);
      if (length == 0 || length >= HN_TRACE_PATH - 1)
        return;
      /* To where it does not go beyond the scratch, whatever its length. */
      most = HN_TRACE_PATH - length;
      if (self->most < most)
        most = self->most;
      more = bpf_probe_read_user_str (&scratch->fresh.path[length], most & (HALF - 1),
                                      (void *) pointer);
    }
  if (more > 0)
    length += more - 1;
  /* It is not known where memory cannot be read that the kernel could read, nor all of it where it
   * fills what there is. */
  if ((more <= 0 && error != EFAULT) || length >= HN_TRACE_PATH - 1)
    note_loss (self);
  else if (more > 0 && scratch->fresh.path[0] == '/')
    hn_count_path ((__u64) length);
}

/* What is made for others, too, as far as the process lets it. */
static __always_inline void
count_shared (struct context *self, __u32 mode)
{
  struct task_struct *task = self->task;

  mode &= S_SHARED & ~(__u32) BPF_CORE_READ (task, fs, umask);
  if (mode != 0)
    count (self, HN_TRACE_SHARE, 0, mode);
}

static __always_inline void
count_made (struct context *self, struct file *file)
{
  struct inode *inode;
  __u32 mode;

  if (!file || (READ (file, f_mode) & FMODE_CREATED) == 0)
    return;
  inode = READ (file, f_inode);
  mode = READ (inode, i_mode) & S_SHARED;
  if (mode != 0)
    count (self, HN_TRACE_SHARE, 0, mode);
}

static __always_inline bool
has_group (const struct cred *cred, __u32 group)
{
  struct group_info *groups = BPF_CORE_READ (cred, group_info);
  int count = BPF_CORE_READ (groups, ngroups);

  for (int i = 0; i < MAX_GROUPS && i < count; i++)
    {
      __u32 one = 0;

      bpf_probe_read_kernel (&one, sizeof (one),
                             (void *) groups +
                                 bpf_core_field_offset (((struct group_info *) 0)->gid) +
                                 i * sizeof (one));
      if (one == group)
        return true;
    }

  return false;
}

/* @mask: of what others may do with a file, that which was asked for. Where a file has a list of
 * its own of who may, nobody can tell. */
static __always_inline void
count_group (struct context *self, struct file *file, __u32 mask)
{
  struct task_struct *task = self->task;
  struct inode *inode;
  const struct cred *cred;
  __u32 mode, user, group;
  __u64 list = 0;

  if (!file)
    return;
  inode = READ (file, f_inode);
  mode = READ (inode, i_mode);
  if ((mode & mask) == mask || (mode >> 3 & mask) != mask ||
      (READ (file, f_mode) & FMODE_CREATED) != 0)
    return;
  cred = BPF_CORE_READ (task, cred);
  user = BPF_CORE_READ (cred, fsuid.val);
  group = BPF_CORE_READ (inode, i_gid.val);
  if (user == 0 || user == BPF_CORE_READ (inode, i_uid.val) ||
      group == BPF_CORE_READ (cred, fsgid.val))
    return;
  if (bpf_core_field_exists (((struct inode *) 0)->i_acl))
    list = (__u64) BPF_CORE_READ (inode, i_acl);
  /* All ones: it is not known to have one. */
  if ((list == 0 || list == ~0ull) && has_group (cred, group))
    count (self, HN_TRACE_GROUP, 0, group);
}

static __always_inline void
count_open (struct context *self, struct pt_regs *regs, __u64 flags, __u8 a, __u8 b, long result)
{
  __u32 access = HN_TRACE_READ;

  if ((flags & O_PATH) != 0)
    access = HN_TRACE_LOOK;
  else if ((flags & O_ACCMODE) != 0 || (flags & (O_CREAT | O_TRUNC)) != 0)
    access = HN_TRACE_WRITE;
  if (result >= 0)
    {
      struct file *file = get_file (self->task, (int) result);

      count_file (self, file, access);
      count_made (self, file);
      if ((flags & O_PATH) == 0)
        count_group (self, file,
                     (flags & O_ACCMODE) == 0   ? 04
                     : (flags & O_ACCMODE) == 1 ? 02
                                                : 06);
    }
  else
    count_asked (self, get_argument (regs, a),
                 b == HN_TRACE_NO_ARGUMENT ? AT_FDCWD : (int) get_argument (regs, b), access,
                 (__u32) -result);
}
