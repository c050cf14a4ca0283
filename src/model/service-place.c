/* All that the list of services sorts and filters by.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "service-place.h"

void
hn_service_place_read (HnServicePlace *place, HnService *service)
{
  place->exposure = hn_service_get_exposure (service);
  place->kind = hn_service_get_kind (service);
  place->running = hn_service_get_running (service);
  place->refused = hn_service_get_refused (service);
  place->active_state = hn_service_get_active_state (service);
  place->description = g_strdup (hn_service_get_description (service));
}

gboolean
hn_service_place_end (HnServicePlace *place, HnService *service)
{
  gboolean moved = place->exposure != hn_service_get_exposure (service) ||
                   place->kind != hn_service_get_kind (service) ||
                   place->running != hn_service_get_running (service) ||
                   place->refused != hn_service_get_refused (service) ||
                   place->active_state != hn_service_get_active_state (service) ||
                   !g_str_equal (place->description, hn_service_get_description (service));

  g_clear_pointer (&place->description, g_free);

  return moved;
}
