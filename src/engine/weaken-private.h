/* What the files of weaken.h share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "weaken.h"

G_BEGIN_DECLS

/* One decision under way. */
typedef struct
{
  const HnWeakenContext *context;
  GPtrArray *changes;  /* of HnChange: the new content */
  GPtrArray *previous; /* of HnChange: Hardnut's content until now */
  HnSettings
      *floor; /* without what the caller may take back: other files and others' lines; finished */
  HnSettings *alone;        /* the new content and nothing else, finished */
  HnSettings *alone_before; /* Hardnut's content until now and nothing else, finished */
  GPtrArray *found;         /* of HnWeakening */
  GArray *closed; /* of HnClosed (nullable): what floor closes, looked at where that is needed */
  GPtrArray *closed_at; /* of char * (nullable): where each of these leads; NULL where not known */
} HnWeakenWork;

/* weaken-found.c */

/* Adds a finding about change number @change; @detail is taken. */
void hn_weaken_add (HnWeakenWork *work, HnWeakenKind kind, int change, char *detail);

/* Whether exactly this line was there before. */
gboolean hn_weaken_is_new (const HnWeakenWork *work, const HnChange *change);

/* weaken-paths.c */

/* Looks at line number @index, which is about paths. */
void hn_weaken_find_exception (HnWeakenWork *work, guint index);
void hn_weaken_find_hidden (HnWeakenWork *work, guint index);

G_END_DECLS
