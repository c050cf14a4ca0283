/* One line of a unit file, and the warnings about it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/catalogue/row.h"
#include "engine/types/specifier.h"
#include "engine/warnings.h"

G_BEGIN_DECLS

typedef enum
{
  HN_SECTION_UNIT,
  HN_SECTION_SERVICE,
  HN_SECTION_INSTALL,
  HN_N_SECTIONS
} HnSection;

/* A line as the reader found it; borrowed. */
typedef struct _HnLine
{
  HnSection section;
  const char *key;
  const char *value;
  const char *path;
  guint file; /* number of path in the settings */
  guint line;
  const HnUnitContext *context; /* who reads */
  const HnDirective *row;       /* (nullable): of the catalogue, where it is of a directive */
  HnWarnings *warnings;         /* about the unit whose line it is */
} HnLine;

/** hn_line_warn: adds a warning about @line, "KEY=: " and the message */
void hn_line_warn (const HnLine *line, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* systemd ignores the line because of its value. */
void hn_line_warn_invalid (const HnLine *line);

/* systemd leaves one word of the line out. */
void hn_line_warn_word (const HnLine *line, const char *word);

G_END_DECLS
