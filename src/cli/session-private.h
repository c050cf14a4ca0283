/* The inside of a session, for the files that read one service and those that list several.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session.h"
#include "source/files/unit-loader.h"
#include "source/manager/unit-reader.h"

G_BEGIN_DECLS

struct _HnSession
{
  const HnOptions *options; /* borrowed */
  HnBusConnection *manager; /* NULL without a running manager */
  HnUnitReader *reader;     /* of it, NULL as well */
  HnUnitLoader *loader;     /* made when first needed */
  gboolean version_unknown; /* of the systemd that its files are for */
  HnPolicy *policy;         /* NULL for systemd's own weights */
  char *profile_path;       /* NULL without a profile */
  char *profile_text;
};

/* One asynchronous call in flight. */
typedef struct
{
  HnBusConnection *manager;
  GCancellable *cancellable;
  GAsyncResult *result;
  gulong state_handler;
} Wait;

/* Before an asynchronous call, whose callback is hn_session_answered_cb() with @wait as its data.
 */
void hn_session_wait_begin (Wait *wait, HnBusConnection *manager);
void hn_session_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data);
void hn_session_wait (Wait *wait);

/* Behind the finish function: the true reason in place of "cancelled". */
void hn_session_wait_end (Wait *wait, GError **error);

/* Says @text on standard error. */
void hn_session_say (const char *text);

HnUnitLoader *hn_session_get_loader (HnSession *self);

/* The settings that the files give, with the profile behind them. */
HnSettings *hn_session_load_files (HnSession *self, HnTarget *target, GError **error);

/* Why systemd refuses to load @unit: the manager does not say more than that it does, but the files
 * tell which line it stumbles over. @otherwise: what to say when they do not. */
char *hn_session_dup_refusal (HnSession *self, const char *unit, const char *otherwise);

G_END_DECLS
