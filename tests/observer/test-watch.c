/* Who has asked for a watch, and when that ends: each connection for itself. Nothing is loaded into
 * the kernel, for which stands what is below.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "observer/watch.h"

#include <gio/gio.h>

#include "observer/tracer.h"

#define ANNA 1000
#define BERT 1001
#define N_CONNECTIONS 20
/* Ends are counted by the clock. */
#define ABOUT(left, seconds)                    \
  G_STMT_START                                  \
  {                                             \
    g_assert_cmpint ((left), >, (seconds) -20); \
    g_assert_cmpint ((left), <=, (seconds));    \
  }                                             \
  G_STMT_END

struct _HnTracer
{
  int unused;
};

HnTracer *
hn_tracer_new (const HnTracerFuncs *funcs, gpointer user_data, GError **error)
{
  return g_new0 (HnTracer, 1);
}

void
hn_tracer_free (HnTracer *self)
{
  g_free (self);
}

gboolean
hn_tracer_is_blind (const HnTracer *self)
{
  return FALSE;
}

guint64
hn_tracer_add_watch (HnTracer *self, const char *name, guint64 manager)
{
  return 1;
}

void
hn_tracer_remove_watch (HnTracer *self, guint64 watch, const char *name, guint64 manager)
{
}

gboolean
hn_tracer_add_group (HnTracer *self, guint64 watch, guint64 group)
{
  return TRUE;
}

guint64
hn_tracer_count_waiting (HnTracer *self, guint64 watch)
{
  return 0;
}

void
hn_tracer_drain (HnTracer *self)
{
}

typedef struct
{
  GTestDBus *daemon;
  HnObserver observer;
  sd_bus *buses[N_CONNECTIONS]; /* NULL for those that are gone */
  char *names[N_CONNECTIONS];
} Fixture;

static sd_bus *
open_bus (Fixture *fixture)
{
  sd_bus *bus = NULL;

  g_assert_cmpint (sd_bus_new (&bus), >=, 0);
  g_assert_cmpint (sd_bus_set_address (bus, g_test_dbus_get_bus_address (fixture->daemon)), >=, 0);
  g_assert_cmpint (sd_bus_set_bus_client (bus, TRUE), >=, 0);
  g_assert_cmpint (sd_bus_start (bus), >=, 0);

  return bus;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->daemon);
  fixture->observer.folder_fd = -1;
  fixture->observer.watches = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_watch_free);
  fixture->observer.calls = g_ptr_array_new ();
  g_assert_cmpint (sd_event_new (&fixture->observer.event), >=, 0);
  fixture->observer.bus = open_bus (fixture);
  g_assert_cmpint (sd_bus_attach_event (fixture->observer.bus, fixture->observer.event,
                                        SD_EVENT_PRIORITY_NORMAL),
                   >=, 0);
  for (guint i = 0; i < N_CONNECTIONS; i++)
    {
      const char *name;

      fixture->buses[i] = open_bus (fixture);
      g_assert_cmpint (sd_bus_get_unique_name (fixture->buses[i], &name), >=, 0);
      fixture->names[i] = g_strdup (name);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  hn_watch_end_all (&fixture->observer);
  for (guint i = 0; i < N_CONNECTIONS; i++)
    {
      sd_bus_flush_close_unref (fixture->buses[i]);
      g_free (fixture->names[i]);
    }
  sd_bus_flush_close_unref (fixture->observer.bus);
  sd_event_unref (fixture->observer.event);
  g_ptr_array_unref (fixture->observer.watches);
  g_ptr_array_unref (fixture->observer.calls);
  g_test_dbus_stop (fixture->daemon);
  g_object_unref (fixture->daemon);
}

/* (nullable) */
static HnWatch *
get_watch (Fixture *fixture)
{
  const HnSubject subject = { .unit = (char *) "apple.service" };

  return hn_watch_find (&fixture->observer, &subject);
}

/* In seconds. */
static gint64
get_left (Fixture *fixture)
{
  return ((gint64) hn_watch_get_end (get_watch (fixture)) - g_get_real_time () +
          G_USEC_PER_SEC / 2) /
         G_USEC_PER_SEC;
}

static gboolean
begin (Fixture *fixture, guint connection, guint32 uid, guint64 seconds)
{
  const HnWatchCaller caller = { .name = fixture->names[connection], .uid = uid };
  const HnSubject subject = { .unit = (char *) "apple.service" };
  g_autoptr (GError) error = NULL;

  if (get_watch (fixture) != NULL)
    return hn_watch_join (get_watch (fixture), &caller, seconds, NULL);

  hn_watch_begin (&fixture->observer, &subject, "", "", &caller, seconds, &error);
  g_assert_no_error (error);

  return TRUE;
}

static gboolean
stop (Fixture *fixture, guint connection, guint32 uid)
{
  const HnWatchCaller caller = { .name = fixture->names[connection], .uid = uid };

  return hn_watch_leave (get_watch (fixture), &caller, NULL);
}

/* Until the observer has heard of all that the bus told it before. */
static void
settle (Fixture *fixture)
{
  sd_bus *bus = fixture->observer.bus;

  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (sd_bus_call_method (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                           "org.freedesktop.DBus", "GetId", NULL, NULL, ""),
                       >=, 0);
      while (sd_bus_process (bus, NULL) > 0)
        continue;
    }
}

static void
leave_bus (Fixture *fixture, guint connection)
{
  gboolean gone = FALSE;

  fixture->buses[connection] = sd_bus_flush_close_unref (fixture->buses[connection]);
  while (!gone)
    {
      sd_bus_message *reply = NULL;
      int owned = TRUE;

      g_assert_cmpint (sd_bus_call_method (fixture->observer.bus, "org.freedesktop.DBus",
                                           "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                           "NameHasOwner", NULL, &reply, "s",
                                           fixture->names[connection]),
                       >=, 0);
      g_assert_cmpint (sd_bus_message_read (reply, "b", &owned), >, 0);
      sd_bus_message_unref (reply);
      gone = !owned;
    }
  settle (fixture);
}

/* What one ends, or asks for, is neither an end nor a sooner end for another of the same user. */
static void
test_own_end (Fixture *fixture, gconstpointer data)
{
  const guint32 users[] = { ANNA, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (users); i++)
    {
      g_assert_true (begin (fixture, 0, users[i], 600));
      g_assert_true (begin (fixture, 1, users[i], 60));
      ABOUT (get_left (fixture), 600);
      g_assert_true (stop (fixture, 1, users[i]));
      ABOUT (get_left (fixture), 600);
      g_assert_true (begin (fixture, 1, users[i], 900));
      ABOUT (get_left (fixture), 900);
      g_assert_true (stop (fixture, 1, users[i]));
      ABOUT (get_left (fixture), 600);
      /* One's own may be moved. */
      g_assert_true (begin (fixture, 0, users[i], 300));
      ABOUT (get_left (fixture), 300);
      g_assert_true (stop (fixture, 0, users[i]));
      g_assert_null (get_watch (fixture));
    }
}

/* What is over is still one's own to end, and not what another asked for. */
static void
test_over (Fixture *fixture, gconstpointer data)
{
  const guint32 users[] = { ANNA, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (users); i++)
    {
      g_assert_true (begin (fixture, 0, users[i], 600));
      g_assert_true (begin (fixture, 1, users[i], 0));
      g_assert_true (stop (fixture, 1, users[i]));
      ABOUT (get_left (fixture), 600);
      g_assert_true (stop (fixture, 0, users[i]));
    }
}

/* Another of the same user ends what was left behind, and nothing else; root ends all. */
static void
test_left_behind (Fixture *fixture, gconstpointer data)
{
  g_assert_true (begin (fixture, 0, ANNA, 600));
  g_assert_true (begin (fixture, 1, BERT, 300));
  settle (fixture);
  g_assert_false (stop (fixture, 2, ANNA));
  g_assert_false (stop (fixture, 2, ANNA + 50));
  ABOUT (get_left (fixture), 600);

  leave_bus (fixture, 0);
  ABOUT (get_left (fixture), 600);
  g_assert_false (stop (fixture, 2, ANNA + 50));
  g_assert_true (stop (fixture, 2, ANNA));
  ABOUT (get_left (fixture), 300);
  g_assert_false (hn_watch_is_of (get_watch (fixture), ANNA));

  g_assert_true (stop (fixture, 2, 0));
  g_assert_null (get_watch (fixture));
}

/* Connections of one user, whether they stay or not, neither fill the memory nor keep others out.
 */
static void
test_bounded (Fixture *fixture, gconstpointer data)
{
  guint taken = 0;

  for (guint i = 0; i < N_CONNECTIONS - 4; i++)
    taken += begin (fixture, i, ANNA, 60 + i);
  g_assert_cmpuint (taken, ==, 8);
  settle (fixture);
  g_assert_true (begin (fixture, N_CONNECTIONS - 1, BERT, 10));

  /* Where time is over there is room again. */
  g_assert_true (begin (fixture, 0, ANNA, 0));
  g_assert_true (begin (fixture, 8, ANNA, 100));
  g_assert_false (begin (fixture, 9, ANNA, 100));
  settle (fixture);

  /* Those that are gone are one. */
  for (guint i = 1; i < 8; i++)
    leave_bus (fixture, i);
  for (guint i = 9; i < 15; i++)
    g_assert_true (begin (fixture, i, ANNA, 20));
  g_assert_false (begin (fixture, 15, ANNA, 20));
  for (guint i = 8; i < 15; i++)
    g_assert_true (stop (fixture, i, ANNA));
  ABOUT (get_left (fixture), 67);
  g_assert_true (stop (fixture, 0, ANNA));
  ABOUT (get_left (fixture), 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add ("/watch/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("own-end", test_own_end);
  ADD ("over", test_over);
  ADD ("left-behind", test_left_behind);
  ADD ("bounded", test_bounded);

  return g_test_run ();
}
