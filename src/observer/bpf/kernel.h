/* What the programs in the kernel read of its structures: only the members that they need. libbpf
 * finds where these are in the kernel that runs, by its own description of itself (BTF).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <linux/bpf.h>

/* clang-format off */
#pragma clang attribute push (__attribute__ ((preserve_access_index)), apply_to = record)
/* clang-format on */

#if defined(__TARGET_ARCH_x86)
struct pt_regs
{
  unsigned long r10, r9, r8, ax, dx, si, di, orig_ax;
};
struct thread_info
{
  unsigned int status;
};
#elif defined(__TARGET_ARCH_arm64)
struct pt_regs
{
  __u64 regs[31];
  __u64 orig_x0;
  int syscallno;
};
struct thread_info
{
  unsigned long flags;
};
#endif

struct qstr
{
  __u32 len;
  const unsigned char *name;
};

struct super_block
{
  __u32 s_dev;
  unsigned long s_magic;
};

typedef struct
{
  unsigned int val;
} kuid_t;

typedef struct
{
  unsigned int val;
} kgid_t;

struct inode
{
  unsigned short i_mode;
  kuid_t i_uid;
  kgid_t i_gid;
  void *i_acl;
  unsigned long i_ino;
  struct super_block *i_sb;
};

struct dentry
{
  struct dentry *d_parent;
  struct qstr d_name;
  struct inode *d_inode;
};

struct vfsmount
{
  struct dentry *mnt_root;
};

struct mount
{
  struct mount *mnt_parent;
  struct dentry *mnt_mountpoint;
  struct vfsmount mnt;
};

struct path
{
  struct vfsmount *mnt;
  struct dentry *dentry;
};

struct file
{
  struct path f_path;
  struct inode *f_inode;
  unsigned int f_mode;
  void *private_data;
};

struct fdtable
{
  unsigned int max_fds;
  struct file **fd;
};

struct files_struct
{
  struct fdtable *fdt;
};

struct fs_struct
{
  int umask;
  struct path pwd;
};

struct mm_struct
{
  struct file *exe_file;
};

struct pid;
struct user_namespace;

struct group_info
{
  int ngroups;
  kgid_t gid[];
};

struct cred
{
  kuid_t fsuid;
  kgid_t fsgid;
  struct group_info *group_info;
};

struct proc_inode
{
  struct pid *pid;
  struct inode vfs_inode;
};

struct kernfs_node
{
  const char *name;
  __u64 id;
};

struct cgroup;

struct cgroup_subsys_state
{
  struct cgroup_subsys_state *parent;
};

struct cgroup
{
  struct cgroup_subsys_state self;
  struct kernfs_node *kn;
};

struct css_set
{
  struct cgroup *dfl_cgrp;
};

struct task_struct
{
  struct thread_info thread_info;
  unsigned int __state;
  int pid;
  unsigned long nvcsw, nivcsw;
  struct css_set *cgroups;
  struct mm_struct *mm;
  struct pid *thread_pid;
  struct task_struct *group_leader;
  struct task_struct *real_parent;
  const struct cred *real_cred, *cred;
  struct fs_struct *fs;
  struct files_struct *files;
};

struct sock_common
{
  __u32 skc_daddr;
  unsigned short skc_family;
  struct
  {
    __u8 bytes[16];
  } skc_v6_daddr;
};

struct sock
{
  struct sock_common __sk_common;
};

struct socket
{
  struct sock *sk;
};

/* clang-format off */
#pragma clang attribute pop
/* clang-format on */

/* What a program is given that goes through all tasks. */
struct bpf_iter__task
{
  void *meta;
  struct task_struct *task; /* NULL at the end */
};
