/* The inside of HnChanges: lists of changes that never change once they are made, see
 * client/change-list.h, and the reading of what they are made upon.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/change-list.h"
#include "model/changes.h"

G_BEGIN_DECLS

void hn_changes_files_free (HnChangesFiles *files);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnChangesFiles, hn_changes_files_free)

/**
 * hn_changes_files_load_async:
 *
 * Reads them in a thread. What goes wrong is a state, not an error.
 */
void
hn_changes_files_load_async (HnService *service, GAsyncReadyCallback callback, gpointer user_data);
HnChangesFiles *hn_changes_files_load_finish (GAsyncResult *result);

struct _HnChanges
{
  GObject parent_instance;

  /* owned */
  HnService *service;
  HnChangesFiles *files;
  GPtrArray *present;  /* changes of the drop-in as it stands */
  GPtrArray *steps;    /* of GPtrArray: the differences, the oldest first */
  GPtrArray *content;  /* the whole content of the drop-in by the present step */
  GPtrArray *lines;    /* the same, line by line */
  HnSettings *after;   /* (nullable): what would hold; NULL when nothing differs */
  HnSettings *vendor;  /* (nullable): the base, finished */
  GPtrArray *weakened; /* (nullable) of char *: made when somebody asks */
  GPtrArray *waiting;  /* of GTask: wait for the files */

  HnAssessment assessment; /* of after */
  HnAssessment plain;      /* of what holds or would hold, without a policy; when plain_known */
  guint position;          /* of the present step */
  guint serial;            /* the reading of the service that the files are of */
  guint n_changes;
  guint revision;
  gboolean changed[HN_N_DIRECTIVES];
  gboolean loading;
  gboolean plain_known;
  gboolean all_instances;
};

/** hn_changes_is_refused_with: whether systemd, which takes the service now, would not with @value
 */
gboolean hn_changes_is_refused_with (HnChanges *self, HnDirectiveId directive, const char *value);

/** hn_changes_try_value: (transfer full): what would hold if @value, or with NULL no line, were
 * staged for @directive too */
HnSettings *hn_changes_try_value (HnChanges *self, HnDirectiveId directive, const char *value);

/** hn_changes_get_plain_assessment: hn_changes_get_after() by systemd's own weights, not a policy's
 */
const HnAssessment *hn_changes_get_plain_assessment (HnChanges *self);

G_END_DECLS
