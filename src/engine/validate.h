/* What may go into Hardnut's drop-in: the validator that the privileged helper relies on, and that
 * the window asks while a person types. It takes names and values from anybody and lets through
 * only what systemd understands completely and what cannot end a line or begin another. Pure: it
 * knows the catalogue and the version of systemd, not the machine.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "drop-in.h"

G_BEGIN_DECLS

/* Sorts after "override.conf", so that what Hardnut shows is what holds. */
#define HN_DROP_IN_NAME "zz-hardnut.conf"

#define HN_CHANGE_MAX_SETTINGS 64
#define HN_CHANGE_MAX_BYTES (64 * 1024) /* names and values together */

/* As it comes over the bus; borrowed. */
typedef struct
{
  const char *directive;
  const char *value;
} HnPair;

typedef enum
{
  HN_VALIDATE_ERROR_TOO_LARGE,
  HN_VALIDATE_ERROR_UNKNOWN_DIRECTIVE,
  HN_VALIDATE_ERROR_NOT_WRITABLE,
  HN_VALIDATE_ERROR_TOO_OLD, /* this systemd does not know the directive or the value yet */
  HN_VALIDATE_ERROR_BAD_VALUE,
  HN_VALIDATE_ERROR_DUPLICATE,
  HN_VALIDATE_ERROR_BAD_UNIT,
} HnValidateError;

#define HN_VALIDATE_ERROR (hn_validate_error_quark ())
GQuark hn_validate_error_quark (void);

/**
 * hn_validate_change:
 * @pairs: (array length=n_pairs): the whole content of a drop-in, in its order
 * @version: of systemd; 0 for the newest known
 * @error: return location; %HN_VALIDATE_ERROR
 *
 * Checks number and size, then each name and value as hn_validate_value() does. Lists may come
 * in several lines, which build on each other as in a unit file; anything else only once.
 *
 * Returns: (transfer full) (element-type HnChange) (nullable): the changes with canonical values,
 * for hn_change_to_text(); %NULL when any of them is refused
 */
GPtrArray *hn_validate_change (const HnPair *pairs, gsize n_pairs, guint version, GError **error);

/**
 * hn_validate_value:
 * @directive: a directive of the catalogue
 * @value: as in a unit file, but without specifiers: "%" means itself. Any bytes.
 * @version: of systemd; 0 for the newest known
 * @ret_canonical: (out) (transfer full) (optional): the one spelling that goes into the file, "%"
 *   not doubled; left alone on failure
 * @error: return location; %HN_VALIDATE_ERROR with a sentence for a person
 *
 * Returns: whether the helper would write @value
 */
gboolean hn_validate_value (HnDirectiveId directive,
                            const char *value,
                            guint version,
                            char **ret_canonical,
                            GError **error);

/**
 * hn_validate_has_effect:
 * @settings: whose service it is
 * @value: one line, or several of a list with newlines between them
 *
 * Returns: whether the helper would write all of @value, and the manager heed it
 */
gboolean
hn_validate_has_effect (const HnSettings *settings, HnDirectiveId directive, const char *value);

/**
 * hn_validate_unit_name:
 * @name: any bytes
 * @error: return location; %HN_VALIDATE_ERROR_BAD_UNIT
 *
 * Whether @name is the name of one service, by its letters alone: no template, no path, no pattern.
 * Whether there is such a service is for the caller to find out.
 */
gboolean hn_validate_unit_name (const char *name, GError **error);

/**
 * hn_validate_has_plain_characters:
 * @text: any bytes
 *
 * Returns: whether a person who reads the file sees what the program reads: no characters that end
 *   lines, steer a terminal, turn the direction around, or show nothing
 */
gboolean hn_validate_has_plain_characters (const char *text);

/**
 * hn_validate_is_list:
 *
 * Returns: whether @directive may stand in several lines, each of which adds to those before it. An
 *   empty value starts such a list anew.
 */
gboolean hn_validate_is_list (HnDirectiveId directive);

/**
 * hn_change_to_text:
 * @changes: (element-type HnChange): as from hn_validate_change()
 *
 * Like hn_drop_in_to_text(), but for values in which "%" means itself: it is doubled wherever
 * systemd would take it for the start of a specifier.
 *
 * Returns: (transfer full): the text of the drop-in
 */
char *hn_change_to_text (GPtrArray *changes);

/**
 * hn_validate_change_text:
 * @text: the content of Hardnut's drop-in
 * @length: of @text in bytes
 * @version: as in hn_validate_change()
 * @error: return location; %HN_VALIDATE_ERROR
 *
 * The way back from hn_change_to_text(). Comments and empty lines are passed over. Anything else
 * that hn_validate_change() would not let through (a hand has been at the file, or another version
 * of systemd) is an error.
 *
 * Returns: (transfer full) (element-type HnChange) (nullable): the changes
 */
GPtrArray *hn_validate_change_text (const char *text, gsize length, guint version, GError **error);

/**
 * hn_change_acts_at_once:
 * @before: (nullable): Hardnut's drop-in as it stands; %NULL where there is none
 * @after: (nullable): as it is to be
 * @version: as in hn_validate_change()
 *
 * Limits of resources and filters of a control group are written anew for each service that runs
 * when the manager reads its files; what is in systemd.exec(5) holds from the next start on.
 *
 * Returns: whether a service that runs has part of the change as soon as systemd has read it. A
 * text that hn_validate_change_text() refuses may hold anything, and so it counts
 */
gboolean hn_change_acts_at_once (const char *before, const char *after, guint version);

/**
 * hn_choice_known:
 * @directive: a directive
 * @choice: one of its choices
 * @version: of systemd; 0 for the newest known
 *
 * Returns: whether this systemd takes the word
 */
gboolean hn_choice_known (const HnDirective *directive, const HnChoice *choice, guint version);

G_END_DECLS
