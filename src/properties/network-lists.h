/* Lists of addresses and ports, as the manager tells them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <systemd/sd-bus.h>

G_BEGIN_DECLS

/**
 * hn_read_addresses:
 * @message: at a value of type "a(iayu)": family, address and length of the prefix
 * @most: entries, of which there are never more
 * @ret_bits: return location for what it contains, of HnAddresses
 * @ret_text: (transfer full): return location for the same in the spelling of unit files
 *
 * Returns: a negative number of errno, with nothing in @ret_text, or none
 */
int hn_read_addresses (sd_bus_message *message, guint most, guint64 *ret_bits, char **ret_text);

/**
 * hn_read_socket_binds:
 * @message: at a value of type "a(iiqq)": family, protocol, how many ports, and the first of them;
 * 0 stands for any
 * @most: entries, of which there are never more
 * @ret_text: (transfer full): return location for the same in the spelling of unit files
 *
 * Returns: a negative number of errno, with nothing in @ret_text, or none
 */
int hn_read_socket_binds (sd_bus_message *message, guint most, char **ret_text);

G_END_DECLS
