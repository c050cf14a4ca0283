/* What the functions for kinds of values share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/ignored/validate.h"
#include "engine/types/values.h"

G_BEGIN_DECLS

typedef enum
{
  HN_VERDICT_TAKEN,   /* whole, or without the words that were left out */
  HN_VERDICT_IGNORED, /* systemd says so and ignores it, or what of it is not read yet */
  HN_VERDICT_STOPS,   /* it stops reading the file */
  HN_VERDICT_OLD,     /* it takes the line, and says that it should not be written so any more */
} HnVerdict;

typedef struct _HnValidator HnValidator;

typedef struct
{
  HnVerdict (*validate) (HnValidator *self, const char *value);
  gboolean may_be_empty; /* an empty value puts back the default */
  const char *words;     /* with spaces between; "word:258" needs that version of systemd */
  gint64 least, most;
} HnValueKind;

/* One line that is looked at. */
struct _HnValidator
{
  const HnUnitContext *context;
  const char *key;
  const HnValueKind *kind;
  GPtrArray *left_out; /* (nullable): of char *: words that systemd ignores */
  GString *taken;      /* (nullable): what it takes, where that is not the whole value */
};

/* ---- Words: words.c ---- */

typedef enum
{
  HN_SPLIT_PLAIN = 0,
  HN_SPLIT_UNQUOTE = 1 << 0,        /* quotes group words and fall away */
  HN_SPLIT_UNESCAPE = 1 << 1,       /* "\n" and its like stand for what they do in C */
  HN_SPLIT_KEEP_ESCAPES = 1 << 2,   /* a backslash is nothing special */
  HN_SPLIT_EACH = 1 << 3,           /* two separators have an empty word between them */
  HN_SPLIT_FREE_SEPARATOR = 1 << 4, /* a backslash before a separator makes it ordinary */
} HnSplitFlags;

/* Reads the next word of @text, which becomes NULL behind the last one. Returns 1 with a word, 0 at
 * the end, -1 on an open quote or a backslash that stands for nothing. */
int hn_split (const char **text, const char *separators, HnSplitFlags flags, char **word);

/* Replaces the escapes of @text. Returns: (transfer full) (nullable): NULL where one means nothing
 */
char *hn_unescape (const char *text, gboolean nul_is_fine);

typedef gboolean (*HnIsWord) (HnValidator *self, const char *word);

/* Validates a list: words that are not @is_word are left out. */
HnVerdict
hn_validate_words (HnValidator *self, const char *value, HnSplitFlags flags, HnIsWord is_word);

/* Leaves out @word alone. */
void hn_validator_leave_out (HnValidator *self, const char *word);

/* Forgets what was left out so far. */
void hn_validator_reset (HnValidator *self);

/* ---- Parts of values: parts.c ---- */

/* (transfer full) (nullable): NULL where systemd does not know a specifier of @text, or finds what
 * comes of it too long. @is_open tells that it holds what only the machine knows. */
char *hn_validator_expand (HnValidator *self, const char *text, gsize longest, gboolean *is_open);

gboolean hn_is_file_name (const char *name);
gboolean hn_is_fd_name (const char *name);

/* ---- Numbers: numbers.c; values without white space around ---- */

gboolean hn_read_signed (const char *text, gint64 *number);
gboolean hn_read_unsigned (const char *text, guint64 most, guint64 *number);
gboolean hn_read_range (const char *text, guint64 *from, guint64 *to);

/* ---- Paths: paths.c ---- */

typedef enum
{
  HN_PATH_ABSOLUTE,
  HN_PATH_RELATIVE,
  HN_PATH_EITHER,
} HnPathKind;

/* Whether @text, once expanded, is a plain path of that kind. */
gboolean hn_validate_path (HnValidator *self, const char *text, HnPathKind kind);

/* ---- The values of keys, from all these files ---- */

#define VALUE_FUNCTION(name) HnVerdict hn_validate_##name (HnValidator *self, const char *value);
VALUE_FUNCTION (boolean)
VALUE_FUNCTION (word)
VALUE_FUNCTION (action)
VALUE_FUNCTION (io_class)
VALUE_FUNCTION (cpu_policy)
VALUE_FUNCTION (word_or_boolean)
VALUE_FUNCTION (kill_mode)
VALUE_FUNCTION (old)
VALUE_FUNCTION (signed)
VALUE_FUNCTION (unsigned)
VALUE_FUNCTION (time)
VALUE_FUNCTION (nanoseconds)
VALUE_FUNCTION (pressure_time)
VALUE_FUNCTION (memory)
VALUE_FUNCTION (tasks)
VALUE_FUNCTION (weight)
VALUE_FUNCTION (cpu_weight)
VALUE_FUNCTION (cpu_quota)
VALUE_FUNCTION (share)
VALUE_FUNCTION (disk_quota)
VALUE_FUNCTION (cpus)
VALUE_FUNCTION (limit_number)
VALUE_FUNCTION (limit_size)
VALUE_FUNCTION (limit_seconds)
VALUE_FUNCTION (limit_microseconds)
VALUE_FUNCTION (limit_nice)
VALUE_FUNCTION (core_filter)
VALUE_FUNCTION (device_weight)
VALUE_FUNCTION (device_time)
VALUE_FUNCTION (device_limit)
VALUE_FUNCTION (text)
VALUE_FUNCTION (reboot_argument)
VALUE_FUNCTION (file)
VALUE_FUNCTION (absolute)
VALUE_FUNCTION (search_path)
VALUE_FUNCTION (marked_paths)
VALUE_FUNCTION (mount_points)
VALUE_FUNCTION (environment_file)
VALUE_FUNCTION (pid_file)
VALUE_FUNCTION (condition_path)
VALUE_FUNCTION (condition)
VALUE_FUNCTION (bind_paths)
VALUE_FUNCTION (temporary)
VALUE_FUNCTION (images)
VALUE_FUNCTION (extensions)
VALUE_FUNCTION (image_options)
VALUE_FUNCTION (directories)
VALUE_FUNCTION (root_hash)
VALUE_FUNCTION (root_signature)
VALUE_FUNCTION (open_file)
VALUE_FUNCTION (bpf_program)
VALUE_FUNCTION (input)
VALUE_FUNCTION (output)
VALUE_FUNCTION (input_text)
VALUE_FUNCTION (input_data)
VALUE_FUNCTION (units)
VALUE_FUNCTION (old_units)
VALUE_FUNCTION (slice)
VALUE_FUNCTION (sockets)
VALUE_FUNCTION (documentation)
VALUE_FUNCTION (environment)
VALUE_FUNCTION (passed)
VALUE_FUNCTION (unset)
VALUE_FUNCTION (log_fields)
VALUE_FUNCTION (log_namespace)
VALUE_FUNCTION (log_patterns)
VALUE_FUNCTION (signal)
VALUE_FUNCTION (statuses)
VALUE_FUNCTION (error_number)
VALUE_FUNCTION (set_credential)
VALUE_FUNCTION (set_encrypted)
VALUE_FUNCTION (load_credential)
VALUE_FUNCTION (import_credential)
VALUE_FUNCTION (interfaces)
VALUE_FUNCTION (interface)
VALUE_FUNCTION (file_systems)
VALUE_FUNCTION (socket_bind)
VALUE_FUNCTION (subgroup)
VALUE_FUNCTION (controllers)
VALUE_FUNCTION (disabled_controllers)
VALUE_FUNCTION (nft_set)
VALUE_FUNCTION (rules)
VALUE_FUNCTION (sessions)
VALUE_FUNCTION (syscalls)
VALUE_FUNCTION (namespaces)
VALUE_FUNCTION (refresh)
#undef VALUE_FUNCTION

G_END_DECLS
