/* What the files of the helper's client share: its connection, its calls and the trials it knows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <systemd/sd-bus.h>

#include "model/helper-client.h"

G_BEGIN_DECLS

struct _HnHelperClient
{
  GObject parent_instance;

  HnScope scope;
  char *address; /* (nullable): given by the caller */
  HnHelperState state;
  GError *error; /* why it is not available */

  /* The connection. */
  GMainContext *context;
  char *tried; /* the address in use, or tried last; never NULL */
  sd_bus *bus;
  GSource *bus_source;
  GSource *deadline;  /* of finding out about the helper */
  GSource *reconnect; /* while gone */
  guint pause;        /* in milliseconds, before the next reconnect */
  char *owner;        /* (nullable): unique name of the helper that runs */
  gboolean owner_known, activatable, activatable_known;
  GQueue in_flight; /* of HnHelperCall */

  /* Trials. */
  GHashTable *trials; /* char *id -> TrialEntry, see helper-trials.c */
  GQueue ended;       /* of char *id, the latest last */
  GSource *search;    /* for the trials of a helper that vanished */

  /* For tests. */
  guint64 call_timeout, long_timeout; /* in microseconds */
  guint first_pause, longest_pause;     /* in milliseconds */
};

/**
 * HnHelperReplyFunc:
 * @reply: (nullable): NULL with @error set
 */
typedef void (*HnHelperReplyFunc) (HnHelperClient *self,
                                   sd_bus_message *reply,
                                   const GError   *error,
                                   gpointer        user_data);

typedef struct _HnHelperCall HnHelperCall;

/** hn_helper_new_call: (transfer full) (nullable): NULL without a connection */
sd_bus_message *hn_helper_new_call (HnHelperClient *self,
                                    const char     *destination,
                                    const char     *path,
                                    const char     *interface,
                                    const char     *member,
                                    const char     *types,
                                    ...);

/**
 * hn_helper_send:
 * @message: (transfer full) (nullable)
 * @timeout: in microseconds
 * @unit: (nullable): what to name in messages
 *
 * Calls @func once, never from within; when the client is disposed of, then.
 */
void hn_helper_send (HnHelperClient   *self,
                     sd_bus_message   *message,
                     guint64           timeout,
                     const char       *unit,
                     HnHelperReplyFunc func,
                     gpointer          user_data);

/** hn_helper_drop_calls: answers all calls in flight with @error */
void hn_helper_drop_calls (HnHelperClient *self,
                           const GError   *error);

/** hn_helper_translate_error: (transfer full): what a bus or the helper says, for people */
GError *hn_helper_translate_error (HnHelperClient     *self,
                                   const sd_bus_error *error,
                                   const char         *unit);

GError *hn_helper_make_lost_error (HnHelperClient *self);

/** hn_helper_lost: the connection is over */
void hn_helper_lost (HnHelperClient *self,
                     int             error_number);

/* Trials. */
void hn_helper_trials_init (HnHelperClient *self);
void hn_helper_trials_finalize (HnHelperClient *self);

/** hn_helper_trials_stop: drops the timers */
void hn_helper_trials_stop (HnHelperClient *self);

/** hn_helper_trials_add_match: listens for TrialChanged */
void hn_helper_trials_add_match (HnHelperClient *self);

/** hn_helper_trials_began: trial @id was begun by this client */
void hn_helper_trials_began (HnHelperClient *self,
                             const char     *id,
                             const char     *unit);

/** hn_helper_trials_owner_changed: the helper is there, anew or for the first time, or is gone */
void hn_helper_trials_owner_changed (HnHelperClient *self);

/** hn_helper_trials_parse_list: (element-type HnTrial) (nullable) (transfer full): Get's answer */
GPtrArray *hn_helper_trials_parse_list (sd_bus_message *reply);

/** hn_helper_trials_merge: takes @list, of the helper's property, for the whole truth */
void hn_helper_trials_merge (HnHelperClient *self,
                             GPtrArray      *list);

/** hn_trial_detail_parse: (nullable) (transfer full): reads a{sv}; NULL where it is broken */
HnTrialDetail *hn_trial_detail_parse (sd_bus_message *message);

/** hn_trial_detail_new: with nothing but a deadline in microseconds of real time, or 0 */
HnTrialDetail *hn_trial_detail_new (guint64 deadline);

HnTrialDetail *hn_trial_detail_copy (const HnTrialDetail *self); /* (transfer full) */

/** hn_trial_detail_says_more: whether @self tells anything that @other does not */
gboolean hn_trial_detail_says_more (const HnTrialDetail *self,
                                    const HnTrialDetail *other);

HnTrial *hn_trial_new (const char    *id,
                       const char    *unit,
                       HnTrialState   state,
                       HnTrialDetail *detail);

/**
 * hn_helper_client_set_limits: for tests
 * @call_timeout: in microseconds, and @long_timeout where a person or a service is waited for
 */
void hn_helper_client_set_limits (HnHelperClient *self,
                                  guint64         call_timeout,
                                  guint64         long_timeout,
                                  guint           first_pause,
                                  guint           longest_pause);

G_END_DECLS
