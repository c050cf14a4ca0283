/* Files below a root folder: symbolic links are followed as they would be with that folder as "/",
 * nothing leads out of it, and nothing but a regular file is ever read.
 *
 * Paths are as the system in the root sees them ("/etc/passwd") unless called real.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* More than this is no unit file. systemd itself bounds the lines, not the file. */
#define HN_ROOT_FILE_MAX ((gsize) 64 * 1024 * 1024)

typedef enum
{
  HN_ROOT_FOLLOW = 0,
  HN_ROOT_NOFOLLOW = 1 << 0, /* leave a symbolic link at the very end of the path alone */
  HN_ROOT_MISSING = 1 << 1,  /* the path need not exist */
  HN_ROOT_RESOLVED = 1 << 2, /* only the very end of the path can be a symbolic link: saves time */
  HN_ROOT_PROBED = 1 << 3,   /* hn_root_file_probe() has just called it a file: saves time */
} HnRootFlags;

/**
 * hn_root_path:
 * @root: without a slash at its end; "" for this machine
 *
 * Returns: (transfer full): the real path of @path
 */
char *hn_root_path (const char *root, const char *path);

/**
 * hn_root_resolve:
 * @path: absolute
 *
 * Returns: (transfer full) (nullable): @path without ".", ".." and symbolic links; %NULL with errno
 *   set where it does not exist or links form a loop
 */
char *hn_root_resolve (const char *root, const char *path, HnRootFlags flags);

typedef enum
{
  HN_ROOT_FILE_READ,
  HN_ROOT_FILE_MASKED, /* empty, or leads to /dev/null */
  HN_ROOT_FILE_FAILED,
} HnRootFileResult;

/**
 * hn_root_file_read:
 * @flags: %HN_ROOT_FOLLOW or %HN_ROOT_RESOLVED, and %HN_ROOT_PROBED
 * @text: (out) (transfer full): set for %HN_ROOT_FILE_READ, with a NUL byte behind it
 * @length: (out): of @text in bytes, without that NUL byte
 * @error: return location; the domain %G_FILE_ERROR, the message names the real path
 *
 * Reads a file with one open and never waits: a fifo, a socket or a device is refused.
 */
HnRootFileResult hn_root_file_read (const char *root,
                                    const char *path,
                                    HnRootFlags flags,
                                    char **text,
                                    gsize *length,
                                    GError **error);

/** hn_root_file_dup_text: (transfer full) (nullable): all of @path; %NULL where it cannot be read,
 * or is masked */
char *hn_root_file_dup_text (const char *root, const char *path);

/** hn_root_dir_open: (transfer full) (nullable): the folder @path, through symbolic links */
GDir *hn_root_dir_open (const char *root, const char *path);

/** hn_root_dir_list: (transfer full): the names in the folder @path that end with @suffix, sorted,
 * but for hidden ones; none where it cannot be read */
GStrv hn_root_dir_list (const char *root, const char *path, const char *suffix);

typedef enum
{
  HN_ROOT_PROBE_FILE,
  HN_ROOT_PROBE_MASKED,
  HN_ROOT_PROBE_FAILED, /* errno says why */
} HnRootProbe;

/** hn_root_file_probe: looks at a file, through symbolic links, without opening it */
HnRootProbe hn_root_file_probe (const char *root, const char *path, HnRootFlags flags);

G_END_DECLS
