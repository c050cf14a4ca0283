/* What the answers of a bus have in common: dictionaries of variants, and lists.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <systemd/sd-bus.h>

G_BEGIN_DECLS

/* Reads the variant that @message is at, whole. Negative errno on failure. */
typedef int (*HnEntryFunc) (sd_bus_message *message, const char *key, gpointer user_data);

/**
 * hn_message_read_dictionary:
 * @message: at a{sv}
 *
 * Calls @func for each entry until one fails.
 *
 * Returns: negative errno on failure
 */
int hn_message_read_dictionary (sd_bus_message *message, HnEntryFunc func, gpointer user_data);

/**
 * hn_message_read_list:
 * @message: at a variant of strings
 * @ret_list: (inout): what was in it is replaced, unless this fails
 *
 * Returns: negative errno on failure
 */
int hn_message_read_list (sd_bus_message *message, GStrv *ret_list);

G_END_DECLS
