/* Finds the files of a unit on disk (search paths, drop-ins, masks, aliases, templates) and reads
 * them into settings. Works on this machine and on an offline root. Synchronous: callers with a
 * main loop run it in a thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/settings.h"

G_BEGIN_DECLS

#define HN_LOADER_ERROR (hn_loader_error_quark ())
GQuark hn_loader_error_quark (void);

typedef enum
{
  HN_LOADER_ERROR_NOT_FOUND,
  HN_LOADER_ERROR_MASKED,
  HN_LOADER_ERROR_BAD_NAME,
  HN_LOADER_ERROR_BAD_SETTING, /* systemd would refuse to load the unit */
  HN_LOADER_ERROR_UNREADABLE,
  HN_LOADER_ERROR_CLOSED,   /* we may not read the unit file, systemd may */
  HN_LOADER_ERROR_TEMPLATE, /* a template has no settings without an instance */
} HnLoaderError;

typedef struct _HnUnitLoader HnUnitLoader;

/* A service is told by its name, which may be an alias, or by the path of a unit file anywhere on
 * this machine, also outside the root, which has a slash. The folder of that file goes before all
 * others of the search path, so that drop-ins beside it ("PATH.d/") apply too. For a template the
 * settings are those of an instance named as by systemd-analyze ("test_instance", "i" before 257);
 * an instance that has no file of its own takes the template beside it. */

/**
 * hn_unit_loader_new:
 * @root: (nullable): an offline root folder; %NULL for this machine
 * @scope: which manager's search paths
 * @version: of the systemd that would read the files; 0 finds out from the root
 *
 * Reads the folders of the search paths once. A loader is used by one thread at a time.
 */
HnUnitLoader *hn_unit_loader_new (const char *root, HnScope scope, guint version);
void hn_unit_loader_free (HnUnitLoader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnUnitLoader, hn_unit_loader_free)

/** hn_unit_loader_get_version: the given or found version of systemd; 0 when there is no telling */
guint hn_unit_loader_get_version (HnUnitLoader *self);

/**
 * hn_unit_loader_list:
 *
 * Returns: (transfer full): the names of all services that have a file or are built into systemd:
 *   aliases resolved, templates included ("getty@.service"), masked ones included; sorted
 */
GStrv hn_unit_loader_list (HnUnitLoader *self);

/**
 * hn_unit_loader_find:
 * @unit: a service; may be a template
 * @fragment: (out) (transfer full) (optional): the path of the unit file; with the root in front
 * @drop_ins: (out) (transfer full) (optional): the paths of its drop-ins in the order in which they
 *   apply; with the root in front. A masked unit has none, except that systemd 252 lists them.
 * @error: return location; %HN_LOADER_ERROR
 *
 * Finds the files without reading them. A masked unit is found, its mask is the @fragment.
 *
 * Returns: whether there is a unit file; the out parameters are left alone otherwise
 */
gboolean hn_unit_loader_find (
    HnUnitLoader *self, const char *unit, char **fragment, GStrv *drop_ins, GError **error);

/**
 * hn_unit_loader_check_loaded:
 * @settings: finished
 * @unit: what to call it
 * @error: return location; %HN_LOADER_ERROR_BAD_SETTING
 *
 * Returns: whether systemd would load it
 */
gboolean hn_unit_loader_check_loaded (const HnSettings *settings, const char *unit, GError **error);

/**
 * hn_unit_loader_dup_names:
 * @unit: a service name
 *
 * Returns: (transfer full): all names of the service: the main one first, then its aliases, sorted;
 *   @unit alone when there is no such service
 */
GStrv hn_unit_loader_dup_names (HnUnitLoader *self, const char *unit);

/**
 * hn_unit_loader_set_profile:
 * @text: (nullable): of one more drop-in; none for %NULL
 * @path: where it stands
 *
 * From now on it is read with each service that is loaded, after all others. Without effect on what
 * is loaded unfinished.
 */
void hn_unit_loader_set_profile (HnUnitLoader *self, const char *text, const char *path);

/**
 * hn_unit_loader_load:
 * @unit: a service
 * @error: return location; %HN_LOADER_ERROR
 *
 * Returns: (transfer full) (nullable): finished settings
 */
HnSettings *hn_unit_loader_load (HnUnitLoader *self, const char *unit, GError **error);

/**
 * hn_unit_loader_dup_bus_rival:
 * @settings: finished
 *
 * systemd refuses a service whose BusName= another one has that is already loaded, so which of them
 * it loads is a matter of chance.
 *
 * Returns: (transfer full) (nullable): another service with the same BusName=, the first by name
 */
char *hn_unit_loader_dup_bus_rival (HnUnitLoader *self, const HnSettings *settings);

/**
 * hn_unit_loader_load_unfinished:
 * @unit: a service
 * @without: (nullable): the file name of a drop-in to leave out, wherever it stands:
 *   %HN_DROP_IN_NAME
 * @error: return location; %HN_LOADER_ERROR. That systemd would refuse the unit is no error here.
 *
 * What hn_what_if() starts from: everything is read, but nothing is implied yet.
 *
 * Returns: (transfer full) (nullable): settings before hn_unit_file_finish()
 */
HnSettings *hn_unit_loader_load_unfinished (HnUnitLoader *self,
                                            const char *unit,
                                            const char *without,
                                            GError **error);

G_END_DECLS
