/* From the properties that a manager shows of a service to settings. Reads only what Hardnut needs
 * of a long answer, and takes nothing on trust: any type, length and word may come.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <systemd/sd-bus.h>

#include "properties/unit-record.h"

G_BEGIN_DECLS

#define HN_PROPERTIES_ERROR (hn_properties_error_quark ())
GQuark hn_properties_error_quark (void);

typedef enum
{
  HN_PROPERTIES_ERROR_PROTOCOL, /* an answer that makes no sense */
} HnPropertiesError;

/**
 * hn_unit_begin_settings:
 *
 * Gives @unit empty settings for hn_unit_read_properties() to fill.
 */
void hn_unit_begin_settings (HnUnit *unit, HnScope scope, guint version);

/**
 * hn_unit_read_properties:
 * @for_score: leave out the settings that no check counts with: a manager shows some 350
 *   properties of a service, and keeping them costs more than looking at the others
 * @reply: to GetAll, of the interface Service, or of all interfaces
 * @error: return location; %HN_PROPERTIES_ERROR_PROTOCOL
 */
gboolean
hn_unit_read_properties (HnUnit *unit, gboolean for_score, sd_bus_message *reply, GError **error);

/**
 * hn_unit_read_property:
 * @name: of one property
 * @reply: to Get
 */
gboolean
hn_unit_read_property (HnUnit *unit, const char *name, sd_bus_message *reply, GError **error);

/**
 * hn_unit_finish_settings:
 * @error: return location; %HN_PROPERTIES_ERROR_PROTOCOL when the answers did not even say what
 * kind of service it is
 *
 * Drops the settings of a unit that is not loaded, and adds what follows from the others.
 */
gboolean hn_unit_finish_settings (HnUnit *unit, GError **error);

G_END_DECLS
