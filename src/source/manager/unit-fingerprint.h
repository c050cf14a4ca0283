/* What one look at a unit saw, to tell later whether something else is there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "properties/unit-record.h"

G_BEGIN_DECLS

/* 0 is never seen. */
typedef struct
{
  guint64 settings;
  guint64 paths;
  guint64 state;
} HnFingerprint;

/** hn_unit_get_fingerprint: of the settings, of the files, of what a list of units says */
HnFingerprint hn_unit_get_fingerprint (const HnUnit *unit);

/** hn_fingerprint_state: as in hn_unit_get_fingerprint(), from the words alone */
guint64
hn_fingerprint_state (const char *load_state, const char *active_state, const char *sub_state);

G_END_DECLS
