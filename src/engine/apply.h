/* One line of a unit file, applied to settings by systemd's rules for its key.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "settings.h"

G_BEGIN_DECLS

typedef enum
{
  HN_SECTION_UNIT,
  HN_SECTION_SERVICE,
  HN_SECTION_INSTALL,
  HN_N_SECTIONS
} HnSection;

/* A line as the reader found it; borrowed. */
typedef struct
{
  HnSection section;
  const char *key;
  const char *value;
  const char *path;
  guint file; /* number of path in the settings */
  guint line;
} HnLine;

/**
 * hn_apply_line:
 *
 * Returns: %FALSE where systemd stops reading the file at this line
 */
gboolean hn_apply_line (HnSettings   *settings,
                        const HnLine *line);

/**
 * hn_apply_unit_key:
 * @name: of a key that is no sandboxing directive, but matters to whether the unit can be loaded
 *
 * Returns: %FALSE where systemd stops reading the file at this line
 */
gboolean hn_apply_unit_key (HnSettings   *settings,
                            const HnLine *line);

/** hn_line_warn: adds a warning about @line, "KEY=: " and the message */
void hn_line_warn (HnSettings   *settings,
                   const HnLine *line,
                   const char   *format,
                   ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
