/* What the tests of the manager share: waiting in the main loop, and a record of what it told.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "fake-manager.h"
#include "source/manager/unit-reader.h"

G_BEGIN_DECLS

/* A manager with everything that it has told, in order. */
typedef struct
{
  HnBusConnection *manager;
  HnUnitReader *reader;
  GObject *follower;
  GString *told;    /* "changed a.service; new b.service; " */
  GPtrArray *units; /* of the last reading of all; NULL when it failed */
  HnUnit *unit;     /* of the last reading of one */
  GError *error;    /* of the last reading */
  gboolean reading;
} Watched;

Watched *watched_new (FakeManager *fake);
Watched *watched_new_for_address (const char *address);
void watched_free (Watched *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Watched, watched_free)

/* Both wait for the end. */
void watched_read_all (Watched *self);
void watched_read (Watched *self, const char *name);

/* The unit of that name among those that were read, or NULL. */
HnUnit *watched_find (Watched *self, const char *name);

void watched_wait_for_state (Watched *self, HnManagerState state);

/* Waits until the record holds @text. */
void watched_wait_for (Watched *self, const char *text);

/* @fake: (nullable): whose address has to be in the message: whoever reads it wants to know it */
void assert_error (const GError *error, HnManagerError code, FakeManager *fake);

/* Runs the main loop for a while: for what should not happen. */
void run_for (guint milliseconds);

/* Takes what was told so far. */
char *watched_take (Watched *self);

G_END_DECLS
