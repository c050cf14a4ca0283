/* What the files of the helper's client share: its connection and the trials it knows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "client/helper-client.h"
#include "helper1-generated.h"

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
  char *tried;               /* the address in use, or tried last; never NULL */
  GCancellable *cancellable; /* (nullable): of all that this connection waits for */
  GDBusConnection *bus;      /* (nullable) */
  HnHelper1 *proxy;          /* (nullable): once it is known whether the helper runs */
  guint trials_match, activatable_match;
  GSource *deadline;  /* of finding out about the helper */
  GSource *reconnect; /* while gone */
  guint pause;        /* in milliseconds, before the next reconnect */
  char *owner;        /* (nullable): unique name of the helper that runs */
  gboolean activatable, activatable_known;

  /* Trials. */
  GHashTable *trials; /* char *id -> TrialEntry, see helper-trials.c */
  GQueue ended;       /* of char *id, the latest last */
  GSource *search;    /* (nullable): for the trials of a helper that vanished */

  /* For tests. */
  guint call_timeout, long_timeout; /* in milliseconds */
  guint first_pause, longest_pause; /* in milliseconds */
};

/* Errors, see helper-errors.c. */

/**
 * hn_helper_translate_error:
 * @error: what a call over the bus was answered with
 * @unit: (nullable): what to name in the message
 *
 * Returns: (transfer full): the same for people
 */
GError *hn_helper_translate_error (HnHelperClient *self, const GError *error, const char *unit);

/** hn_helper_make_lost_error: (transfer full): why there is no connection, or is none any more */
GError *hn_helper_make_lost_error (HnHelperClient *self);

/** hn_helper_make_protocol_error: (transfer full): for an answer that makes no sense */
GError *hn_helper_make_protocol_error (void);

/** hn_helper_check_bus: notices that the connection is gone, where nothing has told so yet */
void hn_helper_check_bus (HnHelperClient *self);

/* Trials, see helper-trials.c, which calls nothing of helper-client.c. */

/** hn_helper_trials_new: (transfer full): the table of them, empty */
GHashTable *hn_helper_trials_new (void);

/** hn_helper_trials_listen: for TrialChanged on a new connection */
void hn_helper_trials_listen (HnHelperClient *self);

/** hn_helper_trials_began: trial @id was begun by this client */
void hn_helper_trials_began (HnHelperClient *self, const char *id, const char *unit);

/** hn_helper_trials_owner_changed: the helper is there, anew or for the first time, or is gone */
void hn_helper_trials_owner_changed (HnHelperClient *self);

/** hn_helper_get_trials: asks for the property; the answer is for hn_helper_trials_parse_list() */
void hn_helper_get_trials (HnHelperClient *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);

/** hn_helper_trials_parse_list: (element-type HnTrialRecord) (nullable) (transfer full): of (v) */
GPtrArray *hn_helper_trials_parse_list (GVariant *reply);

/** hn_helper_trials_merge: takes @list, of the helper's property, for the whole truth */
void hn_helper_trials_merge (HnHelperClient *self, GPtrArray *list);

/**
 * hn_helper_client_set_limits: for tests
 * @call_timeout: in milliseconds, and @long_timeout where a person or a service is waited for
 */
void hn_helper_client_set_limits (HnHelperClient *self,
                                  guint call_timeout,
                                  guint long_timeout,
                                  guint first_pause,
                                  guint longest_pause);

G_END_DECLS
