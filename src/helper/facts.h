/* What has to be known of a service, besides its files, to tell which permission a change of it
 * takes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/weaken.h"
#include "helper/systemd.h"

G_BEGIN_DECLS

/* Looked up once for each decision. */
typedef struct
{
  GStrv before;
  char *required_by;
  char *caller_unit; /* (nullable): the object of the unit that the caller runs in */
  HnUnitFacts facts; /* borrows the above, and of the look at the service */
} HnFacts;

void hn_facts_free (HnFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnFacts, hn_facts_free)

typedef struct _HnFactsReading HnFactsReading;

/**
 * hn_facts_read:
 * @name: of the service
 * @pid: of the caller; 0 where the bus does not tell
 * @ret_look: (out) (transfer full), @ret_facts: (out) (transfer full): both set right before @func
 *   is called, and not with an error; what could not be found out counts as unsafe
 *
 * Looks at the service, and asks for what requires it, for the slices above it and for the caller's
 * unit, one after another.
 *
 * Returns: (nullable): to be given to hn_facts_reading_cancel() by who loses interest before @func
 *   is called; %NULL when nothing can be asked, and @func is not called then
 */
HnFactsReading *hn_facts_read (HnHelper *helper,
                               const char *name,
                               pid_t pid,
                               HnLook **ret_look,
                               HnFacts **ret_facts,
                               HnContinueFunc func,
                               gpointer user_data);
void hn_facts_reading_cancel (HnFactsReading *self);

G_END_DECLS
