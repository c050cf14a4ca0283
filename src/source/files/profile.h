/* Portable profiles: the drop-ins with sandboxing settings that systemd-portabled and
 * systemd-analyze --profile= put on top of a service.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/settings.h"

G_BEGIN_DECLS

#define HN_PROFILE_ERROR (hn_profile_error_quark ())
GQuark hn_profile_error_quark (void);

typedef enum
{
  HN_PROFILE_ERROR_NOT_FOUND,
  HN_PROFILE_ERROR_BAD_NAME,
  HN_PROFILE_ERROR_UNREADABLE,
} HnProfileError;

/**
 * hn_profile_find:
 * @name: "strict", "default" and their like
 * @scope: which manager's profiles
 * @root: (nullable): where to look as well when this machine has no such profile
 * @error: return location; %HN_PROFILE_ERROR
 *
 * Looks in the folders in which systemd does.
 *
 * Returns: (transfer full) (nullable): the path of the profile's part for services
 */
char *hn_profile_find (const char *name, HnScope scope, const char *root, GError **error);

/**
 * hn_profile_list:
 *
 * Returns: (transfer full): the names that hn_profile_find() would find, sorted
 */
GStrv hn_profile_list (HnScope scope, const char *root);

/**
 * hn_profile_load:
 * @path: of a profile
 * @error: return location; %HN_PROFILE_ERROR
 *
 * Returns: (transfer full) (nullable): its text, to be read as one more drop-in. NUL bytes have
 *   become the line ends that systemd takes them for.
 */
char *hn_profile_load (const char *path, GError **error);

G_END_DECLS
