/* Sets of changes by intent: what a person wants of a service, in one press.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/drop-in.h"

G_BEGIN_DECLS

typedef struct
{
  const char *id;          /* for programs: "careful-start" */
  const char *title;       /* untranslated */
  const char *description; /* untranslated: for which services, and what it costs */
} HnPreset;

guint hn_preset_get_n (void);

/** hn_preset_get: static, the mildest first */
const HnPreset *hn_preset_get (guint i);

/**
 * hn_preset_changes:
 * @i: of the preset
 * @unfinished: as for hn_what_if()
 * @staged: (element-type HnChange) (nullable): what is staged already
 *
 * Only what this service lacks, what this systemd knows and what has an effect on it; nothing is
 * made weaker.
 *
 * Returns: (transfer full) (element-type HnChange): for each directive its whole new value, as
 *   hn_change_list_stage() takes it, several lines of a list with newlines between them; empty when
 * there is nothing left to do
 */
GPtrArray *hn_preset_changes (guint i, const HnSettings *unfinished, GPtrArray *staged);

G_END_DECLS
