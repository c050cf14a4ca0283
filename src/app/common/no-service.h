/* What there is to see on the right as long as nothing is chosen on the left: in the window before
 * it makes its detail page, and later in that page.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HN_TYPE_NO_SERVICE (hn_no_service_get_type ())
G_DECLARE_FINAL_TYPE (HnNoService, hn_no_service, HN, NO_SERVICE, AdwBin)

/* Property: "choosable" (boolean, TRUE at first): whether the list has a service to choose. */

G_END_DECLS
