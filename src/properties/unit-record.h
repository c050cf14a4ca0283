/* A unit as a plain record.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/limit-check.h"
#include "engine/settings.h"

G_BEGIN_DECLS

/* One service as the manager knows it. Immutable once handed out.
 *
 * hn_unit_reader_read_many_async() leaves out unit_file_state and need_daemon_reload: a manager
 * takes longer to find these two out than everything else. hn_unit_reader_read_async() knows them.
 */
typedef struct
{
  gatomicrefcount ref_count;
  char *name; /* the manager's own id, not an alias */
  char *description;
  char *load_state;      /* "loaded", "not-found", "masked", "bad-setting", … */
  char *active_state;    /* "active", "inactive", "failed", … */
  char *sub_state;       /* "running", "exited", … */
  char *unit_file_state; /* (nullable): "enabled", "disabled", "static", … */
  char *fragment_path;   /* (nullable) */
  GStrv drop_ins;        /* paths, in the order in which they apply */
  gboolean need_daemon_reload;
  guint64 memory;       /* that it uses now, in bytes; 0 where nobody counts, or it does not run */
  guint64 tasks;        /* the same for processes and threads */
  guint64 started;      /* when its main process was last, in microseconds; 0 if it never was */
  HnSettings *settings; /* (nullable): NULL unless load_state is "loaded" */
} HnUnit;

/**
 * hn_unit_new:
 * @name: the manager's id
 *
 * Returns: (transfer full): a unit of which nothing else is known
 */
HnUnit *hn_unit_new (const char *name);

/** hn_unit_set_text: puts a copy of @text (nullable) in place of what @field has */
void hn_unit_set_text (char **field, const char *text);

/** hn_unit_set_states: what a list of units says; only while nobody else has @self */
void hn_unit_set_states (HnUnit *self,
                         const char *description,
                         const char *load_state,
                         const char *active_state,
                         const char *sub_state);

HnUnit *hn_unit_ref (HnUnit *self);
void hn_unit_unref (HnUnit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnUnit, hn_unit_unref)

/**
 * hn_unit_get_usage:
 * @self: (nullable): %NULL for a service of which nothing is known
 *
 * Returns: what it uses as far as its manager tells everybody, and what this machine has
 */
HnUsage hn_unit_get_usage (const HnUnit *self);

G_END_DECLS
