/* How long is waited before something that did not go well is tried again. Pure.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* No pause is longer, so that whatever works again is noticed soon. */
#define HN_PAUSE_MAX (15 * G_USEC_PER_SEC)

/**
 * hn_pause_before_try:
 * @tries: how often it was tried again before
 *
 * Returns: microseconds: a second at first, growing to %HN_PAUSE_MAX
 */
guint64 hn_pause_before_try (guint tries);

G_END_DECLS
