/* The comparisons of loosen.c that need more than a look: lists of paths and addresses, numbers
 * with units. Each tells whether @directive lets more through in @changed than in @vendor; in doubt
 * it does.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "settings.h"

G_BEGIN_DECLS

typedef gboolean (*HnWeaker) (const HnSettings *vendor,
                              const HnSettings *changed,
                              HnDirectiveId directive);

/* A list whose entries each take something away: all of them must still be there. */
gboolean hn_weaker_closing_paths (const HnSettings *vendor,
                                  const HnSettings *changed,
                                  HnDirectiveId directive);

/* Exceptions from what is read-only, and from what cannot be executed. */
gboolean
hn_weaker_open_paths (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive);

/* Empty folders in memory, which can be written to. */
gboolean
hn_weaker_temporary (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive);

/* Folders that the manager makes, hands over to the service's account, and takes away again. */
gboolean
hn_weaker_folders (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive);

/* DeviceAllow= by its entries. */
gboolean
hn_weaker_devices (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive);

/* IPAddressAllow= and IPAddressDeny= by the addresses that can be reached. */
gboolean
hn_weaker_addresses (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive);

/* SocketBindAllow= and SocketBindDeny=. */
gboolean
hn_weaker_sockets (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive);

/* Limits, sizes and shares: more is weaker. */
gboolean
hn_weaker_number (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive);

/* AllowedCPUs= and its like: more is weaker, none means all. */
gboolean
hn_weaker_numbers (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive);

/* (transfer full): the path that a word of a list of paths is about: without the prefixes that only
 * say what to do when it is missing or where it counts from, and without options */
char *hn_loosen_dup_path (const HnSettings *settings, const char *word);

/* Whether @path is @folder or, by its name, below it. */
gboolean hn_path_is_below (const char *path, const char *folder);

/* The comparison of loosen.c's table for one directive. */
gboolean
hn_loosens_directive (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive);

/* Whether each address that @settings allow is one that they deny. */
gboolean hn_addresses_meet (const HnSettings *settings);

/* What a service cannot do at a place any more. */
typedef enum
{
  HN_CLOSED_WRITE = 1 << 0,
  HN_CLOSED_READ = 1 << 1,
  HN_CLOSED_EXEC = 1 << 2,
} HnClosedFor;

typedef struct
{
  char *path;
  HnClosedFor what;
  gboolean named;    /* by a list of paths, not by a directive that means certain places */
  gboolean anywhere; /* an exception for another place, were it a link, would open this one */
} HnClosed;

/* (transfer full) (element-type HnClosed): the places that finished @settings close, with the older
 * names of the same places */
GArray *hn_closed_places (const HnSettings *settings);

/* Whether the service sees other files than the machine, at least in some folders. */
gboolean hn_has_other_root (const HnSettings *settings);

/* (transfer full): the places that finished @settings open again for @what, by name */
GPtrArray *hn_open_places (const HnSettings *settings, HnClosedFor what);

/* Whether @path is closed for any of @what: the longest name that covers it decides, as the last
 * mount does. @open: as from hn_open_places() */
gboolean hn_is_closed (
    const char *path, GArray *closed, GPtrArray *open, HnClosedFor what, gboolean named_only);

/* The places of a list of paths, as hn_loosen_dup_path() has them. */
GPtrArray *hn_loosen_dup_paths (const HnSettings *settings, HnDirectiveId directive);

/* (transfer full): the words of a list as its lines have them, quotes undone */
GPtrArray *hn_loosen_dup_words (const HnSettings *settings, HnDirectiveId directive);

gboolean hn_loosen_has_word (GPtrArray *words, const char *word);

/* Whether one of @others is not among @words. */
gboolean hn_loosen_lacks_word (GPtrArray *words, GPtrArray *others);

G_END_DECLS
