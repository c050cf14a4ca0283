/* Names of services: which are valid, what is a template, and which drop-in folders count for one.
 * Pure string work, no files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  HN_UNIT_NAME_INVALID,
  HN_UNIT_NAME_PLAIN,    /* cron.service */
  HN_UNIT_NAME_TEMPLATE, /* getty@.service */
  HN_UNIT_NAME_INSTANCE, /* getty@tty1.service */
} HnUnitNameKind;

/**
 * hn_unit_name_classify:
 *
 * Returns: the kind of @name; %HN_UNIT_NAME_INVALID for anything but a valid name of a service
 */
HnUnitNameKind hn_unit_name_classify (const char *name);

/** hn_unit_name_is_service: whether a service of this name can be there: no template is */
gboolean hn_unit_name_is_service (const char *name);

/** hn_unit_name_dup_instance: (transfer full) (nullable): "tty1" of "getty@tty1.service" */
char *hn_unit_name_dup_instance (const char *name);

/** hn_unit_name_dup_template: (transfer full) (nullable): "getty@.service"; %NULL for plain names
 */
char *hn_unit_name_dup_template (const char *name);

/** hn_unit_name_dup_short: (transfer full): "cron", for a person; valid UTF-8 whatever @name is */
char *hn_unit_name_dup_short (const char *name);

/**
 * hn_unit_name_with_instance:
 * @name: a template or an instance
 *
 * Returns: (transfer full) (nullable): the instance @instance of it; %NULL when that would not be
 *   a valid name
 */
char *hn_unit_name_with_instance (const char *name, const char *instance);

/**
 * hn_unit_name_is_drop_in_folder:
 *
 * Returns: whether systemd looks into a folder of this name for drop-ins of services:
 *   "cron.service.d", "service.d"
 */
gboolean hn_unit_name_is_drop_in_folder (const char *folder);

/**
 * hn_unit_name_add_drop_in_names:
 * @names: (element-type utf8): with g_free() as its free function
 *
 * Appends the names whose drop-in folders (with ".d" behind) count for @name, from the most to the
 * least specific: itself, its template, the same for each prefix that ends in a dash.
 */
void hn_unit_name_add_drop_in_names (const char *name, GPtrArray *names);

/** hn_unit_name_compare: sorts arrays of names, of any kind, by bytes */
int hn_unit_name_compare (gconstpointer a, gconstpointer b);

/** hn_unit_name_sort_list: (transfer full): of @names (transfer full), which owns no names */
GStrv hn_unit_name_sort_list (GPtrArray *names);

G_END_DECLS
