/* A helper that says what a test wants it to say, on a bus of the test's own; and as much of a
 * manager as its clients ask for. Runs in the main loop.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <systemd/sd-bus.h>

G_BEGIN_DECLS

/* How it answers the calls of its interface. */
typedef enum
{
  FAKE_ANSWER_GOOD,
  FAKE_ANSWER_SILENT,     /* never */
  FAKE_ANSWER_WRONG_TYPE, /* numbers where text is due, and the other way round */
  FAKE_ANSWER_EMPTY,      /* a trial without a name */
  FAKE_ANSWER_LEAVE,      /* leaves the bus instead */
  FAKE_ANSWER_LATE,       /* when fake_helper_answer_late() is called */
} FakeAnswer;

typedef struct
{
  char *name;
  char *load_state;
  char *fragment;
  GStrv drop_ins;
} FakeHelperUnit;

typedef struct
{
  char *id;
  char *unit;
  char *state;
  guint64 deadline; /* in microseconds of real time */

  /* Private to the fake. */
  gpointer fake;
  guint confirm;
  gboolean restart;
  GStrv life;
  guint next;
  guint source;
} FakeTrial;

typedef struct
{
  sd_bus *bus;
  GSource *source;
  GMainLoop *loop; /* (nullable): ends when the bus does */

  /* What it does. */
  FakeAnswer answer;
  char *error; /* (nullable): "Busy": answers with io.github.hardnut.Error.Busy; "!a.b": with a.b */
  char *life;  /* states that a trial goes through by itself, with spaces between */
  char *breaking; /* (nullable): "A=1+B=2 C=3": a trial with both A=1 and B=2, or with C=3, fails */
  char *end;      /* how the service ends then: result, code and status, with spaces between */
  gboolean stays_broken; /* after a failure the service is not well */
  char *note;            /* (nullable): what comes with "kept" */
  guint pace;            /* in milliseconds between them */
  gboolean keep_fails;   /* what was kept does not hold, and is taken back */
  gboolean inactive;     /* none of the units runs */
  gboolean revert_fails; /* the service does not come back */
  char *alias;           /* (nullable): another name of a unit */
  char *alias_of;        /* which one */
  GStrv unread;   /* (nullable): of the manager's units, those whose files it has not read yet */
  GStrv ties;     /* (nullable): "a.service:RequiredBy:b.service" each, of the manager's units */
  gboolean early; /* tells the first two states before it answers */

  /* What it heard, a line a call: "Try a.service [PrivateTmp=yes] ETAG 60 restart interactive" */
  GPtrArray *calls;
  void (*heard) (const char *call); /* (nullable) */

  GPtrArray *trials; /* of FakeTrial */
  GPtrArray *units;  /* of FakeHelperUnit */
  GQueue late;       /* of sd_bus_message */
  guint n_trials;
} FakeHelper;

/** fake_helper_new: on the message bus at @address, without any name yet */
FakeHelper *fake_helper_new (const char *address);
void fake_helper_free (FakeHelper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeHelper, fake_helper_free)

/* Takes the name of the helper, and is the manager as well. */
void fake_helper_own (FakeHelper *self);
void fake_helper_own_manager (FakeHelper *self);
void fake_helper_disown (FakeHelper *self);

void fake_helper_add_unit (FakeHelper *self,
                           const char *name,
                           const char *fragment,
                           const char **drop_ins);

FakeTrial *fake_helper_add_trial (
    FakeHelper *self, const char *id, const char *unit, const char *state, guint64 deadline);

/* Sends TrialChanged; to everybody when @destination is NULL. @types and what follows are as for
 * sd_bus_message_append(), the content of a{sv}. */
void fake_helper_emit (FakeHelper *self,
                       const char *destination,
                       const char *id,
                       const char *unit,
                       const char *state,
                       guint n_details,
                       ...);

/* Answers what waits for it. */
void fake_helper_answer_late (FakeHelper *self);

G_END_DECLS
