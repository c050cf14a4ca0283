/* From the properties that a manager shows of a service to settings. Reads only what Hardnut needs
 * of a long answer, and takes nothing on trust: any type, length and word may come.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <systemd/sd-bus.h>

#include "source/manager.h"

G_BEGIN_DECLS

/**
 * hn_unit_new:
 * @name: the manager's id
 *
 * Returns: (transfer full): a unit of which nothing else is known
 */
HnUnit *hn_unit_new (const char *name);

/**
 * hn_unit_begin_settings:
 *
 * Gives @unit empty settings for hn_unit_read_properties() to fill.
 */
void hn_unit_begin_settings (HnUnit *unit,
                             HnScope scope,
                             guint   version);

/**
 * hn_unit_read_properties:
 * @for_score: leave out the settings that no check counts with: a manager shows some 350
 *   properties of a service, and keeping them costs more than looking at the others
 * @reply: to GetAll, of the interface Service, or of all interfaces
 * @error: return location; %HN_MANAGER_ERROR_PROTOCOL
 */
gboolean hn_unit_read_properties (HnUnit         *unit,
                                  gboolean        for_score,
                                  sd_bus_message *reply,
                                  GError        **error);

/**
 * hn_unit_read_property:
 * @name: of one property
 * @reply: to Get
 */
gboolean hn_unit_read_property (HnUnit         *unit,
                                const char     *name,
                                sd_bus_message *reply,
                                GError        **error);

/**
 * hn_unit_finish_settings:
 * @error: return location; %HN_MANAGER_ERROR_PROTOCOL when the answers did not even say what kind
 *   of service it is
 *
 * Drops the settings of a unit that is not loaded, and adds what follows from the others.
 */
gboolean hn_unit_finish_settings (HnUnit  *unit,
                                  GError **error);

/* What one look at a unit saw, to tell later whether something else is there. 0 is never seen. */
typedef struct
{
  guint64 settings;
  guint64 paths;
  guint64 state;
} HnFingerprint;

/** hn_unit_get_fingerprint: of the settings, of the files, of what a list of units says */
HnFingerprint hn_unit_get_fingerprint (const HnUnit *unit);

/** hn_fingerprint_state: as in hn_unit_get_fingerprint(), from the words alone */
guint64 hn_fingerprint_state (const char *load_state,
                              const char *active_state,
                              const char *sub_state);

G_END_DECLS
