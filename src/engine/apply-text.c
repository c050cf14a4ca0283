/* Directives that are kept as the text they are given. Their grammars differ from version to
 * version and weigh nothing in a score; only what no version of systemd takes is called ignored.
 * The rules are those of systemd's load-fragment.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/apply-text.h"

#include <string.h>

#include "engine/request-value.h"
#include "engine/settings-private.h"
#include "engine/types/specifier.h"
#include "engine/types/values.h"

/* Whether @value may be an amount: a number with whatever unit, or a word in place of one. */
static gboolean
may_be_amount (HnDirectiveId directive, const char *value)
{
  const char *name = hn_directive_get (directive)->name;
  gboolean is_limit = g_str_has_prefix (name, "Limit");
  const char *digits = value + (is_limit && (value[0] == '+' || value[0] == '-'));

  /* These are switches as well, with all the words of one. */
  if (g_str_has_suffix (name, "DirectoryQuota"))
    return TRUE;
  if (strcmp (value, "infinity") == 0)
    return directive != HN_DIRECTIVE_CPU_QUOTA;
  /* A limit may be infinite in one of its halves. */
  if (is_limit && g_str_has_prefix (value, "infinity:"))
    return TRUE;
  if (!g_ascii_isdigit (digits[0]) && digits[0] != '.')
    return FALSE;

  /* Percent, or one of the signs for a thousandth and a ten-thousandth. */
  return directive != HN_DIRECTIVE_CPU_QUOTA || strchr (value, '%') != NULL ||
         strstr (value, "‰") != NULL || strstr (value, "‱") != NULL;
}

static gboolean
is_absolute (HnSettings *self, const char *path)
{
  g_autofree char *expanded = hn_specifier_expand (&self->context, path);

  return expanded != NULL && expanded[0] == '/' && hn_path_simplify (expanded);
}

/* "-" and "+" say what is to be done with a path that is not there, and below which root it is. */
static gboolean
is_path (HnSettings *self, const char *word)
{
  word += word[0] == '-';
  word += word[0] == '+';

  return is_absolute (self, word);
}

/* "SOURCE:TARGET", with options behind it. */
static gboolean
is_mount (HnSettings *self, const char *word)
{
  g_auto (GStrv) parts = g_strsplit (word + (word[0] == '-'), ":", 3);

  return g_strv_length (parts) > 1 && is_absolute (self, parts[0]) && is_absolute (self, parts[1]);
}

/* A path, name or mount of which no more is known than that systemd expands it. */
static gboolean
is_expandable (HnSettings *self, const char *word)
{
  return hn_specifiers_are_known (&self->context, word);
}

/* Of these, systemd expands what stands before the colon alone. */
static gboolean
is_tmpfs (HnSettings *self, const char *word)
{
  g_autofree char *path = g_strndup (word, strcspn (word, ":"));

  return hn_specifiers_are_known (&self->context, path);
}

typedef gboolean (*IsWord) (HnSettings *self, const char *word);

static IsWord
get_rule (HnDirectiveId directive)
{
  switch ((int) directive)
    {
    case HN_DIRECTIVE_READ_WRITE_PATHS:
    case HN_DIRECTIVE_READ_ONLY_PATHS:
    case HN_DIRECTIVE_INACCESSIBLE_PATHS:
    case HN_DIRECTIVE_EXEC_PATHS:
    case HN_DIRECTIVE_NO_EXEC_PATHS:
      return is_path;
    case HN_DIRECTIVE_MOUNT_IMAGES:
      return is_mount;
    case HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM:
      return is_tmpfs;
    case HN_DIRECTIVE_BIND_PATHS:
    case HN_DIRECTIVE_BIND_READ_ONLY_PATHS:
    case HN_DIRECTIVE_EXTENSION_IMAGES:
    case HN_DIRECTIVE_EXTENSION_DIRECTORIES:
    case HN_DIRECTIVE_RUNTIME_DIRECTORY:
    case HN_DIRECTIVE_STATE_DIRECTORY:
    case HN_DIRECTIVE_CACHE_DIRECTORY:
    case HN_DIRECTIVE_LOGS_DIRECTORY:
    case HN_DIRECTIVE_CONFIGURATION_DIRECTORY:
      return is_expandable;
    default:
      return NULL;
    }
}

/* Whether systemd takes the whole of @value, where it expands it as a whole. */
static gboolean
is_line (HnSettings *self, HnDirectiveId directive, const char *value)
{
  g_autofree char *id = NULL;

  switch ((int) directive)
    {
    case HN_DIRECTIVE_PAM_NAME:
    case HN_DIRECTIVE_LOG_NAMESPACE:
    case HN_DIRECTIVE_NETWORK_NAMESPACE_PATH:
    case HN_DIRECTIVE_IPC_NAMESPACE_PATH:
    case HN_DIRECTIVE_USER_NAMESPACE_PATH:
    case HN_DIRECTIVE_ALLOWED_CPUS:
    case HN_DIRECTIVE_ALLOWED_MEMORY_NODES:
    case HN_DIRECTIVE_LOAD_CREDENTIAL:
    case HN_DIRECTIVE_LOAD_CREDENTIAL_ENCRYPTED:
      return hn_specifiers_are_known (&self->context, value);
    case HN_DIRECTIVE_SET_CREDENTIAL:
    case HN_DIRECTIVE_SET_CREDENTIAL_ENCRYPTED:
    case HN_DIRECTIVE_IMPORT_CREDENTIAL:
      /* The secret, and the name that it gets, are taken as they stand. */
      id = g_strndup (value, strcspn (value, ":"));
      return hn_specifiers_are_known (&self->context, id);
    default:
      return !hn_value_is_number (directive) || may_be_amount (directive, value);
    }
}

/* Returns: (transfer full): the words of @line that systemd takes, as they are written */
static char *
dup_good_words (HnSettings *self, const HnLine *line, IsWord is_word)
{
  GString *good = g_string_new (NULL);
  const char *rest = line->value;

  while (rest != NULL)
    {
      const char *start = rest;
      g_autofree char *word = NULL;
      g_autofree char *written = NULL;

      if (hn_extract_word (&rest, TRUE, FALSE, &word) <= 0)
        break;
      if (!is_word (self, word))
        {
          hn_line_warn_word (self, line, word);
          continue;
        }
      written = rest != NULL ? g_strndup (start, rest - start) : g_strdup (start);
      g_string_append_printf (good, "%s%s", good->len > 0 ? " " : "", g_strstrip (written));
    }

  return g_string_free (good, FALSE);
}

static gboolean
adds_up (HnDirectiveId directive)
{
  switch ((int) directive)
    {
    case HN_DIRECTIVE_LOAD_CREDENTIAL:
    case HN_DIRECTIVE_LOAD_CREDENTIAL_ENCRYPTED:
    case HN_DIRECTIVE_SET_CREDENTIAL:
    case HN_DIRECTIVE_SET_CREDENTIAL_ENCRYPTED:
      return TRUE;
    case HN_DIRECTIVE_SECURE_BITS:
      /* Several words, but each line starts anew. */
      return FALSE;
    default:
      break;
    }

  switch (hn_directive_get (directive)->kind)
    {
    case HN_KIND_SET:
    case HN_KIND_PATHS:
    case HN_KIND_SYSCALLS:
    case HN_KIND_CAPABILITIES:
      return TRUE;
    default:
      return FALSE;
    }
}

void
hn_apply_text (HnSettings *self, const HnLine *line, HnDirectiveId directive)
{
  IsWord is_word = get_rule (directive);
  g_autofree char *good = NULL;
  const char *value = line->value;

  if (value[0] != '\0' && !is_line (self, directive, value))
    {
      hn_line_warn_invalid (self, line);
      return;
    }
  if (value[0] != '\0' && is_word != NULL)
    {
      value = good = dup_good_words (self, line, is_word);
      if (good[0] == '\0')
        return;
    }

  if (adds_up (directive) && value[0] != '\0')
    hn_setting_append_text (&self->values[directive], value);
  else
    hn_setting_set_text (&self->values[directive], value);

  hn_line_set_origin (self, line, directive);
}
