/* What the tests of the client share: a bus, a fake helper on it, the client, and what it told.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/helper-client-private.h"
#include "fake-helper.h"
#include "private-bus.h"

G_BEGIN_DECLS

typedef struct
{
  PrivateBus *bus;
  FakeHelper *helper; /* has the helper's name, and the manager's */
  HnHelperClient *client;
  GPtrArray *told;       /* of char *: "trial-1 web.service healthy", with what came */
  HnTrialDetail *detail; /* that came last */

  /* The last request. */
  gboolean done;
  gpointer answer;
  GError *error;
} Fixture;

void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);

/* Starts the client and listens to it. */
void fixture_connect (Fixture *fixture, const char *address);

/* Starts the client and waits until it has found the helper. */
void fixture_connect_and_wait (Fixture *fixture);

/* Runs the main loop while @condition does not hold; fails when it takes too long. */
#define WAIT_UNTIL(condition)                                        \
  G_STMT_START                                                       \
  {                                                                  \
    gint64 wait_end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC; \
    while (!(condition))                                             \
      {                                                              \
        g_assert_cmpint (g_get_monotonic_time (), <, wait_end);      \
        fixture_iterate ();                                          \
      }                                                              \
  }                                                                  \
  G_STMT_END

/* One turn of the main loop, 50 ms at the longest. */
void fixture_iterate (void);

/* Lets the main loop run for so many milliseconds. */
void fixture_run (guint milliseconds);

/* Asks and waits for the answer. */
char *fixture_try (Fixture *fixture);
gboolean fixture_keep (Fixture *fixture, const char *id);
gboolean fixture_revert (Fixture *fixture, const char *id);
char *fixture_etag (Fixture *fixture, const char *unit);

/* Callbacks for requests that a test begins itself; fill the fields above. */
void fixture_text_cb (GObject *source, GAsyncResult *result, gpointer user_data);
void fixture_boolean_cb (GObject *source, GAsyncResult *result, gpointer user_data);
void fixture_list_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* (transfer full) (element-type HnChange): of "DIRECTIVE=VALUE" words */
GPtrArray *fixture_changes (const char *word, ...) G_GNUC_NULL_TERMINATED;

/* Holds what was told against @lines. */
void fixture_assert_told (Fixture *fixture, const char *line, ...) G_GNUC_NULL_TERMINATED;

const char *fixture_last_call (Fixture *fixture);

G_END_DECLS
