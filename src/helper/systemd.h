/* What the helper asks of systemd's manager: one service's state in one look, and the few calls
 * that change something.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/weaken.h"
#include "helper/helper.h"
#include "properties/unit-record.h"

G_BEGIN_DECLS

/* A service at one moment. */
typedef struct
{
  HnUnit *unit; /* name, state, files and settings; settings is NULL unless it is loaded well */
  char *path;   /* of its object on the bus */
  GStrv names;  /* with all aliases */
  guint32 job;  /* pending; 0: none */
  gboolean transient;
  gboolean on_demand; /* something else starts it again when it is needed */
  gboolean remains;   /* stays active when its processes have ended */
  char *result;       /* "success", "exit-code", … */
  gint32 code, status;
  guint32 n_restarts;
  char *control_group; /* "" while nothing of it runs */
  guint32 uid;      /* of its account, while it runs; G_MAXUINT32: none of its own, or not known */
  char *invocation; /* hexadecimal; "" when it never ran in this boot */
  guint64 restart_usec, start_usec, stop_usec;
  /* In microseconds of CLOCK_MONOTONIC; 0: never. */
  guint64 main_start, main_exit; /* of its main process */
  guint64 inactive_enter,
      inactive_exit;   /* when it was last down, and was last begun to be started */
  guint64 active_exit; /* when it was last begun to be stopped, or ended */
  GStrv dependents;    /* that restart when it restarts */
  GStrv stopped;       /* that its restart stops, from systemd 253 on */
  GStrv before;        /* units that it is ordered before */
  GStrv triggers;      /* units that start it when it is needed */
  char *slice;         /* (nullable) */
  char *bus_name;      /* "" without one */
  gboolean referenced; /* some other unit asks for it */
  HnLiveLimit limits[HN_N_DIRECTIVES];
} HnLook;

void hn_look_free (HnLook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnLook, hn_look_free)

/** hn_look_is_active: whether the service runs, or has run and counts as active */
gboolean hn_look_is_active (const HnLook *self);

/** hn_look_never_restarts: whether the service is one that is not restarted while people work,
 * because their sessions, their network or the way back hang on it; it is changed for its next
 * start */
gboolean hn_look_never_restarts (const HnLook *self, HnScope scope);

/* A look under way. */
typedef struct _HnLooking HnLooking;

/**
 * hn_systemd_look:
 * @name: a service, or an alias of one
 * @ret_look: (out) (transfer full): set right before @func is called, and not with an error
 *
 * Has the manager load @name where it is not, and reads it.
 *
 * Returns: (nullable): to be given to hn_looking_cancel() by who loses interest before @func is
 *   called; not valid afterwards. %NULL when nothing can be asked; @func is not called then.
 */
HnLooking *hn_systemd_look (
    HnHelper *helper, const char *name, HnLook **ret_look, HnContinueFunc func, gpointer user_data);
void hn_looking_cancel (HnLooking *self);

/**
 * hn_systemd_call_object:
 * @slot: (out): to be dropped by who loses interest
 * @callback: (nullable): nobody waits for the answer without it
 * @path: of an object of the manager's
 *
 * Calls a method.
 *
 * Returns: negative errno when it cannot even be sent
 */
int hn_systemd_call_object (HnHelper *helper,
                            sd_bus_slot **slot,
                            sd_bus_message_handler_t callback,
                            gpointer user_data,
                            const char *path,
                            const char *interface,
                            const char *member,
                            const char *types,
                            ...);

/** hn_systemd_call: the same for the manager itself: the method, and then what it takes */
#define hn_systemd_call(helper, slot, callback, user_data, ...)                                   \
  hn_systemd_call_object (helper, slot, callback, user_data, HN_SYSTEMD_PATH, HN_SYSTEMD_MANAGER, \
                          __VA_ARGS__)

/** hn_systemd_get: asks for a property of an object of the manager's, or for all of them; "" is any
 * interface */
int hn_systemd_get (HnHelper *helper,
                    sd_bus_slot **slot,
                    sd_bus_message_handler_t callback,
                    gpointer user_data,
                    const char *path,
                    const char *interface,
                    const char *property);

/** hn_systemd_follow: tells of changes of the object @path, for as long as the connection lasts */
void hn_systemd_follow (HnHelper *helper,
                        sd_bus_slot **slot,
                        sd_bus_message_handler_t callback,
                        gpointer user_data,
                        const char *path);

/**
 * hn_systemd_arm:
 * @id: of the trial
 * @number: another one for each timer of a trial
 * @usec: from now
 *
 * Has the manager start `hardnut-helper --revert ID` when the time is over, whatever becomes of us.
 */
int hn_systemd_arm (HnHelper *helper,
                    sd_bus_slot **slot,
                    sd_bus_message_handler_t callback,
                    gpointer user_data,
                    const char *id,
                    guint number,
                    guint64 usec);

/** hn_systemd_disarm: stops that timer; nobody waits for the answer */
void hn_systemd_disarm (HnHelper *helper, const char *id, guint number);

/** hn_systemd_kill_helper: ends the helper that does not end by itself, if there is one */
void hn_systemd_kill_helper (HnHelper *helper);

/** hn_systemd_is_silent: whether @reply is what sd-bus says when there was no answer */
gboolean hn_systemd_is_silent (sd_bus_message *reply);

/** hn_systemd_error_is: whether an answer is the error @name of the manager's own */
gboolean hn_systemd_error_is (sd_bus_message *reply, const char *name);

G_END_DECLS
