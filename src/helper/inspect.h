/* Reads the files of a service that the manager names: what they are, and what they say with and
 * without Hardnut's own drop-in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "helper/record.h"
#include "helper/store.h"
#include "helper/systemd.h"

G_BEGIN_DECLS

typedef struct
{
  char *etag;             /* of all files; see etag.h */
  gboolean open_to_all;   /* everybody may read each of them */
  HnSettings *unfinished; /* without Hardnut's drop-in, those behind it waiting; see what-if.h */
  HnSettings *all;        /* with every file in the manager's order, finished */
} HnInspection;

void hn_inspection_free (HnInspection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnInspection, hn_inspection_free)

/**
 * hn_parse:
 * @text: (nullable): of Hardnut's drop-in
 *
 * Returns: (transfer full) (element-type HnChange) (nullable): what it says; %NULL where there is
 *   none, or one that somebody else wrote, too
 */
GPtrArray *hn_parse (HnHelper *helper, const char *text);

/**
 * hn_inspect:
 * @look: of a service that is loaded
 *
 * Returns: (transfer full) (nullable): %NULL with @error when a file cannot be read
 */
HnInspection *hn_inspect (HnHelper *helper, const HnLook *look, GError **error);

/** hn_check_read: whether the manager has read all files of the service as they are now */
gboolean hn_check_read (HnHelper *helper, const HnLook *look, GError **error);

/**
 * hn_list_unproven:
 * @look: before a trial
 * @changes: (element-type HnChange): the content that Hardnut's drop-in is to get
 * @previous: (nullable): the text that it has
 *
 * Returns: (transfer full): the names of the directives that stay in it as they are, and that
 * systemd does not put in force even now: no trial can be asked to change that
 */
GStrv
hn_list_unproven (HnHelper *helper, const HnLook *look, GPtrArray *changes, const char *previous);

/**
 * hn_check_folder:
 * @place: for the drop-ins of the system's services
 *
 * Returns: %FALSE with @error when the service's folder there is another unit's as well, by a link
 *   or a mount: a change of the service would be one of the other, too
 */
gboolean hn_check_folder (const HnPlace *place, const HnLook *look, GError **error);

/**
 * hn_check_in_force:
 * @look: after the reload
 * @changes: (element-type HnChange): the content of Hardnut's drop-in
 * @record: of the trial
 * @ret_ignored: (out) (transfer full) (optional): the names of the directives that are not in
 * force, where that is what is wrong
 *
 * Holds what the manager made of the files against what they say. A value that a file behind
 * Hardnut's drop-in takes back is not demanded, unless nothing is left of the change then.
 *
 * Returns: %FALSE with @error when something is not in force, or when that cannot be found out
 */
gboolean hn_check_in_force (HnHelper *helper,
                            const HnLook *look,
                            GPtrArray *changes,
                            const HnRecord *record,
                            GStrv *ret_ignored,
                            GError **error);

G_END_DECLS
