/* Addresses that can be reached.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/types/type.h"

G_BEGIN_DECLS

/* (transfer none) (array fixed-size=2) (nullable): the addresses that a word such as "any" means */
const char *const *hn_address_get_meaning (const char *word);

/* Which of what the checks look at @word is. FALSE where it is no address. */
gboolean hn_address_look_at (const char *word, HnAddresses *found);

/* (transfer full): without its prefix */
char *hn_address_to_text (const HnAddress *address);

/* Whether @after allows what @denied has and @before did not allow. */
gboolean
hn_addresses_reopen (const HnSetting *denied, const HnSetting *before, const HnSetting *after);

/* Whether each address that is allowed is one that is denied. */
gboolean hn_addresses_meet (const HnSetting *denied, const HnSetting *allowed);

G_END_DECLS
