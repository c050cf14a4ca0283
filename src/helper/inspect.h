/* Reads the files of a service that the manager names: what they are, and what they say with and
 * without Hardnut's own drop-in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "helper/systemd.h"

G_BEGIN_DECLS

typedef struct
{
  char *etag;             /* of all files; see etag.h */
  HnSettings *unfinished; /* without Hardnut's drop-in; see what-if.h */
  HnSettings *all;        /* with every file in the manager's order, finished */
} HnInspection;

void hn_inspection_free (HnInspection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnInspection, hn_inspection_free)

/**
 * hn_inspect:
 * @look: of a service that is loaded
 *
 * Returns: (transfer full) (nullable): %NULL with @error when a file cannot be read
 */
HnInspection *hn_inspect (HnHelper     *helper,
                          const HnLook *look,
                          GError      **error);

/**
 * hn_check_in_force:
 * @look: after the reload
 * @edits: (element-type HnEdit): the content of Hardnut's drop-in
 * @ret_ignored: (out) (transfer full): the names of the directives that systemd ignored
 *
 * Holds what the manager made of the files against what they say.
 *
 * Returns: whether every setting is in force; %FALSE with @error when that cannot be found out
 */
gboolean hn_check_in_force (HnHelper     *helper,
                            const HnLook *look,
                            GPtrArray    *edits,
                            GStrv        *ret_ignored,
                            GError      **error);

G_END_DECLS
