/* The small grammars of unit-file values: words and quoting, booleans, numbers, names of
 * capabilities and the like, each in the file of its type. What a value means for a service is
 * decided elsewhere.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* White space as systemd sees it; g_strstrip() also takes \f. */
#define HN_WHITESPACE " \t\n\r"

/**
 * hn_extract_word:
 * @text: (inout): the place to read from; %NULL after the last word
 * @unquote: whether quotes group words and fall away; without it they are ordinary characters
 * @relax: whether an unclosed quote or a trailing backslash ends the word instead of failing
 * @word: (out) (transfer full) (nullable): the word
 *
 * A backslash stands for the character behind it.
 *
 * Returns: 1 with a word, 0 at the end, -1 on an unclosed quote or a trailing backslash
 */
int hn_extract_word (const char **text, gboolean unquote, gboolean relax, char **word);

/** hn_is_one_of: whether @words, between spaces, have @word; "word:258" is there from systemd 258
 * on
 */
gboolean hn_is_one_of (const char *word, const char *words, guint version);

/** hn_parse_boolean: 1, 0, or -1 when @value is none of systemd's words for it */
int hn_parse_boolean (const char *value);

/** hn_input_read_boolean: the same for the spellings of the manual, which has no capitals */
int hn_input_read_boolean (const char *text);

/** hn_parse_number: whether @value is a whole unsigned number in @base (0: by prefix) */
gboolean hn_parse_number (const char *value, guint base, guint *number);

/** hn_capability_from_name: the capability's bit, or 0. Takes numbers too; any case. */
guint64 hn_capability_from_name (const char *name);
const char *hn_capability_get_name (guint capability); /* (nullable): of a number */
guint64 hn_capabilities_all (void);                    /* a bit for each */
gboolean hn_capabilities_are_most (guint64 set);       /* more than half of them */

/** hn_family_from_name: the bit of the AF_* number, or 0; any case */
guint64 hn_family_from_name (const char *name);

/** hn_families_dup_names: (transfer full): as systemd prints them */
char *hn_families_dup_names (guint64 families);

/** hn_namespace_from_name: the CLONE_NEW* flag, or 0 */
guint64 hn_namespace_from_name (const char *name);

/**
 * hn_namespaces_all: the flags of all kinds that RestrictNamespaces= is about in systemd @version;
 * "time" is a word of it in every version, but part of "all" only since 258
 */
guint64 hn_namespaces_all (guint version);
char *hn_namespaces_dup_names (guint64 flags); /* (transfer full) */

/** hn_architecture_from_name: the bit of the architecture, or 0 */
guint64 hn_architecture_from_name (const char *name);

/**
 * hn_path_simplify:
 *
 * Folds repeated slashes, drops trailing ones and "." components, in place.
 *
 * Returns: whether the path can be used: not too long, no ".." component
 */
gboolean hn_path_simplify (char *path);

/* An address with its prefix length, as bits from the front. */
typedef struct
{
  gboolean ipv6;
  guint8 bytes[16];
  guint prefix;
} HnAddress;

/** hn_address_parse: one word of IPAddressAllow= that is not a keyword; masked to its prefix */
gboolean hn_address_parse (const char *word, HnAddress *address);

/** hn_is_errno: whether @value is an error name, a number, or "kill" */
gboolean hn_is_errno (const char *value);

G_END_DECLS
