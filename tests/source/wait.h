/* Waiting for what a test expects.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* A machine under load is no failure. */
#define PATIENCE (30 * G_TIME_SPAN_SECOND)

/* Runs the main loop while @condition does not hold; fails when it takes too long. */
#define wait_until(condition)                                   \
  G_STMT_START                                                  \
  {                                                             \
    gint64 deadline = g_get_monotonic_time () + PATIENCE;       \
    while (!(condition))                                        \
      {                                                         \
        g_assert_cmpint (g_get_monotonic_time (), <, deadline); \
        if (!g_main_context_iteration (NULL, FALSE))            \
          g_usleep (1000);                                      \
      }                                                         \
  }                                                             \
  G_STMT_END
