/* Which services of the list a person has selected, to do something with all of them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/service.h"

G_BEGIN_DECLS

#define HN_TYPE_SERVICE_CHOICE (hn_service_choice_get_type ())
G_DECLARE_FINAL_TYPE (HnServiceChoice, hn_service_choice, HN, SERVICE_CHOICE, GObject)

/* Signal "changed": whether there is a selection at all, or what is in it. */

HnServiceChoice *hn_service_choice_new (void);

/** hn_service_choice_set_active: begins with nothing selected; without it nothing is */
void hn_service_choice_set_active (HnServiceChoice *self, gboolean active);
gboolean hn_service_choice_get_active (HnServiceChoice *self);

void hn_service_choice_set (HnServiceChoice *self, HnService *service, gboolean chosen);
gboolean hn_service_choice_has (HnServiceChoice *self, HnService *service);

/** hn_service_choice_list: (transfer full) (element-type HnService): in the order of @model, and
 * only those that are in it */
GPtrArray *hn_service_choice_list (HnServiceChoice *self, GListModel *model);

G_END_DECLS
