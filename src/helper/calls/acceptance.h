/* A request to accept something for everybody, or to count it again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kept/accepted.h"
#include "helper/helper.h"

G_BEGIN_DECLS

typedef struct _HnAcceptance HnAcceptance;

/**
 * hn_acceptance_start:
 * @call: of Accept; answered later, not with @error
 * @uid: of the caller
 * @unit, @check, @until, @note: as the call has them
 * @error: return location
 *
 * Checks them, and takes a request that is right by itself.
 */
void hn_acceptance_start (HnHelper *helper,
                          sd_bus_message *call,
                          uid_t uid,
                          const char *unit,
                          const char *check,
                          const char *until,
                          const char *note,
                          GError **error);

/** hn_acceptance_free: forgets a request; its call gets no answer */
void hn_acceptance_free (HnAcceptance *self);

G_END_DECLS
