/* How a unit reader asks: for one service in the number of calls that its depth needs, and for the
 * list of all.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "properties/unit-record.h"
#include "source/manager/bus-connection.h"

G_BEGIN_DECLS

/* How much is read of a service. */
typedef enum
{
  HN_READ_LONG_RUNNING, /* as the next, and services of Type=oneshot are skipped */
  HN_READ_SCORE,        /* the settings that a check counts with, and nothing else */
  HN_READ_PATHS,        /* all settings, and the files that they come from */
  HN_READ_RELOAD,       /* and whether these are newer than what is loaded */
  HN_READ_FULL,         /* everything, in one call that also loads the unit */
} HnReadDepth;

/* @unit is NULL when there is @error, or when the service was skipped. Neither belongs to the
 * callee. */
typedef void (*HnUnitFunc) (HnUnit *unit, const GError *error, gpointer user_data);

/**
 * hn_unit_read:
 * @unit: with what is already known of it
 *
 * Reads @unit; always calls @func once, and not before it returns.
 */
void hn_unit_read (HnBusConnection *connection,
                   HnUnit *unit,
                   HnReadDepth depth,
                   HnUnitFunc func,
                   gpointer user_data);

/* @units: (nullable) (element-type HnUnit): NULL when there is @error */
typedef void (*HnUnitListFunc) (GPtrArray *units, const GError *error, gpointer user_data);

/** hn_unit_list: reads the list of services that the manager knows and finds */
void hn_unit_list (HnBusConnection *connection, HnUnitListFunc func, gpointer user_data);

G_END_DECLS
