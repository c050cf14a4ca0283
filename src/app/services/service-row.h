/* A row of the list of services.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "model/service.h"
#include "service-choice.h"

G_BEGIN_DECLS

#define HN_TYPE_SERVICE_ROW (hn_service_row_get_type ())
G_DECLARE_FINAL_TYPE (HnServiceRow, hn_service_row, HN, SERVICE_ROW, GtkWidget)

/**
 * hn_service_row_set_service:
 * @service: (nullable): what to show; followed from then on
 */
void hn_service_row_set_service (HnServiceRow *self, HnService *service);

HnService *hn_service_row_get_service (HnServiceRow *self); /* (transfer none) (nullable) */

/** hn_service_row_set_choice: @choice: whether it shows that it is selected; once */
void hn_service_row_set_choice (HnServiceRow *self, HnServiceChoice *choice);

/** hn_service_row_is_chosen: whether its service is selected */
gboolean hn_service_row_is_chosen (HnServiceRow *self);

/**
 * hn_service_row_dup_label:
 *
 * Returns: (transfer full): what a screen reader says for a row: name, exposure, level
 */
char *hn_service_row_dup_label (HnService *service);

/**
 * hn_service_row_dup_description:
 *
 * Returns: (transfer full): what a screen reader adds: state and description
 */
char *hn_service_row_dup_description (HnService *service);

G_END_DECLS
