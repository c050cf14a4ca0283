/* One line of a list: what stays of a service once it is assessed. A report keeps everything that
 * is known of one, which is far too much to hold for hundreds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/assessment.h"
#include "json-out.h"

G_BEGIN_DECLS

typedef struct
{
  char *unit;
  guint exposure; /* in tenths */
  HnLevel level;
  gboolean needs_reload; /* there are files of it that the manager has not read */
  char *refused;         /* (nullable): why systemd does not load it; there is no exposure then */
} HnListEntry;

/**
 * hn_list_entry_new:
 * @policy: (nullable)
 * @error: return location; %HN_REPORT_ERROR
 *
 * Returns: (transfer full) (nullable): %NULL where @policy leaves no check to measure
 */
HnListEntry *hn_list_entry_new (const HnSettings *settings, const HnPolicy *policy, GError **error);

/**
 * hn_list_entry_new_refused:
 * @unit: copied
 * @reason: copied
 *
 * For a service that systemd does not load.
 */
HnListEntry *hn_list_entry_new_refused (const char *unit, const char *reason);
void hn_list_entry_free (HnListEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnListEntry, hn_list_entry_free)

/** hn_list_entry_write_json: as an object */
void hn_list_entry_write_json (const HnListEntry *self, HnJsonOut *out);

G_END_DECLS
