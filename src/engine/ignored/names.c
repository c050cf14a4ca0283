/* Values that are names: of units, variables, credentials, signals, interfaces and the like.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/catalogue/syscalls.h"
#include "engine/ignored/validate-private.h"

/* The most frequent first. */
#define UNIT_TYPES "target service socket mount slice timer path swap device automount scope"
#define LONGEST_NAME 255

static gboolean
has_only (const char *text, const char *characters)
{
  return text[strspn (text, characters)] == '\0';
}

#define DIGITS "0123456789"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LETTERS CAPITALS "abcdefghijklmnopqrstuvwxyz"

/* ---- Units ---- */

static gboolean
is_unit_name (const char *name)
{
  const char *dot = strrchr (name, '.');

  if (dot == NULL || dot == name || strlen (name) > LONGEST_NAME || name[0] == '@' ||
      !hn_is_one_of (dot + 1, UNIT_TYPES, 0))
    return FALSE;
  /* There are no instances of slices. */
  if (strcmp (dot, ".slice") == 0 && strchr (name, '@') != NULL)
    return FALSE;

  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("@:-_.\\", *p) == NULL)
      return FALSE;

  return TRUE;
}

/* (transfer full) (nullable): a name with its specifiers resolved, of which only some can be part
 * of one */
static char *
expand_unit_name (HnValidator *self, const char *word, gboolean *is_open)
{
  for (const char *p = word; *p != '\0'; p++)
    {
      if (*p != '%')
        continue;
      p++;
      if (*p == '\0')
        break;
      if (strchr ("%ijnNpaAbBHlmMovwWuUgG", *p) == NULL)
        return NULL;
    }

  return hn_validator_expand (self, word, LONGEST_NAME + 1, is_open);
}

static gboolean
is_unit (HnValidator *self, const char *word)
{
  g_autofree char *name = NULL;
  gboolean is_open;

  if (strchr (word, '%') == NULL)
    return is_unit_name (word);
  name = expand_unit_name (self, word, &is_open);

  return name != NULL && (is_open || is_unit_name (name));
}

HnVerdict
hn_validate_units (HnValidator *self, const char *value)
{
  return hn_validate_words (self, value, HN_SPLIT_KEEP_ESCAPES, is_unit);
}

/* Systemd takes another dependency in place of these. */
HnVerdict
hn_validate_old_units (HnValidator *self, const char *value)
{
  hn_validate_words (self, value, HN_SPLIT_KEEP_ESCAPES, is_unit);
  hn_validator_reset (self);

  return HN_VERDICT_OLD;
}

HnVerdict
hn_validate_slice (HnValidator *self, const char *value)
{
  gboolean is_open;
  g_autofree char *name = expand_unit_name (self, value, &is_open);

  if (name == NULL)
    return HN_VERDICT_IGNORED;
  if (is_open)
    return HN_VERDICT_TAKEN;

  return is_unit_name (name) && g_str_has_suffix (name, ".slice") ? HN_VERDICT_TAKEN
                                                                  : HN_VERDICT_IGNORED;
}

static gboolean
is_socket (HnValidator *self, const char *word)
{
  gboolean is_open;
  g_autofree char *name = expand_unit_name (self, word, &is_open);

  return name != NULL && (is_open || (is_unit_name (name) && g_str_has_suffix (name, ".socket")));
}

HnVerdict
hn_validate_sockets (HnValidator *self, const char *value)
{
  return hn_validate_words (self, value, HN_SPLIT_PLAIN, is_socket);
}

static gboolean
is_address (HnValidator *self, const char *word)
{
  static const char *const prefixes[] = { "http://", "https://", "file:/", "info:", "man:" };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (word, prefixes[i]))
      return word[strlen (prefixes[i])] != '\0' && g_str_is_ascii (word);

  return FALSE;
}

HnVerdict
hn_validate_documentation (HnValidator *self, const char *value)
{
  gboolean is_open;
  g_autofree char *expanded = hn_validator_expand (self, value, 4096, &is_open);

  if (expanded == NULL)
    return HN_VERDICT_IGNORED;

  return hn_validate_words (self, expanded, HN_SPLIT_UNQUOTE | HN_SPLIT_KEEP_ESCAPES, is_address);
}

/* ---- Variables ---- */

static gboolean
is_variable_name (const char *name, gsize length)
{
  if (length == 0 || g_ascii_isdigit (name[0]))
    return FALSE;

  return strspn (name, "_" DIGITS LETTERS) >= length;
}

static gboolean
is_assignment (const char *text)
{
  const char *equals = strchr (text, '=');

  return equals != NULL && is_variable_name (text, (gsize) (equals - text)) &&
         g_utf8_validate (equals, -1, NULL);
}

static gboolean
is_variable (HnValidator *self, const char *word)
{
  gboolean is_open;
  g_autofree char *text = hn_validator_expand (self, word, G_MAXINT, &is_open);

  return text != NULL && is_assignment (text);
}

HnVerdict
hn_validate_environment (HnValidator *self, const char *value)
{
  return hn_validate_words (self, value, HN_SPLIT_UNQUOTE | HN_SPLIT_UNESCAPE, is_variable);
}

static gboolean
is_passed (HnValidator *self, const char *word)
{
  gboolean is_open;
  g_autofree char *text = hn_validator_expand (self, word, G_MAXINT, &is_open);

  return text != NULL && (is_open || is_variable_name (text, strlen (text)));
}

HnVerdict
hn_validate_passed (HnValidator *self, const char *value)
{
  return hn_validate_words (self, value, HN_SPLIT_UNQUOTE, is_passed);
}

static gboolean
is_unset (HnValidator *self, const char *word)
{
  gboolean is_open;
  g_autofree char *text = hn_validator_expand (self, word, G_MAXINT, &is_open);

  return text != NULL &&
         (is_open || is_variable_name (text, strlen (text)) || is_assignment (text));
}

HnVerdict
hn_validate_unset (HnValidator *self, const char *value)
{
  return hn_validate_words (self, value, HN_SPLIT_UNQUOTE | HN_SPLIT_UNESCAPE, is_unset);
}

/* "NAME=…", where the name is one of the journal. */
static gboolean
is_log_field (HnValidator *self, const char *word)
{
  gboolean is_open;
  g_autofree char *text = hn_validator_expand (self, word, G_MAXINT, &is_open);
  const char *equals = text != NULL ? strchr (text, '=') : NULL;
  const gsize length = equals != NULL ? (gsize) (equals - text) : 0;

  return length > 0 && length <= 64 && text[0] != '_' && !g_ascii_isdigit (text[0]) &&
         strspn (text, "_" DIGITS CAPITALS) >= length;
}

HnVerdict
hn_validate_log_fields (HnValidator *self, const char *value)
{
  return hn_validate_words (self, value, HN_SPLIT_UNQUOTE | HN_SPLIT_UNESCAPE, is_log_field);
}

/* Part of a file name and of the name of an instance. */
HnVerdict
hn_validate_log_namespace (HnValidator *self, const char *value)
{
  gboolean is_open;
  g_autofree char *name = hn_validator_expand (self, value, LONGEST_NAME, &is_open);

  if (name == NULL)
    return HN_VERDICT_IGNORED;

  return is_open || (hn_is_file_name (name) && strlen (name) <= LONGEST_NAME - 33 &&
                     has_only (name, "@" DIGITS LETTERS ":-_.\\") && strchr (name, '\\') == NULL)
             ? HN_VERDICT_TAKEN
             : HN_VERDICT_IGNORED;
}

/* What is wrong with a pattern is not said with the line. */
HnVerdict
hn_validate_log_patterns (HnValidator *self, const char *value)
{
  return strcmp (value, "~") == 0 ? HN_VERDICT_IGNORED : HN_VERDICT_TAKEN;
}

/* ---- Signals and statuses ---- */

#define SIGNALS                                                                                  \
  "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP " \
  "TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS"
#define MOST_REAL_TIME 30
#define MOST_SIGNAL 64

static gboolean
is_signal (const char *text)
{
  gint64 number;

  if (hn_read_signed (text, &number))
    return number > 0 && number <= MOST_SIGNAL;

  text += g_str_has_prefix (text, "SIG") ? 3 : 0;
  if (hn_is_one_of (text, SIGNALS, 0))
    return TRUE;
  if (!g_str_has_prefix (text, "RTMIN") && !g_str_has_prefix (text, "RTMAX"))
    return FALSE;
  if (text[5] == '\0')
    return TRUE;

  return text[5] == (text[4] == 'N' ? '+' : '-') && hn_read_signed (text + 5, &number) &&
         ABS (number) <= MOST_REAL_TIME;
}

HnVerdict
hn_validate_signal (HnValidator *self, const char *value)
{
  return is_signal (value) ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;
}

/* Names of exit statuses are in kind->words. */
static gboolean
is_status (HnValidator *self, const char *word)
{
  guint64 number;

  return hn_is_one_of (word, self->kind->words, 0) || hn_read_unsigned (word, 255, &number) ||
         is_signal (word);
}

HnVerdict
hn_validate_statuses (HnValidator *self, const char *value)
{
  return hn_validate_words (self, value, HN_SPLIT_PLAIN, is_status);
}

HnVerdict
hn_validate_error_number (HnValidator *self, const char *value)
{
  gint64 number;

  if (strcmp (value, "kill") == 0)
    return HN_VERDICT_TAKEN;
  if (hn_read_signed (value, &number))
    return number > 0 && number <= 4095 ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;

  return hn_is_errno (value) ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;
}

/* ---- Credentials and descriptors ---- */

static gboolean
is_credential_name (const char *name)
{
  return hn_is_file_name (name) && hn_is_fd_name (name);
}

/* Reads the name of a credential up to its colon; returns what is behind, NULL where it is none. */
static const char *
read_credential (HnValidator *self, const char *value, gboolean glob)
{
  const char *rest = value;
  g_autofree char *word = NULL;
  g_autofree char *name = NULL;
  gboolean is_open;

  if (hn_split (&rest, ":", HN_SPLIT_EACH, &word) <= 0)
    return NULL;
  name = hn_validator_expand (self, word, LONGEST_NAME, &is_open);
  if (name == NULL)
    return NULL;
  if (glob)
    {
      const gsize n = strcspn (name, "*?[]");

      /* Only a star at the end. */
      if (strcmp (name + n, "*") == 0)
        {
          if (n == 0)
            return rest != NULL ? rest : "";
          name[n] = '\0';
        }
      else if (name[n] != '\0')
        return NULL;
    }
  if (!is_open && !is_credential_name (name))
    return NULL;

  return rest != NULL ? rest : "";
}

HnVerdict
hn_validate_set_credential (HnValidator *self, const char *value)
{
  const char *rest = read_credential (self, value, FALSE);
  g_autofree char *text = rest != NULL && rest[0] != '\0' ? hn_unescape (rest, TRUE) : NULL;

  return text != NULL ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;
}

HnVerdict
hn_validate_set_encrypted (HnValidator *self, const char *value)
{
  const char *rest = read_credential (self, value, FALSE);

  return rest != NULL && rest[0] != '\0' ? hn_validate_input_data (self, rest) : HN_VERDICT_IGNORED;
}

/* "NAME:PATH", or ":NAME" for another credential. */
HnVerdict
hn_validate_load_credential (HnValidator *self, const char *value)
{
  const char *rest = read_credential (self, value, FALSE);
  g_autofree char *path = NULL;
  gboolean is_open;

  if (rest == NULL)
    return HN_VERDICT_IGNORED;
  if (rest[0] == '\0')
    return HN_VERDICT_TAKEN;
  path = hn_validator_expand (self, rest, 4096, &is_open);
  if (path == NULL)
    return HN_VERDICT_IGNORED;
  if (is_open)
    return HN_VERDICT_TAKEN;
  /* Slashes too many are none of a plain path here. */
  if (path[0] == '/')
    {
      g_autofree char *plain = g_strdup (path);

      return hn_path_simplify (plain) && strstr (path, "//") == NULL &&
                     strstr (path, "/./") == NULL && !g_str_has_suffix (path, "/.")
                 ? HN_VERDICT_TAKEN
                 : HN_VERDICT_IGNORED;
    }

  return is_credential_name (path) ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;
}

/* "NAME*:NEWNAME"; the second part came later. */
HnVerdict
hn_validate_import_credential (HnValidator *self, const char *value)
{
  const char *rest = read_credential (self, value, TRUE);

  if (rest == NULL)
    return HN_VERDICT_IGNORED;

  return rest[0] == '\0' || is_credential_name (rest) ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;
}

/* ---- Network ---- */

static gboolean
is_interface_name (const char *name, guint version)
{
  const gsize longest = version >= 257 ? 127 : 15; /* the longer ones are alternative names */
  gint64 index;

  if ((hn_read_signed (name, &index) && index > 0 && index <= G_MAXINT32) || name[0] == '\0' ||
      strlen (name) > longest || hn_is_one_of (name, ". .. all default", 0) ||
      has_only (name, DIGITS))
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    if ((guchar) *p <= ' ' || (guchar) *p >= 127 || strchr (":/%", *p) != NULL)
      return FALSE;

  return TRUE;
}

static gboolean
is_interface (HnValidator *self, const char *word)
{
  return is_interface_name (word, self->context->version);
}

HnVerdict
hn_validate_interfaces (HnValidator *self, const char *value)
{
  return hn_validate_words (self, value + (value[0] == '~'), HN_SPLIT_UNQUOTE, is_interface);
}

HnVerdict
hn_validate_interface (HnValidator *self, const char *value)
{
  gboolean is_open;
  g_autofree char *name = hn_validator_expand (self, value, G_MAXINT, &is_open);

  return name != NULL && (is_open || is_interface_name (name, self->context->version))
             ? HN_VERDICT_TAKEN
             : HN_VERDICT_IGNORED;
}

static gboolean
is_port (const char *text, guint version)
{
  const guint64 least = version >= 257 ? 0 : 1;
  guint64 from, to;

  return strcmp (text, "any") == 0 ||
         (hn_read_range (text, &from, &to) && least <= from && from <= to && to <= 65535);
}

/* "FAMILY:PROTOCOL:PORTS", each of which may be left out. */
HnVerdict
hn_validate_socket_bind (HnValidator *self, const char *value)
{
  const char *rest = value;
  guint part = 0;

  while (rest != NULL && part < 3)
    {
      g_autofree char *word = NULL;
      gboolean fits = FALSE;

      if (hn_split (&rest, ":", HN_SPLIT_EACH, &word) <= 0 || word[0] == '\0')
        return HN_VERDICT_IGNORED;
      while (part < 3 && !fits)
        {
          fits = part == 0   ? hn_is_one_of (word, "ipv4 ipv6", 0)
                 : part == 1 ? hn_is_one_of (word, "tcp udp", 0)
                             : is_port (word, self->context->version);
          part++;
        }
      if (!fits)
        return HN_VERDICT_IGNORED;
    }

  return rest == NULL ? HN_VERDICT_TAKEN : HN_VERDICT_IGNORED;
}

static gboolean
is_table_name (const char *name)
{
  return g_ascii_isalpha (name[0]) && strlen (name) <= 31 &&
         has_only (name, DIGITS LETTERS "/\\_.");
}

/* "SOURCE:FAMILY:TABLE:SET", again and again; the first bad one ends the line. */
HnVerdict
hn_validate_nft_set (HnValidator *self, const char *value)
{
  const char *rest = value;
  char *word;
  int got;

  while ((got = hn_split (&rest, HN_WHITESPACE, HN_SPLIT_UNQUOTE | HN_SPLIT_KEEP_ESCAPES, &word)) >
         0)
    {
      char *parts[4] = { NULL };
      const char *p = word;
      gboolean good = TRUE;

      for (guint i = 0; good && i < 4; i++)
        good = hn_split (&p, ":", HN_SPLIT_UNESCAPE, &parts[i]) > 0;
      good = good && (p == NULL || p[0] == '\0') &&
             hn_is_one_of (parts[0], "cgroup user group", 0) &&
             hn_is_one_of (parts[1], "arp bridge inet ip ip6 netdev", 0) &&
             is_table_name (parts[2]) && is_table_name (parts[3]);
      for (guint i = 0; i < 4; i++)
        g_free (parts[i]);
      g_free (word);
      if (!good)
        return HN_VERDICT_IGNORED;
    }

  return got < 0 ? HN_VERDICT_IGNORED : HN_VERDICT_TAKEN;
}

/* ---- Groups of the kernel and of systemd ---- */

#define CONTROLLERS                                                                       \
  "cpu cpuacct cpuset io blkio memory devices pids bpf-firewall bpf-devices bpf-foreign " \
  "bpf-socket-bind bpf-restrict-network-interfaces bpf-bind-network-interface:260"

/* A name that the kernel has no file of its own for in a control group. */
HnVerdict
hn_validate_subgroup (HnValidator *self, const char *value)
{
  g_autofree char *stem = g_strndup (value, strcspn (value, "."));

  if (!hn_is_file_name (value) || value[0] == '_' || value[0] == '.' ||
      hn_is_one_of (value, "notify_on_release release_agent tasks", 0) ||
      g_str_has_prefix (value, "cgroup."))
    return HN_VERDICT_IGNORED;

  return strchr (value, '.') != NULL && hn_is_one_of (stem, CONTROLLERS, self->context->version)
             ? HN_VERDICT_IGNORED
             : HN_VERDICT_TAKEN;
}

static gboolean
is_controller (HnValidator *self, const char *word)
{
  return hn_is_one_of (word, CONTROLLERS, self->context->version);
}

/* Without any that is known it still is a "yes". */
HnVerdict
hn_validate_controllers (HnValidator *self, const char *value)
{
  HnVerdict verdict;

  if (hn_parse_boolean (value) >= 0)
    return HN_VERDICT_TAKEN;

  verdict = hn_validate_words (self, value, HN_SPLIT_UNQUOTE, is_controller);
  if (self->taken != NULL)
    g_string_assign (self->taken, verdict == HN_VERDICT_TAKEN ? value : "");

  return verdict;
}

/* Unknown ones are passed over in silence, as long as there is one that is known. */
HnVerdict
hn_validate_disabled_controllers (HnValidator *self, const char *value)
{
  HnVerdict verdict = hn_validate_words (self, value, HN_SPLIT_PLAIN, is_controller);

  if (self->taken != NULL && self->taken->len == 0)
    verdict = HN_VERDICT_IGNORED;
  g_clear_pointer (&self->left_out, g_ptr_array_unref);

  return verdict;
}

/* A list that may have a "~" in front of it, with which it names what is denied. */
static HnVerdict
validate_denied_or_allowed (HnValidator *self,
                            const char *value,
                            HnSplitFlags flags,
                            HnIsWord is_word)
{
  const gboolean denied = value[0] == '~';
  const HnVerdict verdict = hn_validate_words (self, value + denied, flags, is_word);

  if (denied && self->taken != NULL && self->taken->len > 0)
    g_string_prepend_c (self->taken, '~');

  return verdict;
}

static gboolean
is_file_system (HnValidator *self, const char *word)
{
  return word[0] != '@' || hn_is_one_of (word, self->kind->words, self->context->version);
}

HnVerdict
hn_validate_file_systems (HnValidator *self, const char *value)
{
  return validate_denied_or_allowed (self, value, HN_SPLIT_UNQUOTE, is_file_system);
}

static gboolean
is_rule (HnValidator *self, const char *word)
{
  return hn_is_file_name (word) && strpbrk (word, "*?[\"'\\") == NULL;
}

HnVerdict
hn_validate_rules (HnValidator *self, const char *value)
{
  return hn_validate_words (self, value, HN_SPLIT_UNQUOTE | HN_SPLIT_KEEP_ESCAPES, is_rule);
}

static gboolean
is_session (HnValidator *self, const char *word)
{
  /* None twice. */
  return hn_is_fd_name (word) && word[0] != '\0' && !hn_is_one_of (word, self->taken->str, 0) &&
         strpbrk (word, HN_WHITESPACE "\"'\\*?[") == NULL;
}

HnVerdict
hn_validate_sessions (HnValidator *self, const char *value)
{
  self->taken = g_string_new (NULL);

  return hn_validate_words (self, value, HN_SPLIT_PLAIN, is_session);
}

static gboolean
is_syscall (HnValidator *self, const char *word)
{
  return word[0] == '@' ? hn_syscall_group_find (word, self->context->version) >= 0
                        : hn_syscall_find (word) != -1;
}

HnVerdict
hn_validate_syscalls (HnValidator *self, const char *value)
{
  return validate_denied_or_allowed (self, value, HN_SPLIT_PLAIN, is_syscall);
}

/* Names of namespaces, as for RestrictNamespaces=. */
HnVerdict
hn_validate_namespaces (HnValidator *self, const char *value)
{
  const char *rest = value + (value[0] == '~');
  char *word;
  int got;

  if (hn_parse_boolean (value) >= 0)
    return HN_VERDICT_TAKEN;

  while ((got = hn_split (&rest, HN_WHITESPACE, HN_SPLIT_PLAIN, &word)) > 0)
    {
      const guint64 flag = hn_namespace_from_name (word);
      const gboolean user = strcmp (word, "user") == 0;

      g_free (word);
      if (flag == 0 || user)
        return HN_VERDICT_IGNORED;
    }

  return got < 0 ? HN_VERDICT_IGNORED : HN_VERDICT_TAKEN;
}

HnVerdict
hn_validate_refresh (HnValidator *self, const char *value)
{
  const char *rest = value + (value[0] == '~');
  char *word;
  int got;

  if (hn_parse_boolean (value) >= 0)
    return HN_VERDICT_TAKEN;

  while ((got = hn_split (&rest, HN_WHITESPACE, HN_SPLIT_PLAIN, &word)) > 0)
    {
      const gboolean good = hn_is_one_of (word, self->kind->words, 0);

      g_free (word);
      if (!good)
        return HN_VERDICT_IGNORED;
    }

  return got < 0 ? HN_VERDICT_IGNORED : HN_VERDICT_TAKEN;
}
