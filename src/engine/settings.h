/* The effective settings of one service, each with where it came from. Filled line by line from
 * unit files (unit-file.h) or from a manager's properties, then read by the assessment.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <string.h>

#include "engine/catalogue/directive.h"
#include "engine/line.h"

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

/* Filled by the readers of files and of buses; everybody else only looks at the fields. */
typedef struct
{
  HnUnitContext context; /* who reads, owned copies; its version is never 0 */

  /* The unit as a whole. */
  HnLoadState load_state;
  char *description; /* (nullable): Description= with its specifiers resolved */
  char *bus_name;    /* (nullable): BusName= likewise, where the files are known */
  char *program;     /* (nullable): of the first ExecStart=, where the files are known */
  const char *type;  /* static; NULL until known, see hn_settings_get_type() */
  gboolean default_dependencies;

  /* By directive. */
  HnSetting values[HN_N_DIRECTIVES];
  HnOrigin origin[HN_N_DIRECTIVES];     /* for lists that several lines made: the last */
  gboolean by_manager[HN_N_DIRECTIVES]; /* the default is that of system.conf or user.conf */

  /* What the verdict on loading needs. */
  guint n_exec_start, n_exec_stop;
  gboolean success_action, remain_after_exit;
  gboolean exit_type_cgroup, restart_forced, kill_mode_ok;
  gboolean watchdog, stores_fds; /* both make the manager listen to notifications */
  gboolean restart_always;       /* Restart=always or on-success */
  gboolean on_terminal;          /* StandardInput= is a terminal */

  /* Who the service is, besides User=, and what it does to others. */
  guint full_commands;       /* a bit per kind of command that has one with "+" before it */
  guint root_commands;       /* the same for "!", which leaves the sandbox and drops the account */
  gboolean start_only;       /* PermissionsStartOnly=: other commands are as with "+" */
  gboolean user_is_root;     /* User= is, or may be, another name of root, as somebody has seen */
  guint machine_actions;     /* a bit per key that has systemd end the machine */
  gboolean joins_namespaces; /* JoinsNamespaceOf=, of this unit or of another about it */

  GPtrArray *files; /* of char *: the unit file first, then its drop-ins */
  HnWarnings warnings;
  HnWarning *refusal; /* (nullable): why systemd refuses the unit: one of the warnings, or one
                       * beyond those that are kept */

  GPtrArray *later; /* (nullable) of HnLaterFile: applied when it is finished; shared by copies */
} HnSettings;

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

/**
 * hn_settings_get_type:
 *
 * Returns: the service's Type=, "simple" and its like; never %NULL
 */
const char *hn_settings_get_type (const HnSettings *self);

/**
 * hn_settings_dup_value:
 * @directive: a directive
 *
 * Returns: (transfer full): the effective value in unit-file spelling, canonical; "" where unset
 */
char *hn_settings_dup_value (const HnSettings *self, HnDirectiveId directive);

/** hn_settings_allow_device: whether the list of devices names @path */
gboolean hn_settings_allow_device (const HnSettings *self, const char *path);

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
 * hn_settings_get_file:
 * @file: from an origin
 *
 * Returns: the path
 */
const char *hn_settings_get_file (const HnSettings *self, guint file);

/**
 * hn_settings_dup_source:
 *
 * Returns: (transfer full): where the value comes from, for a person: "path:line",
 *   "implied by DynamicUser=", "default", "running manager". Translated.
 */
char *hn_settings_dup_source (const HnSettings *self, HnDirectiveId directive);

/**
 * hn_settings_warn_unread:
 * @self: as a running manager has them
 *
 * Adds the warning that the files of the service are newer, and what to do.
 */
void hn_settings_warn_unread (HnSettings *self);

/** hn_settings_differ: whether the values of @directive are not spelled alike */
gboolean
hn_settings_differ (const HnSettings *self, const HnSettings *other, HnDirectiveId directive);

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

/* Whether the boolean @directive is on; unset counts as off. */
static inline gboolean
hn_settings_is_on (const HnSettings *self, HnDirectiveId directive)
{
  return self->values[directive].on > 0;
}

/* Whether a string or a list has anything in it. */
static inline gboolean
hn_settings_has_text (const HnSettings *self, HnDirectiveId directive)
{
  return self->values[directive].text != NULL;
}

/* Sets a choice. @value may be any string: one of the catalogue's words is kept by reference. */
void hn_settings_set_word (HnSettings *self, HnDirectiveId directive, const char *value);

/* The word of a choice, or the default word of the manager; never NULL. */
const char *hn_settings_get_word (const HnSettings *self, HnDirectiveId directive);

/* Whether a boolean is on, or a choice anything but what holds where nobody says anything. */
static inline gboolean
hn_settings_is_enabled (const HnSettings *self, HnDirectiveId directive)
{
  const HnDirective *row = hn_directive_get (directive);
  const HnSetting *value = &self->values[directive];

  return row->type->kind == HN_KIND_CHOICE
             ? value->word != NULL && strcmp (value->word, row->unset) != 0
             : value->on > 0;
}

/* (transfer full): the paths of a list, as hn_paths_dup_plain() has them */
GPtrArray *hn_settings_dup_paths (const HnSettings *self, HnDirectiveId directive);

/* Takes systemd to refuse the unit for what the last warning is about. */
void hn_settings_refuse (HnSettings *self);

/* Adds a file and returns its number for origins. */
guint hn_settings_add_file (HnSettings *self, const char *path);

G_END_DECLS
