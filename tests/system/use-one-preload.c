/* Does one thing, in the place of whatever program it is preloaded into.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <sys/socket.h>
#include <unistd.h>

__attribute__ ((constructor)) static void
use (void)
{
  (void) socket (AF_NETLINK, SOCK_RAW, 0);
  _exit (0);
}
