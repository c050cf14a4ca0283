/* Which places a service cannot write to, read or execute from, and which exceptions open some of
 * them again. Paths are compared by name: whether one is a link to another place only the machine
 * can tell.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/settings.h"

G_BEGIN_DECLS

/**
 * hn_reopens:
 * @vendor: finished settings without a change
 * @changed: finished settings with it
 *
 * Returns: whether @directive, which takes something away by itself, gives the service a place in
 *   @changed that is closed in @vendor: with a new file system over it, as PrivateTmp= does, in the
 *   place of one of the vendor's, or as an exception from what the vendor closed above it
 */
gboolean hn_reopens (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive);

/* Whether @path is @folder or, by its name, below it. */
gboolean hn_path_is_below (const char *path, const char *folder);

/* (transfer full): what @path is called on a system where /bin, /lib and /var/run are links */
char *hn_path_dup_todays_name (const char *path);

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

/* A directive whose value alone is weaker or not, among the settings that it stands in. */
typedef struct
{
  const HnSettings *vendor, *changed;
  HnDirectiveId directive;
  gboolean weaker;
} HnWeighing;

/* Whether a directive which is an exception from what is closed, opens
 * something. */
gboolean hn_closed_weigh_exceptions (const HnWeighing *about);

/* The same for empty folders in memory, which can be written to. */
gboolean hn_closed_weigh_temporary (const HnWeighing *about);

G_END_DECLS
