/* What may go wrong with a manager, in words for a person.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <systemd/sd-bus.h>

#include <glib.h>

G_BEGIN_DECLS

#define HN_MANAGER_ERROR (hn_manager_error_quark ())
GQuark hn_manager_error_quark (void);

typedef enum
{
  HN_MANAGER_ERROR_NO_BUS,     /* no bus socket, or nobody listens there */
  HN_MANAGER_ERROR_NO_MANAGER, /* a bus, but no systemd on it */
  HN_MANAGER_ERROR_DENIED,     /* the bus or the manager does not let us */
  HN_MANAGER_ERROR_LOST,       /* the connection broke while we waited */
  HN_MANAGER_ERROR_PROTOCOL,   /* an answer that makes no sense */
  HN_MANAGER_ERROR_TIMEOUT,
  HN_MANAGER_ERROR_NOT_FOUND, /* no such unit */
  HN_MANAGER_ERROR_MASKED,
  HN_MANAGER_ERROR_BAD_UNIT, /* the manager could not load the unit */
} HnManagerError;

/* All return (transfer full) an error of HN_MANAGER_ERROR; @address is that of the bus. */

/** hn_manager_error_new_lost: the connection broke */
GError *hn_manager_error_new_lost (const char *address);

/** hn_manager_error_new_from_errno: the bus cannot be reached; @error_number is positive */
GError *hn_manager_error_new_from_errno (int error_number, const char *address);

/** hn_manager_error_new_from_bus: an error that came as an answer */
GError *hn_manager_error_new_from_bus (const sd_bus_error *error, const char *address);

/** hn_manager_error_new_not_found: the manager does not know the service @name */
GError *hn_manager_error_new_not_found (const char *name, const char *address);

/** hn_manager_error_new_bad_name: @name cannot be that of a service */
GError *hn_manager_error_new_bad_name (const char *name);

/** hn_manager_error_new_bad_list: the list of units makes no sense; @error_number is negative */
GError *hn_manager_error_new_bad_list (int error_number, const char *address);

/** hn_manager_error_new_bad_properties: the properties of @name make no sense; as above */
GError *
hn_manager_error_new_bad_properties (int error_number, const char *name, const char *address);

G_END_DECLS
