/* A caller who waits: for polkit, then for what the manager knows, then for the answer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "observer/observer.h"

G_BEGIN_DECLS

typedef enum
{
  HN_METHOD_WATCH,
  HN_METHOD_STOP,
  HN_METHOD_GET,
} HnMethod;

typedef struct _HnMethodCall HnMethodCall;

/**
 * hn_method_call_start:
 * @call: answered in any case
 * @caller: who calls, as the bus vouches for it
 * @subject: copied
 * @seconds: to watch
 */
void hn_method_call_start (HnObserver *observer,
                           sd_bus_message *call,
                           HnMethod kind,
                           guint32 caller,
                           const HnSubject *subject,
                           guint32 seconds);

void hn_method_call_free (HnMethodCall *self);

G_END_DECLS
