/* The comparisons of loosen.c that need more than a look: lists of paths and addresses, numbers with
 * units. Each tells whether @directive lets more through in @changed than in @vendor; in doubt it
 * does.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "settings.h"

G_BEGIN_DECLS

typedef gboolean (*HnWeaker) (const HnSettings *vendor,
                              const HnSettings *changed,
                              HnDirectiveId     directive);

/* A list whose entries each take something away: all of them must still be there. */
gboolean hn_weaker_closing_paths (const HnSettings *vendor,
                                  const HnSettings *changed,
                                  HnDirectiveId     directive);

/* Exceptions from what is read-only, and from what cannot be executed. */
gboolean hn_weaker_write_paths (const HnSettings *vendor,
                                const HnSettings *changed,
                                HnDirectiveId     directive);
gboolean hn_weaker_exec_paths (const HnSettings *vendor,
                               const HnSettings *changed,
                               HnDirectiveId     directive);

/* Empty folders in memory, which can be written to. */
gboolean hn_weaker_temporary (const HnSettings *vendor,
                              const HnSettings *changed,
                              HnDirectiveId     directive);

/* Folders that the manager makes, hands over to the service's account, and takes away again. */
gboolean hn_weaker_folders (const HnSettings *vendor,
                            const HnSettings *changed,
                            HnDirectiveId     directive);

/* DeviceAllow= by its entries. */
gboolean hn_weaker_devices (const HnSettings *vendor,
                            const HnSettings *changed,
                            HnDirectiveId     directive);

/* IPAddressAllow= and IPAddressDeny= by the addresses that can be reached. */
gboolean hn_weaker_addresses (const HnSettings *vendor,
                              const HnSettings *changed,
                              HnDirectiveId     directive);

/* SocketBindAllow= and SocketBindDeny=. */
gboolean hn_weaker_sockets (const HnSettings *vendor,
                            const HnSettings *changed,
                            HnDirectiveId     directive);

/* Limits, sizes and shares: more is weaker. */
gboolean hn_weaker_number (const HnSettings *vendor,
                           const HnSettings *changed,
                           HnDirectiveId     directive);

/* AllowedCPUs= and its like: more is weaker, none means all. */
gboolean hn_weaker_numbers (const HnSettings *vendor,
                            const HnSettings *changed,
                            HnDirectiveId     directive);

/* (transfer full): the words of a list as its lines have them, quotes undone */
GPtrArray *hn_loosen_dup_words (const HnSettings *settings,
                                HnDirectiveId     directive);

G_END_DECLS
