/* The effective settings of one service, each with where it came from. Filled line by line from
 * unit files (unit-file.h) or from a manager's properties, then read by the assessment.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/catalogue/directive.h"
#include "engine/types/specifier.h"

G_BEGIN_DECLS

/* How the manager sees the unit as a whole. */
typedef enum
{
  HN_LOAD_LOADED,
  HN_LOAD_NOT_FOUND,
  HN_LOAD_MASKED,
  HN_LOAD_BAD_SETTING, /* a line or a combination that systemd refuses the unit for */
  HN_LOAD_ERROR,       /* the file could not be read */
} HnLoadState;

typedef enum
{
  HN_ORIGIN_DEFAULT, /* nobody said anything */
  HN_ORIGIN_FILE,    /* a line of a unit file or drop-in */
  HN_ORIGIN_IMPLIED, /* follows from another directive */
  HN_ORIGIN_MANAGER, /* known from the running manager alone */
} HnOriginKind;

typedef struct
{
  HnOriginKind kind;
  guint file;               /* for FILE: see hn_settings_get_file() */
  guint line;               /* for FILE: counts from 1, the first line of a continued one */
  HnDirectiveId implied_by; /* for IMPLIED */
} HnOrigin;

/* A line that systemd ignores, or takes differently than its author may think. */
typedef struct
{
  char *file;    /* (nullable): NULL where it is not about one file */
  guint line;    /* 0 where it is about the whole file */
  char *message; /* translated, for a person */
} HnWarning;

typedef struct _HnSettings HnSettings;

/**
 * hn_settings_new:
 * @context: who reads
 *
 * Returns: (transfer full): settings at the manager's defaults. Free with hn_settings_free().
 */
HnSettings *hn_settings_new (const HnUnitContext *context);
HnSettings *hn_settings_copy (const HnSettings *self);
void hn_settings_free (HnSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnSettings, hn_settings_free)

/**
 * hn_settings_set_default:
 * @self: right after hn_settings_new()
 * @directive: a boolean or a choice
 * @value: as in a unit file; what makes no sense is left alone, as systemd does
 *
 * What the manager's own configuration gives every service.
 */
void hn_settings_set_default (HnSettings *self, HnDirectiveId directive, const char *value);

const char *hn_settings_get_unit (const HnSettings *self);
HnScope hn_settings_get_scope (const HnSettings *self);
guint hn_settings_get_version (const HnSettings *self);

/**
 * hn_settings_get_type:
 *
 * Returns: the service's Type=, "simple" and its like; never %NULL
 */
const char *hn_settings_get_type (const HnSettings *self);

/**
 * hn_settings_get_description:
 *
 * Returns: (nullable): Description= with its specifiers resolved
 */
const char *hn_settings_get_description (const HnSettings *self);

/**
 * hn_settings_get_bus_name:
 *
 * Returns: (nullable): BusName= with its specifiers resolved, where the files are known
 */
const char *hn_settings_get_bus_name (const HnSettings *self);

HnLoadState hn_settings_get_load_state (const HnSettings *self);

/**
 * hn_settings_dup_value:
 * @directive: a directive
 *
 * Returns: (transfer full): the effective value in unit-file spelling, canonical; "" where unset
 */
char *hn_settings_dup_value (const HnSettings *self, HnDirectiveId directive);

/**
 * hn_settings_dup_removal:
 * @directive: one whose values are sets: capabilities, namespaces, address families
 * @taken: bits of such a set
 *
 * Returns: (transfer full) (nullable): the line that takes those of @taken away which are still
 *   there, given what is in the list already; %NULL where none is
 */
char *hn_settings_dup_removal (const HnSettings *self, HnDirectiveId directive, guint64 taken);

/**
 * hn_settings_get_origin:
 *
 * Returns: where the value of @directive comes from. For lists that several lines made: the last.
 */
HnOrigin hn_settings_get_origin (const HnSettings *self, HnDirectiveId directive);

/**
 * hn_settings_get_file:
 * @file: from an origin
 *
 * Returns: the path
 */
const char *hn_settings_get_file (const HnSettings *self, guint file);

/**
 * hn_settings_get_n_files: how many files were read: the unit file first, then its drop-ins
 */
guint hn_settings_get_n_files (const HnSettings *self);

/**
 * hn_settings_dup_source:
 *
 * Returns: (transfer full): where the value comes from, for a person: "path:line",
 *   "implied by DynamicUser=", "default", "running manager". Translated.
 */
char *hn_settings_dup_source (const HnSettings *self, HnDirectiveId directive);

/**
 * hn_settings_get_warnings:
 *
 * Returns: (element-type HnWarning) (transfer none): in the order of the files and lines
 */
GPtrArray *hn_settings_get_warnings (const HnSettings *self);

/**
 * hn_settings_get_refusal:
 *
 * Returns: (nullable) (transfer none): why systemd refuses the unit, where it does: one of the
 * warnings, or one beyond those that are kept
 */
const HnWarning *hn_settings_get_refusal (const HnSettings *self);

/**
 * hn_settings_add_warning:
 * @file: (nullable): a path
 * @line: counts from 1, or 0
 * @format: printf-style, translated
 */
void
hn_settings_add_warning (HnSettings *self, const char *file, guint line, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/**
 * hn_settings_warn_unread:
 * @self: as a running manager has them
 *
 * Adds the warning that the files of the service are newer, and what to do.
 */
void hn_settings_warn_unread (HnSettings *self);

/**
 * hn_settings_agree:
 *
 * Returns: whether both have the same value of @directive, however each of them spells it: the
 * order of words and what a manager adds by itself do not count
 */
gboolean
hn_settings_agree (const HnSettings *self, const HnSettings *other, HnDirectiveId directive);

/**
 * hn_settings_adopt_origins:
 * @self: settings read from a running manager
 * @files: the same unit read from its files
 *
 * Gives each value of @self the origin that @files knows for it, where both agree on the value,
 * and takes over the warnings. What the files do not explain stays %HN_ORIGIN_MANAGER.
 */
void hn_settings_adopt_origins (HnSettings *self, const HnSettings *files);

G_END_DECLS
