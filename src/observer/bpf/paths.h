/* Paths: those that the kernel found, as the process sees them, and those that it was asked for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "common.h"

static __always_inline struct scratch *
get_scratch (void)
{
  __u32 zero = 0;

  return bpf_map_lookup_elem (&scratches, &zero);
}

static __always_inline struct file *
get_file (struct task_struct *task, int fd)
{
  struct fdtable *table = BPF_CORE_READ (task, files, fdt);
  struct file **files = BPF_CORE_READ (table, fd);
  struct file *file = NULL;

  if (fd < 0 || (__u32) fd >= BPF_CORE_READ (table, max_fds))
    return NULL;
  bpf_probe_read_kernel (&file, sizeof (file), &files[fd]);

  return file;
}

/* Writes the path of @entry, as its namespace has it, to the end of the first half of the buffer;
 * returns where it begins. What is too long loses its beginning, which is noted. */
static __noinline __u32
build_path (struct scratch *scratch, struct vfsmount *mnt, struct dentry *entry)
{
  __u32 offset = HALF - 1;

  if (!scratch)
    return HALF - 1;
  scratch->cut = 1;
  scratch->buffer[HALF - 1] = '\0';
  for (int i = 0; i < MAX_DEPTH; i++)
    {
      struct dentry *parent;
      __u32 length;

      if (entry == BPF_CORE_READ (mnt, mnt_root))
        {
          struct mount *mount = (void *) mnt - bpf_core_field_offset (((struct mount *) 0)->mnt);
          struct mount *above = BPF_CORE_READ (mount, mnt_parent);

          if (above == mount)
            {
              scratch->cut = 0;
              break;
            }
          entry = BPF_CORE_READ (mount, mnt_mountpoint);
          mnt = (void *) above + bpf_core_field_offset (((struct mount *) 0)->mnt);
          continue;
        }
      parent = BPF_CORE_READ (entry, d_parent);
      if (parent == entry)
        {
          scratch->cut = 0;
          break;
        }
      length = BPF_CORE_READ (entry, d_name.len);
      if (length + 1 > offset || length >= HALF)
        break;
      offset = (offset - length) & (HALF - 1);
      bpf_probe_read_kernel (&scratch->buffer[offset], length & (HALF - 1),
                             BPF_CORE_READ (entry, d_name.name));
      offset = (offset - 1) & (HALF - 1);
      scratch->buffer[offset] = '/';
      entry = parent;
    }

  return offset;
}

/* Fills the key's path with that of @path; returns its length. */
static __always_inline long
put_path (struct scratch *scratch, const struct path *path)
{
  struct vfsmount *mnt = BPF_CORE_READ (path, mnt);
  struct dentry *entry = BPF_CORE_READ (path, dentry);
  __u32 offset = build_path (scratch, mnt, entry) & (HALF - 1);
  long length;

  length = bpf_probe_read_kernel_str (scratch->key.path, sizeof (scratch->key.path),
                                      &scratch->buffer[offset]);

  return length < 0 ? 0 : length - 1;
}

static __always_inline struct hn_trace_path_key *
begin_path (struct context *self, struct scratch *scratch, __u32 access, __u32 error)
{
  struct hn_trace_path_key *key = &scratch->key;

  __builtin_memset (key, 0, sizeof (*key));
  key->watch = self->watch;
  key->access = access;
  key->error = error;

  return key;
}

/* What the kernel found behind a path. */
static __always_inline void
count_file (struct context *self, struct file *file, __u32 access)
{
  struct scratch *scratch = get_scratch ();
  struct hn_trace_path_key *key;
  struct task_struct *task = self->task;
  struct inode *inode;
  __u32 type;

  if (!scratch || !file)
    return;

  inode = BPF_CORE_READ (file, f_inode);
  type = BPF_CORE_READ (inode, i_mode) & S_IFMT;
  if (type == S_IFCHR || type == S_IFBLK)
    access |= HN_TRACE_DEVICE;
  if (BPF_CORE_READ (inode, i_sb, s_magic) == PROC_MAGIC &&
      bpf_core_type_exists (struct proc_inode))
    {
      struct proc_inode *proc =
          (void *) inode - bpf_core_field_offset (((struct proc_inode *) 0)->vfs_inode);
      struct pid *pid = BPF_CORE_READ (proc, pid);

      if (pid && (pid == BPF_CORE_READ (task, thread_pid) ||
                  pid == BPF_CORE_READ (task, group_leader, thread_pid)))
        access |= HN_TRACE_OWN;
    }
  key = begin_path (self, scratch, access, 0);
  put_path (scratch, &file->f_path);
  if (scratch->cut)
    note_loss (self);
  else if (key->path[0] == '/')
    count_path (self, key);
}

/* A path as it was asked for, put behind the folder that it starts from. */
static __noinline void
count_asked (struct context *self, __u64 pointer, int folder, __u32 access, __u32 error)
{
  struct scratch *scratch = get_scratch ();
  struct hn_trace_path_key *key;
  char first = 0;
  long length = 0;

  if (!scratch || !pointer)
    return;
  key = begin_path (self, scratch, access | HN_TRACE_ASKED, error);
  bpf_probe_read_user (&first, 1, (void *) pointer);
  if (first != '/')
    {
      struct task_struct *task = self->task;
      struct file *file = folder != AT_FDCWD ? get_file (task, folder) : NULL;
      struct fs_struct *fs = BPF_CORE_READ (task, fs);

      if (folder == AT_FDCWD)
        length = put_path (scratch, &fs->pwd);
      else if (file)
        length = put_path (scratch, &file->f_path);
      else
        return;
      if (scratch->cut || length < 0 || length >= HN_TRACE_PATH - 2)
        {
          note_loss (self);
          return;
        }
      key->path[length] = '/';
      length++;
    }
  /* The path is read to where it does not go beyond the key, whatever its length. */
  length &= HALF - 1;
  if (length < HN_TRACE_PATH - 1)
    {
      __u32 most = HN_TRACE_PATH - 1 - length;

      if (self->most < most)
        most = self->most;
      bpf_probe_read_user_str (&key->path[length], most & (HALF - 1), (void *) pointer);
    }
  if (key->path[0] == '/')
    count_path (self, key);
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
  __u32 mode = file ? BPF_CORE_READ (file, f_inode, i_mode) & S_SHARED : 0;

  if (mode != 0 && (BPF_CORE_READ (file, f_mode) & FMODE_CREATED) != 0)
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
  const struct cred *cred = BPF_CORE_READ (task, cred);
  struct inode *inode = file ? BPF_CORE_READ (file, f_inode) : NULL;
  __u32 mode = BPF_CORE_READ (inode, i_mode), user = BPF_CORE_READ (cred, fsuid.val);
  __u32 group = BPF_CORE_READ (inode, i_gid.val);
  __u64 list = 0;

  if (!inode || user == 0 || user == BPF_CORE_READ (inode, i_uid.val) ||
      group == BPF_CORE_READ (cred, fsgid.val))
    return;
  if ((mode & mask) == mask || (mode >> 3 & mask) != mask ||
      (BPF_CORE_READ (file, f_mode) & FMODE_CREATED) != 0)
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
