/* The inside of HnUnitMap, for the two files that fill it and look things up in it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <string.h>

#include "source/files/unit-map.h"

G_BEGIN_DECLS

/* One folder of the search path. */
typedef struct
{
  const char *root; /* "" or the root of the map */
  char *path;
  char *resolved; /* without links; NULL when it is not there */
  int failure;    /* errno for that */
} HnMapFolder;

/* What a name leads to: another name, or a file. */
typedef struct
{
  char *target; /* begins with a slash for a file */
  guint folder;
} HnMapId;

/* A folder of drop-ins, "cron.service.d". */
typedef struct
{
  guint folder;    /* the one of the search path that it is in */
  char *path;      /* as it is named there */
  char *resolved;  /* without links; NULL before it is read and when it cannot be */
  gboolean listed; /* @files is filled */
  GPtrArray *files;
  GPtrArray *notes;
} HnMapDropIns;

struct _HnUnitMap
{
  char *root;
  guint version;
  gboolean has_beside;
  GArray *folders;         /* of HnMapFolder, the strongest first */
  GStrv prefixes;          /* the same folders, each also without links; where aliases may lead */
  GHashTable *ids;         /* name → HnMapId */
  GHashTable *aliases;     /* name of a file → GPtrArray of the names that lead to it */
  GHashTable *drop_ins;    /* "cron.service.d" → GPtrArray of HnMapDropIns, strongest first */
  GHashTable *name_notes;  /* name → GPtrArray of notes on files that were passed over */
  GPtrArray *folder_notes; /* on folders of the search path */
};

typedef enum
{
  HN_LOOKUP_FOUND,
  HN_LOOKUP_NONE, /* the name is unknown, or its alias leads nowhere */
  HN_LOOKUP_LOOP,
} HnLookupResult;

/* Something about a path below @root that systemd ignores or that could not be read. */
HnWarning *hn_unit_map_note_new (const char *root, const char *path, const char *message);

/* About a folder that could not be read; @code is errno. */
HnWarning *hn_unit_map_note_new_closed (const char *root, const char *path, int code);

/* Follows aliases to a file; @file is untouched unless one is found. */
HnLookupResult hn_unit_map_lookup (HnUnitMap *self, const char *name, const HnMapId **file);

static inline const HnMapFolder *
hn_unit_map_folder (HnUnitMap *self, guint index)
{
  return &g_array_index (self->folders, HnMapFolder, index);
}

static inline char *
hn_unit_map_join (const char *folder, const char *name)
{
  return g_strconcat (folder, "/", name, NULL);
}

/* (transfer full) (nullable): @name, or of a template its instance, where there is one; %NULL where
 * that would not be a valid name */
char *hn_unit_map_dup_instance (const char *name, const char *instance);

/* The name of the file that @id leads to. */
static inline const char *
hn_unit_map_file_name (const HnMapId *id)
{
  return strrchr (id->target, '/') + 1;
}

G_END_DECLS
