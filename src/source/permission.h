/* Which permission a change of a service takes, and why, foretold by the same function that the
 * helper decides by. The helper looks again, and sees more of the machine than the caller.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "engine/weaken.h"
#include "source/manager/manager-facts.h"

G_BEGIN_DECLS

/* Immutable once handed out. */
typedef struct
{
  gatomicrefcount ref_count;
  GPtrArray *reasons; /* of HnWeakening; empty where io.github.hardnut.apply is enough */
  gboolean certain;   /* FALSE: the helper, which sees more, may come to another one */
  GPtrArray *rest;    /* (nullable) of HnChange: what hn_weaken_leave_out() leaves */
} HnPermission;

HnPermission *hn_permission_ref (HnPermission *self);
void hn_permission_unref (HnPermission *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnPermission, hn_permission_unref)

/**
 * hn_permission_dup_line:
 * @reason: one of the reasons
 *
 * Returns: (transfer full) (nullable): the line that it is about, "PrivateTmp=no"; of a directive
 * that no line names its name alone; %NULL where it is about the change as a whole
 */
char *hn_permission_dup_line (const HnWeakening *reason);

/**
 * hn_permission_find:
 * @facts: (nullable): %NULL where the manager does not tell
 * @unfinished: as in HnWeakenContext
 * @previous: (nullable): likewise
 * @changes: (element-type HnChange): as in hn_weaken_find()
 *
 * Looks at files and processes, which may take its time.
 *
 * Returns: (transfer full)
 */
HnPermission *hn_permission_find (const HnManagerFacts *facts,
                                  const HnSettings *unfinished,
                                  const char *previous,
                                  GPtrArray *changes);

/** hn_permission_find_async: the same in a thread, with copies of everything */
void hn_permission_find_async (HnManagerFacts *facts,
                               const HnSettings *unfinished,
                               const char *previous,
                               GPtrArray *changes,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
HnPermission *hn_permission_find_finish (GAsyncResult *result, /* (transfer full) (nullable) */
                                         GError **error);

G_END_DECLS
