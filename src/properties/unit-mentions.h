/* Which units say in their files that they go down with another one, or share its namespaces. A
 * manager tells that only of units that it has loaded, and some versions tell it on one side only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  HN_MENTION_REQUIRES, /* Requires= and its like, or the service that a socket starts */
  HN_MENTION_JOINS,    /* JoinsNamespaceOf= */
} HnMentionKind;

/* What all unit files of a machine say about each other. */
typedef struct _HnMentions HnMentions;

/**
 * hn_mentions_read:
 * @folders: (array zero-terminated=1): where the manager looks for unit files, the first one first
 *
 * Reads them all, which takes some milliseconds. What cannot be read says nothing.
 *
 * Returns: (transfer full)
 */
HnMentions *hn_mentions_read (const char *const *folders);
void hn_mentions_free (HnMentions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnMentions, hn_mentions_free)

/**
 * hn_mentions_find:
 * @name: of a unit, or an alias of it
 *
 * Returns: (transfer full): the units that mention it; of a template an instance
 */
GStrv hn_mentions_find (const HnMentions *self, HnMentionKind kind, const char *name);

G_END_DECLS
