/* What a service can do, one line per thing: shared by the two halves of the probe.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* Says that something is possible. */
void tell (const char *format, ...) __attribute__ ((format (printf, 1, 2)));

/* Runs func in a child that may be killed or hang. Returns its exit status, -1 without one. */
int in_child (int (*func) (const void *data), const void *data);

/* Everything about files; token is part of the names of what belongs to this one service. */
void probe_files (const char *unit, const char *token);

/* Everything else. */
void probe_kernel (void);

/* The parts of both that a container may not enforce, where all of it would take too long. */
void probe_devices (const char *unit, const char *token);
void probe_filters (void);
