/* What stands in the folders of a search path: which file each service name leads to, which names
 * a service has, and which drop-ins it gets. The folders are read once; nothing is read of the
 * files themselves.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/line.h"

G_BEGIN_DECLS

typedef struct _HnUnitMap HnUnitMap;

/* A file, by paths as seen from inside @root. */
typedef struct
{
  const char *root; /* owned by the map; "" for this machine */
  char *path;       /* the name that systemd gives it */
  char *read_path;  /* (nullable): the same file with its folder resolved, for %HN_ROOT_RESOLVED;
                     * NULL where @path is that already */
  gboolean probed;  /* the map has just seen it there, for %HN_ROOT_PROBED */
} HnUnitMapFile;

/* The files and names of one service. */
typedef struct
{
  char *id;               /* the main name */
  GPtrArray *names;       /* (element-type utf8): all names, @id first, then sorted */
  HnUnitMapFile fragment; /* fragment.path is NULL when there is none */
  gboolean missing;       /* nothing of this name is in the folders, not even what cannot be used */
  GArray *drop_ins;       /* of HnUnitMapFile, in the order in which they apply */
  GPtrArray *notes;       /* (element-type HnWarning): of what is ignored or could not be read,
                           * by its real path, in the order of the search path */
} HnUnitMapEntry;

/**
 * hn_unit_map_new:
 * @root: without a slash at its end; "" for this machine
 * @beside: (nullable): a folder of this machine that is searched before all others
 * @search_path: folders as seen from inside @root
 * @version: of systemd; 0 for the newest
 */
HnUnitMap *hn_unit_map_new (const char *root,
                            const char *beside,
                            const char *const *search_path,
                            guint version);
void hn_unit_map_free (HnUnitMap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnUnitMap, hn_unit_map_free)

/** hn_unit_map_is_beside: whether the file for @name was found in the folder before all others */
gboolean hn_unit_map_is_beside (HnUnitMap *self, const char *name);

/**
 * hn_unit_map_list:
 *
 * Returns: (transfer full): the names that have a file of their own, sorted
 */
GStrv hn_unit_map_list (HnUnitMap *self);

/**
 * hn_unit_map_find:
 * @name: a valid service name; may be a template
 *
 * Returns: (transfer full): what belongs to @name; without a fragment when there is none, and then
 *   without drop-ins
 */
HnUnitMapEntry *hn_unit_map_find (HnUnitMap *self, const char *name);

/** hn_unit_map_find_drop_ins: fills those of an @entry that is there without a file */
void hn_unit_map_find_drop_ins (HnUnitMap *self, HnUnitMapEntry *entry);
void hn_unit_map_entry_free (HnUnitMapEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnUnitMapEntry, hn_unit_map_entry_free)

G_END_DECLS
