/* The observer's interface on the bus.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "observer/observer.h"

G_BEGIN_DECLS

/** hn_observer_methods_add: offers the interface on the observer's bus; negative errno on failure
 */
int hn_observer_methods_add (HnObserver *observer);

G_END_DECLS
