/* What decides where a service stands in a list and whether it is shown, to compare before and
 * after a change.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "model/service.h"

G_BEGIN_DECLS

typedef struct
{
  guint exposure;
  HnServiceKind kind;
  gboolean running;
  gboolean refused;
  const char *active_state;
  char *description;
} HnServicePlace;

void hn_service_place_read (HnServicePlace *place, HnService *service);

/** hn_service_place_end: frees what @place has; returns whether @service has another one now */
gboolean hn_service_place_end (HnServicePlace *place, HnService *service);

G_END_DECLS
