/* The smallest program: exits with 42. The probe plants copies of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <unistd.h>

void _start (void) __attribute__ ((noreturn));

void
_start (void)
{
  _exit (42);
}
