/* A ring that fills with the exposure of a service, with the figure, the level and its emoji in the
 * middle.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "engine/assessment.h"

G_BEGIN_DECLS

#define HN_TYPE_EXPOSURE_RING (hn_exposure_ring_get_type ())
G_DECLARE_FINAL_TYPE (HnExposureRing, hn_exposure_ring, HN, EXPOSURE_RING, GtkWidget)

/**
 * hn_exposure_ring_set_exposure:
 * @exposure: in tenths
 * @animate: whether the ring runs from where it stands to @exposure; where the desktop asks for
 *   reduced motion it jumps all the same
 */
void hn_exposure_ring_set_exposure (HnExposureRing *self, guint exposure, gboolean animate);

G_END_DECLS
