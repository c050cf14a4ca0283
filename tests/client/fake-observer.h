/* An observer that says what a test wants it to say, on a bus of the test's own. Runs in the main
 * loop.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  GDBusConnection *connection;
  GDBusInterfaceSkeleton *skeleton;
  guint name;

  /* What it does. */
  char *error;     /* (nullable): "Busy": answers with io.github.hardnut.Error.Busy */
  gboolean asks;   /* refuses those who will not have a person asked, until one was */
  gboolean late;   /* waits with its answers, for fake_observer_answer_late() */
  char *uses;      /* of what it has seen, as GVariant text of a(susttss) */
  char *more;      /* (nullable): other members, as GVariant text of a{sv} */
  guint64 span;    /* for how long it has watched, in microseconds */
  guint starts;    /* seen */
  gboolean seen;   /* there is something to tell */
  gboolean broken; /* answers with something else */

  /* What it knows. */
  gboolean watched;
  guint64 ends;

  GPtrArray *calls; /* of char *: "Watch system 0 a.service 60 interactive" */
  GQueue waiting;
} FakeObserver;

/** fake_observer_new: on the message bus at @address, without its name yet */
FakeObserver *fake_observer_new (const char *address);
void fake_observer_free (FakeObserver *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeObserver, fake_observer_free)

void fake_observer_own (FakeObserver *self);
void fake_observer_disown (FakeObserver *self);

/** fake_observer_tell: that there is more of @unit */
void fake_observer_tell (FakeObserver *self, const char *scope, guint uid, const char *unit);

void fake_observer_answer_late (FakeObserver *self);

/** fake_observer_dup_calls: (transfer full): what it heard, with "; " between, and forgets it */
char *fake_observer_dup_calls (FakeObserver *self);

G_END_DECLS
