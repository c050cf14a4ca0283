/* What the files of the manager share: its connection, its queue of calls, and what it remembers of
 * each service.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <systemd/sd-bus.h>

#include "properties/unit-properties.h"
#include "source/manager/bus-connection.h"

G_BEGIN_DECLS

#define HN_MANAGER_NAME "org.freedesktop.systemd1"
#define HN_MANAGER_PATH "/org/freedesktop/systemd1"
#define HN_MANAGER_INTERFACE "org.freedesktop.systemd1.Manager"
#define HN_UNIT_INTERFACE "org.freedesktop.systemd1.Unit"
#define HN_SERVICE_INTERFACE "org.freedesktop.systemd1.Service"
#define HN_PROPERTIES_INTERFACE "org.freedesktop.DBus.Properties"

/* dbus-daemon cuts off who waits for more than 128 answers; half of that keeps a manager busy. */
#define HN_MANAGER_MAX_IN_FLIGHT 64

/* How signals are gathered before anybody is told, in milliseconds: what comes and goes at once
 * (a unit that is loaded for one question) is no news. */
#define HN_MANAGER_GATHER_DELAY 60

typedef struct _HnManagerWatch HnManagerWatch;
typedef struct _HnRefresh HnRefresh;

struct _HnBusConnection
{
  GObject parent_instance;

  HnScope scope;
  char *address; /* given by the caller */
  HnManagerState state;
  GError *error;
  guint version;
  char *version_string;
  gboolean was_ready;
  gboolean scores_only, skip_oneshot;

  /* The connection. */
  GMainContext *context;
  GPtrArray *candidates; /* of addresses still to try, the next one last */
  char *tried;           /* the address in use, or tried last; never NULL */
  sd_bus *bus;
  guint connection; /* counts them, to tell answers of an earlier one */
  gboolean broker;
  gboolean greeting; /* between connecting and the first answer */
  GSource *bus_source;
  GSource *deadline;  /* of connecting */
  GSource *reconnect; /* while gone */
  guint pause;        /* in milliseconds, before the next reconnect */

  /* Calls. */
  GQueue waiting;    /* of HnManagerCall */
  GQueue in_flight;  /* of HnManagerCall */
  GQueue operations; /* of GTask: readings of all, that want to hear of the end of a slice */
  GQueue pending;    /* of GTask: reads that wait for READY */

  /* Following. */
  GHashTable *known; /* char * -> KnownUnit, see manager-follow.c */
  GHashTable *arrived, *departed, *changed, *suspected; /* sets of names, to be told */
  gboolean files_changed;
  gboolean following; /* somebody has read all, and wants to hear of changes */
  gboolean refresh_again;
  HnRefresh *refresh; /* under way */
  GSource *gather, *reload_guard;
  HnManagerWatch *watch;

  /* Limits; other ones in tests. */
  guint64 call_timeout; /* in microseconds */
  guint first_pause, longest_pause;
};

/* manager.c */

void hn_bus_connection_set_limits (HnBusConnection *self,
                                   guint64 call_timeout,
                                   guint first_pause,
                                   guint longest_pause);

/* (transfer full): why nothing can be asked right now. */
GError *hn_manager_make_lost_error (HnBusConnection *self);

/* The connection is over. */
void hn_manager_lost (HnBusConnection *self, const GError *error);

/* manager-call.c */

/* @reply is NULL when there is @error, which belongs to the caller. */
typedef void (*HnReplyFunc) (HnBusConnection *self,
                             sd_bus_message *reply,
                             const GError *error,
                             gpointer user_data);

/* Sends as soon as fewer than HN_MANAGER_MAX_IN_FLIGHT answers are out. Always calls @func once,
 * never before it returns, unless the manager is disposed of, when @func is called with a
 * G_IO_ERROR_CANCELLED. @message: (transfer full) (nullable): NULL fails. */
void hn_manager_call (HnBusConnection *self,
                      sd_bus_message *message,
                      HnReplyFunc func,
                      gpointer user_data);

/* Reads a variant of strings, in place of what was in @ret_list.
 *
 * Returns: negative errno on failure, when @ret_list is left as it was */
int hn_manager_read_list (sd_bus_message *message, GStrv *ret_list);

/* Ends all calls with @error. */
void hn_manager_fail_calls (HnBusConnection *self, const GError *error);

/* (transfer full) (nullable) */
sd_bus_message *hn_manager_new_call (HnBusConnection *self,
                                     const char *path,
                                     const char *interface,
                                     const char *member,
                                     const char *types,
                                     ...);

/* From an error that came over the bus to one of ours; @what is a service or NULL. */
GError *
hn_manager_translate_error (HnBusConnection *self, const sd_bus_error *error, const char *what);

/* manager-record.c */

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
guint64
hn_fingerprint_state (const char *load_state, const char *active_state, const char *sub_state);

/* manager-unit.c: reads one unit */

typedef enum
{
  HN_READ_SCORE,  /* what the assessment needs */
  HN_READ_PATHS,  /* and the files that it comes from */
  HN_READ_RELOAD, /* and whether these are newer than what is loaded */
  HN_READ_FULL,   /* everything, in one call that also loads the unit */
} HnReadDepth;

/* @unit is NULL when there is @error. Neither belongs to the callee. */
typedef void (*HnUnitFunc) (HnBusConnection *self,
                            HnUnit *unit,
                            const GError *error,
                            gpointer user_data);

/* @unit: (transfer full): with what is already known of it. */
void hn_manager_read_unit (HnBusConnection *self,
                           HnUnit *unit,
                           const char *path,
                           HnReadDepth depth,
                           HnUnitFunc func,
                           gpointer user_data);

/* @units: (transfer none) (nullable) (element-type HnListed) */
typedef void (*HnListFunc) (HnBusConnection *self,
                            GPtrArray *units,
                            const GError *error,
                            gpointer user_data);

/* A row of the manager's list of units. */
typedef struct
{
  HnUnit *unit;
  char *path;
} HnListed;

void hn_listed_free (HnListed *listed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnListed, hn_listed_free)

/* All services that the manager knows, but for those that it does not find. */
void hn_manager_list (HnBusConnection *self, HnListFunc func, gpointer user_data);

/* manager-read.c: the public readings */

void hn_manager_start_pending (HnBusConnection *self);
void hn_manager_fail_pending (HnBusConnection *self, const GError *error);
void hn_manager_report_progress (HnBusConnection *self);

/* manager-follow.c */

void hn_manager_follow_init (HnBusConnection *self);
void hn_manager_follow_clear (HnBusConnection *self);
void hn_manager_follow_finalize (HnBusConnection *self);

/* The first list is read: from now on, changes of these services are told. */
void hn_manager_start_following (HnBusConnection *self);
void hn_manager_remember (HnBusConnection *self, const HnUnit *unit, const char *path);

/* manager-follow.c, for manager-signals.c */

/* Adds @name to one of the sets of what is to be told, and tells soon. */
void hn_manager_note (HnBusConnection *self, GHashTable *set, const char *name);
void hn_manager_note_state (HnBusConnection *self,
                            const char *name,
                            const char *active_state,
                            const char *sub_state);

/* Tells soon, if there is anything to tell. */
void hn_manager_schedule_tell (HnBusConnection *self);

/* The manager has read its files again: looks at everything. */
void hn_manager_refresh (HnBusConnection *self);

/* manager-signals.c */

/* Asks a fresh connection for the signals, and a fresh manager to send them. */
void hn_manager_add_matches (HnBusConnection *self);
void hn_manager_subscribe (HnBusConnection *self);

/* manager-follow.c, for manager-watch.c */

/* The file of @name was written: finds out whether that matters, and tells. */
void hn_manager_suspect_file (HnBusConnection *self, const char *name);

/* Something in @folder ("cron.service.d") was written. */
void hn_manager_suspect_folder (HnBusConnection *self, const char *folder);
void hn_manager_suspect_all (HnBusConnection *self);

/* manager.c, for manager-follow.c */

void hn_manager_set_reloading (HnBusConnection *self, gboolean reloading);
void hn_manager_name_lost (HnBusConnection *self);
void hn_manager_name_back (HnBusConnection *self);

/* manager-unread.c */

/* @unread: (transfer none) (element-type utf8) */
typedef void (*HnUnreadFunc) (HnBusConnection *self, GPtrArray *unread, gpointer user_data);

/* As hn_manager_find_unread_async(), without holding the manager. */
void hn_manager_search_unread (HnBusConnection *self,
                               GPtrArray *names,
                               HnUnreadFunc func,
                               gpointer user_data);

/* manager-watch.c: the folders of unit files */

/* Starts watching the folders in @paths; (transfer full). */
HnManagerWatch *hn_manager_watch_new (HnBusConnection *self, const char *const *paths);
void hn_manager_watch_free (HnManagerWatch *watch);

G_END_DECLS
