/* Reads services of a running manager: their list, one of them, or all, as many at once as the
 * connection lets through.
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

#define HN_TYPE_UNIT_READER (hn_unit_reader_get_type ())
G_DECLARE_FINAL_TYPE (HnUnitReader, hn_unit_reader, HN, UNIT_READER, GObject)

/**
 * hn_unit_reader_new:
 *
 * All readings wait until @connection is ready, and fail when it is gone: with %HN_MANAGER_ERROR,
 * or %G_IO_ERROR_CANCELLED. Callbacks come in the main context of the thread that made the reader.
 *
 * Returns: (transfer full): a reader that keeps @connection
 *
 * Signals, for those who follow what has been read; see HnManagerFollower:
 * - "unit-read" (HnUnit *, gboolean in_list): a service was read, of all (@in_list) or alone
 * - "all-read": a reading of all, of %HN_READ_PATHS or more, has ended well
 */
HnUnitReader *hn_unit_reader_new (HnBusConnection *connection);

/** hn_unit_reader_get_connection: (transfer none) */
HnBusConnection *hn_unit_reader_get_connection (HnUnitReader *self);

/** hn_unit_reader_list_async: asks for the list of services that the manager knows */
void hn_unit_reader_list_async (HnUnitReader *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/**
 * hn_unit_reader_list_finish:
 *
 * Returns: (transfer full) (nullable) (element-type HnUnit): with name, description and states, and
 *   nothing else; without those that the manager does not find. From
 *   hn_unit_reader_read_many_async() with all that was read, sorted by name.
 */
GPtrArray *hn_unit_reader_list_finish (HnUnitReader *self, GAsyncResult *result, GError **error);

/**
 * HnReadProgress:
 * @units: (element-type HnUnit): read since the last call
 * @done: how many services are read
 * @total: how many there are
 */
typedef void (*HnReadProgress) (GPtrArray *units, guint done, guint total, gpointer user_data);

/**
 * hn_unit_reader_read_many_async:
 * @units: (nullable) (element-type HnUnit): with their names and load states; they are filled, and
 *   no signal tells of them. %NULL lists the services that are loaded, and reads each.
 * @progress: (nullable): called after stretches of at most some 4 ms of parsing
 *
 * One that cannot be read is left out of the result and logged, the rest stays. Services that are
 * not loaded well (masked, bad-setting) are in the result without settings; those of which the
 * manager knows but a name ("not-found") are not. Ends with hn_unit_reader_list_finish().
 */
void hn_unit_reader_read_many_async (HnUnitReader *self,
                                     GPtrArray *units,
                                     HnReadDepth depth,
                                     HnReadProgress progress,
                                     gpointer progress_data,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

/**
 * hn_unit_reader_read_async:
 * @name: a service, or an alias of one; the manager loads it when it is not loaded yet
 *
 * Reads everything of one service. Fails for one that is not loaded well:
 * %HN_MANAGER_ERROR_NOT_FOUND, %HN_MANAGER_ERROR_MASKED, %HN_MANAGER_ERROR_BAD_UNIT.
 */
void hn_unit_reader_read_async (HnUnitReader *self,
                                const char *name,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
HnUnit *hn_unit_reader_read_finish (HnUnitReader *self, GAsyncResult *result, GError **error);

G_END_DECLS
