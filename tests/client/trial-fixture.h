/* What the tests of trials share: a helper and a manager that say what a test wants, and a list
 * of trials at them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "fake-helper.h"
#include "fake-manager.h"
#include "client/trial-list.h"

G_BEGIN_DECLS

typedef struct
{
  GSubprocess *bus;
  char *address; /* of the bus */
  FakeHelper *helper;
  FakeManager *fake;
  HnBusConnection *manager;
  HnHelperClient *client;
  HnTrialList *list;
} Fixture;

void set_up (Fixture *fixture, gconstpointer data);
void tear_down (Fixture *fixture, gconstpointer data);

/** wait_for_last: until nobody else holds @object */
void wait_for_last (gpointer object);

/** set_life: which states a trial goes through by itself */
void set_life (Fixture *fixture, const char *life);

/** wait_for: fails when @trial ends in another state */
void wait_for (HnTrial *trial, HnTrialState state);

/** end: the last of who holds @trial lets go of it */
void end (HnTrial *trial);

/** get_n: how many trials are under way */
guint get_n (Fixture *fixture);

/** dup_lines: (transfer full): "PrivateTmp=yes ProtectHome=yes " */
char *dup_lines (GPtrArray *changes);

G_END_DECLS
