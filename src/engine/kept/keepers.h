/* Who kept each line of Hardnut's drop-in: it stands in comments of the file, with a checksum over
 * it, so that a file which somebody has edited by hand has no keepers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/drop-in.h"

G_BEGIN_DECLS

/* Nobody that Hardnut knows. */
#define HN_KEEPER_NONE G_MAXUINT32

/* One line of the drop-in, without the newline. */
typedef struct
{
  char *line;     /* "PrivateTmp=yes" */
  guint32 keeper; /* a user's number, or HN_KEEPER_NONE */
} HnKeptLine;

/**
 * hn_keepers_parse:
 * @text: (nullable): of Hardnut's drop-in; %NULL where there is none
 *
 * Returns: (transfer full) (element-type HnKeptLine): its settings in their order
 */
GPtrArray *hn_keepers_parse (const char *text);

/**
 * hn_keepers_write:
 * @text: a drop-in as from hn_change_to_text()
 * @previous: (nullable): the drop-in that was there before
 * @uid: who keeps it
 *
 * A line that was there has the keeper that it had, even if that is none; a new one has @uid.
 *
 * Returns: (transfer full): @text with comments
 */
char *hn_keepers_write (const char *text, const char *previous, guint32 uid);

/**
 * hn_keepers_strip:
 * @text: (nullable): of Hardnut's drop-in
 *
 * Returns: (transfer full) (nullable): @text without the comments that hn_keepers_write() adds
 */
char *hn_keepers_strip (const char *text);

G_END_DECLS
