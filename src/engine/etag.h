/* A fingerprint of everything that makes a unit: its file and its drop-ins, by name and content. A
 * caller tells the helper which unit it has seen, and the helper refuses when that is another one
 * by now. Reading the files is the caller's business.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef GChecksum HnEtag;

/** hn_etag_new: (transfer full): to be filled with the unit file, then its drop-ins in their order
 */
HnEtag *hn_etag_new (void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnEtag, g_checksum_free)

/**
 * hn_etag_add:
 * @path: as the manager names it
 * @data: (array length=length) (nullable): the content; %NULL only where @length is 0
 * @length: in bytes
 */
void hn_etag_add (HnEtag *self, const char *path, const void *data, gsize length);

/**
 * hn_etag_add_missing:
 * @path: as the manager names it
 *
 * Adds a file that the manager names, but that is not there (any more), or that cannot be read. Not
 * the same as an empty one.
 */
void hn_etag_add_missing (HnEtag *self, const char *path);

/**
 * hn_etag_finish:
 * @self: (transfer full): is freed
 *
 * Returns: (transfer full): SHA-256 in 64 hexadecimal digits
 */
char *hn_etag_finish (HnEtag *self);

G_END_DECLS
