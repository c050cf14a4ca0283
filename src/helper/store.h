/* Writes the few files that the helper may write, so that there is the old one or the new one and
 * never half of one, and so that no link and no folder of somebody else leads it astray.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <sys/types.h>

#include <glib.h>

G_BEGIN_DECLS

/* A folder below which drop-ins are: a trusted folder that is open, and the way down from there. */
typedef struct
{
  int base_fd;
  char *relative;   /* without a slash at either end */
  char *shown;      /* the whole path, for messages and for the manager */
  uid_t owner;      /* who may own the folders on the way, besides root */
  gboolean lenient; /* a person's own folders: the group of their owner may write them */
} HnPlace;

/**
 * hn_place_new:
 * @base: a folder that is trusted as it is, followed through links
 * @relative: below it; need not exist
 *
 * Returns: (transfer full) (nullable): %NULL with @error when @base cannot be opened
 */
HnPlace *hn_place_new (
    const char *base, const char *relative, uid_t owner, gboolean lenient, GError **error);
void hn_place_free (HnPlace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnPlace, hn_place_free)

/**
 * hn_place_dup_path:
 *
 * Returns: (transfer full): the path of Hardnut's drop-in of @unit
 */
char *hn_place_dup_path (const HnPlace *self, const char *unit);

/**
 * hn_place_write:
 * @id: of the trial, which makes the name of the temporary file
 * @text: (nullable): the content; %NULL makes a link to /dev/null, which hides files of this name
 *
 * Writes Hardnut's drop-in of @unit. When it fails, the drop-in may be the old or the new one, but
 * is never anything between, and no temporary file is left.
 */
gboolean hn_place_write (
    const HnPlace *self, const char *unit, const char *id, const char *text, GError **error);

/**
 * hn_place_remove:
 * @id: of the trial, whose temporary file is removed as well; (nullable)
 *
 * Removes Hardnut's drop-in of @unit, and its folder when nothing else is in it. That there is none
 * is fine.
 */
gboolean hn_place_remove (const HnPlace *self, const char *unit, const char *id, GError **error);

/**
 * hn_place_read:
 * @ret_text: (out) (transfer full) (nullable): the content; %NULL when there is no such file
 *
 * Fails for what is no ordinary file, or larger than a drop-in may be.
 */
gboolean hn_place_read (const HnPlace *self, const char *unit, char **ret_text, GError **error);

/** hn_place_read_text: the same for what is to be put back as text; one with a zero byte in it
 * would come back shorter */
gboolean
hn_place_read_text (const HnPlace *self, const char *unit, char **ret_text, GError **error);

/**
 * hn_place_list:
 *
 * Returns: (transfer full): the units that have a drop-in of Hardnut's here
 */
GStrv hn_place_list (const HnPlace *self);

/**
 * hn_place_write_file:
 * @name: of a file right in the place itself
 * @text: its new content
 *
 * Writes a file that is none of a unit's drop-ins, as hn_place_write() does.
 */
gboolean
hn_place_write_file (const HnPlace *self, const char *name, const char *text, GError **error);

/**
 * hn_place_read_file:
 * @limit: the size that is too large
 * @ret_text: (out) (transfer full) (nullable): %NULL when there is no such file
 *
 * Fails for what is no ordinary file, or too large, as hn_store_read_at() does.
 */
gboolean hn_place_read_file (const HnPlace *self,
                             const char *name,
                             gsize limit,
                             char **ret_text,
                             gsize *ret_length,
                             GError **error);

/** hn_place_remove_file: that there is none is fine */
gboolean hn_place_remove_file (const HnPlace *self, const char *name, GError **error);

/**
 * hn_place_count_files:
 * @ret_has: (out): whether there is something called @name
 *
 * Returns: how many entries are right in the place, whatever they are; -1 with @error
 */
int hn_place_count_files (const HnPlace *self, const char *name, gboolean *ret_has, GError **error);

/**
 * hn_store_write_at:
 * @folder_fd: an open folder
 * @temporary: the name under which the file is written first
 *
 * Writes a file so that @name is either what it was or all of @text, on disk.
 */
gboolean hn_store_write_at (int folder_fd,
                            const char *temporary,
                            const char *name,
                            const char *text,
                            gsize length,
                            mode_t mode,
                            GError **error);

/**
 * hn_store_read_at:
 * @name: a path, from @folder_fd when it is not absolute
 * @limit: the size that is too large
 * @follow: whether @name may be a link
 * @ret_text: (out) (transfer full) (nullable): %NULL when there is no such file
 *
 * Reads an ordinary file. A device reads as empty, which is what a link to /dev/null is there for.
 * What is no ordinary file, or too large, is %HN_HELPER_ERROR_UNIT_REFUSED; what cannot be read
 * just now is another error.
 */
gboolean hn_store_read_at (int folder_fd,
                           const char *name,
                           gsize limit,
                           gboolean follow,
                           char **ret_text,
                           gsize *ret_length,
                           GError **error);

G_END_DECLS
