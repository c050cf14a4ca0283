/* A request for a change on its way to a trial: the service is looked up, polkit is asked, the
 * service is looked up again, and only then something happens.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "helper/helper.h"

G_BEGIN_DECLS

typedef struct _HnChangeRequest HnChangeRequest;

/**
 * hn_change_request_start:
 * @call: of Try or Remove; answered later
 * @uid: of the caller
 * @pid: of the caller; 0 where it is not known
 * @name: of a service, valid by its letters
 * @changes: (element-type HnChange) (transfer full) (nullable): checked; %NULL for a removal
 *
 * Takes a request that is right by itself.
 */
void hn_change_request_start (HnHelper *helper,
                              sd_bus_message *call,
                              uid_t uid,
                              pid_t pid,
                              const char *name,
                              GPtrArray *changes,
                              const char *etag,
                              guint confirm,
                              gboolean restart);

/** hn_change_request_free: forgets a request; its call gets no answer */
void hn_change_request_free (HnChangeRequest *self);

/** hn_change_request_check_trials: whether another trial of @uid fits in */
gboolean hn_change_request_check_trials (HnHelper *helper, uid_t uid, GError **error);

G_END_DECLS
