/* A manager in a thread of its own, so that neither waiting for it nor taking its answers apart
 * holds up the main loop: the list of a window is read while GTK still starts.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "properties/unit-record.h"
#include "source/manager/bus-connection.h"

G_BEGIN_DECLS

typedef struct _HnServiceReader HnServiceReader;

/**
 * HnServiceReaderFuncs:
 * @state: the manager's state is another one, or it failed in another way; @error is there while it
 *   is gone, @version is 0 before it was first there
 * @units: (element-type HnUnit): some more services of a listing; @done of @total are read
 * @glanced: all loaded services that have files were told, with what the files say; the manager has
 *   not been asked yet, and is not before hn_service_reader_list() is called again
 * @listed: a listing is over, with an @error if it did not come to its end
 * @read: what hn_service_reader_read() was asked for; one of @unit and @error is %NULL
 * @changed: a service is new or changed: read it again
 * @removed: the manager has let go of a service
 * @files_changed: the installed services may differ
 * @reset: all that was read before is stale
 * @sliced: after one or more of these in a row, before the main loop goes on
 *
 * All are called in the main context of the thread that made the reader, in the order in which
 * things happened. What they are given belongs to the caller. Each may free the reader.
 */
typedef struct
{
  void (*state) (HnManagerState state, const GError *error, guint version, gpointer user_data);
  void (*units) (GPtrArray *units, guint done, guint total, gpointer user_data);
  void (*glanced) (gpointer user_data);
  void (*listed) (const GError *error, gpointer user_data);
  void (*read) (const char *name, HnUnit *unit, const GError *error, gpointer user_data);
  void (*changed) (const char *name, gpointer user_data);
  void (*removed) (const char *name, gpointer user_data);
  void (*files_changed) (gpointer user_data);
  void (*reset) (gpointer user_data);
  void (*sliced) (gpointer user_data);
} HnServiceReaderFuncs;

/**
 * hn_service_reader_new:
 * @scope: system or user
 * @address: (nullable): see hn_bus_connection_new()
 * @funcs: must outlive the reader
 *
 * Starts the thread, which connects to the manager. Its first state, %HN_MANAGER_CONNECTING, is not
 * told.
 */
HnServiceReader *hn_service_reader_new (HnScope scope,
                                        const char *address,
                                        const HnServiceReaderFuncs *funcs,
                                        gpointer user_data);

/** hn_service_reader_free: no function is called any more; the thread ends by itself */
void hn_service_reader_free (HnServiceReader *self);

/** hn_service_reader_catch_up: tells all that has happened so far now instead of in a while */
void hn_service_reader_catch_up (HnServiceReader *self);

/**
 * hn_service_reader_list:
 *
 * Reads all loaded services; see hn_unit_reader_read_all_async(). For this machine's own manager,
 * the first call ends with @glanced instead: the manager takes half a second to tell everything
 * about some hundreds of services, in which a window that starts would wait for its turn; their
 * files say the same in a few milliseconds.
 */
void hn_service_reader_list (HnServiceReader *self);

/** hn_service_reader_read: reads one service; see hn_unit_reader_read_async() */
void hn_service_reader_read (HnServiceReader *self, const char *name);

/** hn_service_reader_retry: connects to a manager that is gone now instead of later */
void hn_service_reader_retry (HnServiceReader *self);

G_END_DECLS
