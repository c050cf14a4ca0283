/* One line of a unit file, and the warnings about it: what systemd says, or what a person should
 * know. A file of a million wrong lines needs no million warnings: beyond the first thousand they
 * are only counted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/catalogue/row.h"
#include "engine/types/specifier.h"

G_BEGIN_DECLS

/* A line that systemd ignores, or takes differently than its author may think. */
typedef struct
{
  char *file;    /* (nullable): NULL where it is not about one file */
  guint line;    /* 0 where it is about the whole file */
  char *message; /* translated, for a person */
} HnWarning;

typedef struct
{
  GPtrArray *all;    /* of HnWarning *: in the order of the files and lines */
  guint n_more;      /* that were too many to keep */
  HnWarning *newest; /* (nullable): the last of these */
} HnWarnings;

/** hn_warning_new: @file is copied, and @message taken */
HnWarning *hn_warning_new (const char *file, guint line, char *message);

/** hn_warning_copy: (nullable) (transfer full): of @self, which may be %NULL */
HnWarning *hn_warning_copy (const HnWarning *self);
/** hn_warning_copy_item: the same for g_ptr_array_extend() */
gpointer hn_warning_copy_item (gconstpointer self, gpointer unused);
void hn_warning_free (HnWarning *self);

void hn_warnings_init (HnWarnings *self);
/** hn_warnings_copy: @self need not be initialized */
void hn_warnings_copy (HnWarnings *self, const HnWarnings *from);
void hn_warnings_clear (HnWarnings *self);

/**
 * hn_warnings_add:
 * @file: (nullable): a path
 * @line: counts from 1, or 0
 * @format: printf-style, translated
 */
void hn_warnings_add (HnWarnings *self, const char *file, guint line, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/** hn_warnings_get_last: (nullable) (transfer none): also where it is one too many to keep */
const HnWarning *hn_warnings_get_last (const HnWarnings *self);

/** hn_warnings_finish: says how many there were too many to keep; call once, at the end */
void hn_warnings_finish (HnWarnings *self);

typedef enum
{
  HN_SECTION_UNIT,
  HN_SECTION_SERVICE,
  HN_SECTION_INSTALL,
  HN_N_SECTIONS
} HnSection;

/** hn_section_get_name: without its brackets */
const char *hn_section_get_name (HnSection section);

/** hn_section_find: the section called @name; HN_N_SECTIONS for one that services do not have */
HnSection hn_section_find (const char *name);

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
